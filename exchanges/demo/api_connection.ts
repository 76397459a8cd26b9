/** One connection of the WebSocket API. Its requests are limited by weight, not by number. */
import type { WebSocket } from "ws";
import type { Chaos } from "./chaos/chaos.ts";
import { Wire } from "./chaos/wire.ts";
import { type ConnectionLimits, Lifeline, type LifelineEvents } from "./lifeline.ts";
import type { ApiReply } from "./rest/web_socket_api.ts";
import type { UserStreams, UserStreamsOptions } from "./trading/user_streams.ts";

/** What a connection needs of its server. */
export interface ApiWorld {
  readonly chaos: Chaos;
  readonly limits: ConnectionLimits;
  /** Answers a message, now or late; or cuts the connection. */
  answer(text: string, streams: UserStreams, reply: (reply: ApiReply) => void, cut: () => void): void;
  /** The private streams of a connection that sends by this function. */
  openStreams(send: UserStreamsOptions["send"]): UserStreams;
  /** The exchange's clock, UTC ms. */
  now(): number;
  /** The machine's clock, UTC ms. */
  wallNow(): number;
}

const BANNED = 418;
const PRIVATE_STREAM = "userData";

/** A client's connection to the WebSocket API. */
export class ApiConnection implements LifelineEvents {
  readonly lifeline: Lifeline;
  readonly #streams: UserStreams;
  readonly #wire = new Wire<{ readonly stream: string; readonly text: string }>(({ text }) => this.lifeline.send(text));

  /** @param number counts the connections of the server, from 1. */
  constructor(number: number, socket: WebSocket, private readonly world: ApiWorld) {
    const limits = { ...world.limits, messagesPerSecond: Infinity };
    this.lifeline = new Lifeline(number, socket, limits, () => world.wallNow(), this);
    this.#streams = world.openStreams((text, leavesOpen) => this.#tell(text, leavesOpen));
  }

  /** Who is banned is told so and disconnected. */
  heard(text: string): void {
    const reply = ({ text, status }: ApiReply) => {
      this.lifeline.send(text);
      if (status === BANNED) this.lifeline.shutOut();
    };
    this.world.answer(text, this.#streams, reply, () => this.lifeline.cut());
  }

  release(nowMs: number): void {
    this.#wire.release(nowMs);
  }

  endNears(): void {
    this.lifeline.send(JSON.stringify({ event: { e: "serverShutdown", E: this.world.now() } }));
  }

  ended(): void {
    this.#streams.unsubscribe();
  }

  /** Sends an event of a private stream on its way, on which things may go wrong. */
  #tell(text: string, leavesOpen: boolean): void {
    const { chaos } = this.world;
    const { onItsWay, silentMs } = chaos.ofUserEvent(PRIVATE_STREAM, leavesOpen, this.lifeline.number);
    this.#wire.send({ stream: PRIVATE_STREAM, text }, onItsWay, this.world.wallNow());
    if (silentMs > 0) this.lifeline.silence(silentMs);
  }
}
