/**
 * Binance's REST API, market data half. One client is one address's budget: it waits when the weight is used up and keeps
 * silent as long as the exchange asks for it. Retrying is the caller's choice; the error says whether it makes sense.
 */
import type { z } from "zod";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { Clock } from "./clock.ts";
import { candleOfKline, finishedPage, KLINES_LIMIT, type KlinesPage } from "./klines.ts";
import { marketOf } from "./market.ts";
import { checkServerTime, errorAnswer, exchangeInformation, klines } from "./rest_payloads.ts";
import { wireSymbol } from "./symbol_names.ts";
import { WeightBudget } from "./weight_budget.ts";

/** What a client needs. */
export interface RestOptions {
  /** Such as `https://api.binance.com`. */
  readonly restUrl: string;
  readonly clock: Clock;
  /** How the exchange is called in error messages; default `Binance`. */
  readonly exchangeName?: string;
  /** Default 10 s. */
  readonly timeoutMs?: number;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly budget?: WeightBudget;
}

const UNAVAILABLE = new Set([403, 408, 418, 425, 429]);

/** Asks Binance's REST API. Every method throws {@linkcode ExchangeUnavailable} or {@linkcode ExchangeRefused}. */
export class BinanceRest {
  readonly budget: WeightBudget;
  readonly #options: Required<Omit<RestOptions, "budget">>;

  constructor(options: RestOptions) {
    this.budget = options.budget ?? new WeightBudget();
    this.#options = { exchangeName: "Binance", timeoutMs: 10_000, fetch: (url, init) => fetch(url, init), ...options };
  }

  /** The exchange's clock, UTC ms. */
  async serverMs(signal?: AbortSignal): Promise<number> {
    return (await this.#get("/api/v3/time", {}, checkServerTime, signal)).serverTime;
  }

  /** Final candles that open at or after `fromMs` (UTC ms), oldest first, one page of at most {@linkcode KLINES_LIMIT}. */
  async finishedCandles(
    symbol: Symbol,
    timeframe: Timeframe,
    fromMs: number,
    signal?: AbortSignal,
  ): Promise<KlinesPage> {
    const serverMs = await this.serverMs(signal);
    const query = { symbol: wireSymbol(symbol), interval: timeframe, startTime: fromMs, limit: KLINES_LIMIT };
    const rows = await this.#get("/api/v3/klines", query, klines, signal);
    const candles = rows.map((row) => candleOfKline(row, symbol, timeframe));
    return finishedPage(candles, serverMs, KLINES_LIMIT);
  }

  /** The rules of the named markets; those that Binance does not know make it refuse. */
  async markets(symbols: readonly Symbol[], signal?: AbortSignal): Promise<Market[]> {
    const query = { symbols: JSON.stringify(symbols.map(wireSymbol)) };
    const information = await this.#get("/api/v3/exchangeInfo", query, exchangeInformation, signal);
    return information.symbols.map(marketOf).filter((market) => market !== null);
  }

  async #get<T>(
    path: string,
    query: Readonly<Record<string, string | number>>,
    schema: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { clock, exchangeName } = this.#options;
    const waitMs = this.budget.waitMs(clock.now());
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    const { response, text } = await this.#send(parameters ? `${path}?${parameters}` : path, signal);
    this.budget.note(response.headers, clock.now());
    if (!response.ok) throw this.#errorOf(response, text);
    const result = schema.safeParse(jsonOf(text));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new ExchangeUnavailable(
      `${exchangeName}: cannot read the answer to ${path}: ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }

  /** Sends, and reads the whole answer before the deadline. */
  async #send(target: string, signal?: AbortSignal): Promise<{ response: Response; text: string }> {
    const { restUrl, timeoutMs, exchangeName, clock } = this.#options;
    const [deadline, done] = [new AbortController(), new AbortController()];
    clock.sleep(timeoutMs, done.signal).then(() => deadline.abort(), () => {}); // `done` rejects it: the answer was in time
    try {
      const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
      const response = await this.#options.fetch(restUrl + target, { signal: either });
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      const why = deadline.signal.aborted ? `no answer within ${timeoutMs} ms` : messageOf(cause);
      throw new ExchangeUnavailable(`${exchangeName}: ${why}`, null, { cause });
    } finally {
      done.abort();
    }
  }

  #errorOf(response: Response, text: string): ExchangeUnavailable | ExchangeRefused {
    const { clock, exchangeName } = this.#options;
    const told = errorAnswer.safeParse(jsonOf(text));
    const words = told.success
      ? `${told.data.msg} (${told.data.code})`
      : `HTTP ${response.status} ${response.statusText}`;
    const message = `${exchangeName}: ${words}`.trim();
    if (response.status < 500 && !UNAVAILABLE.has(response.status)) {
      return new ExchangeRefused(message, told.success ? told.data.code : null);
    }
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : null;
    if (retryAfterMs !== null) this.budget.block(clock.now(), retryAfterMs);
    return new ExchangeUnavailable(message, retryAfterMs);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller's schema says so, with the status
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
