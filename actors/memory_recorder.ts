/** A recorder without a database, for tests of those who ask it. */
import { z } from "zod";
import type { Candle } from "../domain/candle.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { candleKey, heartbeat } from "./topics.ts";

/** Candles by market and timeframe, oldest first. Handed in, so that a test sees them and they outlive a restart. */
export type Shelf = Map<string, Candle[]>;

export default defineActor({
  protocol: recorderProtocol,
  args: z.object({ shelf: z.custom<Shelf>() }),
  init(ctx, { shelf }): Shelf {
    ctx.subscribe(heartbeat, "CandleClosed");
    return shelf;
  },
  on: {
    CandleClosed: (shelf, { candle }) => put(shelf, candle),
    HeartbeatStatusChanged() {},
    Flush() {},
    GetCandles: (shelf, { symbol, timeframe, fromMs, toMs, limit }) =>
      (shelf.get(candleKey(symbol, timeframe)) ?? [])
        .filter(({ openMs }) => openMs >= (fromMs ?? 0) && openMs < (toMs ?? Infinity))
        .slice(...(fromMs === null ? [-limit] : [0, limit])),
    GetLastCandle: (shelf, { symbol, timeframe }) => shelf.get(candleKey(symbol, timeframe))?.at(-1) ?? null,
  },
});

/** Puts a candle in its place; one that is there already stays. */
export function put(shelf: Shelf, candle: Candle): void {
  const key = candleKey(candle.symbol, candle.timeframe);
  const row = shelf.get(key) ?? [];
  if (row.some(({ openMs }) => openMs === candle.openMs)) return;
  shelf.set(key, [...row, candle].sort((a, b) => a.openMs - b.openMs));
}
