/** What a market demands of an order: its steps, its smallest and largest quantity, its smallest value. */
import { Decimal, type DecimalText } from "./decimal.ts";
import type { Market } from "./market.ts";
import type { OrderRequest } from "./order.ts";

/** One number that was cut to the market's step. */
export interface RuleChange {
  readonly field: "quantity" | "price" | "stopPrice";
  readonly from: DecimalText;
  readonly to: DecimalText;
}

/** What of an order the limits are about. */
export type Sized = Pick<OrderRequest, "type" | "quantity" | "price" | "stopPrice">;

/** The request as the market takes it, or why it cannot. */
export type RuleVerdict =
  | { readonly verdict: "ok"; readonly request: OrderRequest; readonly changes: readonly RuleChange[] }
  | { readonly verdict: "denied"; readonly reason: string };

/**
 * Cuts quantity and prices down to the market's steps (never up: nobody buys or pays more than was asked for) and then
 * checks what is left against its limits, since cutting can bring an order below a minimum.
 *
 * The value is counted at the order's own price, else at `lastPrice` (quote currency); without either a market order's
 * value is left for the venue to judge.
 */
export function applyMarketRules(
  request: OrderRequest,
  market: Market,
  lastPrice: DecimalText | null = null,
): RuleVerdict {
  const cut: OrderRequest = {
    ...request,
    quantity: cutToStep(request.quantity, market.quantityStep),
    price: request.price && cutToStep(request.price, market.priceStep),
    stopPrice: request.stopPrice && cutToStep(request.stopPrice, market.priceStep),
  };
  const why = brokenRule(cut, market, lastPrice);
  if (why !== undefined) return { verdict: "denied", reason: `Cannot place order "${request.clientOrderId}": ${why}` };
  return { verdict: "ok", request: cut, changes: changesOf(request, cut) };
}

/** Which of its market's limits an order breaks as it stands, in words; undefined = none. `lastPrice` as above. */
export function brokenRule(order: Sized, market: Market, lastPrice: DecimalText | null): string | undefined {
  return missingPrice(order) ?? brokenQuantity(order, market) ?? brokenValue(order, market, lastPrice);
}

/** The largest multiple of `step` that is not above `value`; `value` itself when `step` is 0. */
export function cutToStep(value: DecimalText, step: DecimalText): DecimalText {
  const size = new Decimal(step);
  if (size.isZero()) return value;
  return new Decimal(value).div(size).floor().times(size).toFixed();
}

/** What decides whether a rest can be sold at a market: its step, smallest quantity and smallest value. */
export type RestLimits = Pick<Market, "quantityStep" | "minQuantity" | "minNotional">;

/**
 * Whether so much, in base currency, can be sold (or, below 0, bought back) at the market at all. `price` = the last one, in
 * quote currency; null = not known, so that its value is left for the venue to judge.
 */
export function isSellable(quantity: DecimalText, limits: RestLimits, price: DecimalText | null): boolean {
  const { quantityStep, minQuantity, minNotional } = limits;
  const sold = new Decimal(cutToStep(new Decimal(quantity).abs().toFixed(), quantityStep));
  if (!sold.gt(0) || sold.lt(minQuantity)) return false;
  return price === null || minNotional === null || sold.times(price).gte(minNotional);
}

function missingPrice({ type, price, stopPrice }: Sized): string | undefined {
  if (type === "limit" && !isPositive(price)) return `a limit order needs a price above 0, not ${price}`;
  const hasStop = type === "stop_loss" || type === "take_profit";
  if (hasStop && !isPositive(stopPrice)) return `a ${type} order needs a stop price above 0, not ${stopPrice}`;
}

function brokenQuantity({ quantity }: Sized, market: Market): string | undefined {
  const { base, minQuantity, maxQuantity } = market;
  const asked = new Decimal(quantity);
  if (!asked.gt(0)) return `quantity ${quantity} ${base} is not above 0`;
  if (asked.lt(minQuantity)) return `quantity ${quantity} ${base} is below the minimum ${minQuantity} ${base}`;
  if (maxQuantity && asked.gt(maxQuantity)) {
    return `quantity ${quantity} ${base} is above the maximum ${maxQuantity} ${base}`;
  }
}

function brokenValue(request: Sized, market: Market, lastPrice: DecimalText | null): string | undefined {
  const price = request.price ?? request.stopPrice ?? lastPrice;
  if (!price || !market.minNotional) return undefined;
  const value = new Decimal(price).times(request.quantity);
  if (value.gte(market.minNotional)) return undefined;
  return `value ${value.toFixed()} ${market.quote} is below the minimum ${market.minNotional} ${market.quote}`;
}

function changesOf(before: OrderRequest, after: OrderRequest): RuleChange[] {
  return (["quantity", "price", "stopPrice"] as const).flatMap((field) => {
    const [from, to] = [before[field], after[field]];
    return from === null || to === null || new Decimal(from).eq(to) ? [] : [{ field, from, to }];
  });
}

function isPositive(value: DecimalText | null): boolean {
  return value !== null && new Decimal(value).gt(0);
}
