/**
 * The exchange connection: the messages that every connection actor answers, Binance's own client as well as any exchange
 * through ccxt. Whoever wants market data says so, gets a topic key, and is let go of when he says so or dies.
 *
 * Events leave on the topic `marketData` (see topics.ts), of which the key is that of the subscription; each subscriber
 * chooses real time (each update) or a pace (the latest state every so often) by its own subscription.
 */
import { z } from "zod";
import { candle } from "../domain/candle.ts";
import { decimalText } from "../domain/decimal.ts";
import { exchangeFailure } from "../domain/exchange_failure.ts";
import { bookPicture, bookTop, ticker } from "../domain/market_data.ts";
import { symbol } from "../domain/market.ts";
import { timeframe } from "../domain/timeframe.ts";
import { anyTrade } from "../domain/trade.ts";

/** What may be listened to. The last four need a key. */
export const channel = z.enum([
  "tickers",
  "order_books",
  "trades",
  "candles",
  "bids_asks",
  "balance",
  "orders",
  "fills",
  "positions",
]);
/** What may be listened to. */
export type Channel = z.infer<typeof channel>;

/** One wish. */
export const subscription = z.object({
  channel,
  /** Empty = all that the exchange has; only for `tickers`, `bids_asks` and what needs a key. */
  symbols: z.array(z.string()),
  /** Candles only: the exchange's own length, such as `1m` or `1d`. */
  timeframe: z.string().nullable().default(null),
  /** Levels of a book, or how many of the newest trades, candles, orders are kept; null = the connection's default. */
  limit: z.int().positive().nullable().default(null),
  /** Null = every update at once (real time); else the latest state so often, ms. */
  everyMs: z.int().positive().nullable().default(null),
});
/** One wish. */
export type Subscription = z.infer<typeof subscription>;

/** A candle of any length that the exchange knows; `timeframe` in its own words. */
export const anyCandle = z.object({ ...candle.shape, timeframe: z.string(), closed: z.boolean() });
/** A candle of any length. */
export type AnyCandle = z.infer<typeof anyCandle>;

/** Free and locked amount of one currency; total = both. */
const holding = z.object({ currency: z.string(), free: decimalText, used: decimalText });

/** An order of ours as an exchange tells it through its private stream. Quantities base, prices quote currency. */
export const reportedOrder = z.object({
  symbol,
  orderId: z.string(),
  clientOrderId: z.string().nullable(),
  side: z.enum(["buy", "sell"]),
  type: z.string(),
  /** The exchange's view in ccxt's words: `open`, `closed`, `canceled`, `expired`, `rejected`. */
  status: z.string(),
  price: decimalText.nullable(),
  quantity: decimalText.nullable(),
  filledQuantity: decimalText.nullable(),
  timeMs: z.int().nullable(),
});

/** A fill of ours as an exchange tells it through its private stream. */
export const reportedFill = z.object({
  symbol,
  fillId: z.string(),
  orderId: z.string().nullable(),
  side: z.enum(["buy", "sell"]),
  price: decimalText,
  quantity: decimalText,
  fee: decimalText.nullable(),
  feeCurrency: z.string().nullable(),
  timeMs: z.int(),
});

/** A position as an exchange tells it (derivatives). */
export const reportedPosition = z.object({
  symbol,
  side: z.enum(["long", "short"]).nullable(),
  quantity: decimalText,
  entryPrice: decimalText.nullable(),
  timeMs: z.int().nullable(),
});

/**
 * What happened, as told on `marketData`. `exchange` is the name under which the connection tells: ccxt's id (`binance`,
 * `kraken`), `demo`, or that of a venue (`binance-testnet`).
 */
