/** Exits that were refused, or that never arrived, are placed anew some times before their user is told of a failure. */
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import type { Order } from "../../domain/order.ts";
import { isRefused } from "../../domain/order_life.ts";
import { MOST_MOVES, ticketOrderName } from "../../domain/ticket_ids.ts";
import { admitFailure } from "./exit_state.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";
import { ordersOf } from "./ticket_orders.ts";

/** So often in a row they are sent; as those of strategies. */
const MOST_ATTEMPTS = 3;
/** Between a refusal and the next attempt: an exchange may have asked for a little patience. */
const PAUSE = "1s";

/**
 * Places exits anew that have failed for that reason, or admits the failure. The wish is stored as one more move before
 * anything is sent: whatever falls then, they are placed.
 */
export async function placeAgain(
  desk: ManualDesk,
  of: StoredExits,
  reason: string | null,
  ctx: ManualContext,
): Promise<StoredExits> {
  const { exits } = await ordersOf(desk, of);
  const refused = refusedInARow(exits, of.moves);
  if (refused === 0 || refused >= MOST_ATTEMPTS || of.moves >= MOST_MOVES) {
    return await admitFailure(desk, of, reason, ctx);
  }
  const wanted: StoredExits = { ...of, reason: null, moves: of.moves + 1, updatedMs: ctx.clock.now() };
  await updateExits(desk.args.db, wanted);
  desk.exits.set(keyOf(wanted), wanted);
  ctx.log.warn("Exits are placed anew", { clientOrderId: of.clientOrderId, attempt: refused + 1, why: reason });
  ctx.after(PAUSE, "PursueExits", { key: keyOf(wanted) });
  return wanted;
}

/** How many moves up to this one were sent and refused, one after the other. */
function refusedInARow(exits: readonly Order[], moves: number): number {
  const ofMove = (move: number) => exits.filter((one) => ticketOrderName(one.clientOrderId)!.moves === move);
  let move = moves;
  while (move >= 0 && ofMove(move).length > 0 && ofMove(move).every(isRefused)) move--;
  return moves - move;
}
