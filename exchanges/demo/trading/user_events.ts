/** What a client hears on his private stream ("User Data Stream" in Binance's documentation). */
import type { MarketRules } from "../market_rules.ts";
import { fromUnits } from "../units.ts";
import type { ClientEvent } from "./accounts.ts";
import { moneyText, quoteOf } from "./money.ts";
import type { Order, OrderList } from "./order.ts";

type Json = Record<string, unknown>;

/** The payload of an event; `eventMs` is the exchange's time. */
export function userEvent(
  event: ClientEvent,
  rulesOf: (symbol: string) => MarketRules,
  orderOf: (orderId: number) => Order,
  eventMs: number,
): Json {
  switch (event.kind) {
    case "OrderChanged":
      return executionReport(event, rulesOf(event.order.symbol), eventMs);
    case "ListChanged":
      return listStatus(event.list, orderOf, eventMs);
    case "BalancesChanged":
      return {
        e: "outboundAccountPosition",
        E: eventMs,
        u: event.timeMs,
        B: event.balances.map(({ asset, free, locked }) => ({ a: asset, f: moneyText(free), l: moneyText(locked) })),
      };
  }
}

function executionReport(
  { order, type, execution, cancelId }: Extract<ClientEvent, { kind: "OrderChanged" }>,
  rules: MarketRules,
  eventMs: number,
): Json {
  const price = (ticks: number | null) => fromUnits(ticks ?? 0, rules.pricePlaces);
  const quantity = (steps: number) => fromUnits(steps, rules.quantityPlaces);
  const isOnBook = order.isWorking && (order.status === "NEW" || order.status === "PARTIALLY_FILLED");
  return {
    e: "executionReport",
    E: eventMs,
    s: order.symbol,
    c: cancelId ?? order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: quantity(order.steps),
    p: price(order.price),
    P: price(order.stopPrice),
    F: quantity(order.icebergSteps ?? 0),
    g: order.listId,
    C: cancelId === null ? "" : order.clientOrderId,
    x: type,
    X: order.status,
    r: "NONE",
    i: order.orderId,
    l: quantity(execution?.steps ?? 0),
    z: quantity(order.executedSteps),
    L: price(execution?.price ?? 0),
    n: moneyText(execution?.fee ?? 0n),
    N: execution?.feeAsset ?? null,
    T: order.updateMs,
    t: execution?.tradeId ?? -1,
    I: order.orderId,
    w: isOnBook,
    m: execution?.isMaker ?? false,
    M: false,
    O: order.timeMs,
    Z: moneyText(order.executedQuote),
    Y: moneyText(execution === null ? 0n : quoteOf(execution.price, execution.steps, rules)),
    Q: moneyText(order.quoteQuantity ?? 0n),
    V: order.selfTradeMode,
    ...(order.workingMs === null ? {} : { W: order.workingMs }),
    ...(order.trailingDelta === null ? {} : { d: order.trailingDelta }),
    ...(order.expiryReason === null ? {} : { eR: order.expiryReason }),
  };
}

function listStatus(list: OrderList, orderOf: (orderId: number) => Order, eventMs: number): Json {
  return {
    e: "listStatus",
    E: eventMs,
    s: list.symbol,
    g: list.listId,
    c: "OCO",
    l: list.isDone ? "ALL_DONE" : "EXEC_STARTED",
    L: list.isDone ? "ALL_DONE" : "EXECUTING",
    r: "NONE",
    C: list.clientListId,
    T: eventMs,
    O: list.orderIds.map(orderOf).map(({ symbol, orderId, clientOrderId }) => ({
      s: symbol,
      i: orderId,
      c: clientOrderId,
    })),
  };
}
