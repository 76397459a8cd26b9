/**
 * A lane: a set of streams that is kept alive over one connection after another. One connection at a time serves; it is
 * made anew with back-off when it is lost, and replaced without a gap before the exchange cuts it after 24 h or announces
 * a shutdown: the new one is live before the old one closes.
 */
import { type Backoff, backoffMs } from "../../domain/backoff.ts";
import type { Clock } from "./clock.ts";
import { Connection, type ConnectionTimings, type Socket } from "./connection.ts";
import type { ConnectionAttempts } from "./connection_attempts.ts";
import type { Frame } from "./frame.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Waiting times, in ms. */
export interface LaneTimings extends ConnectionTimings {
  /** Age at which a connection is replaced; Binance ends it at 24 h. */
  readonly lifetimeMs: number;
  /** How long the old one goes on beside the new one, so that what is under way still arrives. */
  readonly overlapMs: number;
  /** A connection that lived so long was good: the next loss begins with the shortest wait. */
  readonly stableMs: number;
}

/** What a lane needs; see `StreamsOptions` in streams.ts. */
export interface LaneOptions {
  readonly wsUrl: (signal: AbortSignal) => Promise<string>;
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly random: () => number;
  readonly exchangeName: string;
  readonly open: (url: string) => Socket;
  readonly timings: LaneTimings;
  readonly backoff: Backoff;
  readonly attempts: ConnectionAttempts;
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
  readonly onLive: (streams: readonly string[]) => void;
  readonly onLost: (streams: readonly string[], why: string, retryInMs: number) => void;
  readonly onRefused: (stream: string, why: string) => void;
}

/** How a lane's connection is. */
export interface ConnectionPicture {
  readonly id: number;
  /** `replacing`: the old one serves while the new one is made; `waiting`: lost, until the next attempt. */
  readonly state: "connecting" | "live" | "replacing" | "waiting";
  /** Since when it is in this state, UTC ms. */
  readonly sinceMs: number;
  readonly streams: readonly string[];
  /** Sockets that are open or opening; two while one replaces the other. */
  readonly sockets: number;
  /** Connections made after the first one, replacements included. */
  readonly reconnects: number;
  /** UTC ms; null before the first word. */
  readonly lastHeardMs: number | null;
  /** Why it was lost last, in the exchange's own words; null while it never was. */
  readonly lastError: string | null;
}

