/** For tests: accounts at the demo exchange, and whether our books of one are the exchange's. */
import assert from "node:assert/strict";
import { Decimal } from "../domain/decimal.ts";
import type { Fill, Order } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import type { RunningDemoExchange } from "../exchanges/demo/server.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";
import { moneyOf, moneyText } from "../exchanges/demo/trading/money.ts";
import type { Balance } from "./broker_protocol.ts";

/** What an account begins with. */
const CASH = { USDT: "1000000", BTC: "20" };
/** The exchange's states of an order in ours. */
const STATES: Readonly<Record<string, string>> = {
  NEW: "accepted",
  PARTIALLY_FILLED: "partially_filled",
  FILLED: "filled",
  CANCELED: "canceled",
  EXPIRED: "expired",
};

/** An order of ours, with what we know of its executions. */
export interface BookedOrder {
  readonly order: Order;
  readonly fills: readonly Fill[];
}

/** Opens an account that can pay for a long walk. */
export function openFunded({ exchange }: RunningDemoExchange, name: string): ClientKey {
  const cash = Object.entries(CASH).map(([asset, amount]) => [asset, moneyOf(amount)!] as const);
  return exchange.desk.openAccount(name, cash);
}

/** Whether the orders of an account stand as they do at the exchange, and those that it never had are over. */
export function standAsThere(running: RunningDemoExchange, key: ClientKey, orders: readonly Order[]): boolean {
  const theirs = new Map(ordersAt(running, key).map((order) => [order.clientOrderId, order]));
  return orders.every((order) => {
    const their = theirs.get(order.clientOrderId);
    return their ? STATES[their.status] === order.state : isFinal(order.state);
  });
}

/** Orders, fills and balances are the exchange's: none doubled, none lost. @throws {AssertionError}. */
export function sameBooks(
  running: RunningDemoExchange,
  key: ClientKey,
  orders: readonly BookedOrder[],
  balances: readonly Balance[],
): void {
  const theirs = ordersAt(running, key);
  const ours = new Map(orders.map((one) => [one.order.clientOrderId, one]));
  const names = theirs.map(({ clientOrderId }) => clientOrderId);
  assert.equal(new Set(names).size, names.length, "an order is there twice");
  for (const name of names) assert.ok(ours.has(name), `${name} is not in our books`);
  const { accounts } = running.exchange.desk.engine;
  const executions = accounts.executionsOf(key.accountId);
  const totals = new Map(Object.entries(CASH).map(([currency, amount]) => [currency, new Decimal(amount)]));
  for (const { order, fills } of ours.values()) {
    const their = theirs.find(({ clientOrderId }) => clientOrderId === order.clientOrderId);
    assert.equal(order.state, their ? STATES[their.status] : order.state, order.clientOrderId);
    if (!their) assert.ok(["rejected", "denied"].includes(order.state), `${order.clientOrderId} is ${order.state}`);
    const ids = executions.filter(({ orderId }) => orderId === their?.orderId).map(({ tradeId }) => String(tradeId));
    assert.deepEqual(fills.map(({ fillId }) => fillId).sort(), ids.sort(), order.clientOrderId);
    for (const fill of fills) add(totals, order, fill);
  }
  for (const { asset, free, locked } of accounts.account(key.accountId).ledger.balances()) {
    const theirTotal = new Decimal(moneyText(free + locked)).toFixed();
    assert.equal(totals.get(asset)?.toFixed(), theirTotal, `${asset} by our fills`);
    const told = balances.find(({ currency }) => currency === asset);
    assert.equal(new Decimal(told?.free ?? 0).plus(told?.used ?? 0).toFixed(), theirTotal, `${asset} as told`);
  }
}

function ordersAt({ exchange }: RunningDemoExchange, { accountId }: ClientKey) {
  return exchange.desk.engine.accounts.ordersOf(accountId);
}

function add(totals: Map<string, Decimal>, { side }: Order, { price, quantity, fee, feeCurrency }: Fill): void {
  const change = (currency: string, by: Decimal) => totals.set(currency, totals.get(currency)!.plus(by));
  const direction = side === "buy" ? 1 : -1;
  change("BTC", new Decimal(quantity).times(direction));
  change("USDT", new Decimal(price).times(quantity).times(-direction));
  change(feeCurrency, new Decimal(fee).neg());
}
