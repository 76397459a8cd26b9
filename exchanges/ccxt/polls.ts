/** The calls of ccxt that fetch, for what an exchange does not stream. Each asks the REST interface once. */
import type { Ticker } from "ccxt";
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { nameOf } from "./open.ts";
import type { Call, Calls, Channel, Heard, Reading } from "./source.ts";
import { said } from "./streams.ts";

/** The newest candles: the open one, and some for the case that answers failed. */
const CANDLES = 5;

/**
 * ccxt reads a page of HTML as a ticker without prices.
 * @throws {ExchangeUnavailable} where an answer for markets that exist says nothing of them.
 */
function tickers({ exchange }: Reading, rows: Readonly<Record<string, Ticker>>): Heard[] {
  const heard = said.tickers(rows);
  if (heard.some((one) => one.kind === "TickersChanged" && one.tickers.length > 0)) return heard;
  throw new ExchangeUnavailable(`${nameOf(exchange)}: an answer without any price`);
}

const FETCH_TICKER: Call = {
  needs: "fetchTicker",
  make: async (reading) => {
    const { exchange, symbol } = reading;
    return tickers(reading, { [symbol]: await exchange.fetchTicker(symbol) });
  },
};
const FETCH_TICKERS: Call = {
  needs: "fetchTickers",
  make: async (reading) => tickers(reading, await reading.exchange.fetchTickers(reading.symbols)),
};
const FETCH_ALL_TICKERS: Call = {
  needs: "fetchTickers",
  make: async ({ exchange }) => said.tickers(await exchange.fetchTickers()),
};
const FETCH_BOOK: Call = {
  needs: "fetchOrderBook",
  make: async (reading) => {
    const heard = said.book(reading, await reading.exchange.fetchOrderBook(reading.symbol, reading.depth));
    return heard.filter((one) => one.kind !== "OrderBookChanged" || reading.isOther(one.book));
  },
};
const FETCH_TRADES: Call = {
  needs: "fetchTrades",
  make: async ({ exchange, symbol }) => said.trades(await exchange.fetchTrades(symbol)),
};
const FETCH_CANDLES: Call = {
  needs: "fetchOHLCV",
  make: async (reading) => {
    const { exchange, symbol, timeframe } = reading;
    return said.candles(reading, symbol, await exchange.fetchOHLCV(symbol, timeframe, undefined, CANDLES));
  },
};
const FETCH_TOPS: Call = {
  needs: "fetchBidsAsks",
  make: async ({ exchange, symbols }) => said.tops(await exchange.fetchBidsAsks(symbols)),
};
const FETCH_ALL_TOPS: Call = {
  needs: "fetchBidsAsks",
  make: async ({ exchange }) => said.tops(await exchange.fetchBidsAsks()),
};
const FETCH_TOP_OF_BOOK: Call = {
  needs: "fetchOrderBook",
  make: async (reading) => said.top(reading, await reading.exchange.fetchOrderBook(reading.symbol)),
};
const FETCH_BALANCE: Call = {
  needs: "fetchBalance",
  make: async ({ exchange }) => said.balance(await exchange.fetchBalance()),
};
const FETCH_ORDERS: Call = {
  needs: "fetchOrders",
  make: async ({ exchange, symbol }) => said.orders(await exchange.fetchOrders(symbol)),
};
const FETCH_OPEN_AND_CLOSED_ORDERS: Call = {
  needs: "fetchClosedOrders",
  make: async ({ exchange, symbol }): Promise<Heard[]> => [
    ...said.orders(await exchange.fetchClosedOrders(symbol)),
    ...said.orders(await exchange.fetchOpenOrders(symbol)),
  ],
};
const FETCH_OPEN_ORDERS: Call = {
  needs: "fetchOpenOrders",
  make: async ({ exchange, symbol }) => said.orders(await exchange.fetchOpenOrders(symbol)),
};
const FETCH_FILLS: Call = {
  needs: "fetchMyTrades",
  make: async ({ exchange, symbol }) => said.fills(await exchange.fetchMyTrades(symbol)),
};
const FETCH_POSITIONS: Call = {
  needs: "fetchPositions",
  make: async ({ exchange, symbols }) =>
    said.positions(await exchange.fetchPositions(symbols.length > 0 ? symbols : undefined)),
};

const ORDERS: readonly Call[] = [FETCH_ORDERS, FETCH_OPEN_AND_CLOSED_ORDERS, FETCH_OPEN_ORDERS];

/** How each channel is fetched; the first call that an exchange has is taken. */
export const POLLS: Readonly<Record<Channel, Calls>> = {
  tickers: { one: [FETCH_TICKER, FETCH_TICKERS], many: [FETCH_TICKERS], all: [FETCH_ALL_TICKERS] },
  order_books: { one: [FETCH_BOOK] },
  trades: { one: [FETCH_TRADES] },
  candles: { one: [FETCH_CANDLES] },
  bids_asks: { one: [FETCH_TOP_OF_BOOK, FETCH_TOPS], many: [FETCH_TOPS], all: [FETCH_ALL_TOPS] },
  balance: { all: [FETCH_BALANCE] },
  orders: { one: ORDERS, all: ORDERS },
  fills: { one: [FETCH_FILLS], all: [FETCH_FILLS] },
  positions: { many: [FETCH_POSITIONS], all: [FETCH_POSITIONS] },
};
