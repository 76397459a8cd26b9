/** The REST server without its socket: from a request line to status, headers and body. */
import { bookTicker, depth } from "./depth.ts";
import type { Answer, Endpoint, Venue } from "./endpoint.ts";
import { ApiError } from "./errors.ts";
import { exchangeInfo, ping, RATE_LIMITS, time } from "./general.ts";
import { klines } from "./klines.ts";
import { Params } from "./params.ts";
import { avgPrice, rollingTicker, ticker24hr, tickerPrice, tradingDay } from "./tickers.ts";
import { aggTrades, historicalTrades, trades } from "./trades.ts";
import { WeightCounter } from "./weight_counter.ts";

/** A request as far as it matters here. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as it stands in the request line. */
  readonly url: string;
  readonly address: string;
}

/** What goes back. */
export interface RestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/api/v3/ping": ping,
  "/api/v3/time": time,
  "/api/v3/exchangeInfo": exchangeInfo,
  "/api/v3/klines": klines,
  "/api/v3/uiKlines": klines,
  "/api/v3/trades": trades,
  "/api/v3/historicalTrades": historicalTrades,
  "/api/v3/aggTrades": aggTrades,
  "/api/v3/depth": depth,
  "/api/v3/avgPrice": avgPrice,
  "/api/v3/ticker": rollingTicker,
  "/api/v3/ticker/24hr": ticker24hr,
  "/api/v3/ticker/tradingDay": tradingDay,
  "/api/v3/ticker/price": tickerPrice,
  "/api/v3/ticker/bookTicker": bookTicker,
};
const WEIGHT_LIMIT = RATE_LIMITS[0].limit;

/** Answers requests for market data. */
export class RestApi {
  readonly #weights = new WeightCounter(WEIGHT_LIMIT);

  /** @param wallNow the machine's clock, UTC ms: weights are counted in real minutes. */
  constructor(private readonly venue: Venue, private readonly wallNow: () => number) {}

  /** Never throws for what a client sends. */
  answer(request: RestRequest): RestResponse {
    const [path = "", query = ""] = request.url.split("?", 2);
    const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
    if (endpoint === undefined) return { status: 404, headers: { "content-type": "text/html" }, body: NOT_FOUND };
    const wallMs = this.wallNow();
    if (this.#weights.add(request.address, 0, wallMs) >= WEIGHT_LIMIT) return this.#tooMuch(request.address, wallMs);
    try {
      const answer = this.#ask(endpoint, request.method, query);
      return this.#json(200, answer.body, request.address, answer.weight, wallMs);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#json(error.status, { code: error.code, msg: error.message }, request.address, 1, wallMs);
    }
  }

  #ask(endpoint: Endpoint, method: string, query: string): Answer {
    if (method !== "GET") throw new ApiError(-1000, `Request method '${method.slice(0, 20)}' is not supported.`, 405);
    return endpoint(new Params(new URLSearchParams(query)), this.venue);
  }

  #json(status: number, body: unknown, address: string, weight: number, wallMs: number): RestResponse {
    const used = String(this.#weights.add(address, weight, wallMs));
    const headers = {
      "content-type": "application/json;charset=UTF-8",
      "x-mbx-used-weight": used,
      "x-mbx-used-weight-1m": used,
    };
    return { status, headers, body: JSON.stringify(body) };
  }

  #tooMuch(address: string, wallMs: number): RestResponse {
    const msg = `Too much request weight used; current limit is ${WEIGHT_LIMIT} request weight per 1 MINUTE. ` +
      "Please use WebSocket Streams for live updates to avoid polling the API.";
    const response = this.#json(429, { code: -1003, msg }, address, 0, wallMs);
    return {
      ...response,
      headers: { ...response.headers, "retry-after": String(this.#weights.retryAfterSeconds(wallMs)) },
    };
  }
}

const NOT_FOUND = "<html><head><title>404 Not found</title></head><body><h2>404 Not found</h2></body></html>";
