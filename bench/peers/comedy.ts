/** comedy: actors of one thread, or each in a thread or a process of its own. */
import { createSystem } from "comedy";
import { millis, perSecond, sixtyFour } from "../runtime_parts/measure.ts";
import { someTrade } from "../runtime_parts/trade.ts";
import { type Plan, report } from "./peer.ts";

/** Its source goes to other threads and processes as text, so it stands alone. */
class Counter {
  count = 0;
  trade(_trade: unknown) {
    this.count++;
  }
  get() {
    return this.count;
  }
}

// `test` keeps it from logging.
const system = createSystem({ test: true });
const root = await system.rootActor();

function plan(mode: "in-memory" | "threaded" | "forked", asks: number): Plan {
  const actor = root.createChild(Counter, { mode });
  const get = async () => await (await actor).sendAndReceive("get");
  return {
    tell: async () => {
      const ref = await actor;
      return await perSecond(asks, 2_000, async (from, to) => {
        for (let id = from; id < to; id++) void ref.send("trade", someTrade(id));
        await ref.sendAndReceive("get");
      });
    },
    ask: () => perSecond(asks / 4, 1, get),
    ask64: () => perSecond(asks, 64, () => sixtyFour(get)),
    crash: "no actor is restarted within its process",
  };
}

function hundred(): Promise<number> {
  return millis(9, async () => {
    const actors = await Promise.all(Array.from({ length: 100 }, () => root.createChild(Counter)));
    await Promise.all(actors.map((actor) => actor.sendAndReceive("get")));
  });
}

await report({
  local: { comedy: { ...plan("in-memory", 64_000), hundred } },
  worker: { "comedy, threaded": plan("threaded", 2_000) },
  process: { "comedy, forked": plan("forked", 2_000) },
});
