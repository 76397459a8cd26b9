/**
 * For tests: Bitstamp's REST interface as its documentation shows it (https://www.bitstamp.net/api/). Of it ccxt streams
 * neither tickers nor candles. Written here, not recorded.
 */
import type { Answer, FakeWire } from "./fake_wire.ts";

const MARKETS = ["btc", "eth"].map((base) => ({
  name: `${base.toUpperCase()}/USD`,
  market_symbol: `${base}usd`,
  base_currency: base.toUpperCase(),
  base_decimals: 8,
  counter_currency: "USD",
  counter_decimals: 0,
  minimum_order_value: "10",
  trading: "Enabled",
  instant_order_counter_decimals: 2,
  instant_and_market_orders: "Enabled",
  description: `${base} / U.S. dollar`,
  market_type: "SPOT",
}));

/** What may change between two answers. */
export interface BitstampMarket {
  /** `[open time UTC s, close]`, the oldest first. */
  candles: readonly (readonly [number, string])[];
  last: string;
  /** Given instead of every answer but the markets. */
  instead: Answer | null;
}

/** What ccxt needs to talk to it. */
export function bitstampSettings({ url, wsUrl }: FakeWire): Record<string, unknown> {
  return { urls: { api: { public: `${url}/api`, private: `${url}/api`, ws: wsUrl } }, rateLimit: 1 };
}

/** Lets the wire act Bitstamp. What it answers follows the returned object. */
export function actBitstamp(wire: FakeWire): BitstampMarket {
  const market: BitstampMarket = { candles: [], last: "68000", instead: null };
  wire.answer = (path) => {
    if (path.startsWith("/api/v2/markets/")) return { body: MARKETS };
    if (market.instead) return market.instead;
    if (path.startsWith("/api/v2/ohlc/btcusd/")) {
      return { body: { data: { pair: "BTC/USD", ohlc: market.candles.map(row) } } };
    }
    if (path.startsWith("/api/v2/ticker/btcusd/")) return { body: ticker(market.last) };
    return { status: 404, body: { status: "error", reason: "not found", code: "404" } };
  };
  return market;
}

function row([seconds, close]: readonly [number, string]): Record<string, string> {
  return { timestamp: String(seconds), open: "68000", high: "68010", low: "67990", close, volume: "0.04142833" };
}

function ticker(last: string): Record<string, string> {
  return {
    timestamp: "1795262400",
    open: "67000",
    high: "68500",
    low: "66500",
    last,
    volume: "1821.43213456",
    vwap: "67500",
    bid: "67999",
    ask: "68001",
    side: "0",
    open_24: "67100",
    percent_change_24: "1.34",
  };
}
