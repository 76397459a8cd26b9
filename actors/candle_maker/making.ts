/** Following the source candles of a market: live ones, and what the recorder has of those that were missed. */
import { backoffMs } from "../../domain/backoff.ts";
import type { Candle, CandleClosed } from "../../domain/candle.ts";
import { candleMaker, hearClosed } from "../../domain/candle_maker.ts";
import { CandleSequence } from "../../domain/candle_sequence.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import { candleKey, heartbeat } from "../topics.ts";
import { correctNext } from "./correcting.ts";
import type { MakerState, Market } from "./market.ts";
import type { MakerContext } from "./protocol.ts";

/** Source candles of one answer of the recorder. */
const PAGE = 1_000;
/** Live source candles kept while catching up. What comes beyond leaves a hole, for which the recorder is asked then. */
const WAITING_LIMIT = 1_000;

/** A live source candle: the next one is folded, an old one ignored, one after a hole waits until the hole is filled. */
export function hearSource(state: MakerState, market: Market, closed: CandleClosed, ctx: MakerContext): void {
  if (market.catchingUp) return wait(market, closed);
  const place = market.sequence!.place(closed.candle.openMs, closed.afterMs);
  if (place === "next") return void take(market, closed, ctx);
  if (place === "duplicate") return market.coherence.add("duplicates");
  market.coherence.add("gaps");
  wait(market, closed);
  market.catchingUp = true;
  askRecorder(state, market, ctx);
}

function wait(market: Market, closed: CandleClosed): void {
  if (market.waiting.length < WAITING_LIMIT) market.waiting.push(closed);
}

/** Takes a source candle in and publishes what closes with it; answers how many. */
function take(market: Market, { candle, atMs }: CandleClosed, ctx: MakerContext): number {
  market.sequence!.take(candle.openMs);
  const { maker, closed } = hearClosed(market.maker, candle);
  market.maker = maker;
  for (const made of closed) {
    const { symbol, timeframe, openMs, closeMs } = made;
    const at = atMs === undefined ? {} : { atMs };
    ctx.publish(heartbeat.key(candleKey(symbol, timeframe)), { candle: made, afterMs: market.madeMs, ...at });
    const lastMs = market.madeMs;
    if (lastMs !== null) market.coherence.add("missing", (openMs - lastMs) / timeframeMs(timeframe) - 1);
    market.coherence.told(atMs === undefined ? null : atMs - closeMs);
    market.madeMs = openMs;
  }
  return closed.length;
}

/** Asks without keeping the mailbox waiting; the answer comes as a message. */
export function askRecorder(state: MakerState, { symbol, life, sequence }: Market, ctx: MakerContext): void {
  const { recorder, source, timeframe } = state;
  const find = async () => {
    const last = sequence ? null : await recorder.ask("GetLastCandle", { symbol, timeframe }, { signal: ctx.signal });
    const lastMs = last?.openMs ?? null;
    const fromMs = sequence?.nextMs ?? (last ? last.closeMs + 1 : 0);
    const range = { symbol, timeframe: source, fromMs, toMs: null, limit: PAGE };
    const candles = await recorder.ask("GetCandles", range, { signal: ctx.signal });
    ctx.self.tell("SourceCandlesFound", { life, symbol, lastMs, candles });
  };
  find().catch((error) => {
    if (!ctx.signal.aborted) ctx.self.tell("CatchUpFailed", { life, symbol, why: String(error) });
  });
}

/**
 * The recorder is the judge of what exists: what it leaves out between two of its candles is an exchange's halt. A candle
 * heard live that it does not have yet is waited for.
 */
export function catchUp(
  state: MakerState,
  market: Market,
  { lastMs, candles }: { readonly lastMs: number | null; readonly candles: readonly Candle[] },
  ctx: MakerContext,
): void {
  if (!market.sequence) beginAfter(state, market, lastMs);
  let made = 0;
  for (const candle of candles) made += take(market, { candle }, ctx);
  if (market.wasLive) market.coherence.add("repairs", made);
  if (candles.length > 0) market.attempts = 0;
  if (candles.length === PAGE) return askRecorder(state, market, ctx);
  replay(state, market, ctx);
}

function beginAfter(state: MakerState, market: Market, lastMs: number | null): void {
  market.maker = candleMaker(state.timeframe, lastMs);
  market.madeMs = lastMs;
  const { nextMs } = market.maker;
  market.sequence = new CandleSequence(state.source, nextMs === null ? null : nextMs - timeframeMs(state.source));
}

function replay(state: MakerState, market: Market, ctx: MakerContext): void {
  const waiting = market.waiting.splice(0);
  for (const [i, closed] of waiting.entries()) {
    const { candle, afterMs } = closed;
    const place = market.sequence!.place(candle.openMs, afterMs);
    if (place === "gap") {
      market.waiting = waiting.slice(i);
      return tryAgain(state, market, `the recorder does not have ${candle.timeframe} of ${candle.openMs} yet`, ctx);
    }
    if (place === "next") take(market, closed, ctx);
  }
  market.catchingUp = false;
  market.attempts = 0;
  market.wasLive = true;
  correctNext(state, market, ctx);
}

/** Asks again later. */
export function tryAgain(state: MakerState, market: Market, why: string, ctx: MakerContext): void {
  const { symbol, life } = market;
  const retryMs = backoffMs(market.attempts++, ctx.random(), { minMs: 50, maxMs: 10_000, factor: 2 });
  ctx.log.debug("Catches up again later", { symbol, timeframe: state.timeframe, why, retryMs });
  ctx.after(retryMs, "CatchUp", { life, symbol });
}