export const marketDataEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("TickersChanged"), exchange: z.string(), tickers: z.array(ticker) }),
  z.object({ kind: z.literal("OrderBookChanged"), exchange: z.string(), book: bookPicture }),
  z.object({
    kind: z.literal("TradesPrinted"),
    exchange: z.string(),
    trades: z.array(anyTrade),
  }),
  z.object({ kind: z.literal("CandlesChanged"), exchange: z.string(), candles: z.array(anyCandle) }),
  z.object({ kind: z.literal("BidsAsksChanged"), exchange: z.string(), tops: z.array(bookTop) }),
  z.object({ kind: z.literal("BalanceChanged"), exchange: z.string(), balances: z.array(holding) }),
  z.object({ kind: z.literal("OrdersReported"), exchange: z.string(), orders: z.array(reportedOrder) }),
  z.object({ kind: z.literal("FillsReported"), exchange: z.string(), fills: z.array(reportedFill) }),
  z.object({ kind: z.literal("PositionsReported"), exchange: z.string(), positions: z.array(reportedPosition) }),
]);
/** What happened, as told on `marketData`. */
export type MarketDataEvent = z.infer<typeof marketDataEvent>;

/** `idle`: nobody wants anything; `live`: all wishes flow; `polling`: some are fetched at intervals, the rest flows. */
export const connectionState = z.enum(["idle", "connecting", "live", "polling", "waiting", "closed"]);

/** How a connection is. Times UTC ms. */
export const connectionInfo = z.object({
  exchange: z.string(),
  state: connectionState,
  /** Since when it is in this state. */
  sinceMs: z.int(),
  /** Each channel that is wanted: how it is got, for how many, and what is kept of it. */
  channels: z.array(z.object({
    key: z.string(),
    channel,
    symbols: z.array(z.string()),
    how: z.enum(["stream", "poll"]),
    subscribers: z.int(),
    cached: z.int(),
    updates: z.int(),
    lastMs: z.int().nullable(),
    /** In the exchange's own words; null while all is well. */
    error: z.string().nullable(),
  })),
  subscribers: z.int(),
  /** Sockets that are open, where that is known. */
  sockets: z.int().nullable(),
  reconnects: z.int(),
  lastError: z.string().nullable(),
});
/** How a connection is. */
export type ConnectionInfo = z.infer<typeof connectionInfo>;

/** Asks for data on behalf of an actor. */
export const watchRequest = z.object({
  /** Path of the actor that wants it: its death ends the subscription. */
  subscriber: z.string(),
  subscription,
});

/** Whether a wish is granted. `refused`: the exchange cannot give that, and why. */
export const watchAnswer = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("watching"), id: z.string(), key: z.string(), how: z.enum(["stream", "poll"]) }),
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
]);
/** Whether a wish is granted. */
export type WatchAnswer = z.infer<typeof watchAnswer>;

/** What a connection hears from others. */
export const exchangeConnectionProtocol = {
  /** Answers with the key of the topic `marketData`. One actor that wishes the same twice has one wish. */
  Watch: { in: watchRequest, out: watchAnswer },
  /** Ends one subscription; the last one of a channel ends the stream. An unknown id is passed over. */
  Unwatch: { in: z.object({ id: z.string() }) },
  /** What is kept of a subscription, as the last event would tell it; null = nothing heard yet. */
  GetLatest: { in: z.object({ key: z.string() }), out: marketDataEvent.nullable() },
  GetConnectionInfo: { out: connectionInfo },
  /** Ends all streams and forgets all wishes; the actor stays for new ones. */
  Close: {},
} as const;

const failed = z.object({ outcome: z.literal("failed"), failure: exchangeFailure });

/**
 * What a connection through ccxt is asked beyond that: questions to the exchange's REST interface, within its rate limit. An
 * answer takes as long as the exchange does.
 */
export const exchangeQuestionsProtocol = {
  /** The newest candles, oldest first, the last one mostly still open; as many of `limit` as the exchange has. */
  FetchCandles: {
    in: z.object({ symbol, timeframe, limit: z.int().min(1).max(1_000) }),
    out: z.discriminatedUnion("outcome", [z.object({ outcome: z.literal("told"), candles: z.array(candle) }), failed]),
  },
  /** Markets that the exchange does not have, and those without any price, are left out. */
  FetchTickers: {
    in: z.object({ symbols: z.array(symbol).max(500) }),
    out: z.discriminatedUnion("outcome", [z.object({ outcome: z.literal("told"), tickers: z.array(ticker) }), failed]),
  },
} as const;
