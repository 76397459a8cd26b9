/** nact: actors of one thread, each message in a turn of its own. */
import { dispatch, query, spawn, start, stop } from "nact";
import { millis, perSecond, sixtyFour } from "../runtime_parts/measure.ts";
import { someTrade, type Trade } from "../runtime_parts/trade.ts";
import { report } from "./peer.ts";

type Message =
  | { readonly kind: "Trade"; readonly trade: Trade }
  // deno-lint-ignore no-explicit-any -- nact's own reference of a sender
  | { readonly kind: "Get"; readonly sender: any }
  | { readonly kind: "Crash" };

const system = start();

function counter(name: string) {
  const hear = (state: { count: number } = { count: 0 }, message: Message) => {
    if (message.kind === "Crash") throw new Error("told to crash");
    if (message.kind === "Get") dispatch(message.sender, state.count);
    else state.count++;
    return state;
  };
  return spawn(system, hear, name, { onCrash: (_message, _error, ctx) => ctx.reset });
}

const actor = counter("bench");
const get = (ref = actor) => query(ref, (sender: unknown) => ({ kind: "Get", sender }), 5_000);

await report({
  local: {
    nact: {
      tell: () =>
        perSecond(60_000, 2_000, (from, to) => {
          for (let id = from; id < to; id++) dispatch(actor, { kind: "Trade", trade: someTrade(id) });
          return get();
        }),
      ask: () => perSecond(20_000, 1, () => get()),
      ask64: () => perSecond(32_000, 64, () => sixtyFour(get)),
      crash: () =>
        millis(50, () => {
          dispatch(actor, { kind: "Crash" });
          return get();
        }),
      hundred: () => {
        let actors: (typeof actor)[] = [];
        return millis(9, () => {
          actors = Array.from({ length: 100 }, (_, n) => counter(`a${n}`));
          return Promise.all(actors.map(get));
        }, () => Promise.resolve(actors.forEach((each) => stop(each))));
      },
    },
  },
});
