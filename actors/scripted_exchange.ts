/** An exchange whose every word a test decides: what REST has, and what is heard on the wire. BTC/USDT, and ETH/USDT beside it. */
import type { Candle } from "../domain/candle.ts";
import { ScriptedTransport } from "./scripted_transport.ts";

/** When minute 0 opens, UTC ms. */
export const START_MS = Date.UTC(2023, 3, 10);
/** When minute n opens, UTC ms. */
export const minuteMs = (n: number) => START_MS + n * 60_000;

/** Minute n of either market (named BTC/USDT), the same on the wire and over REST. */
export function minuteCandle(n: number): Candle {
  const openMs = minuteMs(n);
  const prices = { open: "100.00", high: "101.00", low: "99.00", close: `100.${10 + n % 80}` };
  return { symbol: "BTC/USDT", timeframe: "1m", openMs, closeMs: openMs + 59_999, ...prices, volume: "2.5" };
}

/** An exchange in the hand of the test: what REST has, and the sockets that were opened. */
export class ScriptedExchange extends ScriptedTransport {
  /** Minutes that exist; the last of them is open. */
  minutes: number[] = [];
  /** Prints that exist, whether the wire told them or not. */
  readonly prints: Record<string, string | number | boolean>[] = [];

  /** Minute n closes, perhaps with other numbers than REST has. */
  closes(n: number, numbers: Partial<Candle> = {}): void {
    this.#kline({ ...minuteCandle(n), ...numbers }, 10 * n + 9, true);
  }

  updates(n: number, atMs = minuteMs(n) + 30_000): void {
    this.#kline(minuteCandle(n), 10 * n + 9, false, atMs);
  }

  trades(id: number, price: string, timeMs: number): void {
    const data = this.hides(id, price, timeMs);
    this.socket.hears({ stream: "btcusdt@aggTrade", data });
  }

  /** A print that REST has and the wire does not tell. */
  hides(id: number, price: string, timeMs: number) {
    const row = { a: id, p: price, q: "0.5", f: id, l: id, T: timeMs, m: true };
    this.prints.push(row);
    return { e: "aggTrade", E: timeMs, s: "BTCUSDT", ...row };
  }

  #kline({ openMs: t, closeMs: T, ...numbers }: Candle, L: number, x: boolean, E = T + 6): void {
    const { open: o, high: h, low: l, close: c, volume: v } = numbers;
    const k = { t, T, s: "BTCUSDT", i: "1m", f: 1, L, o, c, h, l, v, n: 9, x };
    this.socket.hears({ stream: "btcusdt@kline_1m", data: { e: "kline", E, s: "BTCUSDT", k } });
  }

  protected serve(path: string): Response {
    const { pathname, searchParams } = new URL(path, "http://exchange");
    const asked = (name: string) => searchParams.get(name) ?? "";
    switch (pathname) {
      case "/api/v3/time":
        return Response.json({ serverTime: minuteMs(this.minutes.at(-1)!) + 30_000 });
      case "/api/v3/exchangeInfo":
        return rulesOf(JSON.parse(asked("symbols")));
      case "/api/v3/aggTrades":
        return Response.json(this.prints.filter(({ a }) => Number(a) >= Number(asked("fromId"))).slice(0, 1_000));
      default: {
        const fromMs = Number(asked("startTime"));
        const rows = this.minutes.filter((n) => minuteMs(n) >= fromMs).slice(0, 1_000).map((n) => minuteCandle(n));
        return Response.json(
          rows.map((c) => [c.openMs, c.open, c.high, c.low, c.close, c.volume, c.closeMs, "0", 9, "0", "0", "0"]),
        );
      }
    }
  }
}

function rulesOf(names: readonly string[]): Response {
  const symbols = names.flatMap((name) => MARKETS.find(({ symbol }) => symbol === name) ?? []);
  if (symbols.length < names.length) return Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 });
  return Response.json({ rateLimits: [], symbols });
}

const MARKETS = ["BTC", "ETH"].map((baseAsset) => ({
  symbol: `${baseAsset}USDT`,
  status: "TRADING",
  baseAsset,
  quoteAsset: "USDT",
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000.00", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
    { filterType: "NOTIONAL", minNotional: "5.00000000" },
  ],
}));
