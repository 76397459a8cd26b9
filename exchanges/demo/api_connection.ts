/** One connection of the WebSocket API. Its requests are limited by weight, not by number. */
import type { WebSocket } from "ws";
import { type ConnectionLimits, Lifeline, type LifelineEvents } from "./lifeline.ts";
import type { ApiReply } from "./rest/web_socket_api.ts";
import type { UserStreams } from "./trading/user_streams.ts";

/** What a connection needs of its server. */
export interface ApiWorld {
  readonly limits: ConnectionLimits;
  /** Answers a message, now or late. */
  answer(text: string, streams: UserStreams, reply: (reply: ApiReply) => void): void;
  /** The private streams of a connection that sends by this function. */
  openStreams(send: (text: string) => void): UserStreams;
  /** The exchange's clock, UTC ms. */
  now(): number;
  /** The machine's clock, UTC ms. */
  wallNow(): number;
}

const BANNED = 418;

/** A client's connection to the WebSocket API. */
export class ApiConnection implements LifelineEvents {
  readonly lifeline: Lifeline;
  readonly #streams: UserStreams;

  /** @param number counts the connections of the server, from 1. */
  constructor(number: number, socket: WebSocket, private readonly world: ApiWorld) {
    const limits = { ...world.limits, messagesPerSecond: Infinity };
    this.lifeline = new Lifeline(number, socket, limits, () => world.wallNow(), this);
    this.#streams = world.openStreams((text) => this.lifeline.send(text));
  }

  tend(): void {
    this.lifeline.tend();
  }

  goAway(): Promise<void> {
    this.endNears();
    return this.lifeline.goAway();
  }

  /** Who is banned is told so and disconnected. */
  heard(text: string): void {
    this.world.answer(text, this.#streams, (reply) => {
      this.lifeline.send(reply.text);
      if (reply.status === BANNED) this.lifeline.shutOut();
    });
  }

  endNears(): void {
    this.lifeline.send(JSON.stringify({ event: { e: "serverShutdown", E: this.world.now() } }));
  }

  ended(): void {
    this.#streams.unsubscribe();
  }
}
