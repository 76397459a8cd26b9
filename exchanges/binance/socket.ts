/**
 * A lasting subscription to Binance's streams: one live connection at a time, made anew with back-off when it is lost, and
 * replaced without a gap before the exchange cuts it after 24 h or announces a shutdown.
 */
import { type Backoff, backoffMs, DEFAULT_BACKOFF } from "../../domain/backoff.ts";
import type { Clock } from "./clock.ts";
import { Connection, type ConnectionTimings, type Socket } from "./connection.ts";
import type { Frame } from "./frame.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Waiting times, in ms. */
export interface SocketTimings extends ConnectionTimings {
  /** Age at which a connection is replaced; Binance ends it at 24 h. */
  readonly lifetimeMs: number;
  /** How long the old one goes on beside the new one, so that what is under way still arrives. */
  readonly overlapMs: number;
  /** A connection that lived so long was good: the next loss begins with the shortest wait. */
  readonly stableMs: number;
}

const DEFAULT_TIMINGS: SocketTimings = {
  connectMs: 10_000,
  silenceMs: 20_000,
  probeMs: 10_000,
  sendGapMs: 250,
  lifetimeMs: 23.5 * 3_600_000,
  overlapMs: 5_000,
  stableMs: 10_000,
};

/** What a socket needs. */
export interface SocketOptions {
  /** Asked before each connection: such as `wss://stream.binance.com:9443`. */
  readonly wsUrl: (signal: AbortSignal) => Promise<string>;
  readonly streams: readonly string[];
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends it like {@linkcode BinanceSocket.close}. */
  readonly signal?: AbortSignal;
  /** How the exchange is called in reasons; default `Binance`. */
  readonly exchangeName?: string;
  readonly open?: (url: string) => Socket;
  readonly timings?: Partial<SocketTimings>;
  readonly backoff?: Backoff;
  /** Every frame, in order. While a connection is replaced some come twice. */
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
  /** All streams flow (again). What happened before was perhaps not heard. */
  readonly onLive: () => void;
  /** No stream flows; why, in the exchange's own words, and when it tries again (ms from now). */
  readonly onLost: (why: string, retryInMs: number) => void;
}

/** Keeps the subscription alive until it is closed. */
export class BinanceSocket {
  readonly #options: Required<Omit<SocketOptions, "timings" | "signal">>;
  readonly #timings: SocketTimings;
  readonly #over = new AbortController();
  readonly #connections = new Set<Connection>();
  readonly #running: Promise<void>;

  constructor(options: SocketOptions) {
    this.#options = {
      exchangeName: "Binance",
      open: (url) => new WebSocket(url),
      backoff: DEFAULT_BACKOFF,
      ...options,
    };
    this.#timings = { ...DEFAULT_TIMINGS, ...options.timings };
    options.signal?.addEventListener("abort", () => this.#end(), { once: true });
    this.#running = this.#run();
  }

  /** Ends it and waits until the sockets are gone, at most `limitMs`. */
  async close(limitMs = 1_000): Promise<void> {
    const gone = [this.#running, ...[...this.#connections].map(({ closed }) => closed)];
    this.#end();
    const waited = new AbortController();
    await Promise.race([Promise.all(gone), this.#pause(limitMs, waited.signal)]);
    waited.abort();
  }

  #end(): void {
    this.#over.abort();
    for (const connection of this.#connections) connection.close();
  }

  async #run(): Promise<void> {
    const { clock, random, backoff, exchangeName, onLost } = this.#options;
    let attempt = 0;
    while (!this.#over.signal.aborted) {
      const startMs = clock.now();
      const why = await this.#serve();
      if (this.#over.signal.aborted) return;
      if (clock.now() - startMs >= this.#timings.stableMs) attempt = 0;
      const retryInMs = backoffMs(attempt++, random(), backoff);
      onLost(`${exchangeName}: ${why}`, retryInMs);
      await this.#pause(retryInMs);
    }
  }

  /** From one connection over its replacements to the loss of the last; why it was lost. */
  async #serve(): Promise<string> {
    const first = await this.#connect();
    if (typeof first === "string") return first;
    this.#options.onLive();
    let current = first;
    for (let attempt = 0;;) {
      const lost = await this.#untilOld(current, attempt);
      if (lost !== undefined) return lost;
      const next = await this.#connect(current);
      if (typeof next === "string") {
        attempt++; // the old one still serves: try again a little later
        continue;
      }
      this.#retire(current);
      current = next;
      attempt = 0;
    }
  }

  /** Opens a connection and waits until it is live; or why it is not. Gives up as well when `old` is lost meanwhile. */
  async #connect(old?: Connection): Promise<Connection | string> {
    let connection: Connection;
    try {
      const url = `${await this.#options.wsUrl(this.#over.signal)}/stream`;
      if (this.#over.signal.aborted) return "closed by us";
      connection = new Connection(url, { ...this.#options, timings: this.#timings });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    this.#connections.add(connection);
    connection.closed.then(() => this.#connections.delete(connection));
    const lost = old ? [connection.ended, old.ended] : [connection.ended];
    const why = await Promise.race([connection.live.then(() => undefined), ...lost]);
    if (why === undefined) return connection;
    connection.close();
    return why;
  }

  /** Waits until the connection is due for replacement; or until it is lost, then why. */
  async #untilOld(current: Connection, attempt: number): Promise<string | undefined> {
    const { random, backoff } = this.#options;
    const waiting = new AbortController();
    // Spread over the last half hour, so that many connections are not replaced at once.
    const ageMs = this.#timings.lifetimeMs * (1 - random() / 48);
    const old = attempt === 0
      ? [this.#pause(ageMs, waiting.signal), current.shutdown]
      : [this.#pause(backoffMs(attempt - 1, random(), backoff), waiting.signal)];
    const why = await Promise.race([current.ended, ...old.map((due) => due.then(() => undefined))]);
    waiting.abort();
    return why;
  }

  #retire(connection: Connection): void {
    this.#pause(this.#timings.overlapMs).then(() => connection.close("replaced"));
  }

  /** Sleeps, or less when `signal` (default: this socket's end) is aborted meanwhile. */
  async #pause(ms: number, signal?: AbortSignal): Promise<void> {
    const over = signal ?? this.#over.signal;
    try {
      await this.#options.clock.sleep(ms, over);
    } catch (error) {
      if (!over.aborted && !this.#over.signal.aborted) throw error;
    }
  }
}
