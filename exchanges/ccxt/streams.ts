/** The calls of ccxt that stream: each waits for the next update. */
import type { Balances, OHLCV, Order, OrderBook, Position, Ticker, Trade } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { nameOf } from "./open.ts";
import { fillsOf, holdingsOf, ordersOf, positionsOf } from "./private_data.ts";
import { bookOf, symbolOf, tickersOf, topOf, topsOf, tradesOf } from "./public_data.ts";
import type { Call, Calls, Channel, Heard, Reading } from "./source.ts";

type Rows<T> = Readonly<Record<string, T>>;

const tickers = (rows: Rows<Ticker>): Heard[] => [{ kind: "TickersChanged", tickers: tickersOf(Object.values(rows)) }];
const tops = (rows: Rows<Ticker>): Heard[] => [{ kind: "BidsAsksChanged", tops: topsOf(Object.values(rows)) }];
const trades = (rows: readonly Trade[]): Heard[] => [{ kind: "TradesPrinted", trades: tradesOf(rows) }];
const balance = (rows: Balances): Heard[] => [{ kind: "BalanceChanged", balances: holdingsOf(rows) }];
const orders = (rows: readonly Order[]): Heard[] => [{ kind: "OrdersReported", orders: ordersOf(rows) }];
const fills = (rows: readonly Trade[]): Heard[] => [{ kind: "FillsReported", fills: fillsOf(rows) }];
const positions = (rows: readonly Position[]): Heard[] => [{ kind: "PositionsReported", positions: positionsOf(rows) }];

/** ccxt's books live on: what is wanted of one is copied at once. */
function book(reading: Reading, live: OrderBook): Heard[] {
  const picture = bookOf(live, reading.levels(), symbolOf(live.symbol ?? reading.symbol));
  return picture === null ? [] : [{ kind: "OrderBookChanged", book: picture }];
}

function top(reading: Reading, live: OrderBook): Heard[] {
  const picture = bookOf(live, 1, symbolOf(live.symbol ?? reading.symbol));
  return picture === null ? [] : [{ kind: "BidsAsksChanged", tops: [topOf(picture)] }];
}

function candles(reading: Reading, symbol: string, rows: readonly OHLCV[]): Heard[] {
  const known = symbolOf(symbol);
  return known === null ? [] : [{ kind: "CandlesChanged", candles: reading.candles(known).hear(rows) }];
}

/**
 * Some classes of ccxt (such as kraken's) listen to one length a market: a second one is answered with candles of the first.
 * @throws {ExchangeRefused} when that is the case.
 */
function mustBeOf({ exchange, symbol, timeframe }: Reading): void {
  const lengths = Object.keys(exchange.ohlcvs?.[symbol] ?? {});
  if (lengths.length === 0 || lengths.includes(timeframe)) return;
  throw new ExchangeRefused(
    `${nameOf(exchange)}: candles of ${symbol} are streamed in one length at a time, and that is ${lengths[0]} now`,
  );
}

/** `{ "BTC/USDT": { "1m": rows } }`. */
function candlesBySymbol(reading: Reading, bySymbol: Rows<Rows<OHLCV[]>>): Heard[] {
  return Object.entries(bySymbol).flatMap(([symbol, byTimeframe]) =>
    Object.values(byTimeframe).flatMap((rows) => candles(reading, symbol, rows))
  );
}

const pairs = ({ symbols, timeframe }: Reading) => symbols.map((symbol) => [symbol, timeframe]);

