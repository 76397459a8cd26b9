/**
 * Keeping one market's minutes whole: what the wire says, what REST says, and what may be published when. Pure.
 *
 * A sync is *repairing* from the loss of the wire until REST has told what was missed; meanwhile closed candles wait.
 * Then it is live: the next candle goes straight on, a repeated one is dropped, one that comes too far on starts a repair.
 * So candles leave exactly once and in order. What was told and is told again with other numbers is doubted: REST decides.
 * Time is the exchange's own, never ours.
 */
import type { Candle } from "../../domain/candle.ts";
import { newCoherence, withCount } from "../../domain/coherence.ts";
import type { Symbol } from "../../domain/market.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import { duplicateNote, gapNote, merged, repairNotes } from "./candle_notes.ts";
import {
  correct,
  corrected,
  type Heard,
  type MarketSync,
  publish,
  repaired,
  skipTo,
  step,
  type SyncStep,
} from "./sync_step.ts";
import { sameNumbers, toldFor } from "./told_candles.ts";

const MINUTE_MS = timeframeMs("1m");
/** A close that the wire has not told so long after the end (exchange time) is asked for. Seen live: up to 3.7 s. */
const OVERDUE_MS = 5_000;
/** Without any sign of a candle REST is asked once a minute: the exchange may have halted for hours. */
const ASK_AGAIN_MS = MINUTE_MS;
/**
 * So often (exchange time) REST is asked to confirm what was told: a wrong close whose correction was lost with the wire
 * would stay wrong else. Each candle is so confirmed more than once.
 */
const CONFIRM_EVERY_MS = 30 * MINUTE_MS;
/** Closed candles kept while repairing. The oldest are given up first: REST has them. */
const WAITING_LIMIT = 1_000;

/** A page of final candles, as the exchange answered it. */
export interface Page {
  /** Open time (UTC ms) of the first candle that was wanted; the page may begin earlier, with candles told before. */
  readonly fromMs: number;
  /** The recorder's last candles, oldest first; what a sync that knows nothing goes on from. */
  readonly stored: readonly Candle[];
  readonly candles: readonly Candle[];
  /** Open time (UTC ms) of a first candle that is not final; null where the answer has none. */
  readonly unfinishedMs: number | null;
  readonly more: boolean;
  /** The exchange's clock, UTC ms. */
  readonly serverMs: number;
}

/** A market of which nothing is known yet; it waits for {@linkcode beginRepair}. */
export function marketSync(symbol: Symbol): MarketSync {
  const nothing = { nextMs: null, waiting: [], told: [], missedMs: null, askedMs: -Infinity, confirmedMs: null };
  const never = { continues: false, wasLive: false };
  return { symbol, ...nothing, ...never, repairing: true, repair: 0, coherence: newCoherence(symbol, "1m") };
}

/** The wire is lost: from here on candles may be missing. */
export function wireLost(sync: MarketSync): MarketSync {
  return { ...sync, repairing: true, repair: sync.repair + 1 };
}

/** The wire is there (again): whatever was missed must be asked for. */
export function beginRepair(sync: MarketSync): SyncStep {
  return { ...step({ ...sync, repairing: true, repair: sync.repair + 1 }), fetch: "now" };
}

/** The wire closed a candle at `atMs` (exchange time, UTC ms). */
export function hearClosed(sync: MarketSync, candle: Candle, atMs: number): SyncStep {
  const { nextMs } = sync;
  if (nextMs !== null && candle.openMs < nextMs) return repeated(sync, candle);
  if (candle.openMs === nextMs && !sync.repairing) return publish(step(sync), candle, atMs);
  const waiting = waitFor(sync, { candle, atMs });
  return sync.repairing ? step(waiting) : missed(waiting, candle.openMs, "The wire closed a later one before");
}

/** The wire told of an open candle at `atMs` (exchange time, UTC ms): the one before it should have closed by now. */
export function hearOpen(sync: MarketSync, openMs: number, atMs: number): SyncStep {
  const overdue = !sync.repairing && sync.nextMs !== null && openMs > sync.nextMs && atMs >= openMs + OVERDUE_MS;
  return overdue ? missed(sync, openMs, "The wire did not close it, though the next one is open") : step(sync);
}

