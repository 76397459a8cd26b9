/** Holds a number. **Hears** `Add`, `Get`, `Fail`. **On restart** begins at 0 again. */
import { workerData } from "node:worker_threads";
import { z } from "zod";
import { defineActor } from "../mod.ts";
import { type ToldFault, victimProtocol } from "./victim.ts";

const eaten: unknown[] = [];

const faults: Record<ToldFault, () => void> = {
  Throw: () => {
    throw new TypeError("told to throw");
  },
  Reject: () => {
    void Promise.reject(new Error("left behind"));
  },
  RawTimer: () => {
    setTimeout(() => {
      throw new Error("raw timer");
    }, 1);
  },
  Spin: () => {
    for (;;);
  },
  Regex: () => {
    /^(a+)+$/.test(`${"a".repeat(60)}!`);
  },
  Wait: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  CloseSelf: () => {
    const { close } = globalThis as { close?: () => void };
    if (close === undefined) Deno.exit(4);
    else close();
  },
  Exit: () => Deno.exit(3),
  DropLink: () => {
    const { port } = (workerData ?? {}) as { port?: MessagePort };
    if (port === undefined) Deno.stdout.close();
    else port.close();
  },
  Nonsense: () => {
    const { port } = workerData as { port: MessagePort };
    port.postMessage([["tell", { path: "none" }, 7]]);
  },
  EatHeap: () => {
    for (;;) eaten.push({ number: Math.random(), text: `x${Math.random()}` });
  },
};

export default defineActor({
  protocol: victimProtocol,
  args: z.undefined(),
  init: () => ({ total: 0 }),
  on: {
    Add: (state, { by }) => {
      state.total += by;
    },
    Get: (state) => state.total,
    Fail: (_state, fault) => faults[fault](),
  },
});
