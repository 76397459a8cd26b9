/**
 * One WebSocket connection to Binance's combined streams, from opening to its end. It subscribes at the pace that Binance
 * allows, and notices when the other side is gone: `ping` frames are answered below us and cannot be seen here, so after a
 * silence it asks something itself.
 */
import type { Clock } from "./clock.ts";
import { type Frame, parseFrame } from "./frame.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Binance refuses more on one connection. */
export const STREAMS_LIMIT = 1_024;

const STREAMS_PER_REQUEST = 200;

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onerror" | "onclose">;

/** Waiting times, in ms. */
export interface ConnectionTimings {
  /** Without progress for so long, an opening connection is given up. */
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
  readonly streams: readonly string[];
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly timings: ConnectionTimings;
  readonly open: (url: string) => Socket;
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
}

/** A connection. It tells its life by promises, none of which ever rejects. */
export class Connection {
  /** Every stream is acknowledged. */
  readonly live: Promise<void>;
  /** It is over; why, in words. */
  readonly ended: Promise<string>;
  /** The exchange announced that it will close it. */
  readonly shutdown: Promise<void>;
  /** The socket is gone, too. */
  readonly closed: Promise<void>;

  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #over = new AbortController();
  readonly #unanswered = new Set<number>();
  #resolve!: { live: () => void; ended: (why: string) => void; shutdown: () => void; closed: () => void };
  #lastHeardMs: number;
  /** When it asked whether anybody is there; null once anything was heard since. */
  #probedMs: number | null = null;
  #isLive = false;
  #requests = 0;
  #socketError = "";

  constructor(url: string, options: ConnectionOptions) {
    if (options.streams.length > STREAMS_LIMIT) {
      throw new RangeError(`Cannot subscribe ${options.streams.length} streams: expected at most ${STREAMS_LIMIT}`);
    }
    const [live, ended, shutdown, closed] = [deferred(), deferred<string>(), deferred(), deferred()];
    [this.live, this.ended, this.shutdown, this.closed] = [
      live.promise,
      ended.promise,
      shutdown.promise,
      closed.promise,
    ];
    this.#resolve = { live: live.resolve, ended: ended.resolve, shutdown: shutdown.resolve, closed: closed.resolve };
    this.#options = options;
    this.#lastHeardMs = options.clock.now();
    this.#socket = options.open(url);
    this.#listen();
    this.#run(this.#watch());
  }

  /** Ends it from our side. */
  close(why = "closed by us"): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#socket.close();
    this.#resolve.ended(why);
  }

  #listen(): void {
    const socket = this.#socket;
    socket.onopen = () => {
      this.#lastHeardMs = this.#options.clock.now();
      this.#run(this.#subscribe());
    };
    socket.onmessage = ({ data }) => this.#hear(String(data));
    socket.onerror = (event) => this.#socketError = "message" in event ? String(event.message) : "";
    socket.onclose = ({ code, reason }) => {
      this.#resolve.closed();
      this.close(`connection closed (${[code, reason || this.#socketError].filter(Boolean).join(" ")})`);
    };
  }

  #hear(text: string): void {
    if (this.#over.signal.aborted) return;
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
    if (error) {
      this.close(`${error.msg} (${error.code})`);
      return;
    }
    if (typeof id === "number") this.#unanswered.delete(id);
    this.#checkLive();
  }

  async #subscribe(): Promise<void> {
    const { streams, clock, timings } = this.#options;
    const first = this.#requests + 1;
    const requests = Array.from({ length: Math.ceil(streams.length / STREAMS_PER_REQUEST) }, (_, i) => first + i);
    requests.forEach((id) => this.#unanswered.add(id));
    this.#requests += requests.length;
    for (const [i, id] of requests.entries()) {
      if (i > 0) await clock.sleep(timings.sendGapMs, this.#over.signal);
      const params = streams.slice(i * STREAMS_PER_REQUEST, (i + 1) * STREAMS_PER_REQUEST);
      this.#socket.send(JSON.stringify({ method: "SUBSCRIBE", params, id }));
    }
    this.#checkLive();
  }

  #checkLive(): void {
    if (this.#unanswered.size > 0 || this.#isLive) return;
    this.#isLive = true;
    this.#resolve.live();
  }

  /** Ends the connection when nothing comes any more. */
  async #watch(): Promise<void> {
    const { clock, timings: { connectMs, silenceMs, probeMs } } = this.#options;
    for (;;) {
      const [isLive, probedMs] = [this.#isLive, this.#probedMs];
      const dueMs = !isLive
        ? this.#lastHeardMs + connectMs
        : probedMs !== null
        ? probedMs + probeMs
        : this.#lastHeardMs + silenceMs;
      const nowMs = clock.now();
      if (nowMs < dueMs) await clock.sleep(dueMs - nowMs, this.#over.signal);
      else if (!isLive) return this.close(`no answer within ${connectMs} ms`);
      else if (probedMs !== null) return this.close(`silent for ${nowMs - this.#lastHeardMs} ms`);
      else this.#probe(nowMs);
    }
  }

  #probe(nowMs: number): void {
    this.#probedMs = nowMs;
    this.#socket.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: ++this.#requests }));
  }

  /** Runs a step of ours in the background; its end by {@linkcode close} is no fault. */
  #run(step: Promise<void>): void {
    step.catch((error) => this.close(error instanceof Error ? error.message : String(error)));
  }
}

function deferred<T = void>(): PromiseWithResolvers<T> {
  return Promise.withResolvers<T>();
}
