/** What is stored is a chain without a hole: each candle follows the one told before it. Pure. */
import type { Candle, CandleClosed } from "../domain/candle.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { candleKey } from "./topics.ts";

/** Open time (UTC ms) of the last stored candle by {@linkcode candleKey}; null = none is stored. */
export type Lasts = ReadonlyMap<string, number | null>;

/**
 * Picks the candles that continue the chains; what is stored already is left out. `lasts` must know every key.
 * @throws {RangeError} when one follows a candle that is not there: something was told that was not heard.
 */
export function continueChains(lasts: Lasts, told: readonly CandleClosed[]): { candles: Candle[]; lasts: Lasts } {
  const [candles, next]: [Candle[], Map<string, number | null>] = [[], new Map(lasts)];
  for (const { candle, afterMs } of told) {
    const key = candleKey(candle.symbol, candle.timeframe);
    const lastMs = next.get(key) ?? null;
    if (lastMs !== null && candle.openMs <= lastMs) continue;
    if (afterMs !== undefined && afterMs !== lastMs && !followsPast({ candle, afterMs }, lastMs)) {
      throw new RangeError(
        `Cannot store candle ${key} of ${candle.openMs}: it follows that of ${afterMs}, the last one stored is of ${lastMs}`,
      );
    }
    next.set(key, candle.openMs);
    candles.push(candle);
  }
  return { candles, lasts: next };
}

/**
 * Whether a longer candle that its maker made as the first one comes right after those of the past, which were stored while
 * it was being made. Minutes have no past before there is a first one.
 */
function followsPast({ candle, afterMs }: CandleClosed, lastMs: number | null): boolean {
  return afterMs === null && candle.timeframe !== "1m" && lastMs === candle.openMs - timeframeMs(candle.timeframe);
}
