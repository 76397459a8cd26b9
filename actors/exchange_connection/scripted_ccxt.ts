/** For tests: an exchange of ccxt of which the test says each update, without any wire. */
import type { Exchange } from "ccxt";
import { BadSymbol, NetworkError } from "ccxt/base/errors.js";
import type { openExchange } from "../../exchanges/ccxt/open.ts";

interface Waiting {
  readonly resolve: (update: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Streams trades, tickers and books; serves candles, and tickers where `has` says so. */
export class ScriptedCcxt {
  readonly id = "scripted";
  readonly name = "Scripted";
  readonly rateLimit = 1;
  readonly throttler = { config: { capacity: 1, tokens: 1, refillRate: 1, cost: 1 } };
  readonly options = {};
  readonly urls = {};
  readonly clients = {};
  readonly ohlcvs = {};
  readonly markets: Record<string, unknown> = { "BTC/USDT": {}, "ETH/USDT": {} };
  readonly timeframes = { "1m": "1m" };
  readonly has: Record<string, boolean> = {
    watchTrades: true,
    unWatchTrades: true,
    watchTicker: true,
    watchOrderBook: true,
    fetchOHLCV: true,
    watchBalance: true,
  };
  /** Whether it has a key. */
  key = false;
  /** Calls, such as `watchTrades BTC/USDT`. */
  readonly calls: string[] = [];
  /** What `fetchOHLCV` answers. */
  candles: readonly (readonly number[])[] = [];
  /** What `fetchTickers` answers, once {@linkcode ScriptedCcxt.hold} has settled. */
  tickers: readonly Readonly<Record<string, unknown>>[] = [];
  /** Answers of REST wait for it. */
  hold: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Waiting>();

  /** For the `open` of the actor's args. */
  open: typeof openExchange = () => Promise.resolve(this as unknown as Exchange);

  handleMessage(): void {}
  checkRequiredCredentials = () => this.key;
  watchTrades = (symbol: string) => this.#wait(`watchTrades ${symbol}`);
  watchTicker = (symbol: string) => this.#wait(`watchTicker ${symbol}`);
  watchOrderBook = (symbol: string) => this.#wait(`watchOrderBook ${symbol}`);
  watchBalance = () => this.#wait("watchBalance");
  unWatchTrades = (symbol: string) => {
    this.calls.push(`unWatchTrades ${symbol}`);
    return Promise.resolve(true);
  };
  loadMarkets = () => Promise.resolve(this.markets);
  market = (symbol: string) => {
    if (!this.markets[symbol]) throw new BadSymbol(`scripted does not have market symbol ${symbol}`);
    return this.markets[symbol];
  };
  fetchOHLCV = async (symbol: string) => {
    this.calls.push(`fetchOHLCV ${symbol}`);
    await this.hold;
    return this.candles.map((row) => [...row]);
  };
  fetchTickers = async (symbols: readonly string[] = []) => {
    this.calls.push(`fetchTickers ${symbols.join(" ")}`);
    await this.hold;
    return Object.fromEntries(this.tickers.map((row) => [row["symbol"], row]));
  };
  close = () => {
    this.calls.push("close");
    return Promise.resolve();
  };

  /** Answers whoever waits for a call, such as `watchTrades BTC/USDT`. */
  tell(call: string, update: unknown): void {
    this.#take(call).resolve(update);
  }

  /** Fails whoever waits. */
  fail(call: string, error: Error = new NetworkError("scripted connection closed by remote server")): void {
    this.#take(call).reject(error);
  }

  /** Whether somebody waits for a call. */
  waitsFor(call: string): boolean {
    return this.#waiting.has(call);
  }

  #take(call: string): Waiting {
    const waiting = this.#waiting.get(call);
    if (!waiting) throw new Error(`Nobody waits for ${call}; waited for are ${[...this.#waiting.keys()].join(", ")}`);
    this.#waiting.delete(call);
    return waiting;
  }

  #wait(call: string): Promise<unknown> {
    this.calls.push(call);
    return new Promise((resolve, reject) => this.#waiting.set(call, { resolve, reject }));
  }
}

/** A trade in ccxt's words. */
export function ccxtTrade(id: string, price = 100, symbol = "BTC/USDT"): Record<string, unknown> {
  return { info: {}, id, symbol, price, amount: 0.5, side: "sell", timestamp: 1_000 + Number(id) };
}
