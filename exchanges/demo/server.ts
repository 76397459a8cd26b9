/**
 * A server that speaks Binance Spot's market-data protocol: REST below `/api/v3`, streams on `/ws` and `/stream`, all
 * on one port of the loopback interface.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { BINANCE_LIMITS, Connection, type ConnectionLimits } from "./connection.ts";
import { DemoExchange } from "./exchange.ts";
import { type Anchor, ExchangeClock, reckon } from "./exchange_clock.ts";
import { openMarkets, readRecordings, type Shifts, shiftsFor, SHIPPED_RECORDINGS } from "./markets.ts";
import { RestApi } from "./rest/api.ts";
import { machineTime, type ServerTime } from "./server_time.ts";
import { type DemoState, loadState, saveState } from "./state_file.ts";
import { parseStreamUrl } from "./stream_url.ts";

/** How a demo exchange is started. */
export interface DemoExchangeOptions {
  /** 0 (default) = the port of the last run where it is known and free, else one from the system. */
  readonly port?: number;
  /** Recordings to replay, see {@linkcode readRecordings}; default the shipped ones. */
  readonly klines?: readonly string[];
  /** How many times as fast as the machine's clock the exchange's time runs; default 1. */
  readonly speed?: number;
  /** Chooses the trades inside the recorded minutes; default 1. */
  readonly seed?: number;
  /** JSON file that lets a restart go on with the same timeline; default none. */
  readonly statePath?: string | null;
  readonly limits?: Partial<ConnectionLimits>;
  readonly time?: ServerTime;
}

/** A running demo exchange. */
export interface RunningDemoExchange {
  /** `http://127.0.0.1:<port>`; the API lies below `/api/v3`. */
  readonly restUrl: string;
  /** `ws://127.0.0.1:<port>`; clients append `/ws` or `/stream`. */
  readonly wsUrl: string;
  readonly port: number;
  readonly clock: ExchangeClock;
  readonly exchange: DemoExchange;
  /** Number of open stream connections. */
  connections(): number;
  /** Ends all connections and frees the port. May be called again. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const STEP_MS = 50;
const SAVE_EVERY_MS = 5000;
/** Events between two looks at the sockets, so that they can empty their buffers when much is due at once. */
const EVENTS_PER_TURN = 2000;
const MAX_MESSAGE_BYTES = 262_144;

/** Starts a demo exchange. @throws when a recording or the state cannot be read, or the port is taken. */
export async function startDemoExchange(options: DemoExchangeOptions = {}): Promise<RunningDemoExchange> {
  const time = options.time ?? machineTime;
  const statePath = options.statePath ?? null;
  const recordings = await readRecordings(options.klines ?? SHIPPED_RECORDINGS);
  const state = statePath === null ? null : await loadState(statePath);
  const anchor = anchorFrom(state, time.now());
  const clock = new ExchangeClock(anchor, options.speed ?? 1, () => time.now());
  const shifts = shiftsFor(recordings, state?.shifts ?? {}, anchor.exchangeMs);
  const exchange = new DemoExchange(openMarkets(recordings, shifts, options.seed ?? 1), clock);
  const server = new DemoServer(exchange, { ...BINANCE_LIMITS, ...options.limits }, time);
  await server.listen(options.port ?? 0, state?.port ?? null);
  const keeper = statePath === null ? null : keepState(statePath, clock, shifts, server.port, time);
  return {
    restUrl: `http://${HOST}:${server.port}`,
    wsUrl: `ws://${HOST}:${server.port}`,
    port: server.port,
    clock,
    exchange,
    connections: () => server.connections,
    async close() {
      keeper?.();
      await server.close();
    },
  };
}

/** Goes on where the last run would be by now at its own speed. */
function anchorFrom(state: DemoState | null, wallMs: number): Anchor {
  if (state === null) return { wallMs, exchangeMs: wallMs };
  return { wallMs, exchangeMs: reckon(state.anchor, state.speed, wallMs) };
}

/** Writes the state now, every few seconds, and once more when the returned function is called. */
function keepState(path: string, clock: ExchangeClock, shifts: Shifts, port: number, time: ServerTime): () => void {
  const save = () => saveState(path, { version: 1, anchor: clock.mark(), speed: clock.speed, shifts, port });
  save();
  const cancel = time.every(SAVE_EVERY_MS, save);
  return () => {
    cancel();
    save();
  };
}

/** The sockets around an exchange. */
class DemoServer {
  readonly #api: RestApi;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  readonly #connections = new Set<Connection>();
  readonly #cancels = new Set<() => void>();
  #catchingUp = false;
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

  #upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    const url = parseStreamUrl(request.url ?? "/");
    socket.on("error", () => socket.destroy()); // the client went away: there is nobody to tell
    if (url === null) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    // deno-lint-ignore no-explicit-any -- ws asks for node's Buffer, which the global types do not name
    this.#sockets.handleUpgrade(request, socket, head as any, (webSocket) => {
      const connection = new Connection(webSocket, url, this.exchange.hub, this.limits, () => this.time.now());
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
