/** A recorder without a database, for tests of those who ask it. Like the real one it loses in a crash what it only kept. */
import { z } from "zod";
import type { Candle, CandleClosed } from "../domain/candle.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { continueChains } from "./stored_chain.ts";
import { candleKey, heartbeat } from "./topics.ts";

/** Candles by market and timeframe, oldest first. Handed in, so that a test sees them and they outlive a restart. */
export type Shelf = Map<string, Candle[]>;

interface State {
  readonly life: number;
  begun: boolean;
  readonly shelf: Shelf;
  kept: CandleClosed[];
}

export default defineActor({
  protocol: recorderProtocol,
  args: z.object({ shelf: z.custom<Shelf>() }),
  init(ctx, { shelf }): State {
    ctx.subscribe(heartbeat, "CandleClosed");
    const life = ctx.random();
    ctx.self.tell("Begin", { life });
    return { life, begun: false, shelf, kept: [] };
  },
  on: {
    Begin(state: State, { life }) {
      if (life === state.life) state.begun = true;
    },
    CandleClosed(state: State, closed, ctx) {
      if (state.begun && state.kept.push(closed) === 1) ctx.self.tell("Flush");
    },
    HeartbeatStatusChanged() {},
    Flush: (state: State) => store(state),
    GetCandles(state: State, { symbol, timeframe, fromMs, toMs, limit }) {
      const range = shelved(state, candleKey(symbol, timeframe))
        .filter(({ openMs }) => openMs >= (fromMs ?? 0) && openMs < (toMs ?? Infinity));
      return fromMs === null ? range.slice(-limit) : range.slice(0, limit);
    },
    GetLastCandle: (state: State, { symbol, timeframe }) => shelved(state, candleKey(symbol, timeframe)).at(-1) ?? null,
  },
});

function shelved(state: State, key: string): Candle[] {
  store(state);
  return state.shelf.get(key) ?? [];
}

function store(state: State): void {
  const told = state.kept.splice(0);
  const keys = told.map(({ candle }) => candleKey(candle.symbol, candle.timeframe));
  const lasts = new Map(keys.map((key) => [key, state.shelf.get(key)?.at(-1)?.openMs ?? null]));
  for (const candle of continueChains(lasts, told).candles) put(state.shelf, candle);
}

/** Puts a candle in its place; one that is there already stays. */
export function put(shelf: Shelf, candle: Candle): void {
  const key = candleKey(candle.symbol, candle.timeframe);
  const row = shelf.get(key) ?? [];
  if (row.some(({ openMs }) => openMs === candle.openMs)) return;
  shelf.set(key, [...row, candle].sort((a, b) => a.openMs - b.openMs));
}