/**
 * The exchange's clock is at `nowMs` (UTC ms), as any stream tells: a candle that should be there may have lost its own, and
 * now and then what was told is to be confirmed.
 */
export function hearTime(sync: MarketSync, nowMs: number): SyncStep {
  if (sync.repairing || sync.nextMs === null) return step(sync);
  const overdueMs = Math.max(sync.nextMs + MINUTE_MS + OVERDUE_MS, sync.askedMs + ASK_AGAIN_MS);
  if (nowMs >= overdueMs) return beginRepair({ ...sync, askedMs: nowMs });
  const confirmMs = (sync.confirmedMs ?? nowMs) + CONFIRM_EVERY_MS;
  return nowMs >= confirmMs ? beginRepair(sync) : step(sync);
}

/**
 * REST answered repair number `repair`. REST wins for what both have, also for what was told before; but a candle that the
 * wire has told was told then, however long the answer took. Then what waited is replayed. When even so a candle is missing
 * before one that the wire has closed, REST lags: it is asked again.
 */
export function hearPage(sync: MarketSync, repair: number, page: Page): SyncStep {
  if (repair !== sync.repair || !sync.repairing) return step(sync);
  let next = step(sync.nextMs === null ? begun(sync, page) : sync);
  const fetched = page.candles.filter(({ openMs }) => openMs >= next.sync.nextMs!);
  for (const candle of page.candles) next = correct(next, candle);
  const heard = new Map(sync.waiting.map(({ candle, atMs }) => [candle.openMs, atMs]));
  for (const candle of fetched) next = repaired(next, candle, heard.get(candle.openMs) ?? page.serverMs);
  if (page.unfinishedMs !== null) next = skipTo(next, page.unfinishedMs);
  const repairs = next.sync.continues ? repairNotes(fetched, "Fetched over REST") : [];
  const notes = [...merged(next.notes), ...repairs];
  next = { ...next, notes, sync: { ...next.sync, confirmedMs: page.serverMs } };
  return page.more ? { ...next, fetch: "now" } : replay(next);
}

/** REST was asked for a doubted candle and has told `candle`; `was` is how it was told. */
export function hearChecked(sync: MarketSync, was: Candle, candle: Candle): SyncStep {
  return corrected(step(sync), was, candle);
}

function begun(sync: MarketSync, { fromMs, stored }: Page): MarketSync {
  return { ...sync, nextMs: fromMs, told: stored, continues: stored.length > 0 };
}

function missed(sync: MarketSync, beforeMs: number, detail: string): SyncStep {
  const begun = beginRepair(sync);
  const { nextMs } = sync;
  if (nextMs === null || sync.missedMs === nextMs) return begun; // noted before: REST lags
  const coherence = withCount(sync.coherence, "gaps");
  return { ...begun, sync: { ...begun.sync, coherence, missedMs: nextMs }, notes: [gapNote(nextMs, beforeMs, detail)] };
}

function repeated(sync: MarketSync, candle: Candle): SyncStep {
  const counted = { ...sync, coherence: withCount(sync.coherence, "duplicates") };
  const told = toldFor(sync.told, candle);
  const doubtedMs = told && sameNumbers(told, candle) ? null : candle.openMs;
  return { ...step(counted), doubtedMs, notes: [duplicateNote(candle)] };
}

function replay(before: SyncStep): SyncStep {
  let next: SyncStep = { ...before, sync: { ...before.sync, waiting: [] } };
  const [...rest] = before.sync.waiting;
  for (let heard = rest.shift(); heard; heard = rest.shift()) {
    const { candle, atMs } = heard;
    if (candle.openMs < next.sync.nextMs!) continue; // REST had it
    if (candle.openMs > next.sync.nextMs!) {
      return { ...next, sync: { ...next.sync, waiting: [heard, ...rest] }, fetch: "soon" };
    }
    next = publish(next, candle, atMs);
  }
  return { ...next, sync: { ...next.sync, repairing: false, continues: true, wasLive: true } };
}

function waitFor(sync: MarketSync, heard: Heard): MarketSync {
  const others = sync.waiting.filter(({ candle }) => candle.openMs !== heard.candle.openMs);
  const waiting = [...others, heard].sort((a, b) => a.candle.openMs - b.candle.openMs);
  return { ...sync, waiting: waiting.slice(-WAITING_LIMIT) };
}
