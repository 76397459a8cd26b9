/** Leaving at the market: what exits were to protect, when the price passed them while none of them stood. */
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import type { Market } from "../../domain/market.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { MOST_MOVES, ticketOrderId } from "../../domain/ticket_ids.ts";
import { AskError } from "../runtime/mod.ts";
import { failed, tryAgain } from "./exit_state.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";
import { boughtBy, leftOf, ordersOf } from "./ticket_orders.ts";

/**
 * Sells what is left of a ticket at the market. The wish is stored as one more move before it is sent: whatever falls then,
 * the exits are placed anew, and if the price is still beyond them, it is sold after all.
 */
export async function leave(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (of.moves >= MOST_MOVES) return failed(of, of.reason ?? `it was placed ${MOST_MOVES} times`);
  const wanted: StoredExits = {
    ...of,
    state: "working",
    reason: null,
    moves: of.moves + 1,
    updatedMs: ctx.clock.now(),
  };
  try {
    const { brokerId, symbol } = of;
    const market = await orderDesk(desk, ctx).ask("GetMarket", { brokerId, symbol }, DESK_ANSWER);
    if (market === null) return tryAgain(desk, of, "its market is not told", ctx);
    await updateExits(desk.args.db, wanted);
    desk.exits.set(keyOf(wanted), wanted);
    const sold = await orderDesk(desk, ctx).ask("PlaceOrder", await saleOf(desk, wanted, market), DESK_ANSWER);
    const isRefused = sold.state === "denied" || sold.state === "rejected";
    return isRefused ? failed(wanted, sold.reason ?? sold.state) : wanted;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return tryAgain(desk, desk.exits.get(keyOf(of)) ?? of, error.message, ctx);
  }
}

async function saleOf(desk: ManualDesk, of: StoredExits, market: Market): Promise<OrderRequest> {
  const { clientOrderId: ticketId, userId, brokerId, symbol, stopLoss, moves } = of;
  const { entries, exits } = await ordersOf(desk, of);
  const [role, purpose] = stopLoss === null ? ["target", "take profit"] as const : ["stop", "stop loss"] as const;
  return {
    clientOrderId: ticketOrderId(role, ticketId, moves),
    ...{ userId, brokerId, activeStrategyId: null, symbol, side: "sell", type: "market" },
    quantity: leftOf(await boughtBy(desk, entries, market), exits, market),
    ...{ price: null, stopPrice: null, groupId: null, purpose },
  };
}
