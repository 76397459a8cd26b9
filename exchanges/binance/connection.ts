/**
 * One WebSocket connection to Binance's combined streams, from opening to its end. It subscribes and unsubscribes at the
 * pace that Binance allows, and notices when the other side is gone: `ping` frames are answered below us and cannot be
 * seen here, so after a silence it asks something itself.
 */
import type { Clock } from "./clock.ts";
import { type Frame, parseFrame } from "./frame.ts";
import type { Link } from "./lasting.ts";
import { LinkLife, type Socket } from "./link_life.ts";
import { type StreamRequest, StreamRequests } from "./stream_requests.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Binance refuses more on one connection. */
export const STREAMS_LIMIT = 1_024;

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
  /** It is live once every stream that was wanted at first is acknowledged. */
  readonly life: LinkLife;

  readonly #options: ConnectionOptions;
  readonly #requests: StreamRequests;
  #subscribed: string[] = [];
  /** When it asked whether anybody is there; null once anything was heard since. */
  #probedMs: number | null = null;
  #isSending = false;
  #sentMs = -Infinity;

  constructor(url: string, options: ConnectionOptions) {
    this.#options = options;
    this.#requests = new StreamRequests(options.streams);
    this.life = new LinkLife(options.open(url), options.clock, {
      opened: () => this.#speak(),
      heard: (text) => this.#hear(text),
    });
    this.#run(this.#watch());
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
    this.life.end({ why });
  }

  #hear(text: string): void {
    this.#probedMs = null;
    let frame: Frame;
    try {
      frame = parseFrame(text, this.#options.names);
    } catch (error) {
      this.close(error instanceof Error ? error.message : String(error));
      return;
    }
    if (frame.kind === "answer") this.#answered(frame);
    else if (frame.kind === "shutdown") this.life.announceShutdown();
    this.#options.onFrame(frame, text, this.life.lastHeardMs);
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
    if (this.life.isOpen && !this.#isSending && !this.life.isOver) this.#run(this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    const { clock, timings } = this.#options;
    this.#isSending = true;
    for (;;) {
      const waitMs = this.#sentMs + timings.sendGapMs - clock.elapsed();
      if (waitMs > 0) {
        await clock.sleep(waitMs, this.life.signal);
        continue;
      }
      const request = this.#requests.next(clock.elapsed());
      if (!request) break;
      this.#send(request);
    }
    this.#isSending = false;
    this.#checkLive();
  }

  #send(request: StreamRequest): void {
    this.#sentMs = this.#options.clock.elapsed();
    this.life.send(request);
  }

  #checkLive(): void {
    if (!this.life.isOpen || !this.#requests.settled) return;
    const subscribed = this.#subscribed;
    this.#subscribed = [];
    this.life.becomeLive();
    if (subscribed.length > 0) this.#options.onSubscribed(subscribed);
  }

  /** Ends the connection when nothing comes any more, or no answer. */
  async #watch(): Promise<void> {
    const { clock, timings: { connectMs, silenceMs, probeMs } } = this.#options;
    for (;;) {
      const [{ isLive, heardAtMs }, probedMs, askedMs] = [this.life, this.#probedMs, this.#requests.waitingSinceMs];
      const quietMs = !isLive
        ? heardAtMs + connectMs
        : probedMs !== null
        ? probedMs + probeMs
        : askedMs !== null
        ? Infinity // the answer will tell that somebody is there
        : heardAtMs + silenceMs;
      const answerMs = askedMs === null ? Infinity : askedMs + connectMs;
      const nowMs = clock.elapsed();
      const waitMs = Math.min(quietMs, answerMs) - nowMs;
      if (waitMs > 0) await clock.sleep(Math.min(waitMs, connectMs), this.life.signal);
      else if (!isLive || nowMs >= answerMs) return this.close(`no answer within ${connectMs} ms`);
      else if (probedMs !== null) return this.close(`silent for ${nowMs - heardAtMs} ms`);
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
