/**
 * The filters of a market and of the exchange ("Filters" in Binance's documentation), with the figures that
 * `exchangeInfo` tells.
 */
import type { MarketRules } from "../market_rules.ts";
import { toUnits } from "../units.ts";
import { baseOf, type Money, moneyOf, quoteOf } from "./money.ts";
import { hasLimit, isContingent, type NewOrder, type Order } from "./order.ts";
import { filterFailure } from "./refusals.ts";

/** The figures that are the same on every market. */
export const FILTERS = {
  maxPrice: "1000000.00000000",
  icebergParts: 10,
  trailingDelta: { min: 10, max: 2_000 },
  percentPrice: { up: 5, down: 0.2, avgPriceMins: 5 },
  maxOrders: 200,
  maxAlgoOrders: 5,
} as const;

/** What the market is like when an order comes. */
export interface FilterView {
  readonly rules: MarketRules;
  /** Mean price of the last minutes in ticks, for the value and the distance of an order. */
  readonly averagePrice: number;
  /** The client's open orders on this market. */
  readonly open: readonly Order[];
}

/** Refuses what the filters do not let through. @throws {ApiError} -1013 with the filter's name. */
export function applyFilters(order: NewOrder, view: FilterView): void {
  for (const price of [order.price, order.stopPrice]) if (price !== null) checkPrice(price, view);
  checkQuantity(order, view);
  checkNotional(order, view);
  if (order.price !== null) checkPercentPrice(order.price, view);
  if (order.trailingDelta !== null) checkTrailingDelta(order.trailingDelta);
  if (order.icebergSteps !== null && Math.ceil(order.steps / order.icebergSteps) > FILTERS.icebergParts) {
    throw filterFailure("ICEBERG_PARTS");
  }
  if (view.open.length >= FILTERS.maxOrders) throw filterFailure("MAX_NUM_ORDERS");
  const algos = view.open.filter((open) => isContingent(open)).length;
  if (isContingent(order) && algos >= FILTERS.maxAlgoOrders) throw filterFailure("MAX_NUM_ALGO_ORDERS");
}

function checkPrice(price: number, { rules }: FilterView): void {
  const highest = toUnits(FILTERS.maxPrice, rules.pricePlaces) ?? Number.MAX_SAFE_INTEGER;
  if (price < 1 || price > highest) throw filterFailure("PRICE_FILTER");
}

function checkQuantity({ type, steps, quoteQuantity }: NewOrder, { rules }: FilterView): void {
  if (quoteQuantity !== null) return; // it becomes a quantity only when it meets the book
  const quantity = baseOf(steps, rules);
  const isAbove = (limit: string) => quantity > moneyOf(limit)!;
  if (quantity < moneyOf(rules.minQuantity)! || isAbove(rules.maxQuantity)) throw filterFailure("LOT_SIZE");
  if (type === "MARKET" && isAbove(rules.marketMaxQuantity)) throw filterFailure("MARKET_LOT_SIZE");
}

/** A market order is worth what the last minutes paid. */
function checkNotional(order: NewOrder, { rules, averagePrice }: FilterView): void {
  const price = hasLimit(order) ? order.price! : order.stopPrice ?? averagePrice;
  const value: Money = order.quoteQuantity ?? quoteOf(price, order.steps, rules);
  const isMarket = !hasLimit(order);
  if (value < moneyOf(rules.minNotional)! || (!isMarket && value > moneyOf(rules.maxNotional)!)) {
    throw filterFailure("NOTIONAL");
  }
}

/** The multipliers are the same for both sides here. */
function checkPercentPrice(price: number, { averagePrice }: FilterView): void {
  const { up, down } = FILTERS.percentPrice;
  if (price > averagePrice * up || price < averagePrice * down) throw filterFailure("PERCENT_PRICE_BY_SIDE");
}

function checkTrailingDelta(delta: number): void {
  const { min, max } = FILTERS.trailingDelta;
  if (delta < min || delta > max) throw filterFailure("TRAILING_DELTA");
}
