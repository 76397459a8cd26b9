/**
 * What might have become of the same trades: how deep the fall in another order, how much at the end with other luck.
 *
 * A trade counts as its share of the equity before it. The order of such shares changes the way, never the end: so the fall is
 * that of shuffles, and the end that of as many trades drawn anew from the same ones (a bootstrap: Efron 1979).
 */
import type { MonteCarlo } from "./optimisation.ts";
import { randomFrom, shuffle, wholeBelow } from "./random.ts";
import type { BacktestTrade } from "./trade.ts";

/** Tries, unless somebody wants another number. */
export const SHUFFLES = 1_000;
const PERCENTILES = [5, 25, 50, 75, 95];

/** What each trade earned, as a share of the equity before it (`cash` and the profits of those before); −1 at least. */
export function sharesOf(trades: readonly Pick<BacktestTrade, "profit">[], cash: number): Float64Array {
  let equity = cash;
  return Float64Array.from(trades, ({ profit }) => {
    const share = equity <= 0 ? 0 : Math.max(-1, profit / equity);
    equity += profit;
    return share;
  });
}

/**
 * Tries the trades in other orders. Falls are measured between trades, percent of the peak before; equity in quote currency.
 * Null without trades.
 */
export function monteCarloOf(
  trades: readonly Pick<BacktestTrade, "profit">[],
  cash: number,
  seed: number,
  shuffles: number = SHUFFLES,
): MonteCarlo | null {
  if (trades.length === 0) return null;
  const random = randomFrom(seed);
  const shares = sharesOf(trades, cash);
  const ordered = shares.slice();
  const [depths, ends] = [new Float64Array(shuffles), new Float64Array(shuffles)];
  for (let at = 0; at < shuffles; at++) {
    depths[at] = depthOf(shuffle(ordered, random));
    ends[at] = cash * endOf(shares.map(() => shares[wholeBelow(shares.length, random)]!));
  }
  return {
    shuffles,
    maxDrawdownPercent: percentilesOf(depths).map((depth) => depth * 100),
    finalEquityQuote: percentilesOf(ends),
    halvedShare: depths.reduce((count, depth) => count + (depth > 0.5 ? 1 : 0), 0) / shuffles,
  };
}

/** The deepest fall below a peak on the way, as a share of the peak. */
function depthOf(shares: Float64Array): number {
  let [equity, peak, depth] = [1, 1, 0];
  for (const share of shares) {
    equity *= 1 + share;
    peak = Math.max(peak, equity);
    depth = Math.max(depth, 1 - equity / peak);
  }
  return depth;
}

/** What one unit of money becomes. */
function endOf(shares: Float64Array): number {
  return shares.reduce((product, share) => product * (1 + share), 1);
}

/** The values at 5, 25, 50, 75 and 95 of 100, by the nearest rank. */
function percentilesOf(values: Float64Array): number[] {
  const sorted = values.toSorted();
  return PERCENTILES.map((percent) => sorted[Math.max(0, Math.ceil(percent / 100 * sorted.length) - 1)]!);
}
