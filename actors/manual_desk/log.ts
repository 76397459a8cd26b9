/** The log of a ticket: what happens to it that none of its orders tells. Trading does not fail with it. */
import { ordersOfTicket } from "../../db/orders.ts";
import { addPositionEvent } from "../../db/position_events.ts";
import type { StoredExits } from "../../db/order_exits.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Order, OrderEvent } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import type { KeptExit, PositionEvent, PositionFact } from "../../domain/position_event.ts";
import { ticketOrderName } from "../../domain/ticket_ids.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";

/** Adds a fact to the log of a ticket, once. `clientOrderId` = of its entry. */
export async function log(
  { args }: ManualDesk,
  { userId, clientOrderId: entryId }: Pick<StoredExits, "userId" | "clientOrderId">,
  event: PositionEvent,
  ctx: ManualContext,
): Promise<void> {
  try {
    await addPositionEvent(args.db, { userId, entryId }, event);
  } catch (error) {
    ctx.log.warn("Cannot add to the log of a ticket", { entryId, key: event.key, why: String(error) });
  }
}

/** An exit was moved by its user. */
export async function logMove(
  desk: ManualDesk,
  of: StoredExits,
  { exit, from, to }: { readonly exit: ExitName; readonly from: DecimalText; readonly to: DecimalText },
  ctx: ManualContext,
): Promise<void> {
  const timeMs = of.updatedMs;
  await log(
    desk,
    of,
    { key: `moved ${exit} ${timeMs} ${to}`, timeMs, fact: { kind: "ExitMoved", exit, from, to } },
    ctx,
  );
}

/** Exits are kept no longer, though they were not reached. */
export async function logEnd(
  desk: ManualDesk,
  of: StoredExits,
  why: Extract<PositionFact, { kind: "ExitsEnded" }>["why"],
  ctx: ManualContext,
): Promise<void> {
  await log(desk, of, { key: "ended", timeMs: ctx.clock.now(), fact: { kind: "ExitsEnded", why } }, ctx);
}

/** Who keeps exits from now on, where that has changed; nothing while they are being left by. */
export async function logKeepers(
  desk: ManualDesk,
  of: StoredExits,
  orders: readonly Order[],
  ctx: ManualContext,
): Promise<void> {
  const standing = orders.filter(({ state }) => !isFinal(state));
  if (standing.some(({ type }) => type === "market")) return;
  const at = (role: ExitName) =>
    standing.some(({ clientOrderId }) => ticketOrderName(clientOrderId)!.role === role) ? "venue" : "platform";
  const kept = (role: ExitName, price: DecimalText | null): KeptExit | null =>
    price === null ? null : { price, by: at(role) };
  const [stopLoss, takeProfit] = [kept("stop", of.stopLoss), kept("target", of.takeProfit)];
  const key = `kept ${of.moves} ${[stopLoss, takeProfit].map((exit) => exit && `${exit.price} ${exit.by}`).join(" ")}`;
  if (desk.loggedKeepers.get(keyOf(of)) === key) return;
  desk.loggedKeepers.set(keyOf(of), key);
  await log(desk, of, { key, timeMs: ctx.clock.now(), fact: { kind: "Protected", stopLoss, takeProfit } }, ctx);
}

/** A venue has taken an order of a ticket that waits for its price, or has not answered to one. */
export async function logOrder(
  desk: ManualDesk,
  { userId, clientOrderId, type }: Order,
  event: OrderEvent | null,
  ctx: ManualContext,
): Promise<void> {
  const isTaken = event?.kind === "OrderAccepted" && type !== "market";
  const name = isTaken || event?.kind === "OrderOutcomeUnknown" ? ticketOrderName(clientOrderId) : null;
  if (name === null) return;
  const [entry] = (await ordersOfTicket(desk.args.db, userId, name.stem))
    .filter((order) => ticketOrderName(order.clientOrderId)?.role === "entry");
  if (!entry) return;
  const kind = isTaken ? "OrderAccepted" : "OrderUnanswered";
  await log(desk, entry, {
    key: `${isTaken ? "accepted" : "unanswered"} ${clientOrderId}`,
    timeMs: ctx.clock.now(),
    fact: { kind, clientOrderId },
  }, ctx);
}
