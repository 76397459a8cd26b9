/** Two hundred random faults over a tree of a hundred actors, in a process of its own. */
import assert from "node:assert/strict";
import { leftOpen } from "./chaos/belongings.ts";
import type { WalkReport } from "./chaos/walk_main.ts";
import { scale, seed } from "./test_scale.ts";

const program = new URL("./chaos/walk_main.ts", import.meta.url);
const faults = 200;
const walks = scale(1, 10);
/** Half a minute on a quiet machine of two cores. */
const limitMs = 480_000;

/** @throws when the process dies, or does not end by itself: what keeps it alive is a leak. */
async function walk(seed: number): Promise<WalkReport> {
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", program.pathname, `${seed}`, `${faults}`],
    signal: AbortSignal.timeout(limitMs),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, text(stderr));
  return JSON.parse(text(stdout)) as WalkReport;
}

for (let n = 0; n < walks; n++) {
  Deno.test(`${faults} faults (seed ${seed + n}) leave everybody where its spec says, and nothing behind`, async () => {
    const { asked, outcomes, complaints, counts, before, after, faults: committed } = await walk(seed + n);
    assert.equal(Object.values(committed).reduce((sum, count) => sum + count), faults);
    assert.deepEqual(complaints, []);
    assert.equal(Object.values(outcomes).reduce((sum, count) => sum + count), asked);
    assert.deepEqual(Object.keys(outcomes).filter((outcome) => !["answer", "crash", "noproc"].includes(outcome)), []);
    const { sent, handled, dead, queued } = counts;
    assert.deepEqual({ sent, queued }, { sent: handled + dead + queued, queued: 0 });
    assert.deepEqual({ processes: after.processes, workers: after.workers }, { processes: [], workers: 0 });
    assert.deepEqual(leftOpen(before, after), []);
  });
}
