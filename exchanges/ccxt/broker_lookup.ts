/** What became of an order, by REST: the order itself, and its fills. */
import type { Exchange, Order, Trade } from "ccxt";
import { Decimal } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import { isNotFound } from "./broker_errors.ts";
import { fillsOfOrder } from "./broker_fills.ts";
import { fillsOf, ordersOf, type ReportedFill, type ReportedOrder } from "./private_data.ts";

/** An order with its fills, as far as the exchange tells. */
export interface Found {
  readonly order: ReportedOrder;
  readonly fills: readonly ReportedFill[];
}

/** How an order is called: by the exchange's own id where it is known, else by ours. */
export interface OrderName {
  readonly symbol: Symbol;
  readonly clientOrderId: string;
  readonly orderId: string | null;
}

/** Looks an order up; null = the exchange does not know it. @throws what ccxt throws when there is no answer. */
export async function lookUpOrder(name: OrderName, exchange: Exchange): Promise<Found | null> {
  const row = await findRow(name, exchange);
  if (row === null) return null;
  const known = ordersOf([{ ...row, clientOrderId: name.clientOrderId }])[0];
  if (!known) return null;
  const filled = known.filledQuantity;
  const isFilled = filled !== null && new Decimal(filled).gt(0);
  const trades = isFilled ? await fillsOfOrder(row, name.symbol, exchange) : [];
  return { order: known, fills: rowsOf(row, trades, name.symbol) };
}

/** What the answer to an order itself tells. */
export function foundIn(row: Order, { symbol, clientOrderId }: OrderName): Found | null {
  const order = ordersOf([{ ...row, symbol, clientOrderId }])[0];
  return order ? { order, fills: rowsOf(row, row.trades ?? [], symbol) } : null;
}

async function findRow(name: OrderName, exchange: Exchange): Promise<Order | null> {
  const { symbol, clientOrderId, orderId } = name;
  const params = orderId === null ? { clientOrderId } : {};
  const found = await orNull(exchange.fetchOrder(orderId ?? "", symbol, params));
  if (found !== null || !exchange.features?.spot?.fetchOrder?.trigger) return found;
  return await orNull(exchange.fetchOrder(orderId ?? "", symbol, { ...params, trigger: true }));
}

async function orNull(asked: Promise<Order>): Promise<Order | null> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/**
 * Fills inside an order lack what the order says already. Their time is when it was traded or changed last, as the exchange
 * tells (Binance: `transactTime`); when it was made, or began to work, is before that.
 */
function rowsOf(order: Order, trades: readonly Trade[], symbol: Symbol): ReportedFill[] {
  const { id, side, timestamp, lastTradeTimestamp, lastUpdateTimestamp } = order;
  return fillsOf(trades.map((trade) => ({
    ...trade,
    symbol,
    side: trade.side ?? side,
    order: id,
    timestamp: trade.timestamp ?? lastTradeTimestamp ?? lastUpdateTimestamp ?? timestamp,
  })));
}
