/** A lane: a set of streams that is kept alive over one connection after another. */
import { Connection, type ConnectionTimings } from "./connection.ts";
import type { Frame } from "./frame.ts";
import { Lasting, type LastingOptions, type LastingPicture, type LastingTimings } from "./lasting.ts";
import type { Socket } from "./link_life.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** Waiting times, in ms. */
export interface LaneTimings extends ConnectionTimings, LastingTimings {}

/** What a lane needs; see `StreamsOptions` in streams.ts. */
export interface LaneOptions
  extends Pick<LastingOptions<Connection>, "clock" | "random" | "exchangeName" | "backoff" | "attempts"> {
  readonly wsUrl: (signal: AbortSignal) => Promise<string>;
  readonly names: SymbolNames;
  readonly open: (url: string) => Socket;
  readonly timings: LaneTimings;
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
  readonly onLive: (streams: readonly string[]) => void;
  readonly onLost: (streams: readonly string[], why: string, retryInMs: number) => void;
  readonly onRefused: (stream: string, why: string) => void;
}

/** How a lane's connection is. */
export interface ConnectionPicture extends LastingPicture {
  readonly id: number;
  readonly streams: readonly string[];
}

/** Keeps its streams alive until it is closed. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #streams: Set<string>;
  /** Those that were told to flow. */
  readonly #flowing = new Set<string>();
  readonly #lasting: Lasting<Connection>;

  constructor(readonly id: number, streams: readonly string[], options: LaneOptions) {
    this.#options = options;
    this.#streams = new Set(streams);
    this.#lasting = new Lasting({
      ...options,
      url: async (signal) => `${await options.wsUrl(signal)}/stream`,
      open: (url) => this.#open(url),
      onLost: (why, retryInMs) => {
        this.#flowing.clear();
        options.onLost([...this.#streams], why, retryInMs);
      },
    });
  }

  /** How many streams it carries. */
  get size(): number {
    return this.#streams.size;
  }

  /** How it is. */
  get picture(): ConnectionPicture {
    return { id: this.id, streams: [...this.#streams], ...this.#lasting.picture };
  }

  /** Carries these, too. */
  add(streams: readonly string[]): void {
    for (const stream of streams) this.#streams.add(stream);
    for (const connection of this.#lasting.serving) connection.subscribe(streams);
  }

  /** Carries these no more. */
  remove(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#streams.delete(stream);
      this.#flowing.delete(stream);
    }
    for (const connection of this.#lasting.serving) connection.unsubscribe(streams);
  }

  /** Ends it; resolves when its sockets are gone. */
  close(): Promise<void> {
    return this.#lasting.close();
  }

  #open(url: string): Connection {
    return new Connection(url, {
      ...this.#options,
      streams: this.#streams,
      onSubscribed: (streams) => this.#flow(streams),
      onRefused: (stream, why) => {
        if (this.#streams.delete(stream)) this.#options.onRefused(stream, why);
      },
    });
  }

  /** Tells of streams that did not flow before. */
  #flow(streams: readonly string[]): void {
    const fresh = streams.filter((stream) => this.#streams.has(stream) && !this.#flowing.has(stream));
    for (const stream of fresh) this.#flowing.add(stream);
    if (fresh.length > 0) this.#options.onLive(fresh);
  }
}
