/** What a frame of a market stream says, in our words. Times are the exchange's, UTC ms. */
import type { Candle } from "../../domain/candle.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import type { BookLevel, BookTop, Ticker } from "../../domain/market_data.ts";
import type { Trade } from "../../domain/trade.ts";

/** A print; `firstId` to `lastId` are the single trades within, one alone unless it is an `aggregate`. */
export interface TradeFrame {
  readonly kind: "trade";
  readonly stream: string;
  readonly trade: Trade;
  /** Whether one print is all that one order took at one price (`@aggTrade`); its ids are other than those of single trades. */
  readonly aggregate: boolean;
  readonly firstId: number;
  readonly lastId: number;
}

/** A trade that was made apart from the book. */
export interface BlockTradeFrame {
  readonly kind: "blockTrade";
  readonly stream: string;
  readonly trade: Trade;
}

/** A candle of one of our timeframes, open or closed; `lastId` is the last single trade within, −1 when silent. */
export interface CandleFrame {
  readonly kind: "candle";
  readonly stream: string;
  readonly candle: Candle;
  readonly closed: boolean;
  readonly eventMs: number;
  readonly lastId: number;
}

/** A candle of another length, or of days that do not begin at midnight UTC. */
export interface AnyCandleFrame {
  readonly kind: "anyCandle";
  readonly stream: string;
  /** Its length in Binance's words: `1s` … `1M`. */
  readonly candle: Omit<Candle, "timeframe"> & { readonly timeframe: string };
  /** `+08:00`; null = UTC. */
  readonly timeZone: string | null;
  readonly closed: boolean;
  readonly eventMs: number;
  readonly lastId: number;
}

/** Length of a ticker's window. */
export type TickerWindow = "1h" | "4h" | "1d" | "24h";

/** What one market did in a rolling window. */
export interface TickerFrame {
  readonly kind: "ticker";
  readonly stream: string;
  readonly window: TickerWindow;
  readonly ticker: Ticker;
}

/** The same for all markets that changed, as far as their names are known. */
export interface TickersFrame {
  readonly kind: "tickers";
  readonly stream: string;
  readonly window: TickerWindow;
  readonly tickers: readonly Ticker[];
}

/** The best bid and ask. */
export interface BookTopFrame {
  readonly kind: "bookTop";
  readonly stream: string;
  readonly top: BookTop;
}

/** The average price of a few minutes. */
export interface AvgPriceFrame {
  readonly kind: "avgPrice";
  readonly stream: string;
  readonly symbol: Symbol;
  readonly price: DecimalText;
  /** Length in Binance's words, such as `5m`. */
  readonly window: string;
  readonly eventMs: number;
  readonly lastTradeMs: number;
}

/** The exchange's reference price; null while there is none. */
export interface ReferencePriceFrame {
  readonly kind: "referencePrice";
  readonly stream: string;
  readonly symbol: Symbol;
  readonly price: DecimalText | null;
  readonly timeMs: number;
}

/** Levels of the book that changed, with their whole quantity (0 = gone); the updates `firstId` to `lastId`. */
export interface DepthFrame {
  readonly kind: "depth";
  readonly stream: string;
  readonly symbol: Symbol;
  readonly eventMs: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The best 5, 10 or 20 levels of the book, best first. */
export interface PartialDepthFrame {
  readonly kind: "partialDepth";
  readonly stream: string;
  readonly symbol: Symbol;
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The answer to a request of ours. */
export interface AnswerFrame {
  readonly kind: "answer";
  readonly id: number | string | null;
  readonly error: { readonly code: number; readonly msg: string } | null;
}

/** The server will close its connections soon. */
export interface ShutdownFrame {
  readonly kind: "shutdown";
}

/** Some stream or market that nobody here reads. */
export interface OtherFrame {
  readonly kind: "other";
  readonly stream: string;
}

/** What a frame says. */
export type Frame =
  | TradeFrame
  | BlockTradeFrame
  | CandleFrame
  | AnyCandleFrame
  | TickerFrame
  | TickersFrame
  | BookTopFrame
  | AvgPriceFrame
  | ReferencePriceFrame
  | DepthFrame
  | PartialDepthFrame
  | AnswerFrame
  | ShutdownFrame
  | OtherFrame;
