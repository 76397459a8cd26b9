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

/** Sums that grow row by row, so that many rows need not be added up at once. Give it all of them, oldest first. */
export class RunningSums {
  #executions = 0;
  #profit = ZERO;
  #fee = ZERO;
  #value = ZERO;
  /** Of those with the price of a signal; null = there was none. */
  #signalled: { readonly cost: Decimal; readonly value: Decimal } | null = null;
  #peak = ZERO;
  #deepest = ZERO;
  /** What each order earned that closed something. */
  readonly #closings = new Map<string, Decimal>();

  /** Adds a row. */
  enter({ clientOrderId, profitQuote, feeQuote, valueQuote, slippageQuote }: Realisation): void {
    const value = new Decimal(valueQuote);
    this.#executions++;
    this.#fee = this.#fee.plus(feeQuote);
    this.#value = this.#value.plus(value);
    if (slippageQuote !== null) {
      const before = this.#signalled ?? { cost: ZERO, value: ZERO };
      this.#signalled = { cost: before.cost.plus(slippageQuote), value: before.value.plus(value) };
    }
    if (profitQuote !== null) this.#close(clientOrderId, new Decimal(profitQuote));
  }

  #close(clientOrderId: string, profit: Decimal): void {
    this.#closings.set(clientOrderId, (this.#closings.get(clientOrderId) ?? ZERO).plus(profit));
    this.#profit = this.#profit.plus(profit);
    if (this.#profit.gt(this.#peak)) this.#peak = this.#profit;
    const fall = this.#peak.minus(this.#profit);
    if (fall.gt(this.#deepest)) this.#deepest = fall;
  }

  /** What they come to; all 0 for none. */
  get sums(): Sums {
    const [wins, losses] = [new Closed(), new Closed()];
    for (const profit of this.#closings.values()) {
      if (!profit.isZero()) (profit.isPositive() ? wins : losses).enter(profit);
    }
    const closings = this.#closings.size;
    return {
      profitQuote: this.#profit.toFixed(),
      feeQuote: this.#fee.toFixed(),
      valueQuote: this.#value.toFixed(),
      slippageQuote: this.#signalled?.cost.toFixed() ?? null,
      slippagePercent: this.#signalled?.cost.times(100).div(this.#signalled.value).toNumber() ?? null,
      executions: this.#executions,
      closings,
      wins: wins.count,
      losses: losses.count,
      winPercent: closings === 0 ? null : 100 * wins.count / closings,
      profitFactor: losses.count === 0 ? null : wins.sum.div(losses.sum.neg()).toNumber(),
      bestQuote: wins.furthest?.toFixed() ?? null,
      worstQuote: losses.furthest?.toFixed() ?? null,
      averageWinQuote: averageOf(wins),
      averageLossQuote: averageOf(losses),
      drawdownQuote: this.#deepest.toFixed(),
    };
  }
}

/** Closings that all won, or all lost. */
class Closed {
  count = 0;
  sum = ZERO;
  /** The one furthest from 0. */
  furthest: Decimal | null = null;

  enter(profit: Decimal): void {
    this.count++;
    this.sum = this.sum.plus(profit);
    if (this.furthest === null || profit.abs().gt(this.furthest.abs())) this.furthest = profit;
  }
}

function averageOf({ sum, count }: Closed): DecimalText | null {
  return count === 0 ? null : sum.div(count).toDecimalPlaces(AVERAGE_DECIMALS).toFixed();
}
