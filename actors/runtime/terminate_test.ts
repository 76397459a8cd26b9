/**
 * What the runtime relies on in Deno, and the day on which it no longer has to.
 */
import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";

/** How often the worker must be found standing still: on a busy machine it may just not have had its turn. */
const looksInARow = 12;

/** True when a spinning worker stands still after `terminate`. */
async function isStopped(lock?: string): Promise<boolean> {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const workerData = lock === undefined ? { cells } : { cells, lock };
  const worker = new Worker(new URL("./test_actors/spinner_worker.ts", import.meta.url), { workerData });
  await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
  for (let look = 0, still = 0, last = -1; look < 30; look++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = Atomics.load(cells, 0);
    still = now === last ? still + 1 : 0;
    if (still === looksInARow) return true;
    last = now;
  }
  Atomics.store(cells, 1, 1);
  return false;
}

Deno.test("a spinning worker that holds a Web Lock is stopped by terminate", async () => {
  assert.equal(await isStopped(`test ${crypto.randomUUID()}`), true);
});

Deno.test("without a lock it goes on: when this fails, worker_main.ts no longer needs its lock", async () => {
  assert.equal(await isStopped(), false);
});
