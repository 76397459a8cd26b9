/** What the machine could do without a runtime: the figures beside which the runtime's are read. */
import { Worker } from "node:worker_threads";
import { someTrade } from "./protocol.ts";
import { perSecond } from "./measure.ts";

/** Tells per second of the simplest mailbox: an array that a microtask empties into a handler. */
export async function handWrittenTells(): Promise<number> {
  let queue: { kind: string; payload: unknown }[] = [];
  let scheduled = false;
  let seen = 0;
  const handlers: Record<string, (payload: unknown) => void> = { Trade: () => seen++ };
  const drain = () => {
    scheduled = false;
    const batch = queue;
    queue = [];
    for (const { kind, payload } of batch) handlers[kind]?.(payload);
  };
  const tell = (kind: string, payload: unknown) => {
    queue.push({ kind, payload });
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(drain);
  };
  return await perSecond(1_000_000, 1_000, async (from, to) => {
    for (let id = from; id < to; id++) tell("Trade", someTrade(id));
    await Promise.resolve();
  });
}

/** Asks per second of the simplest mailbox, one after another, without any time-out. */
export function handWrittenAsks(): Promise<number> {
  const queue: { payload: unknown; resolve: (value: number) => void }[] = [];
  let count = 0;
  const drain = () => {
    for (const { resolve } of queue.splice(0)) resolve(++count);
  };
  const ask = (payload: unknown) =>
    new Promise<number>((resolve) => {
      if (queue.push({ payload, resolve }) === 1) queueMicrotask(drain);
    });
  return perSecond(300_000, 1, (id) => ask(someTrade(id)));
}

/** Rates of bare `postMessage` to a worker: one by one, in arrays of 128, and as a round trip. */
export async function rawPostMessage(): Promise<{ single: number; arrays: number; roundTrip: number }> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./raw_worker.ts", import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2 as unknown as import("node:worker_threads").MessagePort],
  });
  await new Promise((resolve) => worker.once("message", resolve));
  const answer = (message: unknown) =>
    new Promise<unknown>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      port1.postMessage(message);
    });
  const arrays = await perSecond(256_000, 12_800, async (from, to) => {
    for (let id = from; id < to; id += 128) port1.postMessage(Array.from({ length: 128 }, (_, n) => someTrade(id + n)));
    await answer("count");
  });
  const single = await perSecond(60_000, 3_000, async (from, to) => {
    for (let id = from; id < to; id++) port1.postMessage([someTrade(id)]);
    await answer("count");
  });
  const roundTrip = await perSecond(10_000, 1, async (id) => void await answer(someTrade(id)));
  port1.close();
  await worker.terminate();
  return { single, arrays, roundTrip };
}
