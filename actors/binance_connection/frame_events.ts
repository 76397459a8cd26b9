/** What a frame of Binance's market streams tells those who listen to any exchange. Pure. */
import type { Frame } from "../../exchanges/binance/frame.ts";
import type { AnyCandle, Channel, MarketDataEvent } from "../exchange_connection_protocol.ts";

/** An event, and whom it concerns. */
export interface Told {
  readonly channel: Channel;
  readonly event: MarketDataEvent;
}

/** Null for what tells nothing by itself: parts of books, answers. */
export function eventOf(frame: Frame, exchange: string): Told | null {
  switch (frame.kind) {
    case "trade": {
      if (frame.aggregate) return null;
      const trades = [{ ...frame.trade, id: String(frame.trade.id) }];
      return { channel: "trades", event: { kind: "TradesPrinted", exchange, trades } };
    }
    case "ticker":
      if (frame.window !== "24h") return null;
      return { channel: "tickers", event: { kind: "TickersChanged", exchange, tickers: [frame.ticker] } };
    case "tickers":
      if (frame.window !== "24h") return null;
      return { channel: "tickers", event: { kind: "TickersChanged", exchange, tickers: [...frame.tickers] } };
    case "bookTop":
      return { channel: "bids_asks", event: { kind: "BidsAsksChanged", exchange, tops: [frame.top] } };
    case "candle":
      return candleEvent({ ...frame.candle, closed: frame.closed }, exchange);
    case "anyCandle": {
      const timeframe = frame.candle.timeframe + (frame.timeZone === null ? "" : `@${frame.timeZone}`);
      return candleEvent({ ...frame.candle, timeframe, closed: frame.closed }, exchange);
    }
    default:
      return null;
  }
}

function candleEvent(candle: AnyCandle, exchange: string): Told {
  return { channel: "candles", event: { kind: "CandlesChanged", exchange, candles: [candle] } };
}
