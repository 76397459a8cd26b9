/** The REST server without its socket: from a request line to status, headers and body. */
import type { TimeUnit } from "../microseconds.ts";
import { ClientApi, type CountedAnswer } from "../trading/client_api.ts";
import { timeUnitOf } from "../microseconds.ts";
import type { Budget } from "./budget.ts";
import type { Answer, Endpoint, Venue } from "./endpoint.ts";
import { answerIn } from "./endpoint.ts";
import { restEndpoint } from "./endpoints.ts";
import { ApiError, invalidTimeUnit, TooManyRequests } from "./errors.ts";
import { Params } from "./params.ts";

/** A request as far as it matters here. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as it stands in the request line. */
  readonly url: string;
  readonly address: string;
  /** The header `X-MBX-TIME-UNIT`. */
  readonly timeUnit?: string | undefined;
  /** The header `X-MBX-APIKEY`. */
  readonly apiKey?: string | undefined;
  /** What was sent after the headers, a form. */
  readonly body?: string;
}

/** What goes back. */
export interface RestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers requests. */
export class RestApi {
  constructor(
    private readonly venue: Venue,
    private readonly budget: Budget,
    /** Null = for market data alone. */
    private readonly clients: ClientApi | null = null,
  ) {}

  /** Never throws for what a client sends. `fault` = what goes wrong on purpose instead of an answer. */
  answer(request: RestRequest, fault: ApiError | null = null): RestResponse {
    const [path = "", query = ""] = request.url.split("?", 2);
    const clients = ClientApi.serves(path) ? this.clients : null;
    const endpoint = restEndpoint(path);
    if (endpoint === undefined && clients === null) {
      return { status: 404, headers: { "content-type": "text/html" }, body: NOT_FOUND };
    }
    try {
      this.budget.admit(request.address);
      if (fault !== null) throw fault;
      if (clients !== null) return this.#answerClient(clients, request, path, query);
      const answer = this.#ask(endpoint!, request, query);
      return this.#json(200, answer.body, request.address, answer.weight);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refuse(error, request.address);
    }
  }

  #answerClient(clients: ClientApi, request: RestRequest, path: string, query: string): RestResponse {
    const { method, timeUnit, apiKey, body = "", address } = request;
    const unit = timeUnitOf(timeUnit);
    if (unit === null) throw invalidTimeUnit();
    const answer = clients.rest({ method, path, query, body, apiKey });
    const { status = 200, weight } = answer;
    const response = this.#json(status, answerIn(unit, answer).body, address, weight);
    return { ...response, headers: { ...response.headers, ...countHeaders(answer) } };
  }

  #ask(endpoint: Endpoint, { method, timeUnit }: RestRequest, query: string): Answer {
    const unit: TimeUnit | null = timeUnitOf(timeUnit);
    if (unit === null) throw invalidTimeUnit();
    if (method !== "GET") throw new ApiError(-1000, `Request method '${method.slice(0, 20)}' is not supported.`, 405);
    return answerIn(unit, endpoint(new Params(new URLSearchParams(query)), this.venue));
  }

  #refuse(error: ApiError, address: string): RestResponse {
    const tooMany = error instanceof TooManyRequests;
    const response = this.#json(error.status, { code: error.code, msg: error.message }, address, tooMany ? 0 : 1);
    if (!tooMany) return response;
    return { ...response, headers: { ...response.headers, "retry-after": String(error.retryAfterSeconds) } };
  }

  #json(status: number, body: unknown, address: string, weight: number): RestResponse {
    const used = String(this.budget.charge(address, weight));
    const headers = {
      "content-type": "application/json;charset=UTF-8",
      "x-mbx-used-weight": used,
      "x-mbx-used-weight-1m": used,
    };
    return { status, headers, body: JSON.stringify(body) };
  }
}

function countHeaders({ orderCounts }: CountedAnswer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(orderCounts).map(([interval, count]) => [`x-mbx-order-count-${interval.toLowerCase()}`, `${count}`]),
  );
}

const NOT_FOUND = "<html><head><title>404 Not found</title></head><body><h2>404 Not found</h2></body></html>";
