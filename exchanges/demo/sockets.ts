/** The sockets around an exchange: HTTP and WebSocket on one port of the loopback interface, and the timer that turns it. */
import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { openByRequest } from "./account_desk.ts";
import { ApiConnection } from "./api_connection.ts";
import { Outages, type Struck } from "./chaos/outages.ts";
import { Connection } from "./connection.ts";
import { type Entrance, entranceOf, refusal } from "./door.ts";
import { ACCOUNTS_PATH } from "./elsewhere.ts";
import type { DemoExchange } from "./exchange.ts";
import { FrontDesk } from "./front_desk.ts";
import type { ConnectionLimits } from "./lifeline.ts";
import { readBody } from "./request_body.ts";
import type { ApiReply, ApiSession } from "./rest/web_socket_api.ts";
import type { ServerTime } from "./server_time.ts";
import { UserStreams, type UserStreamsOptions } from "./trading/user_streams.ts";

/** The only address it listens on. */
export const HOST = "127.0.0.1";
const STEP_MS = 50;
/** Events between two looks at the sockets, so that they can empty their buffers when much is due at once. */
const EVENTS_PER_TURN = 2000;
const MAX_MESSAGE_BYTES = 262_144;

/** The sockets around an exchange. */
export class DemoServer {
  readonly outages: Outages;
  readonly #desk: FrontDesk;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    autoPong: false,
  });
  readonly #connections = new Set<Connection | ApiConnection>();
  readonly #cancels = new Set<() => void>();
  #accepted = 0;
  #catchingUp = false;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly exchange: DemoExchange,
    private readonly limits: ConnectionLimits,
    private readonly time: ServerTime,
  ) {
    const wallNow = () => time.now();
    const stricken = { connections: () => this.#struck(), jump: (byMs: number) => exchange.clock.jump(byMs) };
    this.outages = new Outages(exchange.chaos, stricken, () => exchange.now(), wallNow);
    this.#desk = new FrontDesk(exchange, this.outages, wallNow);
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Listens on `port`; with 0 on the `earlier` port if it is free, else on any. */
  async listen(port: number, earlier: number | null): Promise<void> {
    const candidates = port === 0 && earlier !== null ? [earlier, 0] : [port];
    for (const candidate of candidates) {
      const failure = await this.#tryListen(candidate);
      if (failure === null) break;
      if (candidate === candidates.at(-1)) throw failure;
    }
    this.#cancels.add(this.time.every(STEP_MS, () => this.#step()));
  }

  close(): Promise<void> {
    return this.#closed ??= this.#end();
  }

  #tryListen(port: number): Promise<Error | null> {
    return new Promise((resolve) => {
      this.#http.once("error", resolve);
      this.#http.listen(port, HOST, () => {
        this.#http.off("error", resolve);
        resolve(null);
      });
    });
  }

  #step(): void {
    this.outages.step();
    this.exchange.noteHalts();
    this.#tend();
    if (!this.#catchingUp) this.#play();
  }

  #tend(): void {
    this.#desk.release();
    for (const connection of this.#connections) connection.lifeline.tend();
  }

  /** Plays what is due, in turns, so that sockets are served in between. */
  #play(): void {
    this.#catchingUp = this.exchange.step(EVENTS_PER_TURN);
    if (!this.#catchingUp) return;
    const cancel = this.time.soon(() => {
      this.#cancels.delete(cancel);
      this.#tend();
      this.#play();
    });
    this.#cancels.add(cancel);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await readBody(request, MAX_MESSAGE_BYTES);
    if (sent === "lost") return;
    if (sent === "too large") return void response.writeHead(413, { connection: "close" }).end();
    const { method = "GET", url = "/" } = request;
    if (url === ACCOUNTS_PATH) {
      const { status, body } = openByRequest(this.exchange, method, sent.text);
      return void response.writeHead(status, { "content-type": "application/json" }).end(body);
    }
    const timeUnit = request.headers["x-mbx-time-unit"]?.toString();
    const apiKey = request.headers["x-mbx-apikey"]?.toString();
    const address = request.socket.remoteAddress ?? "";
    this.#desk.overRest(
      { method, url, address, timeUnit, apiKey, body: sent.text },
      ({ status, headers, body }) => void response.writeHead(status, headers).end(body),
      () => void request.socket.destroy(),
    );
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy()); // the client went away: there is nobody to tell
    const address = request.socket.remoteAddress ?? "";
    const entrance = entranceOf(request.url ?? "/", address);
    const allowed = this.#desk.mayConnect(address);
    if (this.outages.refusing) socket.destroy();
    else if (this.outages.down) socket.end(refusal(503));
    else if (entrance === null) socket.end(refusal(404));
    else if (!allowed) socket.end(refusal(429));
    else this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#enter(webSocket, entrance));
  }

  #enter(webSocket: WebSocket, entrance: Entrance): void {
    const number = ++this.#accepted;
    const connection = entrance.kind === "streams"
      ? new Connection(number, webSocket, entrance.url, this.#world())
      : new ApiConnection(number, webSocket, this.#apiWorld(entrance.session));
    this.#connections.add(connection);
    webSocket.on("close", () => this.#connections.delete(connection));
  }

  #world() {
    const { hub, chaos } = this.exchange;
    return { hub, chaos, limits: this.limits, now: () => this.exchange.now(), wallNow: () => this.time.now() };
  }

  #apiWorld(session: ApiSession) {
    this.#desk.chargeConnection(session.address);
    return {
      ...this.#world(),
      answer: (text: string, streams: UserStreams, reply: (reply: ApiReply) => void, cut: () => void) =>
        this.#desk.overWebSocket(text, session, streams, reply, cut),
      openStreams: (send: UserStreamsOptions["send"]) =>
        new UserStreams({ desk: this.exchange.desk, venue: this.exchange, send }),
    };
  }

  #struck(): readonly Struck[] {
    return [...this.#connections].map((connection) => connection.lifeline);
  }

  async #end(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    await Promise.all([...this.#connections].map((connection) => connection.lifeline.goAway()));
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }
}
