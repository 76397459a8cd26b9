/**
 * Keeping one market's minutes whole: what the wire says, what REST says, and what may be published when. Pure.
 *
 * A sync is *repairing* from the loss of the wire until REST has told what was missed; meanwhile closed candles wait.
 * Then it is live: the next candle goes straight on, a repeated one is dropped, one that comes too far on starts a repair.
 * So candles leave exactly once and in order. Time is the exchange's own, never ours.
 */
import type { Candle, CandleClosed } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import { bucketOpenMs, timeframeMs } from "../domain/timeframe.ts";

const MINUTE_MS = timeframeMs("1m");
/** A close that the wire has not told so long after the end (exchange time) is asked for. Seen live: up to 3.7 s. */
const OVERDUE_MS = 5_000;
/** A candle published later than this after its end (exchange time) makes the feed incoherent. */
const LATE_MS = 30_000;
/** Closed candles kept while repairing. The oldest are given up first: REST has them. */
const WAITING_LIMIT = 1_000;

/** What was counted since the start. */
export interface SyncCounts {
  /** Times that the wire skipped a candle. */
  readonly gaps: number;
  /** Candles that came over REST after the market was live for the first time. */
  readonly repaired: number;
  /** Minutes that the exchange itself does not have. */
  readonly missing: number;
  readonly duplicates: number;
  /** Closed candles that were repeated with other numbers. What was published stays. */
  readonly corrections: number;
  readonly late: number;
}

/** One market's state. */
export interface MarketSync {
  readonly symbol: Symbol;
  /** Open time (UTC ms) of the candle to publish next; null until it is known where to begin. */
  readonly nextMs: number | null;
  readonly repairing: boolean;
  /** Number of the running repair: answers to an earlier one are ignored. */
  readonly repair: number;
  /** Closed candles from the wire that wait for the repair, oldest first. */
  readonly waiting: readonly Heard[];
  readonly wasLive: boolean;
  /** Open time (UTC ms) of the candle told last, by this or an earlier incarnation; null = none yet. */
  readonly lastMs: number | null;
  /** The candle told last by this incarnation. */
  readonly last: Candle | null;
  readonly counts: SyncCounts;
}

/** A closed candle and when (exchange time, UTC ms) the exchange told it. */
export interface Heard {
  readonly candle: Candle;
  readonly atMs: number;
}

/** What follows from something heard. */
export interface SyncStep {
  readonly sync: MarketSync;
  /** Closed candles to publish now, oldest first. */
  readonly publish: readonly CandleClosed[];
  /** Ask REST for what opens at or after `sync.nextMs`: at once, or a little later because REST lags behind the wire. */
  readonly fetch: "no" | "now" | "soon";
}

/** A page of final candles, as the exchange answered it. */
export interface Page {
  /** Open time (UTC ms) from which on it was asked for. */
  readonly fromMs: number;
  /** Open time (UTC ms) of the recorder's last candle, null where it has none; where a sync begins that knows nothing. */
  readonly storedMs: number | null;
  readonly candles: readonly Candle[];
  /** Open time (UTC ms) of a first candle that is not final; null where the answer has none. */
  readonly unfinishedMs: number | null;
  readonly more: boolean;
  /** The exchange's clock, UTC ms. */
  readonly serverMs: number;
}

/** A market of which nothing is known yet; it waits for {@linkcode beginRepair}. */
export function marketSync(symbol: Symbol): MarketSync {
  const counts = { gaps: 0, repaired: 0, missing: 0, duplicates: 0, corrections: 0, late: 0 };
  const nothing = { nextMs: null, lastMs: null, last: null, waiting: [] };
  return { symbol, ...nothing, repairing: true, repair: 0, wasLive: false, counts };
}

/** The wire is lost: from here on candles may be missing. */
export function wireLost(sync: MarketSync): MarketSync {
  return { ...sync, repairing: true, repair: sync.repair + 1 };
}

/** The wire is there (again): whatever was missed must be asked for. */
export function beginRepair(sync: MarketSync): SyncStep {
  return step({ ...sync, repairing: true, repair: sync.repair + 1 }, [], "now");
}

/** The wire closed a candle at `atMs` (exchange time, UTC ms). */
export function hearClosed(sync: MarketSync, candle: Candle, atMs: number): SyncStep {
  if (sync.nextMs !== null && candle.openMs < sync.nextMs) return step(repeated(sync, candle));
  if (sync.repairing) return step(waitFor(sync, { candle, atMs }));
  if (candle.openMs === sync.nextMs) return step(published(sync, candle, atMs), [told(sync, candle)]);
  const gap = { ...sync, counts: { ...sync.counts, gaps: sync.counts.gaps + 1 } };
  return beginRepair(waitFor(gap, { candle, atMs }));
}