/** Keeps its streams alive until it is closed. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #streams: Set<string>;
  /** Those that were told to flow. */
  readonly #flowing = new Set<string>();
  readonly #over = new AbortController();
  readonly #connections = new Set<Connection>();
  /** Those that new wishes go to: the one that serves, and the one that will. */
  readonly #serving = new Set<Connection>();
  readonly #running: Promise<void>;
  #state: ConnectionPicture["state"] = "connecting";
  #sinceMs: number;
  #made = 0;
  #lastError: string | null = null;

  constructor(readonly id: number, streams: readonly string[], options: LaneOptions) {
    this.#options = options;
    this.#streams = new Set(streams);
    this.#sinceMs = options.clock.now();
    this.#running = this.#run();
  }

  /** How many streams it carries. */
  get size(): number {
    return this.#streams.size;
  }

  /** How it is. */
  get picture(): ConnectionPicture {
    const heard = [...this.#connections].map(({ lastHeardMs }) => lastHeardMs);
    return {
      id: this.id,
      state: this.#state,
      sinceMs: this.#sinceMs,
      streams: [...this.#streams],
      sockets: this.#connections.size,
      reconnects: Math.max(0, this.#made - 1),
      lastHeardMs: heard.length > 0 ? Math.max(...heard) : null,
      lastError: this.#lastError,
    };
  }

  /** Carries these, too. */
  add(streams: readonly string[]): void {
    for (const stream of streams) this.#streams.add(stream);
    for (const connection of this.#serving) connection.subscribe(streams);
  }

  /** Carries these no more. */
  remove(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#streams.delete(stream);
      this.#flowing.delete(stream);
    }
    for (const connection of this.#serving) connection.unsubscribe(streams);
  }

  /** Ends it; resolves when its sockets are gone. */
  async close(): Promise<void> {
    const gone = [this.#running, ...[...this.#connections].map(({ closed }) => closed)];
    this.#over.abort();
    for (const connection of this.#connections) connection.close();
    await Promise.all(gone);
  }

  async #run(): Promise<void> {
    const { clock, random, backoff, exchangeName, onLost, timings } = this.#options;
    for (let attempt = 0; !this.#over.signal.aborted;) {
      const startMs = clock.now();
      const why = `${exchangeName}: ${await this.#serve()}`;
      if (this.#over.signal.aborted) return;
      if (clock.now() - startMs >= timings.stableMs) attempt = 0;
      const retryInMs = backoffMs(attempt++, random(), backoff);
      this.#lastError = why;
      this.#flowing.clear();
      this.#become("waiting");
      onLost([...this.#streams], why, retryInMs);
      await this.#pause(retryInMs);
    }
  }

  /** From one connection over its replacements to the loss of the last; why it was lost. */
  async #serve(): Promise<string> {
    this.#become("connecting");
    const first = await this.#connect();
    if (typeof first === "string") return first;
    let current = first;
    for (let attempt = 0;;) {
      this.#become("live");
      const lost = await this.#untilOld(current, attempt);
      if (lost !== undefined) return this.#gone(current, lost);
      this.#become("replacing");
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
    const { attempts, clock } = this.#options;
    let connection: Connection;
    try {
      await this.#pause(attempts.book(clock.now()));
      const url = `${await this.#options.wsUrl(this.#over.signal)}/stream`;
      if (this.#over.signal.aborted) return "closed by us";
      connection = this.#open(url);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const lost = old ? [connection.ended, old.ended] : [connection.ended];
    const why = await Promise.race([connection.live.then(() => undefined), ...lost]);
    if (why === undefined) return connection;
    connection.close();
    return this.#gone(connection, why);
  }

  #open(url: string): Connection {
    const connection = new Connection(url, {
      ...this.#options,
      streams: this.#streams,
      onSubscribed: (streams) => this.#flow(streams),
      onRefused: (stream, why) => {
        if (this.#streams.delete(stream)) this.#options.onRefused(stream, why);
      },
    });
    this.#made++;
    this.#connections.add(connection);
    this.#serving.add(connection);
    connection.closed.then(() => this.#connections.delete(connection));
    return connection;
  }

  /** Tells of streams that did not flow before. */
  #flow(streams: readonly string[]): void {
    const fresh = streams.filter((stream) => this.#streams.has(stream) && !this.#flowing.has(stream));
    for (const stream of fresh) this.#flowing.add(stream);
    if (fresh.length > 0) this.#options.onLive(fresh);
  }

  #gone(connection: Connection, why: string): string {
    this.#serving.delete(connection);
    return why;
  }

  /** Waits until the connection is due for replacement; or until it is lost, then why. */
  async #untilOld(current: Connection, attempt: number): Promise<string | undefined> {
    const { random, backoff, timings } = this.#options;
    const waiting = new AbortController();
    // Spread over the last half hour, so that many connections are not replaced at once.
    const ageMs = timings.lifetimeMs * (1 - random() / 48);
    const old = attempt === 0
      ? [this.#pause(ageMs, waiting.signal), current.shutdown]
      : [this.#pause(backoffMs(attempt - 1, random(), backoff), waiting.signal)];
    const why = await Promise.race([current.ended, ...old.map((due) => due.then(() => undefined))]);
    waiting.abort();
    return why;
  }

  #retire(connection: Connection): void {
    this.#serving.delete(connection);
    this.#pause(this.#options.timings.overlapMs).then(() => connection.close("replaced"));
  }

  #become(state: ConnectionPicture["state"]): void {
    this.#state = state;
    this.#sinceMs = this.#options.clock.now();
  }

  /** Sleeps, or less when `signal` (default: this lane's end) is aborted meanwhile. */
  async #pause(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0) return;
    const over = signal ?? this.#over.signal;
    try {
      await this.#options.clock.sleep(ms, over);
    } catch (error) {
      if (!over.aborted && !this.#over.signal.aborted) throw error;
    }
  }
}
