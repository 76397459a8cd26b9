/** Signed requests, by REST or by the WebSocket API: who asks is found by his key, his signature checked, the right endpoint asked. */
import type { Venue } from "../rest/endpoint.ts";
import { ApiError } from "../rest/errors.ts";
import { Params } from "../rest/params.ts";
import { WindowCounter } from "../rest/window_counter.ts";
import type { UserStreams } from "./user_streams.ts";
import type { ClientKey } from "./clients.ts";
import type { TradingDesk } from "./desk.ts";
import type { ClientAnswer, ClientEndpoint } from "./endpoints/signed_endpoint.ts";
import { isNewOrder, restEndpoint, webSocketEndpoint } from "./endpoints/table.ts";
import {
  checkKeyFormat,
  checkSignature,
  checkTimestamp,
  invalidKey,
  sortedPayload,
  withoutSignature,
} from "./signing.ts";

/** The order limits that are told and kept. */
export const ORDER_LIMITS = [
  { interval: "10S", limit: 100, windowMs: 10_000, words: "100 orders per 10 SECOND" },
  { interval: "1D", limit: 200_000, windowMs: 86_400_000, words: "200000 orders per 1 DAY" },
] as const;

/** A request over REST, as it was sent. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  /** The header `X-MBX-APIKEY`. */
  readonly apiKey: string | undefined;
}

/** The parameters of a request over the WebSocket API: all as they were sent, and those of the endpoint as REST spells them. */
export interface SentParams {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly pairs: readonly (readonly [string, string])[];
}

/** An answer, with how many orders the client has sent in each window. */
export interface CountedAnswer extends ClientAnswer {
  /** By the name of the interval, such as `10S`; empty where no order was sent. */
  readonly orderCounts: Readonly<Record<string, number>>;
}

/** Answers clients. */
export class ClientApi {
  readonly #counters = ORDER_LIMITS.map(({ limit, windowMs }) => new WindowCounter(limit, windowMs));

  /** `wallNow` is the machine's clock, UTC ms: limits count in real time, and timestamps may be of either clock. */
  constructor(
    readonly desk: TradingDesk,
    private readonly venue: Venue,
    private readonly wallNow: () => number,
  ) {}

  /** Whether some method of this path is for clients. */
  static serves(path: string): boolean {
    return ["GET", "POST", "DELETE"].some((method) => restEndpoint(method, path) !== undefined);
  }

  /** Whether a method of the WebSocket API is for clients. */
  static hasMethod(method: string): boolean {
    return webSocketEndpoint(method) !== undefined;
  }

  /** Answers over REST. Parameters may stand in the query, in the body, or in both. @throws {ApiError} to refuse. */
  rest({ method, path, query, body, apiKey }: SignedRequest): CountedAnswer {
    const endpoint = restEndpoint(method, path);
    if (endpoint === undefined) throw new ApiError(-1000, `Request method '${method}' is not supported.`, 405);
    const key = this.#keyOf(apiKey);
    const fields = new Map([...new URLSearchParams(body), ...new URLSearchParams(query)]); // the query wins
    const params = new Params(fields);
    checkSignature(params, withoutSignature(query) + withoutSignature(body), key.secret);
    checkTimestamp(params, this.#clocks());
    return this.#ask(endpoint, params, key);
  }

  /** Answers over the WebSocket API. @throws {ApiError} to refuse. */
  webSocket(method: string, sent: SentParams): CountedAnswer {
    const { params, key } = this.authenticate(sent);
    return this.#ask(webSocketEndpoint(method)!, params, key);
  }

  /**
   * Answers what a connection asks of its private streams; null when it asks for something else.
   * @throws {ApiError} to refuse. A session of its own needs an Ed25519 key, and there are none here.
   */
  session(method: string, sent: SentParams, streams: UserStreams): ClientAnswer | null {
    switch (method) {
      case "userDataStream.subscribe.signature": {
        const { params, key } = this.authenticate(sent);
        params.allRead();
        return { body: { subscriptionId: streams.subscribe(key.accountId) }, weight: 2 };
      }
      case "userDataStream.unsubscribe": {
        const params = new Params(sent.pairs);
        const subscriptionId = params.whole("subscriptionId");
        params.allRead();
        streams.unsubscribe(subscriptionId);
        return { body: {}, weight: 2 };
      }
      case "session.subscriptions":
        return { body: streams.open.map((subscriptionId) => ({ subscriptionId })), weight: 2 };
      case "session.status":
      case "session.logout": {
        const nobody = { apiKey: null, authorizedSince: null, connectedSince: null };
        return { body: { ...nobody, returnRateLimits: true, serverTime: this.venue.now() }, weight: 2 };
      }
      case "session.logon":
        throw new ApiError(-4056, "HMAC_SHA256 API key is not supported.");
      case "userDataStream.subscribe":
        throw new ApiError(-2036, "The session is not authenticated; expected userDataStream.subscribe.signature.");
      default:
        return null;
    }
  }

  /** Finds out who signed a request of the WebSocket API. @throws {ApiError} -2014, -2015, -1022, -1021, -1102. */
  authenticate({ fields, pairs }: SentParams): { params: Params; key: ClientKey } {
    const params = new Params(pairs);
    const key = this.#keyOf(params.text("apiKey"));
    checkSignature(params, sortedPayload(fields), key.secret);
    checkTimestamp(params, this.#clocks());
    return { params, key };
  }

  #ask(endpoint: ClientEndpoint, params: Params, { accountId }: ClientKey): CountedAnswer {
    const address = String(accountId);
    if (isNewOrder(endpoint)) this.#admitOrder(address);
    const answer = endpoint({ params, accountId, desk: this.desk, venue: this.venue });
    const placed = answer.placed ?? 0;
    if (placed === 0) return { ...answer, orderCounts: {} };
    const counts = this.#counters.map((counter) => counter.add(address, placed, this.wallNow()));
    return {
      ...answer,
      orderCounts: Object.fromEntries(ORDER_LIMITS.map(({ interval }, at) => [interval, counts[at]!])),
    };
  }

  #admitOrder(address: string): void {
    const spent = this.#counters.findIndex((counter) => counter.spent(address, this.wallNow()));
    if (spent < 0) return;
    throw new ApiError(-1015, `Too many new orders; current limit is ${ORDER_LIMITS[spent]!.words}.`, 429);
  }

  #keyOf(apiKey: string | undefined): ClientKey {
    const key = this.desk.key(checkKeyFormat(apiKey));
    if (key === undefined) throw invalidKey();
    return key;
  }

  #clocks(): readonly number[] {
    return [this.venue.now(), this.wallNow()];
  }
}
