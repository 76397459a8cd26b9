/**
 * Filling a market's past backwards, block by block, so that what is stored is whole from its first candle on at any moment.
 * Pure: says what to fetch next, and takes in what came of it.
 */
import { bucketOpenMs, timeframeMs } from "../../domain/timeframe.ts";

/** A block: whole candles of the longest timeframe, and few enough minutes for one page of an exchange. */
const BLOCK_MS = 4 * timeframeMs("4h");

/** A range to fetch, UTC ms, `toMs` excluded. A probe asks whether there is anything at all before a time. */
export interface Block {
  readonly fromMs: number;
  readonly toMs: number;
  readonly probe: boolean;
}

/** How far one market's past is known. */
export interface BackFill {
  /** Everything that the exchange has from here on is stored, UTC ms; null = it is not known what is stored. */
  readonly coveredMs: number | null;
  /** The exchange has nothing before this, UTC ms; null = not known. */
  readonly beginMs: number | null;
  /** The block below `coveredMs` is empty: is there anything before it? */
  readonly doubtful: boolean;
}

/** Nothing is known yet. */
export const UNKNOWN_PAST: BackFill = { coveredMs: null, beginMs: null, doubtful: false };

/** The first stored candle opens at `firstMs`, UTC ms. */
export function startAt(firstMs: number): BackFill {
  return { coveredMs: firstMs, beginMs: null, doubtful: false };
}

/** Whether everything from `wantedMs` (UTC ms) on is stored, or all that there ever was. */
export function isComplete({ coveredMs, beginMs }: BackFill, wantedMs: number | null): boolean {
  if (wantedMs === null) return true;
  return coveredMs !== null && coveredMs <= Math.max(wantedMs, beginMs ?? 0);
}

/** What to fetch next; null = nothing. */
export function nextBlock(past: BackFill, wantedMs: number | null): Block | null {
  const { coveredMs, doubtful } = past;
  if (coveredMs === null || wantedMs === null || isComplete(past, wantedMs)) return null;
  if (doubtful) return { fromMs: 0, toMs: coveredMs, probe: true };
  const latest = bucketOpenMs(coveredMs - 1, "4h") + timeframeMs("4h") - BLOCK_MS;
  const fromMs = Math.max(0, latest, bucketOpenMs(wantedMs, "4h"));
  return { fromMs, toMs: coveredMs, probe: false };
}

/** What a block had is stored; `firstMs` is the open time (UTC ms) of the earliest candle that it or the probe had, if any. */
export function tookBlock(past: BackFill, block: Block, firstMs: number | null): BackFill {
  if (!block.probe) return { ...past, coveredMs: block.fromMs, doubtful: firstMs === null && past.beginMs === null };
  return { ...past, beginMs: firstMs ?? block.toMs, doubtful: false };
}
