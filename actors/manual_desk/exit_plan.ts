/** From exits to order requests. Pure. */
import type { StoredExits } from "../../db/order_exits.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { ticketOrderId } from "../../domain/ticket_ids.ts";

/** The stop, the target, or both as a group, that sell so much. */
export function exitRequests(of: StoredExits, quantity: DecimalText): OrderRequest[] {
  const { clientOrderId: ticketId, userId, brokerId, symbol, stopLoss, takeProfit, moves } = of;
  const groupId = stopLoss !== null && takeProfit !== null ? `x${ticketId.slice(1)}.${moves}` : null;
  const shared = {
    userId,
    brokerId,
    activeStrategyId: null,
    symbol,
    side: "sell",
    quantity,
    price: null,
    groupId,
  } as const;
  const stop: OrderRequest[] = stopLoss === null ? [] : [{
    ...shared,
    clientOrderId: ticketOrderId("stop", ticketId, moves),
    type: "stop_loss",
    stopPrice: stopLoss,
    purpose: "stop loss",
  }];
  const target: OrderRequest[] = takeProfit === null ? [] : [{
    ...shared,
    clientOrderId: ticketOrderId("target", ticketId, moves),
    type: "take_profit",
    stopPrice: takeProfit,
    purpose: "take profit",
  }];
  return [...stop, ...target];
}
