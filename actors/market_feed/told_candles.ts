/** The candles told last: what is compared with what is told again. Pure. */
import type { Candle } from "../../domain/candle.ts";
import { compareDecimal } from "../../domain/decimal.ts";

/** So many are remembered, and read again from REST with each page. */
export const TOLD_LIMIT = 100;

const NUMBERS = ["open", "high", "low", "close", "volume"] as const;

/** Whether both have the same prices and volume, in whatever spelling. */
export function sameNumbers(a: Candle, b: Candle): boolean {
  return NUMBERS.every((field) => compareDecimal(a[field], b[field]) === 0);
}

/** One more was told. */
export function withTold(told: readonly Candle[], candle: Candle): readonly Candle[] {
  return [...told.slice(1 - TOLD_LIMIT), candle];
}

/** The candle that was told for this one's minute, or undefined where it is not remembered. */
export function toldFor(told: readonly Candle[], { openMs }: Pick<Candle, "openMs">): Candle | undefined {
  return told.find((candle) => candle.openMs === openMs);
}

/** What was told is replaced by what is right. */
export function withCorrection(told: readonly Candle[], corrected: Candle): readonly Candle[] {
  return told.map((candle) => candle.openMs === corrected.openMs ? corrected : candle);
}
