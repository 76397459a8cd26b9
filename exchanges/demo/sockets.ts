/** The sockets around an exchange: HTTP and WebSocket on one port of the loopback interface, and the timer that turns it. */
import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { Connection, type ConnectionLimits } from "./connection.ts";
import type { DemoExchange } from "./exchange.ts";
import { RestApi } from "./rest/api.ts";
import type { ServerTime } from "./server_time.ts";
import { parseStreamUrl } from "./stream_url.ts";

/** The only address it listens on. */
export const HOST = "127.0.0.1";
const STEP_MS = 50;
/** Events between two looks at the sockets, so that they can empty their buffers when much is due at once. */
const EVENTS_PER_TURN = 2000;
const MAX_MESSAGE_BYTES = 262_144;

/** The sockets around an exchange. */
export class DemoServer {
  readonly #api: RestApi;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  readonly #connections = new Set<Connection>();
  readonly #cancels = new Set<() => void>();
  #catchingUp = false;
  #accepted = 0;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly exchange: DemoExchange,
    private readonly limits: ConnectionLimits,
    private readonly time: ServerTime,
  ) {
    this.#api = new RestApi(exchange, () => time.now());
    this.#http = createServer((request, response) => this.#answer(request, response));
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
    for (const connection of this.#connections) connection.tend();
    if (!this.#catchingUp) this.#play();
  }

  /** Plays what is due, in turns, so that sockets are served in between. */
  #play(): void {
    this.#catchingUp = this.exchange.step(EVENTS_PER_TURN);
    if (!this.#catchingUp) return;
    const cancel = this.time.soon(() => {
      this.#cancels.delete(cancel);
      for (const connection of this.#connections) connection.tend();
      this.#play();
    });
    this.#cancels.add(cancel);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { method = "GET", url = "/" } = request;
    const { status, headers, body } = this.#api.answer({ method, url, address: request.socket.remoteAddress ?? "" });
    response.writeHead(status, headers).end(body);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = parseStreamUrl(request.url ?? "/");
    socket.on("error", () => socket.destroy()); // the client went away: there is nobody to tell
    if (url === null) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { hub, chaos } = this.exchange;
      const wallNow = () => this.time.now();
      const connection = new Connection(++this.#accepted, webSocket, url, hub, this.limits, chaos, wallNow);
      this.#connections.add(connection);
      webSocket.on("close", () => this.#connections.delete(connection));
    });
  }

  async #end(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    const gone = [...this.#connections].map((connection) => connection.goAway(this.exchange.now()));
    await Promise.all(gone);
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }
}
