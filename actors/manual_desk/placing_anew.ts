/** Placing anew what is left of an order that was canceled to be moved. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isRefused } from "../../domain/order_life.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { refused } from "./managing.ts";
import { DESK_ANSWER, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";

/** Places what is left of an order that is gone, at another price and under another name. */
export async function placeAnew(
  desk: ManualDesk,
  gone: Order,
  { clientOrderId, price }: { readonly clientOrderId: string; readonly price: DecimalText },
  ctx: ManualContext,
): Promise<Managed> {
  const { userId, brokerId, activeStrategyId, symbol, side, type, stopPrice, groupId, purpose } = gone;
  const quantity = leftOf(gone);
  const request: OrderRequest = {
    ...{ clientOrderId, userId, brokerId, activeStrategyId, symbol, side, type, quantity, price },
    ...{ stopPrice, groupId, purpose },
  };
  try {
    const placed = await orderDesk(desk, ctx).ask("PlaceOrder", request, DESK_ANSWER);
    return managedOf(placed);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    desk.unsure.add(userId);
    return refused(`the order desk does not answer: ${error.detail}`, gone);
  }
}

/** What came of placing an order. */
export function managedOf(order: Order): Managed {
  return isRefused(order) ? refused(order.reason ?? order.state, order) : { outcome: "done", order };
}

/** What of an order is not filled, in base currency. */
export function leftOf({ quantity, filledQuantity }: Order): DecimalText {
  return new Decimal(quantity).minus(filledQuantity).toFixed();
}
