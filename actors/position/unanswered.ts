/** A sale to which the order desk did not answer: it may still wait there, so that another could sell twice. */
import { denyUnanswered } from "../active_strategy/desk_orders.ts";
import type { Account, OpenPosition, PositionContext } from "./state.ts";

/** Whether it is known what became of it: it is denied where it was never begun. */
export async function isSettled(position: OpenPosition, account: Account, ctx: PositionContext): Promise<boolean> {
  if (position.unanswered === null) return true;
  const known = await denyUnanswered(position, account, position.unanswered, ctx);
  if (!known) return false; // asked again with the ledger
  position.unanswered = null;
  position.orders.set(known.clientOrderId, known);
  return true;
}
