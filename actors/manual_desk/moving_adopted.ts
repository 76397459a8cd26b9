/**
 * Moving an order that was placed elsewhere: it is canceled, and what is left of it is placed anew as an order by hand. Only
 * a limit that stands by itself: while a stop is placed anew nothing would protect what is held, and one of a pair that
 * cancel each other would take the other along.
 */
import { createHash } from "node:crypto";
import { openOrdersAt, venueOrderId } from "../../db/foreign.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { ADOPTED_ORDER, type ForeignOrder } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import { brokenRule } from "../../domain/order_rules.ts";
import { ticketOrderId } from "../../domain/ticket_ids.ts";
import type { TicketFacts } from "../../domain/ticket_rules.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { placedElsewhere } from "../order_desk/adopting.ts";
import { pictureOf } from "./facts.ts";
import { log } from "./log.ts";
import { askToCancel, refused } from "./managing.ts";
import { leftOf, placeAnew } from "./placing_anew.ts";
import type { ManualContext, ManualDesk } from "./state.ts";

const NO_LIMIT =
  "it was placed elsewhere and is no limit order: nothing would protect what is held while it is placed anew";
const PAIR = "a stop or target of the same amount stands beside it, which its exchange may cancel along with it";

/** Moves one, once: what was filled of it counts. */
export async function moveAdopted(
  desk: ManualDesk,
  { order, to, facts: { market } }: { readonly order: Order; readonly to: DecimalText; readonly facts: TicketFacts },
  ctx: ManualContext,
): Promise<Managed> {
  if (order.type !== "limit") return refused(NO_LIMIT, order);
  const whyNot = (quantity: DecimalText) =>
    brokenRule({ type: "limit", quantity, price: to, stopPrice: null }, market, null);
  const wrong = whyNot(leftOf(order)) ?? await whyNotAlone(desk, order, ctx);
  if (wrong !== undefined) return refused(wrong, order);
  const gone = await askToCancel(desk, order, ctx);
  if ("outcome" in gone) return gone;
  const late = gone.state === "canceled" ? whyNot(leftOf(gone)) : `it is ${gone.state}`;
  if (late !== undefined) return refused(late, gone);
  const clientOrderId = ticketOrderId("entry", stemOf(order));
  const replaced = { kind: "Replaced", clientOrderId } as const;
  await log(desk, gone, { key: "replaced", timeMs: ctx.clock.now(), fact: replaced }, ctx);
  const managed = await placeAnew(desk, { ...gone, purpose: "manual" }, { clientOrderId, price: to }, ctx);
  if (managed.outcome !== "unknown" && managed.order?.clientOrderId === clientOrderId) {
    const replaces = { kind: "Replaces", clientOrderId: gone.clientOrderId } as const;
    await log(desk, managed.order, { key: "replaces", timeMs: ctx.clock.now(), fact: replaces }, ctx);
  }
  return managed;
}

/** The same order is placed anew under the same name, whatever falls meanwhile. */
function stemOf({ brokerId, clientOrderId }: Order): string {
  const digits = createHash("sha256").update(`${brokerId} ${clientOrderId}`).digest("hex");
  return `m-${digits.slice(0, 32)}`;
}

/** Why it may not stand by itself; undefined = it does. */
async function whyNotAlone(desk: ManualDesk, order: Order, ctx: ManualContext): Promise<string | undefined> {
  const { db } = desk.args;
  const picture = await pictureOf(desk, order, ctx);
  if (picture === null) return "its exchange does not tell now what stands beside it";
  const ownId = await venueOrderId(db, order.clientOrderId);
  const adopted = (await openOrdersAt(db, order.userId, order.brokerId)).filter(({ purpose }) =>
    purpose === ADOPTED_ORDER
  );
  const others = [
    ...(await placedElsewhere(db, order, picture.orders)).filter(({ orderId }) => orderId !== ownId),
    ...adopted.filter(({ clientOrderId }) => clientOrderId !== order.clientOrderId),
  ];
  return others.some((other) => mayBePaired(order, other)) ? PAIR : undefined;
}

/** One that waits for a trigger, and would sell or buy the same. */
function mayBePaired(
  { symbol, side, quantity }: Order,
  other: Pick<ForeignOrder, "symbol" | "side" | "quantity" | "type">,
): boolean {
  const isTriggered = other.type === "stop_loss" || other.type === "take_profit";
  return isTriggered && other.symbol === symbol && other.side === side && new Decimal(other.quantity).eq(quantity);
}
