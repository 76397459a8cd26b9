/**
 * One WebSocket connection of the stream server, with Binance's rules: at most 5 incoming messages a second (PING,
 * PONG and JSON alike), a ping every 20 s that must be answered within 60 s, a bounded lifetime, a bounded backlog.
 */
import type { WebSocket } from "ws";
import type { Chaos } from "./chaos/chaos.ts";
import { Wire } from "./chaos/wire.ts";
import { answerControl, type Controlled } from "./control.ts";
import { Frame, type StreamHub, type Subscriber } from "./hub.ts";
import type { StreamUrl } from "./stream_url.ts";

/** Limits of a connection. Times in real milliseconds. */
export interface ConnectionLimits {
  readonly messagesPerSecond: number;
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  readonly lifetimeMs: number;
  /** A client that lets more bytes than this pile up is cut off. */
  readonly backlogBytes: number;
}

/** Binance's own limits. */
export const BINANCE_LIMITS: ConnectionLimits = {
  messagesPerSecond: 5,
  pingEveryMs: 20_000,
  pongWithinMs: 60_000,
  lifetimeMs: 86_400_000,
  backlogBytes: 8_388_608,
};

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const MAX_STREAMS = 1024;
const FAREWELL_MS = 1000;

/** A client's connection. */
export class Connection implements Controlled, Subscriber {
  readonly streams = new Set<string>();
  combined: boolean;
  #incoming: number[] = [];
  #lastPingMs: number;
  #lastPongMs: number;
  readonly #openedMs: number;
  readonly #wire = new Wire<Frame>((frame) => this.#write(frame));

  /**
   * @param number counts the connections of the server, from 1.
   * @param wallNow the machine's clock, UTC ms.
   */
  constructor(
    readonly number: number,
    private readonly socket: WebSocket,
    url: StreamUrl,
    private readonly hub: StreamHub,
    private readonly limits: ConnectionLimits,
    private readonly chaos: Chaos,
    private readonly wallNow: () => number,
  ) {
    this.combined = url.combined;
    this.#openedMs = this.#lastPingMs = this.#lastPongMs = wallNow();
    this.#listen();
    this.subscribe(url.streams.slice(0, MAX_STREAMS));
  }

  send(frame: Frame): void {
    if (this.chaos.plan === null && this.#wire.idle) this.#write(frame);
    else this.#wire.send(frame, this.chaos.ofFrame(frame.stream, frame.raw, this.number), this.wallNow());
  }

  subscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.add(stream);
      this.hub.subscribe(stream, this);
    }
  }

  unsubscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.delete(stream);
      this.hub.unsubscribe(stream, this);
    }
  }

  /** Pings, and ends a connection that is silent, too slow or too old. To be called often. */
  tend(): void {
    const nowMs = this.wallNow();
    const { limits } = this;
    this.#wire.release(nowMs);
    if (this.socket.bufferedAmount > limits.backlogBytes || nowMs - this.#lastPongMs > limits.pongWithinMs) {
      this.socket.terminate();
    } else if (nowMs - this.#openedMs >= limits.lifetimeMs) {
      this.socket.close(GOING_AWAY, "connection lifetime reached");
    } else if (nowMs - this.#lastPingMs >= limits.pingEveryMs) {
      this.#lastPingMs = nowMs;
      this.socket.ping(String(nowMs));
    }
  }

  /** Tells the client that the server goes, and closes; done when it has closed as well, or did not within a second. */
  goAway(eventMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cut = setTimeout(() => this.socket.terminate(), FAREWELL_MS);
    this.socket.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
    this.#write(new Frame("!serverShutdown", JSON.stringify({ e: "serverShutdown", E: eventMs })));
    this.socket.close(GOING_AWAY, "server shutdown");
    return promise;
  }

  #write(frame: Frame): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(this.combined ? frame.combined : frame.raw);
  }

  #listen(): void {
    this.socket.on("message", (data, isBinary) => {
      if (this.#tooMany()) return;
      this.socket.send(answerControl(isBinary ? "" : data.toString(), this));
    });
    this.socket.on("ping", () => this.#tooMany());
    this.socket.on("pong", () => {
      this.#lastPongMs = this.wallNow();
      this.#tooMany();
    });
    this.socket.on("error", () => this.socket.terminate()); // a broken frame or a lost peer: there is nobody to tell
    this.socket.on("close", () => this.unsubscribe([...this.streams]));
  }

  #tooMany(): boolean {
    const nowMs = this.wallNow();
    const recent = this.#incoming.filter((atMs) => nowMs - atMs < 1000);
    this.#incoming = [...recent, nowMs].slice(-this.limits.messagesPerSecond - 1);
    const over = this.#incoming.length > this.limits.messagesPerSecond;
    if (over) this.socket.close(POLICY_VIOLATION, "Too many requests");
    return over;
  }
}
