/** How the position's exits are kept, and how long nobody did: measured, stored and told. */
import type { Protection } from "../../domain/active_strategy.ts";
import type { ProtectionGap } from "../../db/protection_gaps.ts";
import { notify } from "../active_strategy/notify.ts";
import { NO_EXITS } from "../../domain/exit_plan.ts";
import { protectionOf } from "./protection.ts";
import { protectedBy } from "./facts.ts";
import { note } from "./log.ts";
import { exitsNeeded, isLeaving, leavingOrders } from "./needed_exits.ts";
import { type Account, type OpenPosition, type PositionContext, tellGuard } from "./state.ts";

/** Who is unprotected for longer than this is told so, ms: what an exchange takes to answer is no alarm. */
const TELL_AFTER_MS = 5_000;

/** Notes, before anything is sent, that nobody keeps the exits; what protects the position waits for no writing of it. */
export function beginsUnprotected(position: OpenPosition, account: Account, ctx: PositionContext): void {
  const { unprotected } = position;
  if (unprotected.sinceMs !== null || protectionNow(position, account) !== "unprotected") return;
  unprotected.sinceMs = unprotectedSince(position, account, ctx);
}

/** Notes how the position is kept, and when a time begins or ends in which it is not; its guard is told. */
export async function measureProtection(
  position: OpenPosition,
  account: Account,
  ctx: PositionContext,
): Promise<void> {
  const { unprotected, log } = position;
  const [before, beforeMs] = [position.protection, unprotected.ms];
  beginsUnprotected(position, account, ctx);
  position.protection = protectionNow(position, account);
  if (position.protection !== "unprotected") await endGap(position, ctx);
  else if (before !== "unprotected") ctx.after(TELL_AFTER_MS, "TellUnprotected");
  if (before !== position.protection || beforeMs !== unprotected.ms) tellGuard(position, ctx);
  if (position.protection === "none" || position.protection === "unprotected" || isLeaving(account)) return;
  log.wasWatched = position.protection !== "native";
  const watched = position.watch?.sees ? position.watch.exits : NO_EXITS;
  const event = protectedBy(account.ledger.entry!, leavingOrders(account), watched, ctx.clock.now());
  if (event) await note(position, [{ event }], ctx);
}

function protectionNow({ watch, price }: OpenPosition, account: Account): Protection {
  const needed = exitsNeeded(account, price);
  return protectionOf(needed?.planned ?? NO_EXITS, leavingOrders(account), watch?.sees ? watch.exits : NO_EXITS);
}

/**
 * Since when something is held for which nothing stands: by the venue's clock, which may be another one than ours: no earlier
 * than the entry was made, and no later than now. After a restart what was watched is unprotected from then on.
 */
function unprotectedSince(position: OpenPosition, { ledger }: Account, ctx: PositionContext): number {
  const nowMs = ctx.clock.now();
  if (position.protection !== "none" || position.log.wasWatched) return nowMs;
  const { position: { openedMs }, entry, exitEndedMs } = ledger;
  return Math.min(Math.max(openedMs ?? 0, entry?.createdMs ?? 0, exitEndedMs), nowMs);
}

function beganKey(sinceMs: number): string {
  return `unprotected ${sinceMs}`;
}

async function endGap(position: OpenPosition, ctx: PositionContext): Promise<void> {
  const { unprotected, log, args: { entryId, activeStrategy: { id, userId } } } = position;
  const { sinceMs } = unprotected;
  if (sinceMs === null) return;
  const toMs = ctx.clock.now();
  const ms = Math.max(0, toMs - sinceMs);
  Object.assign(unprotected, { sinceMs: null, isTold: false, ms: unprotected.ms + ms });
  if (ms === 0 && !log.keys.has(beganKey(sinceMs))) return;
  const gap: ProtectionGap = { userId, activeStrategyId: id, entryId, fromMs: sinceMs, toMs: sinceMs + ms };
  const event = { key: `protected again ${sinceMs}`, timeMs: toMs, fact: { kind: "UnprotectedEnded", ms } } as const;
  await note(position, [{ event, gap }], ctx);
}

/** A position that stays unprotected: its user is told once, and its log says since when, for whoever goes on after a fall. */
export async function tellUnprotected(position: OpenPosition, ctx: PositionContext): Promise<void> {
  const { unprotected } = position;
  const { sinceMs } = unprotected;
  if (sinceMs === null || unprotected.isTold) return;
  const leftMs = sinceMs + TELL_AFTER_MS - ctx.clock.now();
  const isSetBack = leftMs > TELL_AFTER_MS; // it began in the future, by the time of day as it is now
  if (leftMs > 0 && !isSetBack) return void ctx.after(leftMs, "TellUnprotected");
  unprotected.isTold = true;
  notify(position, ctx, "error", "strategy_unprotected");
  await note(
    position,
    [{ event: { key: beganKey(sinceMs), timeMs: sinceMs, fact: { kind: "UnprotectedBegan" } } }],
    ctx,
  );
}
