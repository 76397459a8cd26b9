/** For tests: a market with a book, prints and candles, and accounts of users to trade it with. */
import { type Broker, ensureBroker } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import type { Candle } from "../domain/candle.ts";
import type { MarketView } from "../domain/market_view.ts";
import { replaceSymbols } from "../db/symbols.ts";
import { TEST_MARKET } from "./test_trading.ts";

/** What the market of {@linkcode testTrading} looks like at a price: twelve levels of each side, a cent apart. */
export function viewAt(price: number, different: Partial<MarketView> = {}): MarketView {
  const level = (index: number, by: number): [string, string] => [
    (price + by * (index + 0.5)).toFixed(2),
    (0.05 + ((index * 7) % 5) * 0.31).toFixed(5),
  ];
  const levels = (by: number) => Array.from({ length: 12 }, (_, index) => level(index, by));
  return {
    venueId: "demo",
    symbol: "BTC/USDT",
    ticker: {
      symbol: "BTC/USDT",
      timeMs: NOW_MS,
      windowMs: 86_400_000,
      open: "19600.00",
      high: "20480.50",
      low: "19450.25",
      last: price.toFixed(2),
      bid: null,
      ask: null,
      volumeBase: "1234.56789",
      volumeQuote: null,
    },
    book: { symbol: "BTC/USDT", updateId: 1, timeMs: NOW_MS, bids: levels(-1), asks: levels(1) },
    trades: [],
    error: null,
    ...different,
  };
}

/** When the fixture's candles end: 2026-03-01 12:00 UTC. */
export const NOW_MS = Date.UTC(2026, 2, 1, 12);

/** A wave of one-minute candles around a price, that ends at it. */
export function candlesAt(price: number, count = 200): Candle[] {
  const at = (index: number) =>
    price + Math.sin((count - 1 - index) / 9) * 120 + Math.sin((count - 1 - index) / 2.3) * 30;
  return Array.from({ length: count }, (_, index) => {
    const openMs = NOW_MS - (count - 1 - index) * 60_000;
    const [open, close] = [at(index - 1), at(index)];
    return {
      symbol: "BTC/USDT",
      timeframe: "1m",
      openMs,
      closeMs: openMs + 59_999,
      open: open.toFixed(2),
      high: (Math.max(open, close) + 12).toFixed(2),
      low: (Math.min(open, close) - 12).toFixed(2),
      close: close.toFixed(2),
      volume: (1 + (index % 7) / 3).toFixed(5),
    };
  });
}

/** An account of a user at the exchange inside. */
export function demoBroker(db: Db, userId: string, different: Partial<Broker> = {}): Promise<Broker> {
  return ensureBroker(db, {
    userId,
    name: "Demo",
    exchange: "demo",
    description: "",
    environment: "demo",
    isDefault: true,
    paperBalances: {},
    ...different,
  });
}

/** The rules of both markets, so that they are listed. */
export async function listMarkets(db: Db, venue = "demo"): Promise<void> {
  await replaceSymbols(db, venue, [TEST_MARKET, { ...TEST_MARKET, symbol: "ETH/USDT", base: "ETH" }, {
    ...TEST_MARKET,
    symbol: "ETH/BTC",
    base: "ETH",
    quote: "BTC",
    minNotional: null,
  }]);
}
