/** Leaving at the market: what exits were to protect, when the price passed them, or reached one that is watched for. */
import { bookedAt } from "../../db/foreign.ts";
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Market } from "../../domain/market.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { isRefused } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { MOST_MOVES, ticketOrderId } from "../../domain/ticket_ids.ts";
import { AskError } from "../runtime/mod.ts";
import { become, failed, tryAgain } from "./exit_state.ts";
import { logEnd } from "./log.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";
import { boughtBy, cancelOlder, leftOf, ordersOf } from "./ticket_orders.ts";

const SOLD_ELSEWHERE = "it was sold by another order";

/**
 * Sells what is left of a ticket at the market. The wish is stored as one more move before what stands is called off: whatever
 * falls then, the exits are placed anew, and if the price is still beyond them, it is sold after all.
 */
export async function leave(
  desk: ManualDesk,
  of: StoredExits,
  exit: ExitName,
  ctx: ManualContext,
): Promise<StoredExits> {
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
    const { exits } = await ordersOf(desk, wanted);
    if (!await cancelOlder(desk, exits, ctx)) return tryAgain(desk, wanted, "its older exits still stand", ctx);
    const quantity = await stillThere(desk, wanted, market);
    if (quantity === null) {
      await logEnd(desk, wanted, "sold", ctx);
      return await become(desk, wanted, "done", SOLD_ELSEWHERE, ctx);
    }
    const sold = await orderDesk(desk, ctx).ask("PlaceOrder", saleOf(wanted, exit, quantity), DESK_ANSWER);
    return isRefused(sold) ? failed(wanted, sold.reason ?? sold.state) : wanted;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return tryAgain(desk, desk.exits.get(keyOf(of)) ?? of, error.message, ctx);
  }
}

/** What is left of a ticket, and not more than all that is held by hand: the rest was sold by another order. Null = nothing. */
async function stillThere(desk: ManualDesk, of: StoredExits, market: Market): Promise<DecimalText | null> {
  const { entries, exits } = await ordersOf(desk, of);
  const left = leftOf(await boughtBy(desk, entries, market), exits, market);
  const booked = await bookedAt(desk.args.db, of.userId, of.brokerId);
  const held = booked.find(({ isByHand, symbol }) => isByHand && symbol === of.symbol)?.quantity ?? "0";
  const quantity = cutToStep(Decimal.max(Decimal.min(left, held), 0).toFixed(), market.quantityStep);
  return new Decimal(quantity).isZero() ? null : quantity;
}

function saleOf(of: StoredExits, exit: ExitName, quantity: DecimalText): OrderRequest {
  const { clientOrderId: ticketId, userId, brokerId, symbol, moves } = of;
  return {
    clientOrderId: ticketOrderId(exit, ticketId, moves),
    ...{ userId, brokerId, activeStrategyId: null, symbol, side: "sell", type: "market", quantity },
    ...{ price: null, stopPrice: null, groupId: null, purpose: exit === "stop" ? "stop loss" : "take profit" },
  };
}
