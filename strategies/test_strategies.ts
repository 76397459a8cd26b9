/** Candles and small strategies for tests. */
import type { CandleNumbers } from "./candle_series.ts";
import { decide, type Decision, feed, makeStrategy, type StrategyClass } from "./decide.ts";
import type { Indicator } from "./indicator.ts";
import { type HeldPosition, Strategy } from "./strategy.ts";

const MINUTE_MS = 60_000;

/** Nothing is held. */
export const FLAT: HeldPosition = { quantity: 0, averagePrice: NaN };
/** One unit is held. */
export const LONG: HeldPosition = { quantity: 1, averagePrice: 100 };

/** Minute candles that close at these prices, each opening at the close before, one unit above and below. */
export function candlesClosingAt(closes: readonly number[]): CandleNumbers[] {
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    return {
      openMs: index * MINUTE_MS,
      open,
      high: Math.max(open, close) + 1,
      low: Math.min(open, close) - 1,
      close,
      volume: 1,
    };
  });
}

/** A strategy that waits, and the indicators that `make` made for it. */
export function watching(make: (strategy: Strategy) => readonly Indicator[]): {
  readonly strategy: Strategy;
  readonly lines: readonly Indicator[];
} {
  let lines: readonly Indicator[] = [];
  class Watcher extends Strategy {
    constructor() {
      super();
      lines = make(this);
    }
    shouldLong() {
      return false;
    }
  }
  const strategy = makeStrategy(Watcher);
  return { strategy, lines };
}

/** A strategy that was shown candles that close at these prices. */
export function shown(from: StrategyClass, closes: readonly number[], parameters = {}): Strategy {
  const strategy = makeStrategy(from, { parameters });
  for (const candle of candlesClosingAt(closes)) feed(strategy, candle);
  return strategy;
}

/** What a strategy decides after each candle, holding nothing and owning 1,000. */
export function decisionsOf(from: StrategyClass, candles: readonly CandleNumbers[], parameters = {}): Decision[] {
  const strategy = makeStrategy(from, { parameters });
  return candles.map((candle) => {
    feed(strategy, candle);
    return decide(strategy, FLAT, 1_000);
  });
}
