/** The simplest mailbox within one thread: what the machine could do without a runtime. */
import type { Contest } from "./measure.ts";
import { sixtyFour } from "./measure.ts";
import { someTrade } from "./trade.ts";

/** Tells: an array that a microtask empties into a handler. */
export function handWrittenTells(): Contest {
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
  return {
    count: 500_000,
    step: 2_000,
    work: async (from, to) => {
      for (let id = from; id < to; id++) tell("Trade", someTrade(id));
      await Promise.resolve();
    },
  };
}

/** Asks: a promise each, and a timer each unless the asker would wait for ever. */
export function handWrittenAsks(timeoutMs: number): { readonly one: Contest; readonly sixtyFour: Contest } {
  interface Ask {
    readonly resolve: (value: number) => void;
    readonly timer: ReturnType<typeof setTimeout> | undefined;
  }
  const queue: Ask[] = [];
  let count = 0;
  const drain = () => {
    for (const { resolve, timer } of queue.splice(0)) {
      clearTimeout(timer);
      resolve(++count);
    }
  };
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const timer = timeoutMs === Infinity ? undefined : setTimeout(() => reject(new Error("timed out")), timeoutMs);
      if (queue.push({ resolve, timer }) === 1) queueMicrotask(drain);
    });
  return {
    one: { count: 40_000, step: 1, work: ask },
    sixtyFour: { count: 51_200, step: 64, work: () => sixtyFour(ask) },
  };
}
