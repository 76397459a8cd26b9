/** The terms of a run: where the user says nothing, those of the market. Pure. */
import type { GivenOptions } from "../../domain/backtest/options.ts";
import type { Market } from "../../domain/market.ts";
import { PAPER_RULES } from "../../exchanges/paper/paper_state.ts";

/** A step where the exchange tells none: it counts in significant digits. */
const FINE_STEP = 1e-8;

/**
 * Options with the market's steps and limits, and with the fee and the rule of the paper account: on a spot market nothing is
 * sold that one does not hold, live neither.
 */
export function termsOn(market: Market, options: GivenOptions): GivenOptions {
  const fee = Number(PAPER_RULES.feeRate);
  return {
    takerFee: fee,
    makerFee: fee,
    canShort: market.symbol.includes(":"),
    quantityStep: Number(market.quantityStep) || FINE_STEP,
    priceStep: Number(market.priceStep),
    minQuantity: Number(market.minQuantity),
    ...(market.maxQuantity !== null && Number(market.maxQuantity) > 0 && { maxQuantity: Number(market.maxQuantity) }),
    ...(market.minNotional !== null && { minNotional: Number(market.minNotional) }),
    ...withoutGaps(options),
  };
}

/** What was said; `undefined` is nothing. */
function withoutGaps(options: GivenOptions): GivenOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
