/**
 * Workers as hosts.
 *
 * A `node:worker_threads` Worker is used rather than a web Worker: its heap can be capped without taking the process along,
 * its end is reported, and, since it holds a Web Lock, `terminate()` really stops it in the middle of a loop (a web Worker
 * that spins goes on for ever in Deno 2.7.6 and later; a test tells when this changes). Messages go over a MessagePort of
 * its own, which is three times as fast as the worker's own channel.
 *
 * One started worker is kept in reserve, so that a group whose worker died goes on within milliseconds.
 */
import { Worker } from "node:worker_threads";
import { crashed } from "./errors.ts";
import type { Order, Report, Wire } from "./frames.ts";
import { postFrames } from "./port_writer.ts";
import { everything, type Reach } from "./reach.ts";
import type { HostKind } from "./group.ts";
import { threadBirth } from "./thread_life.ts";
import type { ExitReason } from "./types.ts";

/** More than this and the worker ends with `oom`, alone. */
const maxHeapMiB = 1_024;
/** Starting a thread holds the main isolate up, so it waits until those who need the present one run. */
const restockAfterMs = 500;
const patience = { everyMs: 1_000, misses: 5 };
/** How long a worker whose port is closed may take to say why. */
const lostAfterMs = 100;

/** Opens workers. */
export class WorkerKind implements HostKind {
  readonly patience = patience;
  readonly oneModule = false;
  #reserve: WorkerWire | undefined;
  #restockLater: ReturnType<typeof setTimeout> | undefined;

  /** `stoppable` false: workers without the lock, which go on spinning (for tests). */
  constructor(private readonly stoppable = true) {}

  reach(): Reach {
    return everything;
  }

  open(): Wire {
    const reserve = this.#reserve;
    this.#reserve = undefined;
    const wire = reserve?.usable === true ? reserve : new WorkerWire(this.stoppable);
    this.#restockLater ??= setTimeout(() => this.#restock(), restockAfterMs);
    return wire;
  }

  async close(): Promise<void> {
    clearTimeout(this.#restockLater);
    await this.#reserve?.kill();
  }

  #restock(): void {
    this.#restockLater = undefined;
    this.#reserve ??= new WorkerWire(this.stoppable);
  }
}

/** One worker. */
class WorkerWire implements Wire {
  onEnd: (reason: ExitReason) => void = () => {};
  onUnsendable: (order: Order, error: unknown) => void = () => {};
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #beats: Int32Array;
  /** The thread that was told to end, and when it began. */
  #thread = 0;
  #birth: string | undefined;
  #early: Report[] = [];
  #hear: ((reports: readonly Report[]) => void) | undefined;
  #ended = false;
  #lostLater: ReturnType<typeof setTimeout> | undefined;

  constructor(stoppable: boolean) {
    const { port1, port2 } = new MessageChannel();
    const beats = new SharedArrayBuffer(8);
    this.#beats = new Int32Array(beats);
    this.#port = port1;
    this.#worker = new Worker(new URL("./worker_main.ts", import.meta.url), {
      workerData: { port: port2, beats, ...stoppable ? { lock: `actors ${crypto.randomUUID()}` } : {} },
      transferList: [port2 as unknown as import("node:worker_threads").MessagePort],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB },
    });
    port1.onmessage = ({ data }: MessageEvent<readonly Report[]>) => this.#received(data);
    port1.addEventListener("close", () => this.#lost());
    this.#worker.on("error", (error: unknown) => this.#failed(error));
    this.#worker.on("exit", (code: number) => this.#end(crashed(new Error(`The worker left with code ${code}`))));
  }

  get usable(): boolean {
    return !this.#ended;
  }

  set onReports(hear: (reports: readonly Report[]) => void) {
    this.#hear = hear;
    const early = this.#early.splice(0);
    if (early.length > 0) queueMicrotask(() => hear(early));
  }

  send(orders: readonly Order[]): void {
    postFrames(this.#port, orders, (order, error) => this.onUnsendable(order, error));
  }

  beats(): number {
    return Atomics.load(this.#beats, 0);
  }

  async kill(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#lostLater);
    this.#port.close();
    this.#thread = Atomics.load(this.#beats, 1);
    this.#birth = threadBirth(this.#thread);
    await this.#worker.terminate();
  }

  lingers(): boolean {
    return this.#birth !== undefined && threadBirth(this.#thread) === this.#birth;
  }

  #received(reports: readonly Report[]): void {
    if (this.#hear === undefined) this.#early.push(...reports);
    else this.#hear(reports);
  }

  #failed(error: unknown): void {
    const outOfMemory = (error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY";
    this.#end({ ...crashed(error), kind: outOfMemory ? "oom" : "crash" });
  }

  /** The other side let go of the port. If the thread ends too, it says why; if it lives, nobody can reach it any more. */
  #lost(): void {
    if (this.#ended) return;
    this.#lostLater = setTimeout(() => {
      this.#end(crashed(new Error("The worker closed its port")));
      void this.#worker.terminate();
    }, lostAfterMs);
  }

  #end(reason: ExitReason): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#lostLater);
    this.#port.close();
    this.onEnd(reason);
  }
}
