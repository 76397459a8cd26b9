/**
 * Looking after exits: each step begins with what the books say, so that it may be done again after any fall. A position is
 * never left without its user being told.
 */
import type { StoredExits } from "../../db/order_exits.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { brokenExits } from "../../domain/exit_rules.ts";
import type { Market } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { wasPassed } from "../../domain/passed_price.ts";
import { AskError } from "../runtime/mod.ts";
import { placeAgain } from "./again.ts";
import { exitRequests } from "./exit_plan.ts";
import { become, failed, tryAgain } from "./exit_state.ts";
import { leave } from "./leaving.ts";
import { DESK_ANSWER, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";
import { boughtBy, leftOf, ordersOf, type TicketOrders } from "./ticket_orders.ts";

/** An entry that is in no book so long after its exits were stored was never sent, ms. */
const NEVER_SENT_MS = 120_000;

/**
 * Brings exits as far as they can be brought now, and answers how they stand then. What they were to protect is sold at the
 * market where the price has passed them; after any other failure they are placed anew, and at last their user is told.
 */
export async function pursueExits(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (of.state !== "waiting" && of.state !== "working") return of;
  const tried = await tryExits(desk, of, ctx);
  const after = tried.state === "failed" && wasPassed(tried.reason) ? await leave(desk, tried, ctx) : tried;
  return after.state === "failed" ? await placeAgain(desk, { ...after, state: of.state }, after.reason, ctx) : after;
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
  const { brokerId, symbol } = of;
  const market = await orderDesk(desk, ctx).ask("GetMarket", { brokerId, symbol }, DESK_ANSWER);
  if (market === null) return tryAgain(desk, of, "its market is not told", ctx);
  const bought = await boughtBy(desk, entries, market);
  if (bought.isZero()) return await become(desk, of, "done", entries.at(-1)?.reason ?? null, ctx);
  if (orders.newest.length > 0) {
    return await judgeNewest(desk, of, orders, leftOf(bought, orders.exits, market), market, ctx);
  }
  if (!await cancelOlder(desk, orders.exits, ctx)) return tryAgain(desk, of, "its older exits still stand", ctx);
  const after = await ordersOf(desk, of); // a cancel may come after a fill
  return await place(desk, of, leftOf(bought, after.exits, market), after.exits, market, ctx);
}

async function withoutEntry(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (ctx.clock.now() - of.createdMs < NEVER_SENT_MS) return of;
  return await become(desk, of, "done", "its order was never sent", ctx);
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
  const hasSold = older.some(({ filledQuantity }) => !new Decimal(filledQuantity).isZero());
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
  const isSold = newest.some(({ filledQuantity }) => !new Decimal(filledQuantity).isZero()) &&
    brokenExits(of, quantity, market) !== undefined;
  if (isSold) return await become(desk, of, "done", null, ctx);
  const why = newest.find(({ state }) => state === "rejected" || state === "denied" || state === "expired");
  return failed(of, why?.reason ?? "the exits ended before all was sold");
}
