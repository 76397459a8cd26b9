/** What comes often is gathered for a moment and told at once. */
import type { Candle } from "../../domain/candle.ts";
import type { Coherence, FeedIncident } from "../../domain/feed_audit.ts";
import type { MarketFrame } from "../../domain/heartbeat.ts";
import { AUDIT_CHANNEL, openCandleChannel, RAW_CHANNEL } from "./live_events.ts";
import { addRows, toRow } from "./live_picture.ts";
import { emit, isWatched, keyOf, type LiveContext, type LiveState } from "./live_state.ts";
import { Pending } from "./pending.ts";

/** Frames and open candles are sent together, this often at most. */
const FLUSH_MS = 100;

/** A frame of the raw stream. */
export function holdFrame(state: LiveState, frame: MarketFrame, ctx: LiveContext): void {
  const row = toRow(frame);
  addRows(state.picture.rows, [row]);
  if (!isWatched(state, RAW_CHANNEL)) return;
  state.pending.addRow(row);
  flushSoon(state, ctx);
}

/** The open candle has grown. */
export function holdCandle(state: LiveState, { candle }: { candle: Candle }, ctx: LiveContext): void {
  state.pending.candles.set(keyOf(candle), candle);
  flushSoon(state, ctx);
}

/** Something irregular in the market feed. */
export function holdIncident(state: LiveState, incident: FeedIncident, ctx: LiveContext): void {
  if (!isWatched(state, AUDIT_CHANNEL)) return;
  state.pending.addIncident(incident);
  flushSoon(state, ctx);
}

/** How regular a market's candles are. */
export function holdCoherence(state: LiveState, of: Coherence, ctx: LiveContext): void {
  state.picture.coherences.set(keyOf(of), of);
  if (!isWatched(state, AUDIT_CHANNEL)) return;
  state.pending.coherences.set(keyOf(of), of);
  flushSoon(state, ctx);
}

function flushSoon(state: LiveState, ctx: LiveContext): void {
  if (state.flushing) return;
  state.flushing = true;
  ctx.after(FLUSH_MS, "Flush");
}

/** Tells what was gathered. */
export function flush(state: LiveState, _: void, ctx: LiveContext): void {
  const { rows, candles, incidents, coherences } = state.pending;
  state.pending = new Pending();
  state.flushing = false;
  if (rows.length > 0) emit(state, ctx, "raw", { rows }, { channel: RAW_CHANNEL });
  for (const [key, candle] of candles) {
    const channel = openCandleChannel(key);
    if (isWatched(state, channel)) emit(state, ctx, "open-candle", { candle }, { channel });
  }
  if (incidents.length + coherences.size === 0) return;
  emit(state, ctx, "audit", { incidents, coherences: [...coherences.values()] }, { channel: AUDIT_CHANNEL });
}
