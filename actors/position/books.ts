/** The position and its books: reading them, and finding out that what is known is not what they say. */
import { backoffMs } from "../../domain/backoff.ts";
import { positionEventsOf } from "../../db/position_events.ts";
import { unprotectedMsOf } from "../../db/protection_gaps.ts";
import { strategyBook } from "../../db/strategy_book.ts";
import type { Order, OrderChanged } from "../../domain/order.ts";
import type { PositionEvent } from "../../domain/position_event.ts";
import { booksAreWhole } from "../active_strategy/desk_orders.ts";
import { type Ledger, ledgerOf, withOrder } from "../active_strategy/ledger.ts";
import { isEntry, isNewerEntry } from "../active_strategy/order_plan.ts";
import { positionTellings } from "../position_protocol.ts";
import { differences } from "./differences.ts";
import { ordersFrom } from "./facts.ts";
import { note, saveWaiting } from "./log.ts";
import { protect } from "./protecting.ts";
import { type Account, type OpenPosition, type PositionContext, tellOver } from "./state.ts";

/** What was on its way when the books were compared has come by then. */
const LOOK_AGAIN = "2s";

/** Reads the books and the log, and goes on where they end; what a crash left undone is done. */
export async function readLedger(position: OpenPosition, ctx: PositionContext): Promise<void> {
  const account = await readAccount(position, ctx);
  if (account) await protect(position, account, ctx);
}

/** The books as they are now; null = they cannot be read now, and are later. */
export async function readAccount(position: OpenPosition, ctx: PositionContext): Promise<Account | null> {
  const { db, market, abilities, entryId, activeStrategy: { id, userId } } = position.args;
  try {
    if (!position.account) await booksAreWhole(position, ctx);
    const { ledger, orders } = await storedBooks(position);
    const events = await positionEventsOf(db, { userId, entryId });
    if (position.log.unsaved.length === 0) position.unprotected.ms = await unprotectedMsOf(db, id, entryId);
    position.account = { ledger, market, abilities };
    takeOrders(position, orders);
    if (position.log.keys.size === 0) takeLog(position, events, ledger.attempts);
    position.readAttempts = 0;
    return position.account;
  } catch (error) {
    const againInMs = backoffMs(position.readAttempts++, ctx.random());
    ctx.log.warn("Cannot read the books of a position yet", { why: String(error), againInMs });
    ctx.after(againInMs, "ReadLedger");
    return null;
  }
}

async function storedBooks({ args }: OpenPosition): Promise<{ ledger: Ledger; orders: readonly Order[] }> {
  const books = await strategyBook(args.db, args.activeStrategy);
  return { ledger: ledgerOf(books), orders: books.orders };
}

function takeOrders({ args, orders }: OpenPosition, stored: readonly Order[]): void {
  orders.clear();
  for (const order of ordersFrom(args.entryId, stored)) orders.set(order.clientOrderId, order);
}

function takeLog(position: OpenPosition, events: readonly PositionEvent[], attempts: number): void {
  for (const { key, fact, timeMs } of events) {
    position.log.keys.add(key);
    if (fact.kind === "ExitReached" && fact.attempt > attempts) position.reached = fact;
    if (fact.kind === "Protected") {
      position.log.wasWatched = fact.stopLoss?.by === "platform" || fact.takeProfit?.by === "platform";
    }
    if (fact.kind === "UnprotectedBegan") position.unprotected.sinceMs = timeMs;
    if (fact.kind === "UnprotectedEnded") position.unprotected.sinceMs = null;
  }
}

/** Takes in that one of its orders has changed. With the next entry it is over, whatever is left of it. */
export async function orderChanged(
  position: OpenPosition,
  { order, event }: OrderChanged,
  ctx: PositionContext,
): Promise<void> {
  const { account, args } = position;
  if (!account || position.isOver || order.activeStrategyId !== args.activeStrategy.id) return;
  if (isEntry(order) && order.clientOrderId !== args.entryId) {
    const { entry } = account.ledger;
    if (entry === null || isNewerEntry(order, entry)) tellOver(position, ctx);
    return;
  }
  position.orders.set(order.clientOrderId, order);
  account.ledger = withOrder(account.ledger, order, event);
  await protect(position, account, ctx);
}

/** Compares what is known with the books; what differs twice, and alike, is taken from them, noted, and its guard is told. */
export async function reconcile(position: OpenPosition, ctx: PositionContext): Promise<void> {
  const { account, args } = position;
  position.lookComes = false;
  if (!account || position.isOver) return;
  const stored = await tryBooks(position, ctx);
  if (!stored) return;
  const found = differences(account.ledger, stored.ledger);
  const isCertain = found.length > 0 && found.join() === position.doubts.join();
  position.doubts = isCertain ? [] : found;
  if (found.length > 0 && !isCertain) return void ctx.after(LOOK_AGAIN, "Reconcile");
  if (isCertain) {
    account.ledger = stored.ledger;
    takeOrders(position, stored.orders);
    ctx.log.warn("What was known of a position was not what the books say", { differences: found });
    const timeMs = ctx.clock.now();
    const fact = { kind: "Reconciled", differences: found } as const;
    await note(position, [{ event: { key: `reconciled ${timeMs}`, timeMs, fact } }], ctx);
    ctx.whereis(args.guardPath, positionTellings).tell("BooksDiffer");
  }
  await saveWaiting(position, ctx);
  await protect(position, account, ctx);
}

async function tryBooks(position: OpenPosition, ctx: PositionContext) {
  try {
    return await storedBooks(position);
  } catch (error) {
    ctx.log.warn("The books of a position cannot be compared now", { why: String(error) });
    return null;
  }
}