const WATCH_TICKER: Call = {
  needs: "watchTicker",
  make: async ({ exchange, symbol }) => tickers({ [symbol]: await exchange.watchTicker(symbol) }),
  end: { needs: "unWatchTicker", make: ({ exchange, symbol }) => exchange.unWatchTicker(symbol) },
};
const WATCH_TICKERS: Call = {
  needs: "watchTickers",
  make: async ({ exchange, symbols }) => tickers(await exchange.watchTickers(symbols)),
  end: { needs: "unWatchTickers", make: ({ exchange, symbols }) => exchange.unWatchTickers(symbols) },
};
const WATCH_ALL_TICKERS: Call = {
  needs: "watchTickers",
  make: async ({ exchange }) => tickers(await exchange.watchTickers()),
  end: { needs: "unWatchTickers", make: ({ exchange }) => exchange.unWatchTickers() },
};
const WATCH_BOOK: Call = {
  needs: "watchOrderBook",
  make: async (reading) => book(reading, await reading.exchange.watchOrderBook(reading.symbol, reading.depth)),
  end: { needs: "unWatchOrderBook", make: ({ exchange, symbol }) => exchange.unWatchOrderBook(symbol) },
};
const WATCH_BOOKS: Call = {
  needs: "watchOrderBookForSymbols",
  make: async (reading) =>
    book(reading, await reading.exchange.watchOrderBookForSymbols(reading.symbols, reading.depth)),
  end: {
    needs: "unWatchOrderBookForSymbols",
    make: ({ exchange, symbols }) => exchange.unWatchOrderBookForSymbols(symbols),
  },
};
const WATCH_TRADES: Call = {
  needs: "watchTrades",
  make: async ({ exchange, symbol }) => trades(await exchange.watchTrades(symbol)),
  end: { needs: "unWatchTrades", make: ({ exchange, symbol }) => exchange.unWatchTrades(symbol) },
};
const WATCH_TRADES_OF: Call = {
  needs: "watchTradesForSymbols",
  make: async ({ exchange, symbols }) => trades(await exchange.watchTradesForSymbols(symbols)),
  end: { needs: "unWatchTradesForSymbols", make: ({ exchange, symbols }) => exchange.unWatchTradesForSymbols(symbols) },
};
const WATCH_CANDLES: Call = {
  needs: "watchOHLCV",
  make: async (reading) => {
    const { exchange, symbol, timeframe } = reading;
    const rows = await exchange.watchOHLCV(symbol, timeframe);
    mustBeOf(reading);
    return candles(reading, symbol, rows);
  },
  end: {
    needs: "unWatchOHLCV",
    make: ({ exchange, symbol, timeframe }) => exchange.unWatchOHLCV(symbol, timeframe),
  },
};
const WATCH_CANDLES_OF: Call = {
  needs: "watchOHLCVForSymbols",
  make: async (reading) => candlesBySymbol(reading, await reading.exchange.watchOHLCVForSymbols(pairs(reading))),
  end: {
    needs: "unWatchOHLCVForSymbols",
    make: (reading) => reading.exchange.unWatchOHLCVForSymbols(pairs(reading)),
  },
};
const WATCH_TOPS: Call = {
  needs: "watchBidsAsks",
  make: async ({ exchange, symbols }) => tops(await exchange.watchBidsAsks(symbols)),
  end: { needs: "unWatchBidsAsks", make: ({ exchange, symbols }) => exchange.unWatchBidsAsks(symbols) },
};
const WATCH_ALL_TOPS: Call = {
  needs: "watchBidsAsks",
  make: async ({ exchange }) => tops(await exchange.watchBidsAsks()),
  end: { needs: "unWatchBidsAsks", make: ({ exchange }) => exchange.unWatchBidsAsks() },
};
const WATCH_TOP_OF_BOOK: Call = {
  ...WATCH_BOOK,
  make: async (reading) => top(reading, await reading.exchange.watchOrderBook(reading.symbol)),
};
const WATCH_BALANCE: Call = {
  needs: "watchBalance",
  make: async ({ exchange }) => balance(await exchange.watchBalance()),
};
const WATCH_ORDERS: Call = {
  needs: "watchOrders",
  make: async ({ exchange }) => orders(await exchange.watchOrders()),
  end: { needs: "unWatchOrders", make: ({ exchange }) => exchange.unWatchOrders() },
};
const WATCH_FILLS: Call = {
  needs: "watchMyTrades",
  make: async ({ exchange }) => fills(await exchange.watchMyTrades()),
  end: { needs: "unWatchMyTrades", make: ({ exchange }) => exchange.unWatchMyTrades() },
};
const WATCH_POSITIONS: Call = {
  needs: "watchPositions",
  make: async ({ exchange }) => positions(await exchange.watchPositions()),
  end: { needs: "unWatchPositions", make: ({ exchange }) => exchange.unWatchPositions() },
};

/** How each channel streams; the first call that an exchange has is taken. */
export const STREAMS: Readonly<Record<Channel, Calls>> = {
  tickers: { one: [WATCH_TICKER, WATCH_TICKERS], many: [WATCH_TICKERS], all: [WATCH_ALL_TICKERS] },
  order_books: { one: [WATCH_BOOK, WATCH_BOOKS], many: [WATCH_BOOKS] },
  trades: { one: [WATCH_TRADES, WATCH_TRADES_OF], many: [WATCH_TRADES_OF] },
  candles: { one: [WATCH_CANDLES, WATCH_CANDLES_OF], many: [WATCH_CANDLES_OF] },
  bids_asks: { one: [WATCH_TOPS, WATCH_TOP_OF_BOOK], many: [WATCH_TOPS], all: [WATCH_ALL_TOPS] },
  balance: { all: [WATCH_BALANCE] },
  orders: { all: [WATCH_ORDERS] },
  fills: { all: [WATCH_FILLS] },
  positions: { all: [WATCH_POSITIONS] },
};

/** What streams and polls say in the same words. */
export const said = { tickers, tops, trades, balance, orders, fills, positions, book, top, candles };
