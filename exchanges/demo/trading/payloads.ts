/** Orders, executions and balances as REST and the WebSocket API print them. */
import type { MarketRules } from "../market_rules.ts";
import { fromUnits } from "../units.ts";
import type { Balance } from "./ledger.ts";
import { moneyText } from "./money.ts";
import { type Execution, isContingent, isOver, type Order, type OrderList } from "./order.ts";

type Json = Record<string, unknown>;

const priceText = (ticks: number | null, { pricePlaces }: MarketRules) => fromUnits(ticks ?? 0, pricePlaces);
const quantityText = (steps: number, { quantityPlaces }: MarketRules) => fromUnits(steps, quantityPlaces);

/** How much of an answer to a new order is wanted. */
export type ResponseType = "ACK" | "RESULT" | "FULL";

/** The answer to a new order. */
export function placedBody(order: Order, fills: readonly Execution[], rules: MarketRules, as: ResponseType): Json {
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.listId,
    clientOrderId: order.clientOrderId,
    transactTime: order.updateMs,
  };
  if (as === "ACK") return ack;
  const result = { ...ack, ...stateOf(order, rules), ...workingOf(order), ...conditionalOf(order, rules) };
  return as === "RESULT" ? result : { ...result, fills: fills.map((fill) => fillBody(fill, rules)) };
}

/** An order as `GET /api/v3/order` tells it. */
export function orderBody(order: Order, rules: MarketRules): Json {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.listId,
    clientOrderId: order.clientOrderId,
    ...stateOf(order, rules),
    stopPrice: priceText(order.stopPrice, rules),
    icebergQty: quantityText(order.icebergSteps ?? 0, rules),
    time: order.timeMs,
    updateTime: order.updateMs,
    isWorking: order.isWorking,
    ...workingOf(order),
    ...conditionalOf(order, rules),
  };
}

/** The answer to a cancel. */
export function canceledBody(order: Order, rules: MarketRules, cancelId: string): Json {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: order.listId,
    clientOrderId: cancelId,
    transactTime: order.updateMs,
    ...stateOf(order, rules),
    ...conditionalOf(order, rules),
    selfTradePreventionMode: order.selfTradeMode,
  };
}

/** An execution as `GET /api/v3/myTrades` tells it. */
export function executionBody(of: Execution, rules: MarketRules): Json {
  return {
    symbol: of.symbol,
    id: of.tradeId,
    orderId: of.orderId,
    orderListId: of.listId,
    price: priceText(of.price, rules),
    qty: quantityText(of.steps, rules),
    quoteQty: moneyText(of.quote),
    commission: moneyText(of.fee),
    commissionAsset: of.feeAsset,
    time: of.timeMs,
    isBuyer: of.isBuyer,
    isMaker: of.isMaker,
    isBestMatch: true,
  };
}

/** A list as `GET /api/v3/orderList` tells it. */
export function listBody(list: OrderList, orders: readonly Order[]): Json {
  return {
    orderListId: list.listId,
    contingencyType: "OCO",
    listStatusType: list.isDone ? "ALL_DONE" : "EXEC_STARTED",
    listOrderStatus: list.isDone ? "ALL_DONE" : "EXECUTING",
    listClientOrderId: list.clientListId,
    transactionTime: list.timeMs,
    symbol: list.symbol,
    orders: orders.map(({ symbol, orderId, clientOrderId }) => ({ symbol, orderId, clientOrderId })),
  };
}

/** Balances as `GET /api/v3/account` tells them. */
export function balanceBody({ asset, free, locked }: Balance): Json {
  return { asset, free: moneyText(free), locked: moneyText(locked) };
}

function stateOf(order: Order, rules: MarketRules): Json {
  return {
    price: priceText(order.price, rules),
    origQty: quantityText(order.steps, rules),
    executedQty: quantityText(order.executedSteps, rules),
    origQuoteOrderQty: moneyText(order.quoteQuantity ?? 0n),
    cummulativeQuoteQty: moneyText(order.executedQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function workingOf(order: Order): Json {
  return {
    ...(order.workingMs === null ? {} : { workingTime: order.workingMs }),
    ...(order.expiryReason === null ? {} : { expiryReason: order.expiryReason }),
    selfTradePreventionMode: order.selfTradeMode,
  };
}

function conditionalOf(order: Order, rules: MarketRules): Json {
  return {
    ...(order.stopPrice === null ? {} : { stopPrice: priceText(order.stopPrice, rules) }),
    ...(order.trailingDelta === null ? {} : { trailingDelta: order.trailingDelta }),
    ...(order.trailingPrice === null || !isContingent(order) || isOver(order) ? {} : { trailingTime: order.updateMs }),
    ...(order.icebergSteps === null ? {} : { icebergQty: quantityText(order.icebergSteps, rules) }),
  };
}

function fillBody(fill: Execution, rules: MarketRules): Json {
  return {
    price: priceText(fill.price, rules),
    qty: quantityText(fill.steps, rules),
    commission: moneyText(fill.fee),
    commissionAsset: fill.feeAsset,
    tradeId: fill.tradeId,
  };
}
