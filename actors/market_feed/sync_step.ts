/** What follows from something heard in one market, and how it is put together. Pure. */
import type { Candle, CandleClosed } from "../../domain/candle.ts";
import { LATE_MS, withCandle, withCount } from "../../domain/coherence.ts";
import type { CandleCorrected, Coherence } from "../../domain/feed_audit.ts";
import type { Symbol } from "../../domain/market.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import { correctionNote, haltNote, lateNote } from "./candle_notes.ts";
import type { Note } from "./note.ts";
import { sameNumbers, toldFor, withCorrection, withTold } from "./told_candles.ts";

const MINUTE_MS = timeframeMs("1m");

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
  /** Whether it has gone on from stored candles, or was live before: what comes over REST then was missed, else it is history. */
  readonly continues: boolean;
  readonly wasLive: boolean;
  /** The candles told last, by this or an earlier incarnation, oldest first; empty = none yet. */
  readonly told: readonly Candle[];
  /** Open time (UTC ms) of the candle whose absence was noted last. */
  readonly missedMs: number | null;
  /** When (exchange time, UTC ms) REST was asked last for a candle of which the wire gave no sign. */
  readonly askedMs: number;
  /** When (exchange time, UTC ms) REST last told what was told before; null = not yet. */
  readonly confirmedMs: number | null;
  readonly coherence: Coherence;
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
  /** Candles that were published and are other than they were told. */
  readonly correct: readonly CandleCorrected[];
  /** Open time (UTC ms) of a candle that was told and has come again with other numbers: REST must be asked which are right. */
  readonly doubtedMs: number | null;
  readonly notes: readonly Note[];
  /** Ask REST for what opens at or after `sync.nextMs`: at once, or a little later because REST lags behind the wire. */
  readonly fetch: "no" | "now" | "soon";
}

/** Nothing follows. */
export function step(sync: MarketSync): SyncStep {
  return { sync, publish: [], correct: [], doubtedMs: null, notes: [], fetch: "no" };
}

/**
 * A fetched candle, which the exchange told at `atMs` (exchange time, UTC ms); before the market was live for the first time
 * its lateness says nothing.
 */
export function repaired(before: SyncStep, candle: Candle, atMs: number): SyncStep {
  const { wasLive, continues } = before.sync;
  const next = publish(skipTo(before, candle.openMs), candle, wasLive ? atMs : null);
  return continues ? counted(next, "repairs", 1) : next;
}

/** What lies between is nowhere: the exchange halted. Before the first candle nothing is missed. */
export function skipTo(before: SyncStep, openMs: number): SyncStep {
  const { nextMs, told } = before.sync;
  if (openMs <= nextMs!) return before;
  const next = { ...before, sync: { ...before.sync, nextMs: openMs } };
  if (told.length === 0) return next;
  const note = haltNote(nextMs!, openMs);
  return counted({ ...next, notes: [...before.notes, note] }, "missing", note.count);
}

/** Tells a candle, which was closed at `atMs` (exchange time, UTC ms; null = history). */
export function publish(before: SyncStep, candle: Candle, atMs: number | null): SyncStep {
  const { sync } = before;
  const latenessMs = atMs === null ? null : atMs - candle.closeMs;
  const afterMs = sync.told.at(-1)?.openMs ?? null;
  return {
    ...before,
    sync: {
      ...sync,
      nextMs: candle.openMs + MINUTE_MS,
      told: withTold(sync.told, candle),
      coherence: withCandle(sync.coherence, latenessMs),
    },
    publish: [...before.publish, { candle, afterMs, ...(atMs !== null && { atMs }) }],
    notes: latenessMs !== null && latenessMs > LATE_MS ? [...before.notes, lateNote(candle, latenessMs)] : before.notes,
  };
}

/** REST tells a candle that was told before: it must be the same one. */
export function correct(before: SyncStep, candle: Candle): SyncStep {
  const was = toldFor(before.sync.told, candle);
  return was ? corrected(before, was, candle) : before;
}

/** A candle that was told as `was` is truly `candle`. */
export function corrected(before: SyncStep, was: Candle, candle: Candle): SyncStep {
  if (sameNumbers(was, candle)) return before;
  const { sync } = before;
  const coherence = withCount(sync.coherence, "corrections");
  return {
    ...before,
    sync: { ...sync, told: withCorrection(sync.told, candle), coherence },
    correct: [...before.correct, { candle, was }],
    notes: [...before.notes, correctionNote(was, candle)],
  };
}

function counted(of: SyncStep, name: "repairs" | "missing", by: number): SyncStep {
  return { ...of, sync: { ...of.sync, coherence: withCount(of.sync.coherence, name, by) } };
}
