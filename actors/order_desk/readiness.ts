/**
 * Whether strategies may decide on an account: not before its open orders were looked up, and its exchange has told once what
 * stands in it. That is so for as long as this desk lives.
 */
import { AskError } from "../runtime/mod.ts";
import { readyAccounts } from "../topics.ts";
import { brokerOf, inWords, WAITING } from "./brokers.ts";
import type { Desk, DeskContext } from "./record.ts";

/** What has been found out of the accounts since the desk began. */
export interface Readiness {
  /** All open orders of all accounts were gone through once. */
  isReconciled: boolean;
  /** Accounts of which an open order could not be looked up the last time. */
  readonly unanswered: Set<string>;
  /** Accounts of which it is asked, or was in vain, what stands in them: with the time, UTC ms, and why it is not known. */
  readonly asked: Map<string, { readonly elapsedMs: number; readonly isWaiting: boolean; readonly why: string }>;
  /** Accounts whose exchange has told what stands in them. */
  readonly seen: Set<string>;
}

/** An account that did not answer is asked again after this, ms. */
const AGAIN_MS = 5_000;

/** A desk that knows nothing yet. */
export function noReadiness(): Readiness {
  return { isReconciled: false, unanswered: new Set(), asked: new Map(), seen: new Set() };
}

/** Whether strategies may decide on an account, or why not yet; what is not known is asked, and nobody waits for it. */
export function readinessOf(
  desk: Desk,
  { brokerId }: { readonly brokerId: string },
  ctx: DeskContext,
): { ready: boolean; reason: string | null } {
  const { asked, seen } = desk.readiness;
  if (!seen.has(brokerId)) askWhatStands(desk, brokerId, ctx);
  const reason = whyNot(desk.readiness, brokerId);
  return { ready: reason === null, reason: reason && `${reason}${asked.get(brokerId)?.why ?? ""}` };
}

/** Takes in that open orders were gone through; `silent` = accounts that did not answer. One that ever did stays ready. */
export function reconciled({ readiness }: Desk, silent: ReadonlySet<string>, ctx: DeskContext): void {
  const { isReconciled, unanswered, seen } = readiness;
  if (!isReconciled) { for (const brokerId of silent) unanswered.add(brokerId); }
  const answered = [...isReconciled ? unanswered : seen].filter((brokerId) => !silent.has(brokerId));
  for (const brokerId of answered) unanswered.delete(brokerId);
  readiness.isReconciled = true;
  for (const brokerId of answered) tellIfReady(readiness, brokerId, ctx);
}

/** Takes in whether an exchange has told what stands in an account. */
export function accountSeen(
  { readiness }: Desk,
  { brokerId, why }: { readonly brokerId: string; readonly why: string | null },
  ctx: DeskContext,
): void {
  const { asked, seen } = readiness;
  if (why !== null) {
    return void asked.set(brokerId, { elapsedMs: ctx.clock.elapsed(), isWaiting: false, why: ` (${why})` });
  }
  seen.add(brokerId);
  asked.delete(brokerId);
  tellIfReady(readiness, brokerId, ctx);
}

function whyNot({ isReconciled, unanswered, seen }: Readiness, brokerId: string): string | null {
  if (!isReconciled) return "the open orders of its account are being looked up";
  if (!seen.has(brokerId)) return "its exchange has not told yet what stands in the account";
  return unanswered.has(brokerId) ? "its exchange does not tell how the account's open orders stand" : null;
}

function tellIfReady(readiness: Readiness, brokerId: string, ctx: DeskContext): void {
  if (whyNot(readiness, brokerId) === null) ctx.publish(readyAccounts.key(brokerId), { brokerId });
}

/** In the background: the answer comes as `AccountSeen`. */
function askWhatStands(desk: Desk, brokerId: string, ctx: DeskContext): void {
  const { asked } = desk.readiness;
  const before = asked.get(brokerId);
  if (before && (before.isWaiting || ctx.clock.elapsed() - before.elapsedMs < AGAIN_MS)) return;
  asked.set(brokerId, { elapsedMs: ctx.clock.elapsed(), isWaiting: true, why: before?.why ?? "" });
  const tell = (why: string | null) => {
    if (!ctx.signal.aborted) ctx.self.tell("AccountSeen", { brokerId, why });
  };
  brokerOf(desk, brokerId, ctx).ask("GetForeign", { symbols: [] }, WAITING).then(
    (told) => tell(told === null ? "it does not answer" : null),
    (error: unknown) => {
      if (!(error instanceof AskError)) throw error;
      tell(inWords(error));
    },
  );
}
