/** What the wire tells: each frame to where it belongs. */
import type { CandleFrame, Frame, TradeFrame } from "../../exchanges/binance/frame_kinds.ts";
import { rawStream } from "../topics.ts";
import { actOnCandles } from "./candles.ts";
import { hearClosed, hearOpen } from "./market_sync.ts";
import { actOnPrints } from "./prints.ts";
import type { FeedContext, FeedState } from "./state.ts";

/** Hears a frame that came at `receivedMs` (our clock, UTC ms). */
export function hearFrame(state: FeedState, frame: Frame, text: string, receivedMs: number, ctx: FeedContext): void {
  state.status.lastMessageMs = receivedMs;
  tellRaw(state, frame, text, receivedMs, ctx);
  if (frame.kind === "trade") hearTrade(state, frame, ctx);
  else if (frame.kind === "candle") hearCandle(state, frame, ctx);
  else return;
  state.heardMs = receivedMs;
}

function tellRaw(state: FeedState, frame: Frame, text: string, receivedMs: number, ctx: FeedContext): void {
  const stream = "stream" in frame ? frame.stream : frame.kind;
  const symbol = "stream" in frame ? state.venue.names.ofStream(frame.stream) : null;
  const closes = frame.kind === "candle" && frame.closed;
  const { exchange } = state.args;
  ctx.publish(rawStream.key(symbol ?? "*"), { receivedMs, exchange, stream, symbol, closes, text });
}

function hearTrade(state: FeedState, frame: TradeFrame, ctx: FeedContext): void {
  const market = state.followed.get(frame.trade.symbol);
  if (!market || !frame.aggregate) return;
  state.exchangeMs = Math.max(state.exchangeMs, frame.trade.timeMs);
  actOnPrints(state, market, market.prints.hear(frame), ctx);
}

function hearCandle(state: FeedState, frame: CandleFrame, ctx: FeedContext): void {
  const { candle, closed, eventMs, lastId } = frame;
  const market = state.followed.get(candle.symbol);
  if (!market || candle.timeframe !== "1m") return;
  state.exchangeMs = Math.max(state.exchangeMs, eventMs);
  if (closed) return actOnCandles(state, market, hearClosed(market.sync, candle, eventMs), ctx);
  market.open.hearCandle(candle, lastId);
  actOnCandles(state, market, hearOpen(market.sync, candle.openMs, eventMs), ctx);
}