/** The wire told of an open candle at `atMs` (exchange time, UTC ms): the one before it should have closed by now. */
export function hearOpen(sync: MarketSync, openMs: number, atMs: number): SyncStep {
  const overdue = !sync.repairing && sync.nextMs !== null && openMs > sync.nextMs && atMs >= openMs + OVERDUE_MS;
  return overdue ? beginRepair(sync) : step(sync);
}

/**
 * REST answered repair number `repair`. REST wins for what both have; then what waited is
 * replayed. When even so a candle is missing before one that the wire has closed, REST lags: it is asked again.
 */
export function hearPage(sync: MarketSync, repair: number, page: Page): SyncStep {
  if (repair !== sync.repair || !sync.repairing) return step(sync);
  let next = sync.nextMs === null ? { ...sync, nextMs: page.fromMs, lastMs: page.storedMs } : sync;
  const publish: CandleClosed[] = [];
  for (const candle of page.candles) {
    if (candle.openMs < next.nextMs!) continue;
    publish.push(told(next, candle));
    next = repaired(next, candle, page.serverMs);
  }
  if (page.more) return step(next, publish, "now");
  if (page.unfinishedMs !== null) next = skippedTo(next, page.unfinishedMs);
  return replay(next, publish);
}

/** Whether every candle since the start came in time and without a hole. */
export function isCoherent({ counts }: MarketSync): boolean {
  return counts.missing === 0 && counts.late === 0;
}

function replay(sync: MarketSync, publish: CandleClosed[]): SyncStep {
  let next: MarketSync = { ...sync, waiting: [] };
  const [...rest] = sync.waiting;
  for (let heard = rest.shift(); heard; heard = rest.shift()) {
    const { candle, atMs } = heard;
    if (candle.openMs < next.nextMs!) continue; // REST had it
    if (candle.openMs > next.nextMs!) return step({ ...next, waiting: [heard, ...rest] }, publish, "soon");
    publish.push(told(next, candle));
    next = published(next, candle, atMs);
  }
  return step({ ...next, repairing: false, wasLive: true }, publish);
}

function repaired(sync: MarketSync, candle: Candle, serverMs: number): MarketSync {
  const next = published(skippedTo(sync, candle.openMs), candle, sync.wasLive ? serverMs : candle.closeMs);
  return sync.wasLive ? { ...next, counts: { ...next.counts, repaired: next.counts.repaired + 1 } } : next;
}

/** What lies between is nowhere: the exchange halted. Before the first candle nothing is missed. */
function skippedTo(sync: MarketSync, openMs: number): MarketSync {
  const missing = Math.max(0, (openMs - sync.nextMs!) / MINUTE_MS);
  const counted = sync.last ? sync.counts.missing + missing : sync.counts.missing;
  return { ...sync, nextMs: Math.max(openMs, sync.nextMs!), counts: { ...sync.counts, missing: counted } };
}

function published(sync: MarketSync, candle: Candle, atMs: number): MarketSync {
  const late = sync.counts.late + (atMs - candle.closeMs > LATE_MS ? 1 : 0);
  const { openMs } = candle;
  return { ...sync, nextMs: openMs + MINUTE_MS, lastMs: openMs, last: candle, counts: { ...sync.counts, late } };
}

function told({ lastMs }: MarketSync, candle: Candle): CandleClosed {
  return { candle, afterMs: lastMs };
}

function repeated(sync: MarketSync, candle: Candle): MarketSync {
  const { counts, last } = sync;
  const differs = last?.openMs === candle.openMs && !sameNumbers(last, candle);
  return {
    ...sync,
    counts: {
      ...counts,
      duplicates: counts.duplicates + 1,
      corrections: counts.corrections + (differs ? 1 : 0),
    },
  };
}

function waitFor(sync: MarketSync, heard: Heard): MarketSync {
  const others = sync.waiting.filter(({ candle }) => candle.openMs !== heard.candle.openMs);
  const waiting = [...others, heard].sort((a, b) => a.candle.openMs - b.candle.openMs);
  return { ...sync, waiting: waiting.slice(-WAITING_LIMIT) };
}

function sameNumbers(a: Candle, b: Candle): boolean {
  return (["open", "high", "low", "close", "volume"] as const).every((field) => Number(a[field]) === Number(b[field]));
}

function step(sync: MarketSync, publish: readonly CandleClosed[] = [], fetch: SyncStep["fetch"] = "no"): SyncStep {
  return { sync, publish, fetch };
}

/** Where the history of a first start begins: whole buckets of every timeframe, UTC ms. */
export function historyStartMs(serverMs: number, historyMs: number): number {
  return bucketOpenMs(serverMs - historyMs, "4h");
}
