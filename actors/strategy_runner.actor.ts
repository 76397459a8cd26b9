/**
 * The strategy runner: the one place where a user's source runs, in a process that may do nothing.
 * Holds: the compiled strategy with its candles and indicators.
 * **Hears** `Load`, then a candle at a time, from the guard of its strategy (`active_strategy.actor.ts`) alone.
 * **Tells** nobody; what the source prints becomes a few log lines a minute.
 * **On restart** it is empty, until the guard loads it again. It has nothing to lose.
 *
 * Errors of the source are answers, with the author's own line and column. What is no error (a loop without end, memory
 * without end) is the process's death, which its guard sees.
 */
import { z } from "zod";
import { compile, type Compiled, type Print } from "../strategies/compile.ts";
import type { CandleNumbers } from "../strategies/candle_series.ts";
import { decide, feed, isWarm, makeStrategy } from "../strategies/decide.ts";
import { ENGINE, Strategy } from "../strategies/strategy.ts";
import { type UserError, userErrorOf } from "../strategies/user_error.ts";
import { runnerProtocol } from "./active_strategy/runner_protocol.ts";
import { throttledPrint } from "./active_strategy/throttled_print.ts";
import { type Answer, defineActor, type Payload } from "./runtime/mod.ts";

export { runnerProtocol };

interface State {
  loaded: (Compiled & { readonly running: Strategy }) | null;
}

type Loading = Payload<typeof runnerProtocol.Load>;
type Loaded = Answer<typeof runnerProtocol.Load>;
type Failed = { readonly ok: false; readonly error: UserError };

export default defineActor({
  protocol: runnerProtocol,
  args: z.unknown(),
  init: (): State => ({ loaded: null }),
  on: {
    Load: (state, message, ctx) => load(state, message, throttledPrint(ctx)),
    Observe: (state, { candles }) =>
      attempt(state, (running) => {
        feedAll(running, candles);
        return { ok: true };
      }),
    Filled: (state, fill) =>
      attempt(state, (running) => {
        running.onFill(fill);
        return { ok: true };
      }),
    Decide: (state, { candle, position, balance, canShort }) =>
      attempt(state, (running) => {
        feed(running, candle);
        const held = { quantity: position.quantity, averagePrice: position.averagePrice ?? NaN };
        return { ok: true, decision: decide(running, held, balance, { canShort }), warm: isWarm(running) };
      }),
  },
});

/** Compiles, makes and warms up a strategy; nothing is loaded where that fails. */
async function load(state: State, { source, candles, ...setup }: Loading, print: Print): Promise<Loaded> {
  state.loaded = null;
  let url = "";
  try {
    const compiled = await compile(source, print);
    url = compiled.url;
    const running = makeStrategy(compiled.strategy, setup);
    feedAll(running, candles);
    state.loaded = { ...compiled, running };
    const hearsFills = running.onFill !== Strategy.prototype.onFill;
    return { ok: true, warm: isWarm(running), specs: [...running[ENGINE].specs], hearsFills };
  } catch (thrown) {
    return failure(thrown, url);
  }
}

/** Lets the loaded strategy act; what it throws is an answer. */
function attempt<T extends { readonly ok: true }>(state: State, act: (running: Strategy) => T): T | Failed {
  if (!state.loaded) throw new Error("Cannot run a strategy: none was loaded");
  try {
    return act(state.loaded.running);
  } catch (thrown) {
    return failure(thrown, state.loaded.url);
  }
}

function feedAll(running: Strategy, candles: readonly CandleNumbers[]): void {
  for (const candle of candles) feed(running, candle);
}

function failure(thrown: unknown, url: string): Failed {
  return { ok: false, error: userErrorOf(thrown, url) };
}
