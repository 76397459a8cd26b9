/** What is noted of one market's minutes, in words. Times are open times, UTC ms. */
import type { Candle } from "../../domain/candle.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import type { Note } from "./note.ts";

const MINUTE_MS = timeframeMs("1m");

/** The wire skipped the candles from `fromMs` up to, not including, `toMs`. */
export function gapNote(fromMs: number, toMs: number, detail: string): Note {
  return { kind: "candle_gap", ...minutes(fromMs, toMs), detail };
}

/** The exchange itself has none from `fromMs` up to, not including, `toMs`. */
export function haltNote(fromMs: number, toMs: number): Note {
  return { kind: "halt", ...minutes(fromMs, toMs), detail: "The exchange itself has no candles there: it halted" };
}

/** These candles came over REST; none is no note. */
export function repairNotes(fetched: readonly Candle[], detail: string): Note[] {
  const [first, last] = [fetched[0], fetched.at(-1)];
  if (!first || !last) return [];
  return [{ kind: "candle_repair", from: first.openMs, to: last.openMs, count: fetched.length, detail }];
}

/** A candle came so long (ms) after its end. */
export function lateNote({ openMs }: Candle, latenessMs: number): Note {
  const detail = `It came ${Math.round(latenessMs / 1_000)} s after its end`;
  return { kind: "late", from: openMs, to: openMs, count: 1, detail };
}

/** A candle was told again by the wire. */
export function duplicateNote({ openMs }: Candle): Note {
  return { kind: "duplicate", from: openMs, to: openMs, count: 1, detail: "The wire told this candle before" };
}

/** A candle is other than it was told. */
export function correctionNote(was: Candle, { openMs, ...is }: Candle): Note {
  const changed = (["open", "high", "low", "close", "volume"] as const)
    .filter((field) => Number(was[field]) !== Number(is[field]))
    .map((field) => `${field} ${was[field]} → ${is[field]}`);
  return {
    kind: "correction",
    from: openMs,
    to: openMs,
    count: 1,
    detail: `REST tells other numbers: ${changed.join(", ")}`,
  };
}

/** Notes that tell the same of candles that follow each other, as one. */
export function merged(notes: readonly Note[]): Note[] {
  const all: Note[] = [];
  for (const note of notes) {
    const before = all.at(-1);
    const follows = before?.kind === note.kind && before.to !== null && before.to + MINUTE_MS === note.from;
    if (follows) all[all.length - 1] = { ...before, to: note.to, count: before.count + note.count };
    else all.push(note);
  }
  return all;
}

function minutes(fromMs: number, toMs: number): Pick<Note, "from" | "to" | "count"> {
  return { from: fromMs, to: toMs - MINUTE_MS, count: Math.round((toMs - fromMs) / MINUTE_MS) };
}
