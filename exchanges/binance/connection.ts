/**
 * One WebSocket connection to Binance's combined streams, from opening to its end. It subscribes and unsubscribes at the
 * pace that Binance allows, and notices when the other side is gone: `ping` frames are answered below us and cannot be
 * seen here, so after a silence it asks something itself.
 */
import type { Clock } from "./clock.ts";
import { type Frame, parseFrame } from "./frame.ts";
import type { Ending, Link } from "./lasting.ts";
import { type StreamRequest, StreamRequests } from "./stream_requests.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Binance refuses more on one connection. */
export const STREAMS_LIMIT = 1_024;

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onerror" | "onclose">;

/** Waiting times, in ms. */
export interface ConnectionTimings {
  /** Without progress for so long, an opening connection or a request is given up. */
  readonly connectMs: number;
  /** Silence after which it asks whether anybody is there. */
  readonly silenceMs: number;
  /** How long the answer may take. */
  readonly probeMs: number;
  /** Between two of our messages: Binance closes at more than 5 a second, its own pings included. */
  readonly sendGapMs: number;
}

/** What a connection needs. */
export interface ConnectionOptions {
  readonly streams: Iterable<string>;
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly timings: ConnectionTimings;
  readonly open: (url: string) => Socket;
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
  /** These streams flow; told once nothing more is asked for. */
  readonly onSubscribed: (streams: readonly string[]) => void;
  /** The exchange does not serve this stream; why, in its own words. */
  readonly onRefused: (stream: string, why: string) => void;
}

/** A connection. */
export class Connection implements Link {
  /** Every stream that was wanted at first is acknowledged. */
  readonly live: Promise<void>;
  /** It is over; why, in words. */
  readonly ended: Promise<Ending>;
  /** The exchange announced that it will close it. */
  readonly shutdown: Promise<void>;
  /** The socket is gone, too. */
  readonly closed: Promise<void>;

  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #over = new AbortController();
  readonly #requests: StreamRequests;
  #subscribed: string[] = [];
  #resolve!: { live: () => void; ended: (ending: Ending) => void; shutdown: () => void; closed: () => void };
  #lastHeardMs: number;
  /** When it asked whether anybody is there; null once anything was heard since. */
  #probedMs: number | null = null;
  #isOver = false; // as `#over` says, without its cost for every frame
  #isOpen = false;
  #isLive = false;
  #isSending = false;
  #sentMs = -Infinity;
  #socketError = "";

  constructor(url: string, options: ConnectionOptions) {
    const [live, ended, shutdown, closed] = [deferred(), deferred<Ending>(), deferred(), deferred()];
    [this.live, this.ended, this.shutdown, this.closed] = [
      live.promise,
      ended.promise,
      shutdown.promise,
      closed.promise,
    ];
    this.#resolve = { live: live.resolve, ended: ended.resolve, shutdown: shutdown.resolve, closed: closed.resolve };
    this.#options = options;
    this.#requests = new StreamRequests(options.streams);
    this.#lastHeardMs = options.clock.now();
    this.#socket = options.open(url);
    this.#listen();
    this.#run(this.#watch());
  }

  /** When anything was heard last (UTC ms), the opening included. */
  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Asks for more streams. */
  subscribe(streams: readonly string[]): void {
    this.#requests.add(streams);
    this.#speak();
  }

  /** Asks for these streams no more; what is under way may still come. */
  unsubscribe(streams: readonly string[]): void {
    this.#requests.drop(streams);
    this.#speak();
  }

  /** Ends it from our side. */
  close(why = "closed by us"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over.abort();
    this.#socket.close();
    this.#resolve.ended({ why });
  }

