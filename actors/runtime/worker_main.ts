/**
 * The first module of a worker host. It holds a Web Lock for its whole life, because only then is the thread really stopped
 * when the main isolate terminates it in the middle of a loop; and it listens before it loads any actor.
 */
import { workerData } from "node:worker_threads";
import type { Order } from "./frames.ts";
import { HostCore } from "./host_core.ts";
import { actorOf, load } from "./loader.ts";
import { postFrames } from "./port_writer.ts";
import { thisThread } from "./thread_life.ts";

interface WorkerData {
  readonly port: MessagePort;
  /** A counter that grows while the event loop turns, and the number of this thread. */
  readonly beats: SharedArrayBuffer;
  /** Absent only in the test of a worker that cannot be stopped. */
  readonly lock?: string;
}

/** Often enough for the shortest sensible heartbeat. */
const beatMs = 25;

const { port, beats, lock } = workerData as WorkerData;
const counter = new Int32Array(beats);
Atomics.store(counter, 1, thisThread());
if (lock !== undefined) void navigator.locks.request(lock, () => new Promise<void>(() => {}));
setInterval(() => Atomics.add(counter, 0, 1), beatMs);

const core: HostCore = new HostCore(
  (reports) => postFrames(port, reports, (report, error) => core.unsendable(report, error)),
  async (module) => actorOf(await load(module), module),
);

port.onmessage = ({ data }: MessageEvent<readonly Order[]>) => core.receive(data);

// What every actor's module imports is there before the first is ordered.
void import("./mod.ts");
