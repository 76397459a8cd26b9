/**
 * Candles for audits: a made-up market with trends, ranges, quiet and wild times, and volumes that follow them. The same for
 * everybody and every time, so that a verdict can be had again.
 */
import { type CandleColumns, type CandleRow, columnsOf } from "../domain/backtest/candle_columns.ts";
import { randomFrom } from "../domain/backtest/random.ts";
import { type Timeframe, timeframeMs } from "../domain/timeframe.ts";

/** When they begin, UTC ms: a Monday. */
const BEGIN_MS = Date.UTC(2024, 0, 1);
const FIRST_PRICE = 20_000;
/** Standard deviation of the logarithm of the price over a minute; it grows with the root of the time. */
const MINUTE_DEVIATION = 0.0006;
/** Candles that a phase lasts on average. */
const PHASE = 150;

/** What the market does for a while. */
interface Phase {
  /** Drift a candle, in deviations. */
  readonly drift: number;
  /** How wild it is; 1 = as usual. */
  readonly wildness: number;
}

/** So many candles of a timeframe, oldest first. */
export function sampleCandles(timeframe: Timeframe, length: number, seed = 1): CandleColumns {
  const random = randomFrom(seed);
  const lengthMs = timeframeMs(timeframe);
  const deviation = MINUTE_DEVIATION * Math.sqrt(lengthMs / 60_000);
  let phase = nextPhase(random);
  let close = FIRST_PRICE;
  return columnsOf(Array.from({ length }, (_, at): CandleRow => {
    if (random() < 1 / PHASE) phase = nextPhase(random);
    const step = deviation * phase.wildness;
    const open = cents(close * (1 + 0.1 * step * normal(random)));
    close = cents(open * Math.exp(step * (phase.drift + normal(random))));
    const high = cents(Math.max(open, close) * (1 + 0.5 * step * Math.abs(normal(random))));
    const low = cents(Math.min(open, close) * (1 - 0.5 * step * Math.abs(normal(random))));
    const volume = Math.round(10_000 * phase.wildness * Math.exp(0.8 * normal(random))) / 1_000;
    return [BEGIN_MS + at * lengthMs, open, Math.max(high, open, close), Math.min(low, open, close), close, volume];
  }));
}

function nextPhase(random: () => number): Phase {
  return { drift: (random() - 0.5) * 0.4, wildness: Math.exp(0.5 * normal(random)) };
}

/** Of a mean of 0 and a deviation of 1, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
