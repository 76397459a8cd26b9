/** A recorder without a database, for tests of those who ask it. Like the real one it loses in a crash what it only kept. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Candle, CandleClosed } from "../domain/candle.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import { bucketOpenMs } from "../domain/timeframe.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { continueChains } from "./stored_chain.ts";
import { candleKey, corrections, heartbeat } from "./topics.ts";

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
    ctx.subscribe(corrections, "CandleCorrected");
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
    CandleCorrected(state: State, { candle }) {
      store(state);
      const key = candleKey(candle.symbol, candle.timeframe);
      const row = state.shelf.get(key) ?? [];
      state.shelf.set(key, row.map((one) => one.openMs === candle.openMs ? candle : one));
    },
    IncidentNoticed() {},
    FrameReceived() {},
    HeartbeatStatusChanged() {},
    Flush: (state: State) => store(state),
    Prune() {},
    GetCandles(state: State, { symbol, timeframe, fromMs, toMs, limit }) {
      const range = shelved(state, candleKey(symbol, timeframe))
        .filter(({ openMs }) => openMs >= (fromMs ?? 0) && openMs < (toMs ?? Infinity));
      return fromMs === null ? range.slice(-limit) : range.slice(0, limit);
    },
    GetLastCandle: (state: State, { symbol, timeframe }) => shelved(state, candleKey(symbol, timeframe)).at(-1) ?? null,
    GetFirstCandle: (state: State, { symbol, timeframe }) => shelved(state, candleKey(symbol, timeframe))[0] ?? null,
    GetCorrectedBehind: (state: State, { symbol, timeframe, longer }) =>
      shelved(state, candleKey(symbol, longer)).flatMap((made) => {
        const parts = shelved(state, candleKey(symbol, timeframe)).filter(({ openMs }) =>
          bucketOpenMs(openMs, longer) === made.openMs
        );
        return parts.length === 0 || isDeepStrictEqual(foldCandles(parts, longer), made) ? [] : [parts[0]!];
      }),
    StorePast(state: State, { symbol, candles }) {
      const first = shelved(state, candleKey(symbol, "1m"))[0];
      if (!first) return { firstMs: null, reason: `nothing of ${symbol} is stored yet` };
      for (const candle of candles.filter(({ openMs }) => openMs < first.openMs)) put(state.shelf, candle);
      return { firstMs: state.shelf.get(candleKey(symbol, "1m"))![0]!.openMs, reason: null };
    },
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
