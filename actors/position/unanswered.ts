/** A sale to which the order desk did not answer: it may still wait there, so that another could sell twice. */
import { settle } from "../active_strategy/desk_orders.ts";
import type { Account, OpenPosition, PositionContext } from "./state.ts";

/** Whether it is known what became of it: it is denied where it was never begun. */
export async function isSettled(position: OpenPosition, account: Account, ctx: PositionContext): Promise<boolean> {
  const known = await settle(position, account, ctx);
  if (known) position.orders.set(known.clientOrderId, known);
  return known !== undefined;
}
