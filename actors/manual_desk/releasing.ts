/** Holdings that were adopted and are no longer to be counted: booked out at what they have cost, so that nothing is earned by it. */
import { adoptedHoldings, bookedAt, fillsByHand, saveTransfer } from "../../db/foreign.ts";
import { exitsOfTicket } from "../../db/order_exits.ts";
import { findOrderOf } from "../../db/orders.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { ADOPTED_HOLDING, RELEASED_HOLDING, stillHeld } from "../../domain/foreign.ts";
import { clientOrderId as orderName, type Fill, type Order } from "../../domain/order.ts";
import { coveredPosition } from "../../domain/statistics/covered_fill.ts";
import { releaseId, ticketOrderName } from "../../domain/ticket_ids.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { orders } from "../topics.ts";
import { become } from "./exit_state.ts";
import { callOff, refused, type UserOrder } from "./managing.ts";
import type { ManualContext, ManualDesk } from "./state.ts";
import { transferOf } from "./transfer.ts";

/** Digits of what one unit has cost. */
const PRICE_DECIMALS = 18;

/** Books a holding out that was adopted, as far as it is still held; its exits are called off first. */
export async function releaseHolding(desk: ManualDesk, of: UserOrder, ctx: ManualContext): Promise<Managed> {
  const entry = await entryOf(desk, of);
  if (entry?.purpose !== ADOPTED_HOLDING) return { outcome: "unknown" };
  const exits = await exitsOfTicket(desk.args.db, of.userId, ticketOrderName(entry.clientOrderId)!.stem);
  const standing = exits ? await callOff(desk, exits, ctx) : null;
  if (standing !== null) return standing;
  const left = await leftOf(desk, entry);
  if (left === null) return refused("nothing of it is left: it was sold, or released before", entry);
  const [out, fill] = await releaseOf(desk, entry, left, ctx.clock.now());
  await saveTransfer(desk.args.db, out, fill, null);
  if (exits && exits.state !== "done") await become(desk, exits, "done", "released", ctx);
  ctx.publish(orders.key(entry.userId), { order: out, event: null });
  return { outcome: "done", order: out };
}

async function entryOf({ args: { db } }: ManualDesk, { userId, clientOrderId }: UserOrder): Promise<Order | undefined> {
  return orderName.safeParse(clientOrderId).success ? await findOrderOf(db, userId, clientOrderId) : undefined;
}

/** What is left of an adopted holding; null = nothing. */
async function leftOf({ args: { db } }: ManualDesk, entry: Order): Promise<DecimalText | null> {
  const { userId, brokerId, symbol, clientOrderId } = entry;
  const booked = (await bookedAt(db, userId, brokerId)).find((one) => one.isByHand && one.symbol === symbol);
  const adopted = (await adoptedHoldings(db, userId, brokerId)).filter((one) => one.symbol === symbol);
  const still = stillHeld(adopted, booked?.quantity ?? "0").find((one) => one.clientOrderId === clientOrderId);
  return still?.left ?? null;
}

async function releaseOf(
  { args: { db } }: ManualDesk,
  entry: Order,
  quantity: DecimalText,
  nowMs: number,
): Promise<[Order, Fill]> {
  const { quantity: held, costQuote } = coveredPosition(entry.symbol, await fillsByHand(db, entry));
  const price = new Decimal(costQuote).div(held).toDecimalPlaces(PRICE_DECIMALS).toFixed();
  const clientOrderId = releaseId(entry.clientOrderId);
  return transferOf(entry, { clientOrderId, side: "sell", purpose: RELEASED_HOLDING }, { quantity, price, nowMs });
}
