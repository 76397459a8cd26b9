/** The WebSocket API without its socket: `{id, method, params}` in, `{id, status, result | error, rateLimits}` out. */
import type { TimeUnit } from "../microseconds.ts";
import type { Budget } from "./budget.ts";
import { type Answer, answerIn, type Venue } from "./endpoint.ts";
import { webSocketEndpoint } from "./endpoints.ts";
import { ApiError, invalidJson, invalidTimeUnit, TooManyRequests, unknownMethod } from "./errors.ts";
import { RATE_LIMITS } from "./general.ts";
import { Params } from "./params.ts";
import { ClientApi } from "../trading/client_api.ts";
import type { UserStreams } from "../trading/user_streams.ts";

/** What a connection chose by its address. */
export interface ApiSession {
  readonly address: string;
  /** null = the address named a unit that is none: every request is refused. */
  readonly timeUnit: TimeUnit | null;
  /** Whether answers tell the used weight unless a request says otherwise. */
  readonly returnRateLimits: boolean;
}

/** An answer as it goes out. */
export interface ApiReply {
  readonly text: string;
  /** HTTP's number of what came of it. */
  readonly status: number;
}

type Id = number | string | null;
type Fields = Readonly<Record<string, unknown>>;

interface Request {
  readonly id: Id;
  readonly method: string;
  readonly params: Fields;
}

/** Answers requests. */
export class WebSocketApi {
  constructor(
    private readonly venue: Venue,
    private readonly budget: Budget,
    /** Null = for market data alone. */
    private readonly clients: ClientApi | null = null,
  ) {}

  /** The method a message asks for; its beginning where it is no request. */
  static methodOf(text: string): string {
    return /"method"\s*:\s*"([^"]{1,60})"/.exec(text)?.[1] ?? text.slice(0, 60);
  }

  /**
   * Never throws for what a client sends. `fault` = what goes wrong on purpose instead of an answer; `streams` are the
   * private ones of the connection, null = it can have none.
   */
  answer(
    text: string,
    session: ApiSession,
    fault: ApiError | null = null,
    streams: UserStreams | null = null,
  ): ApiReply {
    let request: Request = { id: null, method: "", params: {} };
    let limits = session.returnRateLimits;
    try {
      request = parsed(text);
      limits = returnRateLimits(request.params, limits);
      this.budget.admit(session.address);
      if (fault !== null) throw fault;
      const { body, weight, status = 200 } = this.#ask(request, session.timeUnit, streams);
      const outcome = status === 200 ? { result: body } : { error: body };
      return this.#reply(request.id, status, outcome, weight, session.address, limits);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refuse(request.id, error, session.address, limits);
    }
  }

  #ask(
    request: Request,
    timeUnit: TimeUnit | null,
    streams: UserStreams | null,
  ): Answer & { readonly status?: number } {
    if (timeUnit === null) throw invalidTimeUnit();
    const { params } = request;
    const method = request.method.replace(/^v3\//, "");
    const sent = { fields: params, pairs: pairs(params) };
    const session = streams === null ? null : this.clients?.session(method, sent, streams) ?? null;
    if (session !== null) return session;
    if (this.clients !== null && ClientApi.hasMethod(method)) {
      return answerIn(timeUnit, this.clients.webSocket(method, sent));
    }
    const endpoint = webSocketEndpoint(method);
    if (endpoint === undefined) throw unknownMethod();
    return answerIn(timeUnit, endpoint(new Params(sent.pairs), this.venue));
  }

  #refuse(id: Id, error: ApiError, address: string, limits: boolean): ApiReply {
    const body = { code: error.code, msg: error.message };
    if (!(error instanceof TooManyRequests)) return this.#reply(id, error.status, { error: body }, 1, address, limits);
    const data = { serverTime: this.venue.now(), retryAfter: error.retryAtMs };
    return this.#reply(id, error.status, { error: { ...body, data } }, 0, address, limits);
  }

  #reply(id: Id, status: number, outcome: Fields, weight: number, address: string, limits: boolean): ApiReply {
    const count = this.budget.charge(address, weight);
    const rateLimits = limits ? { rateLimits: [{ ...RATE_LIMITS[0], count }] } : {};
    return { status, text: JSON.stringify({ id, status, ...outcome, ...rateLimits }) };
  }
}

function parsed(text: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidJson();
  }
  if (!isFields(value) || typeof value["method"] !== "string") throw invalidJson();
  const { id, method, params = {} } = value;
  if (!isFields(params)) throw invalidJson("params");
  return { id: typeof id === "string" || typeof id === "number" ? id : null, method, params };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function returnRateLimits({ returnRateLimits: wanted }: Fields, otherwise: boolean): boolean {
  if (wanted === undefined) return otherwise;
  if (typeof wanted !== "boolean") throw invalidJson("returnRateLimits");
  return wanted;
}

/** Parameters as REST spells them. */
function pairs(params: Fields): [string, string][] {
  return Object.entries(params).filter(([name]) => name !== "returnRateLimits").map(([name, value]) => {
    if (Array.isArray(value)) return [name, JSON.stringify(value)];
    if (typeof value === "object" || value === undefined) throw invalidJson(name);
    return [name, String(value)];
  });
}
