/** How the position's exits are kept, and how long nobody did: measured, stored and told. */
import { saveGap, unprotectedMsOf } from "../../db/protection_gaps.ts";
import type { Protection } from "../../domain/active_strategy.ts";
import { protectionOf } from "./exit_plan.ts";
import { type Account, type Guard, type GuardContext, notify } from "./guard.ts";
import { exitsNeeded, leavingOrders } from "./needed_exits.ts";
import { NO_EXITS } from "./order_plan.ts";

/** Who is unprotected for longer than this is told so, ms: what an exchange takes to answer is no alarm. */
const TELL_AFTER_MS = 5_000;

/** What of the newest position is stored; for who begins anew. */
export async function readUnprotected({ args, unprotected }: Guard, { ledger }: Account): Promise<void> {
  const entryId = ledger.entry?.clientOrderId ?? null;
  const ms = entryId === null ? 0 : await unprotectedMsOf(args.db, args.activeStrategy.id, entryId);
  Object.assign(unprotected, { entryId, ms });
}

/** Notes how the position is kept, and when a time begins or ends in which it is not. */
export async function measureProtection(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const { unprotected } = guard;
  const before = guard.protection;
  guard.protection = protectionNow(guard, account);
  const entryId = account.ledger.entry?.clientOrderId ?? null;
  if (guard.protection !== "unprotected" && unprotected.sinceMs !== null) await endGap(guard, ctx);
  if (entryId !== unprotected.entryId) Object.assign(unprotected, { entryId, ms: 0 });
  if (guard.protection !== "unprotected" || unprotected.sinceMs !== null) return;
  unprotected.sinceMs = before === "none" ? heldSince(account, ctx) : ctx.clock.now();
  ctx.after(TELL_AFTER_MS, "TellUnprotected");
}

function protectionNow({ watch, lastCandle }: Guard, account: Account): Protection {
  const needed = exitsNeeded(account, lastCandle?.close ?? null);
  return protectionOf(needed?.planned ?? NO_EXITS, leavingOrders(account), watch?.sees ? watch.exits : NO_EXITS);
}

/**
 * Since when something is held for which nothing stands: by the venue's clock, which may be another one than ours: no earlier
 * than the entry was made, and no later than now. After a restart it may have been protected for some of that time.
 */
function heldSince({ ledger: { position, entry, exitEndedMs } }: Account, ctx: GuardContext): number {
  const byVenueMs = Math.max(position.openedMs ?? 0, entry?.createdMs ?? 0, exitEndedMs);
  return Math.min(byVenueMs, ctx.clock.now());
}

/** A gap that cannot be stored is told in the log; trading goes on. */
async function endGap(guard: Guard, ctx: GuardContext): Promise<void> {
  const { unprotected, args: { db, activeStrategy: { id, userId } } } = guard;
  const { entryId, sinceMs } = unprotected;
  const toMs = ctx.clock.now();
  Object.assign(unprotected, { sinceMs: null, isTold: false, ms: unprotected.ms + toMs - sinceMs! });
  if (entryId === null) return;
  try {
    await saveGap(db, { userId, activeStrategyId: id, entryId, fromMs: sinceMs!, toMs });
  } catch (error) {
    ctx.log.warn("Cannot store how long a position was unprotected", { entryId, why: String(error) });
  }
}

/** Its user is told once of a position that stays unprotected. */
export function tellUnprotected(guard: Guard, ctx: GuardContext): void {
  const { unprotected } = guard;
  if (unprotected.sinceMs === null || unprotected.isTold) return;
  const leftMs = unprotected.sinceMs + TELL_AFTER_MS - ctx.clock.now();
  if (leftMs > 0) return void ctx.after(leftMs, "TellUnprotected");
  unprotected.isTold = true;
  notify(guard, ctx, "error", "strategy_unprotected");
}
