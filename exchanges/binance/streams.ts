/**
 * Binance's market streams: whoever wants some says so, and they flow until he does not want them any more. They are spread
 * over as many connections as Binance's limits ask for; the loss of one connection concerns its streams alone.
 */
import { STREAMS_LIMIT } from "./connection.ts";
import type { Frame } from "./frame.ts";
import { endOn, KEPT_TIMINGS, keptDefaults, type KeptOptions, untilGone } from "./kept_options.ts";
import { type ConnectionPicture, Lane, type LaneOptions, type LaneTimings } from "./lane.ts";

const DEFAULT_TIMINGS: LaneTimings = { ...KEPT_TIMINGS, silenceMs: 20_000, sendGapMs: 250 };

/** What the streams need. */
export interface StreamsOptions extends KeptOptions {
  /** Asked before each connection: such as `wss://stream.binance.com:9443`. */
  readonly wsUrl: (signal: AbortSignal) => Promise<string>;
  readonly timings?: Partial<LaneTimings>;
  /** How many streams a connection may carry; default and at most {@linkcode STREAMS_LIMIT}. */
  readonly streamsPerConnection?: number;
  /** Every frame, in order within one connection. While a connection is replaced some come twice. */
  readonly onFrame: (frame: Frame, text: string, receivedMs: number) => void;
  /** These streams flow (again). What happened before was perhaps not heard. Streams that were wanted together are told together, if they share a connection. */
  readonly onLive: (streams: readonly string[]) => void;
  /** These streams do not flow; why, in the exchange's own words, and when it tries again (ms from now). */
  readonly onLost: (streams: readonly string[], why: string, retryInMs: number) => void;
  /** The exchange does not serve this stream, why in its own words: it is not wanted any more. Default: told as lost for ever (`Infinity`). */
  readonly onRefused?: (stream: string, why: string) => void;
}

/** Streams that are kept alive until they are unsubscribed or all is closed. */
export class BinanceStreams {
  readonly #options: LaneOptions;
  readonly #limit: number;
  readonly #lanes = new Set<Lane>();
  readonly #laneOf = new Map<string, Lane>();
  /** Lanes that end. */
  readonly #ending = new Set<Promise<void>>();
  #laneIds = 0;
  #isOver = false;

  /** @throws {RangeError} when `streamsPerConnection` is not from 1 to {@linkcode STREAMS_LIMIT}. */
  constructor(options: StreamsOptions) {
    const { streamsPerConnection: limit = STREAMS_LIMIT, timings, onRefused, signal, ...rest } = options;
    if (!(limit >= 1 && limit <= STREAMS_LIMIT)) {
      throw new RangeError(`Cannot put ${limit} streams on a connection: expected 1 to ${STREAMS_LIMIT}`);
    }
    this.#limit = limit;
    const defaults = keptDefaults(rest);
    this.#options = {
      ...rest,
      ...defaults,
      timings: { ...DEFAULT_TIMINGS, ...timings },
      onRefused: (stream, why) => {
        this.#forget([stream]);
        if (onRefused) onRefused(stream, why);
        else options.onLost([stream], `${defaults.exchangeName}: ${why}`, Infinity);
      },
    };
    endOn(signal, () => this.#end());
  }

  /** Wants these streams, such as `btcusdt@aggTrade`; those that are wanted already are passed over. */
  subscribe(streams: Iterable<string>): void {
    if (this.#isOver) return;
    const fresh = [...new Set(streams)].filter((stream) => !this.#laneOf.has(stream));
    for (const lane of this.#lanes) {
      if (fresh.length === 0) return;
      const some = fresh.splice(0, this.#limit - lane.size);
      if (some.length === 0) continue;
      this.#remember(some, lane);
      lane.add(some);
    }
    while (fresh.length > 0) this.#openLane(fresh.splice(0, this.#limit));
  }

  /** Wants these streams no more; what is under way may still come. Unknown ones are passed over. */
  unsubscribe(streams: Iterable<string>): void {
    for (const [lane, some] of Map.groupBy(new Set(streams), (stream) => this.#laneOf.get(stream))) {
      if (!lane) continue;
      lane.remove(some);
      this.#forget(some);
    }
  }

  /** How each connection is. */
  connections(): readonly ConnectionPicture[] {
    return [...this.#lanes].map(({ picture }) => picture);
  }

  /** Ends all and waits until the sockets are gone, at most `limitMs`. */
  async close(limitMs = 1_000): Promise<void> {
    this.#end();
    await untilGone(Promise.all(this.#ending), this.#options.clock, limitMs);
  }

  #openLane(streams: string[]): void {
    const lane = new Lane(++this.#laneIds, streams, this.#options);
    this.#lanes.add(lane);
    this.#remember(streams, lane);
  }

  #remember(streams: readonly string[], lane: Lane): void {
    for (const stream of streams) this.#laneOf.set(stream, lane);
  }

  /** Drops streams that their lane carries no more, and the lane when it is empty. */
  #forget(streams: readonly string[]): void {
    for (const stream of streams) {
      const lane = this.#laneOf.get(stream);
      this.#laneOf.delete(stream);
      if (lane?.size === 0) this.#closeLane(lane);
    }
  }

  #closeLane(lane: Lane): void {
    if (!this.#lanes.delete(lane)) return;
    const ending = lane.close();
    this.#ending.add(ending);
    ending.finally(() => this.#ending.delete(ending));
  }

  #end(): void {
    this.#isOver = true;
    for (const lane of this.#lanes) this.#closeLane(lane);
    this.#laneOf.clear();
  }
}
