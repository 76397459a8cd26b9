/** A worker that spins until its second cell is set, counting in the first; it may hold a Web Lock. */
import { parentPort, workerData } from "node:worker_threads";

const { cells, lock } = workerData as { readonly cells: Int32Array; readonly lock?: string };

function spin(): void {
  parentPort?.postMessage("spinning");
  while (Atomics.load(cells, 1) === 0) Atomics.add(cells, 0, 1);
}

if (lock === undefined) spin();
else {void navigator.locks.request(lock, () => {
    setTimeout(spin, 0);
    return new Promise<void>(() => {});
  });}
