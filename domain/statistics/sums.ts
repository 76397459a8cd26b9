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
    const closings = [...this.#closings.values()];
    const wins = closings.filter((profit) => profit.gt(0));
    const losses = closings.filter((profit) => profit.lt(0));
    const [won, lost] = [total(wins), total(losses)];
    return {
      profitQuote: this.#profit.toFixed(),
      feeQuote: this.#fee.toFixed(),
      valueQuote: this.#value.toFixed(),
      slippageQuote: this.#signalled?.cost.toFixed() ?? null,
      slippagePercent: this.#signalled?.cost.times(100).div(this.#signalled.value).toNumber() ?? null,
      executions: this.#executions,
      closings: closings.length,
      wins: wins.length,
      losses: losses.length,
      winPercent: closings.length === 0 ? null : 100 * wins.length / closings.length,
      profitFactor: lost.isZero() ? null : won.div(lost.neg()).toNumber(),
      bestQuote: wins.reduce<Decimal | null>((best, one) => best?.gte(one) ? best : one, null)?.toFixed() ?? null,
      worstQuote: losses.reduce<Decimal | null>((worst, one) => worst?.lte(one) ? worst : one, null)?.toFixed() ?? null,
      averageWinQuote: averageOf(won, wins.length),
      averageLossQuote: averageOf(lost, losses.length),
      drawdownQuote: this.#deepest.toFixed(),
    };
  }
}

function averageOf(sum: Decimal, count: number): DecimalText | null {
  return count === 0 ? null : sum.div(count).toDecimalPlaces(AVERAGE_DECIMALS).toFixed();
}

function total(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => sum.plus(amount), ZERO);
}
