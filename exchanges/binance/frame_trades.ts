/** Payloads about trades and candles as frames. Pure. */
import type { z } from "zod";
import type { Symbol } from "../../domain/market.ts";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import type { aggTradeEvent, blockTradeEvent, klineEvent, tradeEvent } from "./events.ts";
import type { AnyCandleFrame, BlockTradeFrame, CandleFrame, TradeFrame } from "./frame_kinds.ts";

/** Tells candles of a time zone from those of UTC: `btcusdt@kline_1d@+08:00`. */
const ZONE_MARK = "@+";

/** One taker order's fills at one price. */
export function aggTradeFrame(stream: string, symbol: Symbol, event: z.infer<typeof aggTradeEvent>): TradeFrame {
  const { a: id, p: price, q: quantity, T: timeMs, m, f: firstId, l: lastId } = event;
  const trade = { symbol, id, price, quantity, timeMs, takerSide: takerSide(m) };
  return { kind: "trade", stream, trade, aggregate: true, firstId, lastId };
}

/** One single trade. */
export function tradeFrame(stream: string, symbol: Symbol, event: z.infer<typeof tradeEvent>): TradeFrame {
  const { t: id, p: price, q: quantity, T: timeMs, m } = event;
  const trade = { symbol, id, price, quantity, timeMs, takerSide: takerSide(m) };
  return { kind: "trade", stream, trade, aggregate: false, firstId: id, lastId: id };
}

/** A trade apart from the book. */
export function blockTradeFrame(
  stream: string,
  symbol: Symbol,
  event: z.infer<typeof blockTradeEvent>,
): BlockTradeFrame {
  const { t: id, p: price, q: quantity, T: timeMs, m } = event;
  return { kind: "blockTrade", stream, trade: { symbol, id, price, quantity, timeMs, takerSide: takerSide(m) } };
}

/** A candle, open or closed. */
export function klineFrame(
  stream: string,
  symbol: Symbol,
  { E: eventMs, k }: z.infer<typeof klineEvent>,
): CandleFrame | AnyCandleFrame {
  const { t: openMs, T: closeMs, o: open, h: high, l: low, c: close, v: volume, x: closed, L: lastId } = k;
  const zoneAt = stream.indexOf(ZONE_MARK);
  const timeframe = zoneAt < 0 ? TIMEFRAMES.find((name) => name === k.i) : undefined;
  if (timeframe) {
    const candle = { symbol, timeframe, openMs, closeMs, open, high, low, close, volume };
    return { kind: "candle", stream, candle, closed, eventMs, lastId };
  }
  const candle = { symbol, timeframe: k.i, openMs, closeMs, open, high, low, close, volume };
  const timeZone = zoneAt < 0 ? null : stream.slice(zoneAt + 1);
  return { kind: "anyCandle", stream, candle, timeZone, closed, eventMs, lastId };
}

function takerSide(buyerIsMaker: boolean): "buy" | "sell" {
  return buyerIsMaker ? "sell" : "buy";
}
