/** What an open order holds back of its client's money, so that it can be paid for when it trades. */
import type { Accounts } from "./accounts.ts";
import type { Lock } from "./ledger.ts";
import { baseOf, type Money, quoteOf } from "./money.ts";
import { isOver, type Order, stepsLeft } from "./order.ts";
import type { TradedMarket } from "./traded_market.ts";

/** The currency an order pays with. */
export function paysWith({ side }: Pick<Order, "side">, { rules }: TradedMarket): string {
  return side === "SELL" ? rules.base : rules.quote;
}

/** The currency an order earns. */
export function earns({ side }: Pick<Order, "side">, { rules }: TradedMarket): string {
  return side === "SELL" ? rules.quote : rules.base;
}

/** What an order needs until it is filled: its quantity, or what it costs at the worst price it names. */
export function lockNeed(order: Order, { rules }: TradedMarket): Money {
  if (isOver(order)) return 0n;
  if (order.side === "SELL") return baseOf(stepsLeft(order), rules);
  const price = order.price ?? order.stopPrice;
  return price === null ? 0n : quoteOf(price, stepsLeft(order), rules);
}

/** Under what an order's money is locked: orders of one list share one lock, since only one of them can trade. */
export function lockKey({ listId, orderId }: Pick<Order, "listId" | "orderId">): string {
  return listId >= 0 ? `list ${listId}` : `order ${orderId}`;
}

/** Locks what an order as it now stands, with the others of its list, needs. @throws {RangeError} when less is free. */
export function relock(order: Order, market: TradedMarket, accounts: Accounts): void {
  const { asset, amount } = lockFor(order, market, accounts);
  accounts.account(order.accountId).ledger.lock(lockKey(order), asset, amount);
}

/** The lock that an order, with the others of its list as they stand, should have. */
function lockFor(order: Order, market: TradedMarket, accounts: Accounts): Lock {
  const asset = paysWith(order, market);
  const list = accounts.list(order.listId);
  const others = (list?.orderIds ?? []).filter((id) => id !== order.orderId).map((id) => accounts.order(id));
  const needs = [order, ...others].map((one) => one === undefined ? 0n : lockNeed(one, market));
  return { asset, amount: needs.reduce((most, need) => need > most ? need : most) };
}
