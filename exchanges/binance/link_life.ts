/**
 * The life of a connection and its socket: it opens, it is live, it is told to go, it is over, and the socket is gone. Each
 * is told once, by a promise that never rejects.
 */
import type { Clock } from "./clock.ts";

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onerror" | "onclose">;

/** Why a connection is over. */
export interface Ending {
  readonly why: string;
  /** The least to wait before another is made, ms; `Infinity` = it makes no sense. Default: as the back-off says. */
  readonly retryAfterMs?: number;
}

/** What the connection makes of what its socket does. */
export interface LifeEvents {
  /** The socket is open. */
  readonly opened: () => void;
  /** The other side said something; not told once it is over. */
  readonly heard: (text: string) => void;
  /** It is over. Told before {@linkcode LinkLife.ended}. */
  readonly over?: (ending: Ending) => void;
}

/** The life of one connection. */
export class LinkLife {
  /** It serves. */
  readonly live: Promise<void>;
  /** It is over; why. */
  readonly ended: Promise<Ending>;
  /** The exchange announced that it will close it. */
  readonly shutdown: Promise<void>;
  /** The socket is gone, too. */
  readonly closed: Promise<void>;
  /** The exchange announces that it will close it. */
  readonly announceShutdown: () => void;
  /** When anything was heard last (UTC ms), the opening included. */
  lastHeardMs: number;
  /** The same by the clock that goes on evenly. */
  heardAtMs: number;
  isOpen = false;
  isLive = false;
  isOver = false; // as `signal` says, without its cost for every frame

  readonly #socket: Socket;
  readonly #events: LifeEvents;
  readonly #over = new AbortController();
  readonly #resolve: { live: () => void; ended: (ending: Ending) => void };

  constructor(socket: Socket, private readonly clock: Clock, events: LifeEvents) {
    const [live, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<Ending>()];
    const [shutdown, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    [this.live, this.ended, this.shutdown, this.closed] = [
      live.promise,
      ended.promise,
      shutdown.promise,
      closed.promise,
    ];
    this.#resolve = { live: live.resolve, ended: ended.resolve };
    this.announceShutdown = shutdown.resolve;
    [this.#socket, this.#events] = [socket, events];
    [this.lastHeardMs, this.heardAtMs] = [clock.now(), clock.elapsed()];
    this.#listen(closed.resolve);
  }

  /** Aborted when it is over. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** It serves from now on. */
  becomeLive(): void {
    this.isLive = true;
    this.#resolve.live();
  }

  /** Sends a message as JSON. */
  send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Ends it; the first ending counts. */
  end(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#over.abort();
    this.#socket.close();
    this.#events.over?.(ending);
    this.#resolve.ended(ending);
  }

  #hear(): void {
    this.lastHeardMs = this.clock.now();
    this.heardAtMs = this.clock.elapsed();
  }

  #listen(gone: () => void): void {
    const socket = this.#socket;
    let socketError = "";
    socket.onopen = () => {
      this.#hear();
      this.isOpen = true;
      this.#events.opened();
    };
    socket.onmessage = ({ data }) => {
      if (this.isOver) return;
      this.#hear();
      this.#events.heard(typeof data === "string" ? data : String(data));
    };
    socket.onerror = (event) => socketError = "message" in event ? String(event.message) : "";
    socket.onclose = ({ code, reason }) => {
      gone();
      this.end({ why: `connection closed (${[code, reason || socketError].filter(Boolean).join(" ")})` });
    };
  }
}
