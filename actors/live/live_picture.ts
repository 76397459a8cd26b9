/** What a new browser is shown at once: the newest of everything. Pure. */
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { RunProgress } from "../../domain/backtest/request.ts";
import { hasEnded } from "../../domain/backtest/run_state.ts";
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
  /** Backtests and searches that have not ended, by their id. */
  readonly runs: Map<string, RunProgress>;
  /** By `BTC/USDT@1m`. */
  readonly coherences: Map<string, Coherence>;
  status: HeartbeatStatus | null;
}

/** Nothing known yet. */
export function emptyPicture(): LivePicture {
  return { rows: [], candles: new Map(), strategies: new Map(), runs: new Map(), coherences: new Map(), status: null };
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

/** Takes over how far a run is; what has ended is not shown any more. */
export function takeRun({ runs }: LivePicture, run: RunProgress): void {
  if (hasEnded(run.state)) runs.delete(run.id);
  else runs.set(run.id, run);
}

/** What one user may see of it; null = one who sees all. */
export function snapshotFor(picture: LivePicture, userId: string | null): Snapshot {
  const isTheirs = (of: { readonly userId: string }) => userId === null || of.userId === userId;
  return {
    rows: [...picture.rows],
    candles: [...picture.candles.values()],
    status: picture.status,
    strategies: [...picture.strategies.values()].filter(isTheirs),
    runs: [...picture.runs.values()].filter(isTheirs),
  };
}
