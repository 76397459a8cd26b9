/**
 * The guard and the exits of its position: the venue holds those that it can, a watch beside the guard sees to the rest. What is
 * to be watched follows from the entry and the books each time anew, so that it is the same after any fall.
 */
import { type Backoff, backoffMs } from "../../domain/backoff.ts";
import { type ExitName, isAnyWatched, type WatchedExits } from "../../domain/exit_watch.ts";
import type { Order } from "../../domain/order.ts";
import { wasPassed } from "../../domain/passed_price.ts";
import { cancelStanding, isRefused, placeGroup, placeOrder, tellIfRefused } from "./desk_orders.ts";
import { NATIVE_ATTEMPTS } from "./exit_plan.ts";
import { type Account, type Guard, type GuardContext, notify } from "./guard.ts";
import { exitsNeeded, isLeaving, leavingOrders } from "./needed_exits.ts";
import { closingSide, nearerExit, protectionRequests, saleAtExit } from "./order_plan.ts";
import { measureProtection } from "./unprotected.ts";

/** Between sales that are refused: seconds at first, minutes for a market that is closed. */
const AGAIN: Backoff = { minMs: 500, maxMs: 600_000, factor: 2 };

/** Sees to it that every exit that is planned is kept by somebody, and that none is that is not. */
export async function protect(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  await placeNative(guard, account, ctx);
  await watchRest(guard, account, ctx);
  await measureProtection(guard, account, ctx);
}

/** An exit that is watched for was reached: what stands at the venue is called off, and what is held is sold at the market. */
export async function exitReached(
  guard: Guard,
  { number, exit }: { readonly number: number; readonly exit: ExitName },
  ctx: GuardContext,
): Promise<void> {
  const { account, watch } = guard;
  if (!account || watch?.number !== number || ctx.clock.now() < guard.leaveAgainMs) return;
  if (exitsNeeded(account, guard.lastCandle?.close ?? null) === null || isLeaving(account)) return;
  const why = await cancelStanding(guard, account, ctx);
  if (why === null) await sellAt(guard, account, exit, ctx);
  else ctx.log.warn("A position whose exit was reached cannot be sold yet", { exit, why });
  await protect(guard, account, ctx);
}

/** The watch tells whether it sees the market. */
export async function watchSees(
  guard: Guard,
  { number, sees }: { readonly number: number; readonly sees: boolean },
  ctx: GuardContext,
): Promise<void> {
  if (guard.watch?.number !== number || !guard.account) return;
  guard.watch.sees = sees;
  await measureProtection(guard, guard.account, ctx);
}

/** Hands the venue what it can hold, once the entry is over and where nothing stands. */
async function placeNative(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const needed = exitsNeeded(account, guard.lastCandle?.close ?? null);
  if (!needed?.plan || account.ledger.open.size > 0) return;
  tellIfWatchedInstead(guard, account, ctx);
  const { ledger } = account;
  const attempt = ledger.attempts + 1;
  const of = { held: ledger.position, entry: needed.entry, attempt };
  const [one, other] = protectionRequests(guard.args.activeStrategy, of, needed.plan.native);
  if (!one) return;
  const placed = other
    ? await placeGroup(guard, account, [one, other], ctx)
    : await placeOrder(guard, account, one, ctx).then((order) => order && [order]);
  const refused = placed?.filter(isRefused) ?? [];
  if (!refused.some(({ reason }) => wasPassed(reason))) return refused.forEach((one) => tellIfRefused(guard, one, ctx));
  await sellAt(guard, account, nearerExit(needed.entry), ctx);
}

/** Sells what is held at the market, for an exit whose price was reached. */
async function sellAt(guard: Guard, account: Account, exit: ExitName, ctx: GuardContext): Promise<void> {
  const { ledger } = account;
  const of = { held: ledger.position, entry: ledger.entry!, attempt: ledger.attempts + 1 };
  const sale = await placeOrder(guard, account, saleAtExit(guard.args.activeStrategy, of, exit), ctx);
  if (!sale || !isRefused(sale)) return;
  tellIfRefused(guard, sale, ctx);
  guard.leaveAgainMs = ctx.clock.now() + backoffMs(account.ledger.attempts, ctx.random(), AGAIN);
}

function tellIfWatchedInstead(guard: Guard, { ledger }: Account, ctx: GuardContext): void {
  const isInstead = ledger.attempts >= NATIVE_ATTEMPTS;
  if (isInstead && !guard.toldWatched) notify(guard, ctx, "warning", "strategy_watched");
  guard.toldWatched = isInstead;
}

/** Has a watch for exactly the exits that no order at the venue keeps. */
async function watchRest(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const wanted = wantedWatch(guard, account);
  if (sameExits(guard.watch?.exits ?? null, wanted)) return;
  if (guard.watch) await stopWatch(guard, guard.watch.path, ctx);
  if (wanted) await startWatch(guard, account, wanted, ctx);
}

function wantedWatch(guard: Guard, account: Account): WatchedExits | null {
  const needed = exitsNeeded(account, guard.lastCandle?.close ?? null);
  if (!needed?.plan || isLeaving(account)) return null;
  const { watched } = needed.plan;
  const stands = (type: Order["type"]) => leavingOrders(account).some((order) => order.type === type);
  const exits = {
    stopLoss: stands("stop_loss") ? null : watched.stopLoss,
    takeProfit: stands("take_profit") ? null : watched.takeProfit,
    side: closingSide(account.ledger.position),
  };
  return isAnyWatched(exits) ? exits : null;
}

function sameExits(one: WatchedExits | null, other: WatchedExits | null): boolean {
  if (one === null || other === null) return one === other;
  return one.stopLoss === other.stopLoss && one.takeProfit === other.takeProfit && one.side === other.side;
}

async function startWatch(guard: Guard, { venue }: Account, exits: WatchedExits, ctx: GuardContext): Promise<void> {
  const { activeStrategy: { symbol }, venuesPath } = guard.args;
  const number = ++guard.watches;
  const args = { number, symbol, exits, venue, venuesPath, guardPath: ctx.self.path };
  const module = import.meta.resolve("../exit_watch.actor.ts");
  const { path } = await ctx.spawn({ id: `exits-${number}`, module, args });
  guard.watch = { number, path, exits, sees: false };
}

async function stopWatch(guard: Guard, path: string, ctx: GuardContext): Promise<void> {
  guard.watch = null;
  await ctx.stopChild(path);
}
