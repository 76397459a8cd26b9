/**
 * Looking after exits: each step begins with what the books say, so that it may be done again after any fall. A position is
 * never left without its user being told.
 */
import { fillsOf, ordersOfTicket } from "../../db/orders.ts";
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import { boughtIn, brokenExits } from "../../domain/exit_rules.ts";
import type { Decimal } from "../../domain/decimal.ts";
import { Decimal as Exact, type DecimalText } from "../../domain/decimal.ts";
import type { Market } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { ticketOrderName, type TicketRole } from "../../domain/ticket_ids.ts";
import { AskError } from "../runtime/mod.ts";
import { notices } from "../topics.ts";
import { exitRequests } from "./exit_plan.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";

/** What cannot be done now is tried again after this. */
const TRY_AGAIN = "5s";
/** A broker that begins anew takes some seconds: its user is told when it was tried so often in vain. */
const LATE_AFTER = 3;
/** An entry that is in no book so long after its exits were stored was never sent, ms. */
const NEVER_SENT_MS = 120_000;

/** The orders of a ticket. */
interface TicketOrders {
  readonly entries: readonly Order[];
  /** Stops and targets of every move. */
  readonly exits: readonly Order[];
  /** Those of the last move. */
  readonly newest: readonly Order[];
}

/** Brings exits as far as they can be brought now, and answers how they stand then. Of a failure its user is told. */
export async function pursueExits(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (of.state !== "waiting" && of.state !== "working") return of;
  const after = await tryExits(desk, of, ctx);
  return after.state === "failed" ? await admitFailure(desk, of, after.reason, ctx) : after;
}

/** The same, but that a failure is neither stored nor told: whoever asks for it knows what else to try. */
export async function tryExits(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  try {
    return await pursue(desk, of, ctx);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return tryAgain(desk, of, error.message, ctx);
  }
}

async function pursue(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  const orders = await ordersOf(desk, of);
  const { entries } = orders;
  if (entries.length === 0) return await withoutEntry(desk, of, ctx);
  if (entries.some(({ state }) => !isFinal(state))) return of;
  if (orders.newest.some(({ state }) => !isFinal(state))) return await become(desk, of, "working", null, ctx);
  const { market, bought } = await boughtBy(desk, of, entries, ctx);
  if (bought === null || market === null) return tryAgain(desk, of, "its market is not told", ctx);
  if (bought.isZero()) return await become(desk, of, "done", entries.at(-1)?.reason ?? null, ctx);
  if (orders.newest.length > 0) {
    return await judgeNewest(desk, of, orders, left(bought, orders.exits, market), market, ctx);
  }
  if (!await cancelOlder(desk, orders.exits, ctx)) return tryAgain(desk, of, "its older exits still stand", ctx);
  const after = await ordersOf(desk, of); // a cancel may come after a fill
  return await place(desk, of, left(bought, after.exits, market), after.exits, market, ctx);
}

/** The orders of a ticket, as the books have them. */
export async function ordersOf(
  { args }: ManualDesk,
  { userId, clientOrderId, moves }: StoredExits,
): Promise<TicketOrders> {
  const all = await ordersOfTicket(args.db, userId, stemOf(clientOrderId));
  const isA = (order: Order, ...roles: TicketRole[]) => roles.includes(ticketOrderName(order.clientOrderId)!.role);
  const exits = all.filter((order) => isA(order, "stop", "target"));
  const newest = exits.filter((order) => ticketOrderName(order.clientOrderId)!.moves === moves);
  return { entries: all.filter((order) => isA(order, "entry")), exits, newest };
}

function stemOf(clientOrderId: string): string {
  return ticketOrderName(clientOrderId)!.stem;
}

async function withoutEntry(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (ctx.clock.now() - of.createdMs < NEVER_SENT_MS) return of;
  return await become(desk, of, "done", "its order was never sent", ctx);
}

/** What was bought and not taken as a fee; null while the market is not told. */
async function boughtBy(
  desk: ManualDesk,
  { brokerId, symbol }: StoredExits,
  entries: readonly Order[],
  ctx: ManualContext,
): Promise<{ market: Market | null; bought: Decimal | null }> {
  const fills = [];
  for (const { clientOrderId } of entries) fills.push(...await fillsOf(desk.args.db, clientOrderId));
  const market = await orderDesk(desk, ctx).ask("GetMarket", { brokerId, symbol }, DESK_ANSWER);
  return { market, bought: market && boughtIn(fills, market) };
}

