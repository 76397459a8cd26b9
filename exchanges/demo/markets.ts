/** Lays recordings on the exchange's time: which shift each gets, and the markets that come of it. */
import { type KlineRow, readKlinesFile } from "./klines_file.ts";
import { MarketHistory } from "./market_history.ts";
import { rulesFor } from "./market_rules.ts";
import { MINUTE_MS, Recording } from "./recording.ts";
import type { DemoState } from "./state_file.ts";
import { type SymbolName, symbolOfFile } from "./symbol_name.ts";
import { shiftFor, type Span } from "./timeline.ts";

/** The recordings that ship with the project. */
export const SHIPPED_RECORDINGS: readonly string[] = ["BTC_USDT", "ETH_USDT"].map((name) =>
  decodeURIComponent(new URL(`./recordings/${name}-1m.json.gz`, import.meta.url).pathname)
);

/** Further recordings, of quieter markets: ADA/BTC, and ALGO/BTC, half of whose minutes have no trade. */
export const QUIET_RECORDINGS: readonly string[] = ["ADA_BTC", "ALGO_BTC"].map((name) =>
  decodeURIComponent(new URL(`./recordings/${name}-1m.json.gz`, import.meta.url).pathname)
);

/** A market that joins others begins no nearer than this part of its recording to either end. */
const EDGE = 0.1;

/** Shifts by symbol, as they are remembered. */
export type Shifts = DemoState["shifts"];

/** Reads recordings; several files of one symbol are joined in order of time. @throws what reading and checking throw. */
export async function readRecordings(paths: readonly string[]): Promise<Recording[]> {
  const bySymbol = new Map<string, { name: SymbolName; files: string[] }>();
  for (const path of paths) {
    const name = symbolOfFile(path);
    const files = bySymbol.get(name.id)?.files ?? [];
    bySymbol.set(name.id, { name, files: [...files, path] });
  }
  const recordings: Recording[] = [];
  for (const { name, files } of bySymbol.values()) recordings.push(await readRecording(name, files));
  return recordings;
}

async function readRecording(name: SymbolName, files: readonly string[]): Promise<Recording> {
  let rows: KlineRow[] = [];
  for (const file of files) {
    rows = rows.length === 0 ? await readKlinesFile(file) : joined(rows, await readKlinesFile(file), file);
  }
  return new Recording(rulesFor(name, rows), rows);
}

/**
 * The shift of each recording: the remembered one; else that of a recording of the same time, so that markets stay in
 * step; else a new one that puts `nowMs` well inside the recording.
 */
export function shiftsFor(recordings: readonly Recording[], remembered: Shifts, nowMs: number): Shifts {
  const shifts: Shifts = {};
  for (const recording of recordings) {
    const { startMs: recordingStartMs, length: recordingMinutes } = recording;
    const old = remembered[recording.rules.id];
    const same = old?.recordingStartMs === recordingStartMs && old.recordingMinutes === recordingMinutes;
    const shiftMs = same ? old.shiftMs : companionShift(recording, shifts, nowMs) ?? shiftFor(spanOf(recording), nowMs);
    shifts[recording.rules.id] = { shiftMs, recordingStartMs, recordingMinutes };
  }
  return shifts;
}

/**
 * No shift at all: the exchange's time is the recordings' own.
 * @throws {RangeError} when a recording begins only after `fromMs`.
 */
export function unshifted(recordings: readonly Recording[], fromMs: number): Shifts {
  const shifts: Shifts = {};
  for (const { rules, startMs, length } of recordings) {
    if (fromMs < startMs) {
      throw new RangeError(
        `Cannot begin at ${
          new Date(fromMs).toISOString()
        }: expected a moment from the start of ${rules.id}'s recording on, ${new Date(startMs).toISOString()}`,
      );
    }
    shifts[rules.id] = { shiftMs: 0, recordingStartMs: startMs, recordingMinutes: length };
  }
  return shifts;
}

/** The markets of an exchange. `seed` chooses the trades inside the recorded minutes. */
export function openMarkets(recordings: readonly Recording[], shifts: Shifts, seed: number): MarketHistory[] {
  return recordings.map((recording) => new MarketHistory(recording, shifts[recording.rules.id]!.shiftMs, seed));
}

function joined(first: readonly KlineRow[], second: readonly KlineRow[], path: string): KlineRow[] {
  const [early, late] = first[0]!.openMs <= second[0]!.openMs ? [first, second] : [second, first];
  if (early.at(-1)!.openMs >= late[0]!.openMs) {
    throw new RangeError(
      `Cannot join ${path} with the other file of its symbol: both hold ${new Date(late[0]!.openMs).toISOString()}`,
    );
  }
  return [...early, ...late];
}

function spanOf(recording: Recording): Span {
  return { startMs: recording.startMs, endMs: recording.startMs + recording.length * MINUTE_MS };
}

/** The shift of a market recorded at the same time, if it puts now well inside this recording as well. */
function companionShift(recording: Recording, placed: Shifts, nowMs: number): number | undefined {
  const span = spanOf(recording);
  const length = span.endMs - span.startMs;
  for (const { recordingStartMs, recordingMinutes, shiftMs } of Object.values(placed)) {
    const otherLength = recordingMinutes * MINUTE_MS;
    const common = Math.min(span.endMs, recordingStartMs + otherLength) - Math.max(span.startMs, recordingStartMs);
    const into = (nowMs - shiftMs - span.startMs) / length;
    if (common >= Math.min(length, otherLength) / 2 && into > EDGE && into < 1 - EDGE) return shiftMs;
  }
  return undefined;
}
