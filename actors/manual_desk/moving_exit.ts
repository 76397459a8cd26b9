/** Moving the stop or target of an order by hand by the name of its entry, whoever keeps it. */
import { findOrderOf } from "../../db/orders.ts";
import type { StoredExits } from "../../db/order_exits.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import { brokenExits, exitsNotPlaceable, wrongExits } from "../../domain/exit_rules.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import { clientOrderId as orderName, type Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { ticketOrderName } from "../../domain/ticket_ids.ts";
import type { TicketFacts } from "../../domain/ticket_rules.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { pursueExits } from "./exits.ts";
import { factsOf, findBroker } from "./facts.ts";
import { refused, type UserOrder } from "./managing.ts";
import { logMove } from "./log.ts";
import { keep, moveOrder, REACHED } from "./moving.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";
import { boughtBy, leftOf, ordersOf, type TicketOrders } from "./ticket_orders.ts";
import { watchRest } from "./watching.ts";

/** Which exit of an entry goes where. */
export interface ExitToMove extends UserOrder {
  readonly exit: ExitName;
  /** Quote currency. */
  readonly to: DecimalText;
}

/** Moves one that stands at the venue there; any other is planned, or watched for, at the new price from now on. */
export async function moveExitOf(desk: ManualDesk, of: ExitToMove, ctx: ManualContext): Promise<Managed> {
  const { userId, clientOrderId, exit } = of;
  const entry = orderName.safeParse(clientOrderId).success
    ? await findOrderOf(desk.args.db, userId, clientOrderId)
    : undefined;
  if (!entry) return { outcome: "unknown" };
  const known = desk.exits.get(keyOf(of));
  if (known?.clientOrderId !== clientOrderId) return refused("it has no exits that could be moved", entry);
  const exits = await pursueExits(desk, known, ctx);
  if (exits.state === "done" || exits.state === "failed") return refused(REACHED, entry);
  const orders = await ordersOf(desk, exits);
  const standing = orders.newest.filter(({ state }) => !isFinal(state));
  if (standing.some(({ type }) => type === "market")) return refused("it is being sold at the market", entry);
  const there = standing.find((order) => ticketOrderName(order.clientOrderId)!.role === exit);
  return there
    ? await moveOrder(desk, { userId, clientOrderId: there.clientOrderId, to: of.to }, ctx)
    : await moveKept(desk, { of, entry, exits, orders }, ctx);
}

interface KeptMove {
  readonly of: ExitToMove;
  readonly entry: Order;
  readonly exits: StoredExits;
  readonly orders: TicketOrders;
}

async function moveKept(
  desk: ManualDesk,
  { of: { exit, to }, entry, exits, orders }: KeptMove,
  ctx: ManualContext,
): Promise<Managed> {
  const field = exit === "stop" ? "stopLoss" : "takeProfit";
  if (exits[field] === null) return refused(`it has no ${exit}`, entry);
  const broker = await findBroker(desk, exits.userId, exits.brokerId);
  if (!broker) return { outcome: "unknown" };
  const facts = await factsOf(desk, broker, exits.symbol, ctx);
  if (typeof facts === "string") return refused(facts, entry);
  const price = cutToStep(to, facts.market.priceStep);
  const wanted: StoredExits = { ...exits, [field]: price, updatedMs: ctx.clock.now() };
  const wrong = await whyNot(desk, wanted, orders, facts);
  if (wrong !== undefined) return refused(wrong, entry);
  await keep(desk, wanted);
  await logMove(desk, wanted, { exit, from: exits[field], to: price }, ctx);
  if (wanted.state === "working") await watchRest(desk, wanted, orders.newest, facts.abilities, ctx);
  return { outcome: "done", order: entry };
}

/** Why these exits could not be kept, for what was bought, or will be; undefined = they can. */
async function whyNot(
  desk: ManualDesk,
  wanted: StoredExits,
  { entries, exits }: TicketOrders,
  { market, lastPrice }: TicketFacts,
): Promise<string | undefined> {
  const last = entries.at(-1);
  if (wanted.state === "waiting" && last) {
    return wrongExits({ ...wanted, price: last.price }, lastPrice) ??
      exitsNotPlaceable({ ...wanted, quantity: last.quantity }, market);
  }
  const left = leftOf(await boughtBy(desk, entries, market), exits, market);
  return wrongExits({ ...wanted, price: null }, lastPrice) ?? brokenExits(wanted, left, market);
}
