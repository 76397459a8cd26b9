/** What a new browser is shown at once: the newest of everything. Pure. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Coherence } from "../../domain/feed_audit.ts";
import type { HeartbeatStatus, MarketFrame } from "../../domain/heartbeat.ts";
import type { Snapshot } from "./live_events.ts";

/** How many frames a page shows at most. */
export const ROWS = 60;
/** A frame's text is cut to this many characters for the page. */
export const ROW_TEXT = 400;

/** The newest of everything. */
export interface LivePicture {
  readonly rows: MarketFrame[];
  readonly candles: Map<string, Candle>;
  readonly strategies: Map<string, StrategyStatus>;
  /** By `BTC/USDT@1m`. */
  readonly coherences: Map<string, Coherence>;
  status: HeartbeatStatus | null;
}

/** Nothing known yet. */
export function emptyPicture(): LivePicture {
  return { rows: [], candles: new Map(), strategies: new Map(), coherences: new Map(), status: null };
}

/** Adds frames; the oldest beyond {@linkcode ROWS} go. */
export function addRows(rows: MarketFrame[], added: readonly MarketFrame[]): void {
  rows.push(...added);
  if (rows.length > ROWS) rows.splice(0, rows.length - ROWS);
}

/** The frame as a page shows it. */
export function toRow(frame: MarketFrame): MarketFrame {
  return frame.text.length <= ROW_TEXT ? frame : { ...frame, text: `${frame.text.slice(0, ROW_TEXT)}…` };
}

/** What one user may see of it; null = one who sees all. */
export function snapshotFor(picture: LivePicture, userId: string | null): Snapshot {
  return {
    rows: [...picture.rows],
    candles: [...picture.candles.values()],
    status: picture.status,
    strategies: [...picture.strategies.values()].filter((strategy) => userId === null || strategy.userId === userId),
  };
}
