/** Bare `postMessage` over a MessagePort to a worker: what the machine could do without a runtime. */
import { Worker } from "node:worker_threads";
import { type Contest, sixtyFour } from "./measure.ts";
import { someTrade } from "./trade.ts";

/** A worker that counts and echoes. */
export interface RawPort extends AsyncDisposable {
  /** Resolves with the answer. */
  readonly ask: (message: unknown) => Promise<unknown>;
  readonly contests: Readonly<Record<"arrays" | "single" | "trip" | "sixtyFour" | "arrayOf64", Contest>>;
}

/** Starts the worker; it has answered once. */
export async function openRawPort(): Promise<RawPort> {
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./raw_worker.ts", import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2 as unknown as import("node:worker_threads").MessagePort],
  });
  const waiting: ((answer: unknown) => void)[] = [];
  port.onmessage = ({ data }) => waiting.shift()?.(data);
  const ask = (message: unknown) =>
    new Promise<unknown>((resolve) => {
      waiting.push(resolve);
      port.postMessage(message);
    });
  await ask("count");
  return {
    ask,
    contests: contests(port, ask),
    async [Symbol.asyncDispose]() {
      port.close();
      await worker.terminate();
    },
  };
}

function contests(port: MessagePort, ask: RawPort["ask"]): RawPort["contests"] {
  const tells = (count: number, size: number): Contest => ({
    count,
    step: 1_920,
    work: async (from, to) => {
      for (let id = from; id < to; id += size) {
        port.postMessage(Array.from({ length: size }, (_, n) => someTrade(id + n)));
      }
      await ask("count");
    },
  });
  return {
    arrays: tells(96_000, 128),
    single: tells(19_200, 1),
    trip: { count: 4_000, step: 1, work: () => ask("get") },
    sixtyFour: { count: 12_800, step: 64, work: () => sixtyFour(() => ask("get")) },
    arrayOf64: { count: 25_600, step: 64, work: () => ask(sixtyFourGets) },
  };
}

const sixtyFourGets = { gets: Array.from({ length: 64 }, () => "get") };
