/**
 * Positions: what is held of a market, and at what cost.
 *
 * One rule for long and short: every fill moves base and quote currency, and the position keeps both sums. Its cost
 * carries the sign of its quantity (a short "costs" what its sale brought in, negative), so that quantity × price −
 * cost is the open profit of either, and realised − cost is always the quote currency that went through our hands.
 */
import { z } from "zod";
import { Decimal, type DecimalText, decimalText } from "./decimal.ts";
import { feeInQuote, type FeePrices } from "./fee.ts";
import { currenciesOf, type Symbol, symbol } from "./market.ts";
import type { Fill, OrderSide } from "./order.ts";

/**
 * What is held. `quantity` in base currency: positive = long, negative = short, `"0"` = flat. `costQuote` is what the
 * open quantity cost with its entry fees, in quote currency (negative for a short: what it brought in);
 * `realisedQuote` the profit after fees of what was closed.
 */
export const position = z.object({
  symbol,
  quantity: decimalText,
  costQuote: decimalText,
  realisedQuote: decimalText,
  /** Time of the first fill of the open quantity, UTC ms; null when flat. */
  openedMs: z.int().nullable(),
});
/** What is held. */
export type Position = z.infer<typeof position>;

/** A fill with the side of its order. */
export interface SidedFill {
  readonly side: OrderSide;
  readonly fill: Fill;
}

/** Decimals to which the cost of a closed part is cut; the rest stays with the open part, so nothing is lost. */
const COST_DECIMALS = 18;

/** Nothing held, nothing earned yet. */
export function flatPosition(of: Symbol): Position {
  return { symbol: of, quantity: "0", costQuote: "0", realisedQuote: "0", openedMs: null };
}

/**
 * The position after a fill, at average cost. A fill against the position closes as much of it as it can and realises
 * the profit of that part after the fees of entry and exit; what is left over opens the other side.
 *
 * A fee paid in base currency (a buyer's fee at Binance) makes the bought quantity smaller, or the sold one larger; a
 * fee in quote or in a third currency makes the cost larger.
 *
 * @throws {Error} when the fee is in a currency whose price is not known.
 */
export function applyFill(before: Position, side: OrderSide, fill: Fill, prices: FeePrices = {}): Position {
  const { baseChange, quoteChange } = changesOf(before.symbol, side, fill, prices);
  const held = new Decimal(before.quantity);
  const cost = new Decimal(before.costQuote);
  const quantity = held.plus(baseChange);
  if (held.isZero() || held.s === baseChange.s) {
    const openedMs = before.openedMs ?? fill.timeMs;
    return { ...before, quantity: quantity.toFixed(), costQuote: cost.minus(quoteChange).toFixed(), openedMs };
  }
  const crosses = baseChange.abs().gt(held.abs());
  const closingQuote = crosses ? part(quoteChange, held.abs(), baseChange.abs()) : quoteChange;
  const closedCost = crosses ? cost : part(cost, baseChange.abs(), held.abs());
  return {
    ...before,
    quantity: quantity.toFixed(),
    costQuote: cost.minus(closedCost).minus(quoteChange.minus(closingQuote)).toFixed(),
    realisedQuote: closingQuote.minus(closedCost).plus(before.realisedQuote).toFixed(),
    openedMs: quantity.isZero() ? null : crosses ? fill.timeMs : before.openedMs,
  };
}

/** The position that fills lead to, oldest first. */
export function positionOf(of: Symbol, fills: readonly SidedFill[], prices: FeePrices = {}): Position {
  return fills.reduce((held, { side, fill }) => applyFill(held, side, fill, prices), flatPosition(of));
}

/** What closing at `price` (quote currency) would bring besides the realised profit, before the fees of closing. */
export function openProfitQuote(held: Position, price: DecimalText): DecimalText {
  return new Decimal(held.quantity).times(price).minus(held.costQuote).toFixed();
}

/** Free quote currency of a strategy that began with `amountQuote` and made the fills of `held`. */
export function cashQuote(amountQuote: DecimalText, held: Position): DecimalText {
  return new Decimal(amountQuote).plus(held.realisedQuote).minus(held.costQuote).toFixed();
}

/** Whether a fill of this side makes the position smaller. */
export function closes(held: Position, side: OrderSide): boolean {
  const quantity = new Decimal(held.quantity);
  return side === "sell" ? quantity.gt(0) : quantity.lt(0);
}

/** How base and quote currency move by a fill, fee included; a fee in a third currency counts as quote. */
function changesOf(of: Symbol, side: OrderSide, fill: Fill, prices: FeePrices) {
  const feeInBase = fill.feeCurrency === currenciesOf(of).base;
  const sign = side === "buy" ? 1 : -1;
  const base = new Decimal(fill.quantity).times(sign);
  const quote = new Decimal(fill.quantity).times(fill.price).times(-sign);
  return feeInBase
    ? { baseChange: base.minus(fill.fee), quoteChange: quote }
    : { baseChange: base, quoteChange: quote.minus(feeInQuote(fill, of, prices)) };
}

/** `whole × numerator ÷ denominator`, cut; exactly `whole` when the two are equal. */
function part(whole: Decimal, numerator: Decimal, denominator: Decimal): Decimal {
  if (numerator.eq(denominator)) return whole;
  return whole.times(numerator).div(denominator).toDecimalPlaces(COST_DECIMALS, Decimal.ROUND_DOWN);
}
