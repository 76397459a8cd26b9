/** Answers requests over HTTP and over the WebSocket API: by the budget of who asks, and with what goes wrong on purpose. */
import type { Outages } from "./chaos/outages.ts";
import type { DemoExchange } from "./exchange.ts";
import { LateAnswers } from "./late_answers.ts";
import { RestApi, type RestRequest, type RestResponse } from "./rest/api.ts";
import { Budget, tooMuch } from "./rest/budget.ts";
import { type ApiError, maintenance, serverFailure } from "./rest/errors.ts";
import { type ApiReply, type ApiSession, WebSocketApi } from "./rest/web_socket_api.ts";
import { ClientApi } from "./trading/client_api.ts";
import { changesOrders } from "./trading/endpoints/table.ts";
import type { UserStreams } from "./trading/user_streams.ts";

const CONNECT_WEIGHT = 2;
const RETRY_AFTER_MS = 1000;

/** A request, whatever way it came. */
interface Asked {
  /** The path, or the method. */
  readonly target: string;
  readonly changesOrders: boolean;
  /** Carries it out, or fails it on purpose; what it returns sends the answer. */
  readonly make: (fault: ApiError | null) => () => void;
  /** Ends the connection that it came by. */
  readonly cut: () => void;
}

/** Where all requests of a server arrive. */
export class FrontDesk {
  readonly #budget: Budget;
  readonly #rest: RestApi;
  readonly #api: WebSocketApi;
  readonly #late = new LateAnswers();

  /** @param wallNow the machine's clock, UTC ms. */
  constructor(
    private readonly exchange: DemoExchange,
    private readonly outages: Outages,
    private readonly wallNow: () => number,
  ) {
    this.#budget = new Budget(wallNow);
    const clients = new ClientApi(exchange.desk, exchange, wallNow);
    this.#rest = new RestApi(exchange, this.#budget, clients);
    this.#api = new WebSocketApi(exchange, this.#budget, clients);
  }

  /** Answers a REST request, now or late; or cuts its connection. */
  overRest(request: RestRequest, send: (response: RestResponse) => void, cut: () => void): void {
    const path = request.url.split("?", 1)[0]!;
    const make = (fault: ApiError | null) => {
      const response = this.#rest.answer(request, fault);
      return () => send(response);
    };
    this.#answer({ target: path, changesOrders: changesOrders(`${request.method} ${path}`), make, cut });
  }

  /** Answers a message to the WebSocket API, now or late; or cuts its connection. */
  overWebSocket(
    text: string,
    session: ApiSession,
    streams: UserStreams,
    send: (reply: ApiReply) => void,
    cut: () => void,
  ): void {
    const method = WebSocketApi.methodOf(text);
    const make = (fault: ApiError | null) => {
      const reply = this.#api.answer(text, session, fault, streams);
      return () => send(reply);
    };
    this.#answer({ target: method, changesOrders: changesOrders(method), make, cut });
  }

  /** Books an attempt to connect; whether it may. */
  mayConnect(address: string): boolean {
    return this.#budget.connect(address);
  }

  /** Books what a connection to the WebSocket API weighs. */
  chargeConnection(address: string): void {
    this.#budget.charge(address, CONNECT_WEIGHT);
  }

  /** Sends the late answers that are due. To be called often. */
  release(): void {
    this.#late.release(this.wallNow());
  }

  /** Makes an answer now, with what goes wrong on purpose, and sends it now or late. */
  #answer({ target, changesOrders, make, cut }: Asked): void {
    const nowMs = this.wallNow();
    if (this.outages.down) return make(maintenance())();
    const { chaos } = this.exchange;
    const { status, lateMs } = chaos.ofRequest(target);
    const answer = make(status === null ? null : this.#failure(status, nowMs));
    const hidden = changesOrders && status === null ? chaos.ofWrite(target) : null;
    const told = hidden === null ? answer : hidden === "lostAnswer" ? cut : make(serverFailure(504));
    this.#late.add(nowMs + lateMs, nowMs, told);
  }

  #failure(status: 429 | 500 | 502 | 503 | 504, nowMs: number): ApiError {
    return status === 429 ? tooMuch(nowMs + RETRY_AFTER_MS, nowMs) : serverFailure(status);
  }
}
