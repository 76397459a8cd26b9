/** Money at the paper exchange: what orders lock, what is free, and how a fill moves it. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { currenciesOf, type Symbol } from "../../domain/market.ts";
import type { Fill, OrderSide } from "../../domain/order.ts";
import type { PaperOrder, PaperRules, PaperState } from "./paper_state.ts";

/** Decimals of fees and of quantities cut to what money is left; Binance counts in eight too. */
const DECIMALS = 8;
const ZERO = new Decimal(0);

/** The currency an order pays with. */
export function paysWith({ request }: PaperOrder): string {
  const { base, quote } = currenciesOf(request.symbol);
  return request.side === "sell" ? base : quote;
}

/** What an order locks until it is filled. A market buy is reckoned at the last price known when it was placed. */
export function needOf(order: PaperOrder, rules: PaperRules): Decimal {
  if (order.request.side === "sell") return order.left;
  const price = order.request.price ?? order.request.stopPrice ?? order.placedAt ?? "0";
  return costOf(order.left, price, rules);
}

/** What buying costs, with the fee where it is paid in quote currency. */
export function costOf(quantity: Decimal, price: DecimalText, rules: PaperRules): Decimal {
  return quantity.times(price).times(rules.feeCurrency === "quote" ? new Decimal(rules.feeRate).plus(1) : 1);
}

/** What buying quantity at `price` can be paid with `money`, cut to eight decimals. */
export function affordable(money: Decimal, price: DecimalText, rules: PaperRules): Decimal {
  return money.div(costOf(new Decimal(1), price, rules)).toDecimalPlaces(DECIMALS, Decimal.ROUND_DOWN);
}

/**
 * What open orders lock of a currency. Orders of one group can never all be filled, so the group locks only what its
 * largest member needs. `except` leaves one order out, its group counting by the others.
 */
export function lockedOf(state: PaperState, currency: string, rules: PaperRules, except?: PaperOrder): Decimal {
  const locks = new Map<string, Decimal>();
  for (const order of state.open) {
    if (order === except || paysWith(order) !== currency) continue;
    if (except && except.request.groupId !== null && order.request.groupId === except.request.groupId) continue;
    const lock = order.request.groupId ?? order.request.clientOrderId;
    locks.set(lock, Decimal.max(locks.get(lock) ?? ZERO, needOf(order, rules)));
  }
  return [...locks.values()].reduce((sum, lock) => sum.plus(lock), ZERO);
}

/** Free and locked amount of every currency that is there, in the order of their names. */
export function balancesOf(state: PaperState, rules: PaperRules): { currency: string; free: string; used: string }[] {
  return Object.keys(state.totals).sort().map((currency) => {
    const total = state.totals[currency]!;
    const used = Decimal.min(lockedOf(state, currency, rules), total);
    return { currency, free: total.minus(used).toFixed(), used: used.toFixed() };
  });
}

/** The fee of a fill: in quote currency, or in what the order receives. */
export function feeOf(symbol: Symbol, side: OrderSide, quantity: Decimal, price: DecimalText, rules: PaperRules) {
  const { base, quote } = currenciesOf(symbol);
  const inBase = rules.feeCurrency === "received" && side === "buy";
  const taxed = inBase ? quantity : quantity.times(price);
  const fee = taxed.times(rules.feeRate).toDecimalPlaces(DECIMALS, Decimal.ROUND_DOWN).toFixed();
  return { fee, feeCurrency: inBase ? base : quote };
}

/** The totals after a fill. */
export function settle(totals: PaperState["totals"], symbol: Symbol, side: OrderSide, fill: Fill) {
  const { base, quote } = currenciesOf(symbol);
  const sign = side === "buy" ? 1 : -1;
  const after = { ...totals };
  const add = (currency: string, amount: Decimal) => after[currency] = (after[currency] ?? ZERO).plus(amount);
  add(base, new Decimal(fill.quantity).times(sign));
  add(quote, new Decimal(fill.quantity).times(fill.price).times(-sign));
  add(fill.feeCurrency, new Decimal(fill.fee).neg());
  return after;
}
