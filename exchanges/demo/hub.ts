/** Connects what happens on the exchange with those who subscribed to it; each payload is encoded once. */
import type { Channel } from "./channels/channel.ts";
import { openChannel } from "./channels/open_channel.ts";
import { payloadInMicroseconds, type TimeUnit } from "./microseconds.ts";
import type { MarketEvent, MarketPlayer } from "./player.ts";
import { parseStream, type StreamSpec } from "./stream_names.ts";

/** A payload on its way to subscribers: the same text for all of them, wrapped at most once. */
export class Frame {
  #combined: string | undefined;
  #microseconds: Frame | undefined;
  constructor(readonly stream: string, readonly raw: string) {}

  /** As sent on combined connections. */
  get combined(): string {
    return this.#combined ??= `{"stream":${JSON.stringify(this.stream)},"data":${this.raw}}`;
  }

  /** As a connection wants it. */
  text(combined: boolean, timeUnit: TimeUnit): string {
    if (timeUnit === "MILLISECOND") return combined ? this.combined : this.raw;
    this.#microseconds ??= new Frame(this.stream, payloadInMicroseconds(this.raw));
    return this.#microseconds.text(combined, "MILLISECOND");
  }
}

/** Somebody to whom frames are sent. */
export interface Subscriber {
  send(frame: Frame): void;
}

interface Subscription {
  readonly stream: string;
  readonly spec: StreamSpec;
  readonly channel: Channel | null;
  readonly subscribers: Set<Subscriber>;
}

/** All streams that somebody listens to. */
export class StreamHub {
  readonly #subscriptions = new Map<string, Subscription>();
  /** Channels of one market by its id, and those of all markets under `*`; sorted by rank. */
  readonly #channels = new Map<string, Channel[]>();

  constructor(private readonly player: MarketPlayer, private readonly speed: number) {}

  /** Number of streams with a subscriber. */
  get size(): number {
    return this.#subscriptions.size;
  }

  /** Sends `stream` to the subscriber from now on. A name that means nothing, or an unknown symbol, stays silent. */
  subscribe(stream: string, subscriber: Subscriber): void {
    const subscription = this.#subscriptions.get(stream) ?? this.#open(stream);
    subscription?.subscribers.add(subscriber);
  }

  /** Ends it; the last subscriber closes the channel. */
  unsubscribe(stream: string, subscriber: Subscriber): void {
    const subscription = this.#subscriptions.get(stream);
    if (subscription === undefined) return;
    subscription.subscribers.delete(subscriber);
    if (subscription.subscribers.size === 0) this.#close(subscription);
  }

  /** Tells the channels what happened. */
  handle(event: MarketEvent): void {
    switch (event.kind) {
      case "TradePrinted":
        for (const channel of this.#of(event.market.id)) channel.onTrade?.(event.trade, event.market);
        for (const channel of this.#of(ALL_MARKETS)) channel.onTrade?.(event.trade, event.market);
        return;
      case "BoundaryPassed":
        for (const channel of this.#all()) channel.onBoundary?.(event.timeMs);
        return;
      case "Beat":
        for (const channel of this.#all()) channel.onBeat?.(event.timeMs);
    }
  }

  #of(market: string): readonly Channel[] {
    return this.#channels.get(market) ?? [];
  }

  *#all(): Iterable<Channel> {
    for (const channels of this.#channels.values()) yield* channels;
  }

  #open(stream: string): Subscription | undefined {
    const spec = parseStream(stream);
    if (spec === null) return undefined;
    const subscribers = new Set<Subscriber>();
    const channel = openChannel(spec, this.player, this.speed, (payload) => {
      const frame = new Frame(stream, payload);
      for (const subscriber of subscribers) subscriber.send(frame);
    });
    const subscription = { stream, spec, channel, subscribers };
    this.#subscriptions.set(stream, subscription);
    if (channel !== null) this.#add(marketOf(spec), channel);
    this.#tuneBoundaries();
    return subscription;
  }

  #close(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.stream);
    subscription.channel?.close?.();
    const market = marketOf(subscription.spec);
    this.#channels.set(market, this.#of(market).filter((channel) => channel !== subscription.channel));
    this.#tuneBoundaries();
  }

  #add(market: string, channel: Channel): void {
    this.#channels.set(market, [...this.#of(market), channel].sort((a, b) => a.rank - b.rank));
  }

  #tuneBoundaries(): void {
    const specs = [...this.#subscriptions.values()].map((subscription) => subscription.spec);
    this.player.seconds = specs.some((spec) => spec.kind === "kline" && spec.interval === "1s");
  }
}

const ALL_MARKETS = "*";

function marketOf(spec: StreamSpec): string {
  return "symbol" in spec ? spec.symbol : ALL_MARKETS;
}
