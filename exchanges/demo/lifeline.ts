/**
 * What keeps a WebSocket of the server alive, and what ends it, by Binance's rules: a ping with a payload every 20 s
 * that must be answered within 60 s, a bounded lifetime with a warning before its end, a bounded number of messages a
 * second (PING, PONG and JSON alike), a bounded backlog.
 */
import type { WebSocket } from "ws";
import type { Struck } from "./chaos/outages.ts";

/** Limits of a connection. Times in ms of the machine's clock. */
export interface ConnectionLimits {
  readonly messagesPerSecond: number;
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  readonly lifetimeMs: number;
  /** So long before its end (at most half of the lifetime) a connection is told by `serverShutdown`. */
  readonly noticeMs: number;
  /** A client that lets more bytes than this pile up is cut off. */
  readonly backlogBytes: number;
}

/** Binance's own limits. */
export const BINANCE_LIMITS: ConnectionLimits = {
  messagesPerSecond: 5,
  pingEveryMs: 20_000,
  pongWithinMs: 60_000,
  lifetimeMs: 86_400_000,
  noticeMs: 600_000,
  backlogBytes: 8_388_608,
};

/** What a lifeline tells the connection it belongs to. */
export interface LifelineEvents {
  /** A text frame came; a binary one counts as empty. */
  heard(text: string): void;
  /** What was held back until `nowMs` (machine's clock) may go now. */
  release(nowMs: number): void;
  /** The end is near: the client should be told. */
  endNears(): void;
  /** It is over. */
  ended(): void;
}

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const FAREWELL_MS = 1000;

/** The life of one WebSocket. */
export class Lifeline implements Struck {
  #incoming: number[] = [];
  #lastPingMs: number;
  #lastPongMs: number;
  #silentUntilMs = -Infinity;
  #warned = false;
  readonly #openedMs: number;

  /**
   * @param number counts the connections of the server, from 1.
   * @param wallNow the machine's clock, UTC ms.
   */
  constructor(
    readonly number: number,
    private readonly socket: WebSocket,
    private readonly limits: ConnectionLimits,
    private readonly wallNow: () => number,
    private readonly on: LifelineEvents,
  ) {
    this.#openedMs = this.#lastPingMs = this.#lastPongMs = wallNow();
    this.#listen();
  }

  /** Sends a text; nothing goes out while the connection is silent or over. */
  send(text: string): void {
    if (this.socket.readyState === this.socket.OPEN && !this.#silent) this.socket.send(text);
  }

  /** Releases what is due, pings, and ends a connection that is mute, too slow or too old. To be called often. */
  tend(): void {
    const nowMs = this.wallNow();
    this.on.release(nowMs);
    const { limits } = this;
    const mute = nowMs - this.#lastPongMs > limits.pongWithinMs;
    if (this.socket.bufferedAmount > limits.backlogBytes || (mute && !this.#silent)) this.socket.terminate();
    else if (nowMs - this.#openedMs >= limits.lifetimeMs) this.socket.close(GOING_AWAY, "connection lifetime reached");
    else this.#keep(nowMs);
  }

  silence(forMs: number): void {
    this.#silentUntilMs = this.wallNow() + forMs;
    this.#lastPongMs = Math.max(this.#lastPongMs, this.#silentUntilMs); // it cannot answer pings that are not sent
  }

  cut(): void {
    this.socket.terminate();
  }

  shutOut(): void {
    this.socket.close(GOING_AWAY, "server maintenance");
  }

  /** Tells the client that the server goes, and closes; done when the client has closed as well, or did not within a second. */
  goAway(): Promise<void> {
    this.on.endNears();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cut = setTimeout(() => this.socket.terminate(), FAREWELL_MS);
    this.socket.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
    this.socket.close(GOING_AWAY, "server shutdown");
    return promise;
  }

  get #silent(): boolean {
    return this.wallNow() < this.#silentUntilMs;
  }

  #keep(nowMs: number): void {
    const { lifetimeMs, noticeMs, pingEveryMs } = this.limits;
    if (!this.#warned && nowMs - this.#openedMs >= lifetimeMs - Math.min(noticeMs, lifetimeMs / 2)) {
      this.#warned = true;
      this.on.endNears();
    }
    if (nowMs - this.#lastPingMs < pingEveryMs || this.#silent) return;
    this.#lastPingMs = nowMs;
    this.socket.ping(String(nowMs));
  }

  #listen(): void {
    this.socket.on("message", (data, isBinary) => {
      if (!this.#tooMany()) this.on.heard(isBinary ? "" : data.toString());
    });
    this.socket.on("ping", (payload) => {
      if (!this.#tooMany() && !this.#silent) this.socket.pong(payload);
    });
    this.socket.on("pong", () => {
      this.#lastPongMs = this.wallNow();
      this.#tooMany();
    });
    this.socket.on("error", () => this.socket.terminate()); // a broken frame or a lost peer: there is nobody to tell
    this.socket.on("close", () => this.on.ended());
  }

  #tooMany(): boolean {
    const { messagesPerSecond } = this.limits;
    if (messagesPerSecond === Infinity) return false;
    const nowMs = this.wallNow();
    const recent = this.#incoming.filter((atMs) => nowMs - atMs < 1000);
    this.#incoming = [...recent, nowMs].slice(-messagesPerSecond - 1);
    const over = this.#incoming.length > messagesPerSecond;
    if (over) this.socket.close(POLICY_VIOLATION, "Too many requests");
    return over;
  }
}
