/** comlink: objects in a worker, called as if they were here; every call is answered, and nothing is supervised. */
import { type Remote, wrap } from "comlink";
import { millis, perSecond, sixtyFour } from "../runtime_parts/measure.ts";
import { someTrade } from "../runtime_parts/trade.ts";
import type { Counter } from "./comlink_worker.ts";
import { report } from "./peer.ts";

function open(): { worker: Worker; Far: Remote<typeof Counter> } {
  const worker = new Worker(import.meta.resolve("./comlink_worker.ts"), { type: "module" });
  return { worker, Far: wrap<typeof Counter>(worker) };
}

const far = await new (open().Far)();

async function hundred(): Promise<number> {
  let used: Worker | undefined;
  return await millis(5, async () => {
    const { worker, Far } = open();
    used = worker;
    const objects = await Promise.all(Array.from({ length: 100 }, () => new Far()));
    await Promise.all(objects.map((object) => object.get()));
  }, () => Promise.resolve(used?.terminate()));
}

await report({
  worker: {
    comlink: {
      tell: () =>
        perSecond(6_000, 2_000, async (from, to) => {
          for (let id = from; id < to; id++) void far.trade(someTrade(id));
          await far.get();
        }),
      ask: () => perSecond(2_000, 1, () => far.get()),
      ask64: () => perSecond(6_400, 64, () => sixtyFour(() => far.get())),
      crash: "restarts nothing",
      hundred,
    },
  },
});
