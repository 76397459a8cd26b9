/** Candles and deciders for tests of backtests. */
import { type CandleColumns, type CandleRow, columnsOf } from "./candle_columns.ts";
import type { Decider, Signal } from "./decider.ts";

const MINUTE_MS = 60_000;

/** Minute candles of `[open, high, low, close]`. */
export function candlesOf(...prices: readonly (readonly [number, number, number, number])[]): CandleColumns {
  return columnsOf(prices.map((price, at): CandleRow => [at * MINUTE_MS, ...price, 1]));
}

/** Minute candles that open and close at these prices, with nothing above or below. */
export function flatCandles(...closes: readonly number[]): CandleColumns {
  return candlesOf(...closes.map((close) => [close, close, close, close] as const));
}

/** Signals by the candle at whose close they are given. */
export function scripted(signals: Readonly<Record<number, Signal>>): Decider {
  return { onClose: (index) => signals[index] ?? { kind: "wait" } };
}

/** Enters; `quantity` counts where the sizing is the strategy's own. */
export function enter(
  side: "long" | "short",
  exits: { stop?: number; target?: number; quantity?: number } = {},
): Signal {
  const { stop = null, target = null, quantity = 1 } = exits;
  return { kind: "enter", side, quantity, stopLoss: stop, takeProfit: target };
}

/** Leaves. */
export const EXIT: Signal = { kind: "exit" };

/** A repeatable source of numbers from 0 to 1. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A random walk of minute candles with prices of two decimals and gaps between them. */
export function walk(length: number, seed: number): CandleColumns {
  const random = numbersFrom(seed);
  const cents = (value: number) => Math.max(1, Math.round(value * 100)) / 100;
  let price = 100;
  return columnsOf(Array.from({ length }, (_, at): CandleRow => {
    const open = cents(price * (1 + (random() - 0.5) * 0.01));
    const close = cents(open * (1 + (random() - 0.5) * 0.04));
    const high = cents(Math.max(open, close) * (1 + random() * 0.02));
    const low = cents(Math.min(open, close) * (1 - random() * 0.02));
    price = close;
    return [at * MINUTE_MS, open, Math.max(high, open, close), Math.min(low, open, close), close, random()];
  }));
}

/** Decides by chance, with stops and targets; the same for the same candles, whatever follows. */
export function byChance(seed: number): Decider {
  const random = numbersFrom(seed);
  return {
    onClose(_index, candle) {
      const close = candle[4]!;
      const [what, near, far] = [random(), random(), random()];
      if (what > 0.3) return { kind: "wait" };
      if (what > 0.25) return EXIT;
      const isLong = what > 0.12;
      const below = close * (1 - (isLong ? near : far) * 0.03);
      const above = close * (1 + (isLong ? far : near) * 0.03);
      const [stop, target] = isLong ? [below, above] : [above, below];
      return enter(isLong ? "long" : "short", { stop, target, quantity: 5 * random() });
    },
  };
}
