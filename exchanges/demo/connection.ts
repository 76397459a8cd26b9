/** One connection of the stream server: what it subscribed to, and the way its frames take. */
import type { WebSocket } from "ws";
import type { Chaos } from "./chaos/chaos.ts";
import { Wire } from "./chaos/wire.ts";
import { answerControl, type Controlled, MAX_STREAMS } from "./control.ts";
import { Frame, type StreamHub, type Subscriber } from "./hub.ts";
import { type ConnectionLimits, Lifeline, type LifelineEvents } from "./lifeline.ts";
import type { TimeUnit } from "./microseconds.ts";
import type { StreamUrl } from "./stream_url.ts";

/** What a connection needs of its server. */
export interface ConnectionWorld {
  readonly hub: StreamHub;
  readonly chaos: Chaos;
  readonly limits: ConnectionLimits;
  /** The exchange's clock, UTC ms. */
  now(): number;
  /** The machine's clock, UTC ms. */
  wallNow(): number;
}

/** A client's connection to market streams. */
export class Connection implements Controlled, Subscriber, LifelineEvents {
  readonly streams = new Set<string>();
  readonly lifeline: Lifeline;
  combined: boolean;
  readonly #timeUnit: TimeUnit;
  readonly #wire = new Wire<Frame>((frame) => this.#write(frame));

  /** @param number counts the connections of the server, from 1. */
  constructor(number: number, socket: WebSocket, url: StreamUrl, private readonly world: ConnectionWorld) {
    this.combined = url.combined;
    this.#timeUnit = url.timeUnit;
    this.lifeline = new Lifeline(number, socket, world.limits, () => world.wallNow(), this);
    this.subscribe(url.streams.slice(0, MAX_STREAMS));
  }

  send(frame: Frame): void {
    const { chaos } = this.world;
    if (chaos.plan === null && this.#wire.idle) return this.#write(frame);
    const fault = chaos.ofFrame(frame.stream, frame.raw, this.lifeline.number);
    this.#wire.send(frame, fault, this.world.wallNow());
  }

  subscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.add(stream);
      this.world.hub.subscribe(stream, this);
    }
  }

  unsubscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.delete(stream);
      this.world.hub.unsubscribe(stream, this);
    }
  }

  heard(text: string): void {
    this.lifeline.send(answerControl(text, this));
  }

  release(nowMs: number): void {
    this.#wire.release(nowMs);
  }

  endNears(): void {
    this.#write(new Frame("!serverShutdown", JSON.stringify({ e: "serverShutdown", E: this.world.now() })));
  }

  ended(): void {
    this.unsubscribe([...this.streams]);
  }

  #write(frame: Frame): void {
    this.lifeline.send(frame.text(this.combined, this.#timeUnit));
  }
}