/** What is still to be sold, in the market's steps. */
function left(bought: Decimal, exits: readonly Order[], { quantityStep }: Market): DecimalText {
  const sold = exits.reduce((sum, { filledQuantity }) => sum.plus(filledQuantity), new Exact(0));
  return cutToStep(Exact.max(bought.minus(sold), 0).toFixed(), quantityStep);
}

async function cancelOlder(desk: ManualDesk, exits: readonly Order[], ctx: ManualContext): Promise<boolean> {
  for (const { clientOrderId, state } of exits) {
    if (isFinal(state)) continue;
    const after = await orderDesk(desk, ctx).ask("CancelOrder", { clientOrderId }, DESK_ANSWER);
    if (!isFinal(after.state)) return false;
  }
  return true;
}

async function place(
  desk: ManualDesk,
  of: StoredExits,
  quantity: DecimalText,
  older: readonly Order[],
  market: Market,
  ctx: ManualContext,
): Promise<StoredExits> {
  const broken = brokenExits(of, quantity, market);
  const hasSold = older.some(({ filledQuantity }) => !new Exact(filledQuantity).isZero());
  if (broken !== undefined && hasSold) return await become(desk, of, "done", null, ctx);
  if (broken !== undefined) return failed(of, broken);
  const requests = exitRequests(of, quantity);
  const [one, other] = requests;
  const room = orderDesk(desk, ctx);
  const placed = one && other
    ? await room.ask("PlaceGroup", { orders: [one, other] }, DESK_ANSWER)
    : [await room.ask("PlaceOrder", one!, DESK_ANSWER)];
  const refused = placed.find(({ state }) => state === "denied" || state === "rejected");
  return refused ? failed(of, refused.reason ?? refused.state) : await become(desk, of, "working", null, ctx);
}

async function judgeNewest(
  desk: ManualDesk,
  of: StoredExits,
  { newest }: TicketOrders,
  quantity: DecimalText,
  market: Market,
  ctx: ManualContext,
): Promise<StoredExits> {
  if (newest.every(({ state }) => state === "canceled")) return await become(desk, of, "done", "canceled", ctx);
  const isSold = newest.some(({ filledQuantity }) => !new Exact(filledQuantity).isZero()) &&
    brokenExits(of, quantity, market) !== undefined;
  if (isSold) return await become(desk, of, "done", null, ctx);
  const why = newest.find(({ state }) => state === "rejected" || state === "denied" || state === "expired");
  return failed(of, why?.reason ?? "the exits ended before all was sold");
}

function failed(of: StoredExits, reason: string): StoredExits {
  return { ...of, state: "failed", reason };
}

async function admitFailure(
  desk: ManualDesk,
  of: StoredExits,
  why: string | null,
  ctx: ManualContext,
): Promise<StoredExits> {
  const reason = why ?? "for an unknown reason";
  const after = await become(desk, of, "failed", reason, ctx);
  const { userId, symbol } = of;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level: "error",
    userId,
    key: "manual_unprotected",
    parameters: { symbol, reason },
    timeMs,
  });
  return after;
}

/** The state is stored where it is another one. */
async function become(
  { args, exits, late }: ManualDesk,
  of: StoredExits,
  state: StoredExits["state"],
  reason: string | null,
  ctx: ManualContext,
): Promise<StoredExits> {
  const after: StoredExits = state === of.state ? of : { ...of, state, reason, updatedMs: ctx.clock.now() };
  if (after !== of) await updateExits(args.db, after);
  late.delete(keyOf(of));
  if (state === "waiting" || state === "working") exits.set(keyOf(of), after);
  else exits.delete(keyOf(of));
  return after;
}

/** What was bought waits for its exits: its user hears of it once, and it is tried until it can be done. */
function tryAgain({ late }: ManualDesk, of: StoredExits, why: string, ctx: ManualContext): StoredExits {
  const { userId, symbol, clientOrderId } = of;
  const key = keyOf(of);
  ctx.log.warn("Exits cannot be looked after now", { clientOrderId, why });
  ctx.after(TRY_AGAIN, "PursueExits", { key });
  const times = (late.get(key) ?? 0) + 1;
  late.set(key, times);
  if (times !== LATE_AFTER) return of;
  const timeMs = ctx.clock.now();
  ctx.publish(notices.key(userId), {
    level: "warning",
    userId,
    key: "manual_exits_late",
    parameters: { symbol, reason: why },
    timeMs,
  });
  return of;
}
