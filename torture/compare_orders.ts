/** Orders, fills, fees, balances and positions: every one of ours is the exchange's, every one of the exchange's is ours. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { fillsOf, lastOrders } from "../db/orders.ts";
import { Decimal } from "../domain/decimal.ts";
import type { Fill, Order } from "../domain/order.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { countsOf } from "./compare.ts";
import { type AccountAt, accountsAt, ordersAt, plain, totalsAt } from "./ledger.ts";
import { isRefused, orderDifferences } from "./order_differences.ts";
import type { Rested } from "./settle.ts";
import type { World } from "./world.ts";

/** What there is of orders. */
export interface OrderFigures {
  /** How many of ours, and by their states. */
  readonly ours: number;
  readonly states: Readonly<Record<string, number>>;
  /** Those that the exchange has. */
  readonly theirs: number;
  readonly fills: number;
  /** Denied by us or refused by the exchange, each with its reason. */
  readonly refusals: number;
  /** Of strategies, by hand, of alerts, to protect. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Fees by currency. */
  readonly fees: Readonly<Record<string, string>>;
}

/** Hears what differs. */
export type Differs = (line: string) => void;

const MOST_ORDERS = 1_000_000;

/** Compares all accounts that trade. */
export async function compareOrders(world: World, db: Db, rested: Rested, differs: Differs): Promise<OrderFigures> {
  const all = await lastOrders(db, null, MOST_ORDERS);
  const accounts = accountsAt(world);
  const own: Order[] = [];
  const fills: Fill[] = [];
  let theirs = 0;
  for (const account of accounts) {
    const orders = all.filter(({ brokerId }) => brokerId === account.brokerId);
    const ledger = ordersAt(world, account.accountId);
    const booked = await Promise.all(
      orders.map(async (order) => ({ order, fills: await fillsOf(db, order.clientOrderId) })),
    );
    for (const line of orderDifferences(booked, ledger)) differs(`${account.name}: ${line}`);
    const fillsHere = booked.flatMap(({ fills }) => fills);
    compareBalances(world, account, orders, fillsHere, rested, differs);
    theirs += ledger.length;
    own.push(...orders);
    fills.push(...fillsHere);
  }
  compareTickets(world, own, differs);
  await comparePositions(db, own, fills, rested, differs);
  return {
    ours: own.length,
    states: countsOf(own.map(({ state }) => state)),
    theirs,
    fills: fills.length,
    refusals: own.filter(isRefused).length,
    kinds: countsOf(own.map(kindOf)),
    fees: sumsOf(fills.map(({ feeCurrency, fee }) => [feeCurrency, fee])),
  };
}

/** What our fills make of what the account began with, what it says it has, and what it has, are one. */
function compareBalances(
  world: World,
  { name, brokerId, accountId }: AccountAt,
  orders: readonly Order[],
  fills: readonly Fill[],
  { balances }: Rested,
  differs: Differs,
): void {
  const totals = new Map([...world.funds].map(([currency, amount]) => [currency, new Decimal(amount)]));
  const add = (currency: string, by: Decimal) =>
    totals.set(currency, (totals.get(currency) ?? new Decimal(0)).plus(by));
  const byId = new Map(orders.map((order) => [order.clientOrderId, order]));
  for (const { clientOrderId, price, quantity, fee, feeCurrency } of fills) {
    const { symbol, side } = byId.get(clientOrderId)!;
    const [base, quote] = symbol.split("/") as [string, string];
    const direction = side === "buy" ? 1 : -1;
    add(base, new Decimal(quantity).times(direction));
    add(quote, new Decimal(price).times(quantity).times(-direction));
    add(feeCurrency, new Decimal(fee).neg());
  }
  for (const [currency, total] of totalsAt(world, accountId)) {
    const byFills = totals.get(currency)?.toFixed() ?? "nothing";
    if (byFills !== total) differs(`${name}: ${currency} is ${byFills} by our fills, at the exchange ${total}`);
    const told = plain(balances.get(brokerId)?.get(currency) ?? "0");
    if (told !== total) differs(`${name}: ${currency} is told as ${told}, at the exchange ${total}`);
  }
}

/** Every order by hand that was answered is there once: under its key. */
function compareTickets({ journal }: World, orders: readonly Order[], differs: Differs): void {
  const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  for (const { key, status, attempts } of journal.tickets) {
    const isThere = ids.has(ticketOrderId("entry", key));
    if (status === 201 && !isThere) differs(`ticket ${key} was answered with 201, and there is no order of it`);
    if (status !== 201 && isThere) differs(`ticket ${key} was answered with ${status}, and there is an order of it`);
    if (status === null) differs(`ticket ${key} was never answered, in ${attempts} attempts`);
  }
}

/** The position that each strategy tells is what its fills come to, less the fees in what it bought. */
async function comparePositions(
  db: Db,
  orders: readonly Order[],
  fills: readonly Fill[],
  { positions }: Rested,
  differs: Differs,
): Promise<void> {
  const byId = new Map(orders.map((order) => [order.clientOrderId, order]));
  const brokers = new Set(orders.map(({ brokerId }) => brokerId));
  const rows = await db`select id, broker_id as "brokerId" from active_strategies where is_active`;
  for (const { id, brokerId } of z.array(z.object({ id: z.string(), brokerId: z.string() })).parse(rows)) {
    if (!brokers.has(brokerId)) continue;
    let held = new Decimal(0);
    for (const { clientOrderId, quantity, fee, feeCurrency } of fills) {
      const order = byId.get(clientOrderId)!;
      if (order.activeStrategyId !== id) continue;
      held = held.plus(new Decimal(quantity).times(order.side === "buy" ? 1 : -1));
      if (feeCurrency === order.symbol.split("/")[0]) held = held.minus(fee);
    }
    const told = positions.get(id);
    if (told === undefined) differs(`strategy ${id} does not say what it holds`);
    else if (plain(told) !== held.toFixed()) differs(`strategy ${id} holds ${told}, by its fills ${held.toFixed()}`);
  }
}

function kindOf({ activeStrategyId, type, clientOrderId }: Order): string {
  const what = activeStrategyId !== null ? "of strategies" : clientOrderId.startsWith("m-") ? "by hand or alert" : "";
  if (type === "stop_loss") return "stops";
  if (type === "take_profit") return "targets";
  return what === "" ? "sales at an exit by hand" : what;
}

function sumsOf(amounts: readonly (readonly [string, string])[]): Record<string, string> {
  const sums: Record<string, string> = {};
  for (const [currency, amount] of amounts) sums[currency] = new Decimal(sums[currency] ?? 0).plus(amount).toFixed();
  return sums;
}
