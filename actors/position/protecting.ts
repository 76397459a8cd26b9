/**
 * The exits of a position: the venue holds those that it can, a watch sees to the rest. What is to be watched follows from the
 * entry and the books each time anew, so that it is the same after any fall.
 */
import { type Backoff, backoffMs } from "../../domain/backoff.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { isRefused } from "../../domain/order_life.ts";
import { wasPassed } from "../../domain/passed_price.ts";
import { cancelStanding, placeGroup, placeOrder, tellIfRefused } from "../active_strategy/desk_orders.ts";
import { notify } from "../active_strategy/notify.ts";
import { isEntry, nearerExit, protectionRequests, saleAtExit } from "../active_strategy/order_plan.ts";
import { NATIVE_ATTEMPTS } from "../../domain/exit_plan.ts";
import { factsOf } from "./facts.ts";
import { note, saveWaiting } from "./log.ts";
import { beginsUnprotected, measureProtection } from "./measuring.ts";
import { exitsNeeded, isLeaving, isOver } from "./needed_exits.ts";
import { type Account, type OpenPosition, type PositionContext, tellOver } from "./state.ts";
import { isSettled } from "./unanswered.ts";
import { watchRest } from "./watching.ts";

/** Between sales that are refused: seconds at first, minutes for a market that is closed. */
const AGAIN: Backoff = { minMs: 500, maxMs: 600_000, factor: 2 };
/** When its end could not be written into its log. */
const END_AGAIN = "5s";

/**
 * Sees to it that every exit that is planned is kept by somebody, and that none is that is not; that an exit that was reached
 * is left by; and that what has come true is in the log.
 */
export async function protect(position: OpenPosition, account: Account, ctx: PositionContext): Promise<void> {
  const { entry } = account.ledger;
  if (position.isOver) return;
  if (entry?.clientOrderId !== position.args.entryId) return tellOver(position, ctx);
  if (!await isSettled(position, account, ctx)) return;
  beginsUnprotected(position, account, ctx);
  await leaveByReached(position, account, ctx);
  await placeNative(position, account, ctx);
  await watchRest(position, account, ctx);
  await noteBooks(position, account, false, ctx);
  await measureProtection(position, account, ctx);
  if (!isOver(account, position.price, wasReduced(position))) return;
  await noteBooks(position, account, true, ctx);
  if (await saveWaiting(position, ctx)) tellOver(position, ctx); // its log is whole
  else ctx.after(END_AGAIN, "Reconcile");
}

/** An exit that is watched for was reached: noted, so that it is left by whatever falls now; then it is left by. */
export async function exitReached(
  position: OpenPosition,
  { number, exit, price }: { readonly number: number; readonly exit: ExitName; readonly price: string },
  ctx: PositionContext,
): Promise<void> {
  const { account, watch } = position;
  if (!account || watch?.number !== number || ctx.clock.elapsed() < position.leaveAgainMs) return;
  position.price = price;
  if (exitsNeeded(account, position.price) === null || isLeaving(account)) return;
  const attempt = account.ledger.attempts + 1;
  position.reached = { exit, attempt };
  const fact = { kind: "ExitReached", exit, price, attempt } as const;
  await note(position, [{ event: { key: `reached ${attempt} ${exit}`, timeMs: ctx.clock.now(), fact } }], ctx);
  await protect(position, account, ctx);
}

/** Calls off what stands at the venue and sells what is held at the market, if an exit was reached and that was not tried yet. */
async function leaveByReached(position: OpenPosition, account: Account, ctx: PositionContext): Promise<void> {
  const { reached, price } = position;
  if (reached === null || reached.attempt <= account.ledger.attempts) return;
  if (exitsNeeded(account, price) === null || isLeaving(account)) return;
  const why = await cancelStanding(position, account, ctx);
  if (why === null) await sellAt(position, account, reached.exit, ctx);
  else ctx.log.warn("A position whose exit was reached cannot be sold yet", { exit: reached.exit, why });
}

/** Whether a part of it, or all, was left. */
function wasReduced({ orders }: OpenPosition): boolean {
  return [...orders.values()].some((order) => !isEntry(order) && !new Decimal(order.filledQuantity).isZero());
}

/** Hands the venue what it can hold, once the entry is over and where nothing stands. */
async function placeNative(position: OpenPosition, account: Account, ctx: PositionContext): Promise<void> {
  const needed = exitsNeeded(account, position.price);
  if (!needed?.plan || account.ledger.open.size > 0) return;
  tellIfWatchedInstead(position, account, ctx);
  const { ledger } = account;
  const of = { held: ledger.position, entry: needed.entry, attempt: ledger.attempts + 1 };
  const requests = protectionRequests(position.args.activeStrategy, of, needed.plan.native);
  const refused = (await placeAll(position, account, requests, ctx)).filter(isRefused);
  if (!refused.some(({ reason }) => wasPassed(reason))) {
    return refused.forEach((one) => tellIfRefused(position, one, ctx));
  }
  await sellAt(position, account, nearerExit(needed.entry), ctx);
}

async function placeAll(
  position: OpenPosition,
  account: Account,
  [one, other]: readonly OrderRequest[],
  ctx: PositionContext,
) {
  if (!one) return [];
  if (other) return await placeGroup(position, account, [one, other], ctx) ?? [];
  const placed = await placeOrder(position, account, one, ctx);
  return placed ? [placed] : [];
}

/** Sells what is held at the market, for an exit whose price was reached. */
async function sellAt(position: OpenPosition, account: Account, exit: ExitName, ctx: PositionContext): Promise<void> {
  const { ledger } = account;
  const of = { held: ledger.position, entry: ledger.entry!, attempt: ledger.attempts + 1 };
  const sale = await placeOrder(position, account, saleAtExit(position.args.activeStrategy, of, exit), ctx);
  if (!sale || !isRefused(sale)) return;
  tellIfRefused(position, sale, ctx);
  position.leaveAgainMs = ctx.clock.elapsed() + backoffMs(account.ledger.attempts, ctx.random(), AGAIN);
}

function tellIfWatchedInstead(position: OpenPosition, { ledger }: Account, ctx: PositionContext): void {
  const isInstead = ledger.attempts >= NATIVE_ATTEMPTS;
  if (isInstead && !position.toldWatched) notify(position, ctx, "warning", "strategy_watched");
  position.toldWatched = isInstead;
}

async function noteBooks(
  position: OpenPosition,
  { ledger }: Account,
  isOver: boolean,
  ctx: PositionContext,
): Promise<void> {
  const entry = ledger.entry!;
  const leaving = [...position.orders.values()].filter(({ clientOrderId }) => clientOrderId !== entry.clientOrderId);
  await note(position, factsOf({ entry, leaving, isOver }).map((event) => ({ event })), ctx);
}
