/** What some realisations come to. All of them in one quote currency, oldest first. */
import { Decimal, type DecimalText } from "../decimal.ts";
import type { Realisation } from "./books.ts";

/** Amounts in quote currency. An order that closed something is one closing, however many fills it had. */
export interface Sums {
  readonly profitQuote: DecimalText;
  readonly feeQuote: DecimalText;
  /** Value of all executions, both sides. */
  readonly valueQuote: DecimalText;
  /** What executions cost against the prices of their signals; null where none has one. */
  readonly slippageQuote: DecimalText | null;
  /** The same in percent of the value of those. */
  readonly slippagePercent: number | null;
  readonly executions: number;
  readonly closings: number;
  readonly wins: number;
  readonly losses: number;
  /** Share of wins in percent of all closings; null without one. */
  readonly winPercent: number | null;
  /** What the wins earned for each unit that the losses cost; null without a loss. */
  readonly profitFactor: number | null;
  /** Of one closing; null without one of the kind. */
  readonly bestQuote: DecimalText | null;
  readonly worstQuote: DecimalText | null;
  readonly averageWinQuote: DecimalText | null;
  readonly averageLossQuote: DecimalText | null;
  /** The furthest that the profit fell below its highest, 0 or more; the start counts as a height of 0. */
  readonly drawdownQuote: DecimalText;
}

const ZERO = new Decimal(0);
/** Decimals of averages. */
const AVERAGE_DECIMALS = 8;

/** What they come to; all 0 for none. */
export function sumsOf(realisations: readonly Realisation[]): Sums {
  const closings = [...closingsOf(realisations).values()];
  const wins = closings.filter((profit) => profit.gt(0));
  const losses = closings.filter((profit) => profit.lt(0));
  const [won, lost] = [total(wins), total(losses)];
  return {
    profitQuote: total(realisations.map(profitOf)).toFixed(),
    feeQuote: total(realisations.map(({ feeQuote }) => new Decimal(feeQuote))).toFixed(),
    valueQuote: total(realisations.map(({ valueQuote }) => new Decimal(valueQuote))).toFixed(),
    ...slippageOf(realisations),
    executions: realisations.length,
    closings: closings.length,
    wins: wins.length,
    losses: losses.length,
    winPercent: closings.length === 0 ? null : 100 * wins.length / closings.length,
    profitFactor: lost.isZero() ? null : won.div(lost.neg()).toNumber(),
    bestQuote: wins.length === 0 ? null : Decimal.max(...wins).toFixed(),
    worstQuote: losses.length === 0 ? null : Decimal.min(...losses).toFixed(),
    averageWinQuote: averageOf(won, wins.length),
    averageLossQuote: averageOf(lost, losses.length),
    drawdownQuote: drawdownOf(realisations).toFixed(),
  };
}

/** What a realisation earned, 0 where it closed nothing. */
export function profitOf({ profitQuote }: Realisation): Decimal {
  return profitQuote === null ? ZERO : new Decimal(profitQuote);
}

/** What each order earned that closed something. */
function closingsOf(realisations: readonly Realisation[]): Map<string, Decimal> {
  const closings = new Map<string, Decimal>();
  for (const one of realisations) {
    if (one.profitQuote === null) continue;
    closings.set(one.clientOrderId, (closings.get(one.clientOrderId) ?? ZERO).plus(one.profitQuote));
  }
  return closings;
}

function slippageOf(realisations: readonly Realisation[]): Pick<Sums, "slippageQuote" | "slippagePercent"> {
  const signalled = realisations.filter(({ slippageQuote }) => slippageQuote !== null);
  if (signalled.length === 0) return { slippageQuote: null, slippagePercent: null };
  const cost = total(signalled.map(({ slippageQuote }) => new Decimal(slippageQuote ?? 0)));
  const value = total(signalled.map(({ valueQuote }) => new Decimal(valueQuote)));
  return { slippageQuote: cost.toFixed(), slippagePercent: cost.times(100).div(value).toNumber() };
}

function drawdownOf(realisations: readonly Realisation[]): Decimal {
  let [profit, peak, deepest] = [ZERO, ZERO, ZERO];
  for (const one of realisations) {
    if (one.profitQuote === null) continue;
    profit = profit.plus(one.profitQuote);
    if (profit.gt(peak)) peak = profit;
    else if (peak.minus(profit).gt(deepest)) deepest = peak.minus(profit);
  }
  return deepest;
}

function averageOf(sum: Decimal, count: number): DecimalText | null {
  return count === 0 ? null : sum.div(count).toDecimalPlaces(AVERAGE_DECIMALS).toFixed();
}

function total(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => sum.plus(amount), ZERO);
}
