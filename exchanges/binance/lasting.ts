/**
 * One connection after another, so that one always serves: made anew with back-off when it is lost, and replaced without a
 * gap before the exchange cuts it after 24 h or announces a shutdown: the new one is live before the old one closes.
 */
import { type Backoff, backoffMs } from "../../domain/backoff.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionAttempts } from "./connection_attempts.ts";
import type { Ending, LinkLife } from "./link_life.ts";

/** A connection as far as it matters here. */
export interface Link {
  readonly life: Pick<LinkLife, "live" | "ended" | "shutdown" | "closed" | "lastHeardMs">;
  close(why?: string): void;
}

/** Waiting times, in ms. */
export interface LastingTimings {
  /** Age at which a connection is replaced; Binance ends it at 24 h. */
  readonly lifetimeMs: number;
  /** How long the old one goes on beside the new one, so that what is under way still arrives. */
  readonly overlapMs: number;
  /** A connection that lived so long was good: the next loss begins with the shortest wait. */
  readonly stableMs: number;
}

/** What it needs. */
export interface LastingOptions<L extends Link> {
  /** Asked before each connection. */
  readonly url: (signal: AbortSignal) => Promise<string>;
  readonly open: (url: string) => L;
  readonly clock: Clock;
  readonly random: () => number;
  /** How the exchange is called in reasons. */
  readonly exchangeName: string;
  readonly timings: LastingTimings;
  readonly backoff: Backoff;
  readonly attempts: ConnectionAttempts;
  /** None serves; why, and when another is made (ms from now; `Infinity` = never). */
  readonly onLost: (why: string, retryInMs: number) => void;
}

/** How it is. */
export interface LastingPicture {
  /** `replacing`: the old one serves while the new one is made; `waiting`: lost, until the next attempt; `ended`: for good. */
  readonly state: "connecting" | "live" | "replacing" | "waiting" | "ended";
  /** Since when it is in this state, UTC ms. */
  readonly sinceMs: number;
  /** Sockets that are open or opening; two while one replaces the other. */
  readonly sockets: number;
  /** Connections made after the first one, replacements included. */
  readonly reconnects: number;
  /** UTC ms; null while there is no connection. */
  readonly lastHeardMs: number | null;
  /** Why it was lost last, in the exchange's own words; null while it never was. */
  readonly lastError: string | null;
}

/** Keeps a connection alive until it is closed. */
export class Lasting<L extends Link> {
  readonly #options: LastingOptions<L>;
  readonly #over = new AbortController();
  readonly #links = new Set<L>();
  readonly #serving = new Set<L>();
  readonly #running: Promise<void>;
  #state: LastingPicture["state"] = "connecting";
  #sinceMs: number;
  #made = 0;
  #lastError: string | null = null;

  constructor(options: LastingOptions<L>) {
    this.#options = options;
    this.#sinceMs = options.clock.now();
    this.#running = this.#run();
  }

  /** Those that new wishes go to: the one that serves, and the one that will. */
  get serving(): ReadonlySet<L> {
    return this.#serving;
  }

  /** How it is. */
  get picture(): LastingPicture {
    const heard = [...this.#links].map(({ life }) => life.lastHeardMs);
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      sockets: this.#links.size,
      reconnects: Math.max(0, this.#made - 1),
      lastHeardMs: heard.length > 0 ? Math.max(...heard) : null,
      lastError: this.#lastError,
    };
  }

  /** Ends it; resolves when its sockets are gone. */
  async close(): Promise<void> {
    const gone = [this.#running, ...[...this.#links].map(({ life }) => life.closed)];
    this.#over.abort();
    for (const link of this.#links) link.close();
    await Promise.all(gone);
  }

  async #run(): Promise<void> {
    const { clock, random, backoff, exchangeName, onLost, timings } = this.#options;
    for (let attempt = 0; !this.#over.signal.aborted;) {
      const startMs = clock.elapsed();
      const { why, retryAfterMs = 0 } = await this.#serve();
      if (this.#over.signal.aborted) return;
      if (clock.elapsed() - startMs >= timings.stableMs) attempt = 0;
      const retryInMs = Math.max(retryAfterMs, backoffMs(attempt++, random(), backoff));
      this.#lastError = `${exchangeName}: ${why}`;
      this.#become(retryInMs === Infinity ? "ended" : "waiting");
      onLost(this.#lastError, retryInMs);
      if (retryInMs === Infinity) return;
      await this.#pause(retryInMs);
    }
  }

  /** From one connection over its replacements to the loss of the last; why it was lost. */
  async #serve(): Promise<Ending> {
    this.#become("connecting");
    const first = await this.#connect();
    if ("why" in first) return first;
    let current = first;
    for (let attempt = 0;;) {
      this.#become("live");
      const lost = await this.#untilOld(current, attempt);
      if (lost) {
        this.#serving.delete(current);
        return lost;
      }
      this.#become("replacing");
      const next = await this.#connect(current);
      if ("why" in next) {
        attempt++; // the old one still serves, unless it is what was lost: try again a little later
        continue;
      }
      this.#retire(current);
      current = next;
      attempt = 0;
    }
  }

  /** Opens a connection and waits until it is live; or why it is not. Gives up as well when `old` is lost meanwhile. */
  async #connect(old?: L): Promise<L | Ending> {
    const { attempts, clock, url, open } = this.#options;
    let link: L;
    try {
      await this.#pause(attempts.book(clock.elapsed()));
      const address = await url(this.#over.signal);
      if (this.#over.signal.aborted) return { why: "closed by us" };
      link = open(address);
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error) };
    }
    this.#remember(link);
    const lost = old ? [link.life.ended, old.life.ended] : [link.life.ended];
    const ending = await Promise.race([link.life.live.then(() => undefined), ...lost]);
    if (!ending) return link;
    link.close();
    this.#serving.delete(link);
    return ending;
  }

  #remember(link: L): void {
    this.#made++;
    this.#links.add(link);
    this.#serving.add(link);
    link.life.closed.then(() => this.#links.delete(link));
  }

  /** Waits until the connection is due for replacement; or until it is lost, then why. */
  async #untilOld(current: L, attempt: number): Promise<Ending | undefined> {
    const { random, backoff, timings } = this.#options;
    const waiting = new AbortController();
    // Spread over the last half hour, so that many connections are not replaced at once.
    const ageMs = timings.lifetimeMs * (1 - random() / 48);
    const old = attempt === 0
      ? [this.#pause(ageMs, waiting.signal), current.life.shutdown]
      : [this.#pause(backoffMs(attempt - 1, random(), backoff), waiting.signal)];
    const ending = await Promise.race([current.life.ended, ...old.map((due) => due.then(() => undefined))]);
    waiting.abort();
    return ending;
  }

  #retire(link: L): void {
    this.#serving.delete(link);
    this.#pause(this.#options.timings.overlapMs).then(() => link.close("replaced"));
  }

  #become(state: LastingPicture["state"]): void {
    this.#state = state;
    this.#sinceMs = this.#options.clock.now();
  }

  /** Sleeps, or less when `signal` (default: its own end) is aborted meanwhile. */
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
