/**
 * Looking after exits: each step begins with what the books say, so that it may be done again after any fall. A position is
 * never left without its user being told.
 */
import type { StoredExits } from "../../db/order_exits.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { exitPlan } from "../../domain/exit_plan.ts";
import { brokenExits } from "../../domain/exit_rules.ts";
import type { Market } from "../../domain/market.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isCutShort, isFinal, isRefused } from "../../domain/order_life.ts";
import { wasPassed } from "../../domain/passed_price.ts";
import type { Abilities } from "../broker_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { placeAgain } from "./again.ts";
import { exitRequests } from "./exit_plan.ts";
import { become, failed, placedAnew, tryAgain } from "./exit_state.ts";
import { logKeepers } from "./log.ts";
import { leave } from "./leaving.ts";
import { DESK_ANSWER, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";
import { booksAreWhole, boughtBy, cancelOlder, leftOf, ordersOf, type TicketOrders } from "./ticket_orders.ts";
import { watchRest } from "./watching.ts";

/** An entry that is in no book so long after its exits were stored was never sent, ms. */
const NEVER_SENT_MS = 120_000;

/**
 * Brings exits as far as they can be brought now, and answers how they stand then. What they were to protect is sold at the
 * market where the price has passed them; after any other failure they are placed anew, and at last their user is told.
 */
export async function pursueExits(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (of.state !== "waiting" && of.state !== "working") return of;
  const tried = await tryExits(desk, of, ctx);
  const exit = tried.stopLoss === null ? "target" : "stop";
  const after = tried.state === "failed" && wasPassed(tried.reason) ? await leave(desk, tried, exit, ctx) : tried;
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
  await booksAreWhole(desk, of, ctx); // an entry that is placed anew may be on its way
  const orders = await ordersOf(desk, of);
  const { entries } = orders;
  if (entries.length === 0) return await withoutEntry(desk, of, ctx);
  if (entries.some(({ state }) => !isFinal(state))) return of;
  const { brokerId, symbol } = of;
  const can = await orderDesk(desk, ctx).ask("GetAbilities", { brokerId }, DESK_ANSWER);
  const stands = orders.newest.some(({ state }) => !isFinal(state));
  if (stands) return await keep(desk, of, orders.newest, can, ctx);
  if (can === null) return tryAgain(desk, of, "it is not told which exits its exchange takes", ctx);
  const market = await orderDesk(desk, ctx).ask("GetMarket", { brokerId, symbol }, DESK_ANSWER);
  if (market === null) return tryAgain(desk, of, "its market is not told", ctx);
  const bought = await boughtBy(desk, entries, market);
  if (bought.isZero()) return await become(desk, of, "done", entries.at(-1)?.reason ?? null, ctx);
  const left = leftOf(bought, orders.exits, market);
  const isAnew = orders.newest.some((one) => one.type === "market" && isRefused(one)) ||
    (orders.newest.some(isCutShort) && brokenExits(of, left, market) === undefined);
  if (orders.newest.length > 0 && !isAnew) return await judgeNewest(desk, of, orders, left, market, ctx);
  if (!await cancelOlder(desk, orders.exits, ctx)) return tryAgain(desk, of, "its older exits still stand", ctx);
  const after = await ordersOf(desk, of); // a cancel may come after a fill
  const quantity = leftOf(bought, after.exits, market);
  const anew = isAnew ? await placedAnew(desk, of, ctx) : of;
  if (anew.state === "failed") return anew;
  return await place(desk, anew, { quantity, older: after.exits, market, can }, ctx);
}

async function withoutEntry(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<StoredExits> {
  if (ctx.clock.now() - of.createdMs < NEVER_SENT_MS) return of;
  return await become(desk, of, "done", "its order was never sent", ctx);
}

async function place(
  desk: ManualDesk,
  of: StoredExits,
  { quantity, older, market, can }: {
    readonly quantity: DecimalText;
    readonly older: readonly Order[];
    readonly market: Market;
    readonly can: Abilities;
  },
  ctx: ManualContext,
): Promise<StoredExits> {
  const broken = brokenExits(of, quantity, market);
  const hasSold = older.some(({ filledQuantity }) => !new Decimal(filledQuantity).isZero());
  if (broken !== undefined && hasSold) return await become(desk, of, "done", null, ctx);
  if (broken !== undefined) return failed(of, broken);
  const placed = await placeAll(desk, exitRequests({ ...of, ...exitPlan(of, can, 0).native }, quantity), ctx);
  const refused = placed.find(isRefused);
  return refused ? failed(of, refused.reason ?? refused.state) : await keep(desk, of, placed, can, ctx);
}

async function placeAll(desk: ManualDesk, [one, other]: readonly OrderRequest[], ctx: ManualContext) {
  const room = orderDesk(desk, ctx);
  if (!one) return [];
  if (!other) return [await room.ask("PlaceOrder", one, DESK_ANSWER)];
  return await room.ask("PlaceGroup", { orders: [one, other] }, DESK_ANSWER);
}

/** Those that stand, and a watch for those that the venue does not hold; `can` null = it is as before, since that is not told. */
async function keep(
  desk: ManualDesk,
  of: StoredExits,
  orders: readonly Order[],
  can: Abilities | null,
  ctx: ManualContext,
) {
  const kept = await become(desk, of, "working", null, ctx);
  if (can === null) return kept;
  await watchRest(desk, kept, orders, can, ctx);
  await logKeepers(desk, kept, orders, ctx);
  return kept;
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