  #listen(): void {
    const socket = this.#socket;
    socket.onopen = () => {
      this.#lastHeardMs = this.#options.clock.now();
      this.#isOpen = true;
      this.#speak();
    };
    socket.onmessage = ({ data }) => this.#hear(typeof data === "string" ? data : String(data));
    socket.onerror = (event) => this.#socketError = "message" in event ? String(event.message) : "";
    socket.onclose = ({ code, reason }) => {
      this.#resolve.closed();
      this.close(`connection closed (${[code, reason || this.#socketError].filter(Boolean).join(" ")})`);
    };
  }

  #hear(text: string): void {
    if (this.#isOver) return;
    const receivedMs = this.#lastHeardMs = this.#options.clock.now();
    this.#probedMs = null;
    let frame: Frame;
    try {
      frame = parseFrame(text, this.#options.names);
    } catch (error) {
      this.close(error instanceof Error ? error.message : String(error));
      return;
    }
    if (frame.kind === "answer") this.#answered(frame);
    else if (frame.kind === "shutdown") this.#resolve.shutdown();
    this.#options.onFrame(frame, text, receivedMs);
  }

  #answered({ id, error }: Extract<Frame, { kind: "answer" }>): void {
    const why = error ? `${error.msg} (${error.code})` : "";
    const { subscribed, refused, fault } = this.#requests.answered(id, error !== null);
    if (fault) return this.close(why);
    this.#subscribed.push(...subscribed);
    if (refused !== null) this.#options.onRefused(refused, why);
    this.#speak();
    this.#checkLive();
  }

  /** Sends what is to be said, unless it is at it already. */
  #speak(): void {
    if (this.#isOpen && !this.#isSending && !this.#isOver) this.#run(this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    const { clock, timings } = this.#options;
    this.#isSending = true;
    for (;;) {
      const waitMs = this.#sentMs + timings.sendGapMs - clock.now();
      if (waitMs > 0) {
        await clock.sleep(waitMs, this.#over.signal);
        continue;
      }
      const request = this.#requests.next(clock.now());
      if (!request) break;
      this.#send(request);
    }
    this.#isSending = false;
    this.#checkLive();
  }

  #send(request: StreamRequest): void {
    this.#sentMs = this.#options.clock.now();
    this.#socket.send(JSON.stringify(request));
  }

  #checkLive(): void {
    if (!this.#isOpen || !this.#requests.settled) return;
    const subscribed = this.#subscribed;
    this.#subscribed = [];
    this.#isLive = true;
    this.#resolve.live();
    if (subscribed.length > 0) this.#options.onSubscribed(subscribed);
  }

  /** Ends the connection when nothing comes any more, or no answer. */
  async #watch(): Promise<void> {
    const { clock, timings: { connectMs, silenceMs, probeMs } } = this.#options;
    for (;;) {
      const [isLive, probedMs, askedMs] = [this.#isLive, this.#probedMs, this.#requests.waitingSinceMs];
      const quietMs = !isLive
        ? this.#lastHeardMs + connectMs
        : probedMs !== null
        ? probedMs + probeMs
        : askedMs !== null
        ? Infinity // the answer will tell that somebody is there
        : this.#lastHeardMs + silenceMs;
      const answerMs = askedMs === null ? Infinity : askedMs + connectMs;
      const nowMs = clock.now();
      const waitMs = Math.min(quietMs, answerMs) - nowMs;
      if (waitMs > 0) await clock.sleep(Math.min(waitMs, connectMs), this.#over.signal);
      else if (!isLive || nowMs >= answerMs) return this.close(`no answer within ${connectMs} ms`);
      else if (probedMs !== null) return this.close(`silent for ${nowMs - this.#lastHeardMs} ms`);
      else this.#probe(nowMs);
    }
  }

  #probe(nowMs: number): void {
    this.#probedMs = nowMs;
    this.#send(this.#requests.probe());
  }

  /** Runs a step of ours in the background; its end by {@linkcode close} is no fault. */
  #run(step: Promise<void>): void {
    step.catch((error) => this.close(error instanceof Error ? error.message : String(error)));
  }
}

function deferred<T = void>(): PromiseWithResolvers<T> {
  return Promise.withResolvers<T>();
}
