/**
 * Binance's user data stream: what happens to the orders and balances of one account, over the WS-API. It is subscribed by
 * a signed request, made anew when it is lost, and replaced without a gap before the exchange cuts it after 24 h.
 */
import { z } from "zod";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { ConnectionTimings } from "./connection.ts";
import { endOn, KEPT_TIMINGS, keptDefaults, type KeptOptions, untilGone } from "./kept_options.ts";
import { Lasting, type LastingPicture, type LastingTimings } from "./lasting.ts";
import type { Ending } from "./link_life.ts";
import { RecentTexts } from "./recent_texts.ts";
import { checkServerTime } from "./rest_payloads.ts";
import { type Credentials, signedParameters } from "./signature.ts";
import { parseUserEvent, type UserEvent } from "./user_events.ts";
import { WsApiConnection } from "./ws_api_connection.ts";

/** Waiting times, in ms. */
export type UserStreamTimings = LastingTimings & Omit<ConnectionTimings, "sendGapMs">;

const DEFAULT_TIMINGS: UserStreamTimings = { ...KEPT_TIMINGS, silenceMs: 60_000 };

/** How old a request may be when the exchange reads it, ms. */
const RECV_WINDOW_MS = 5_000;
/** How many events are remembered so that none is told twice while two connections overlap. */
const REMEMBERED = 1_000;

/** What the stream needs. Orders of markets that are not among the `names` are told as `other`. */
export interface UserStreamOptions extends KeptOptions {
  /** Asked before each connection: such as `wss://ws-api.binance.com:443`. */
  readonly wsApiUrl: (signal: AbortSignal) => Promise<string>;
  readonly credentials: Credentials;
  readonly timings?: Partial<UserStreamTimings>;
  /** Every event once, in order. */
  readonly onEvent: (event: UserEvent, receivedMs: number) => void;
  /** Events flow (again). What happened before was perhaps not heard: orders and balances must be looked up. */
  readonly onLive: () => void;
  /** No event comes; why, in the exchange's own words, and when it tries again (ms from now; `Infinity` = never: it refuses the key). */
  readonly onLost: (why: string, retryInMs: number) => void;
}

const subscribed = z.object({ subscriptionId: z.int() });

/** Keeps the subscription alive until it is closed. */
export class UserDataStream {
  readonly #options: UserStreamOptions;
  readonly #defaults: ReturnType<typeof keptDefaults>;
  readonly #lasting: Lasting<WsApiConnection>;
  readonly #recent = new RecentTexts(REMEMBERED);
  #wasEverLive = false;
  #isLive = false;

  constructor(options: UserStreamOptions) {
    const { wsApiUrl, clock, random, signal } = options;
    const timings = { ...DEFAULT_TIMINGS, ...options.timings };
    [this.#options, this.#defaults] = [options, keptDefaults(options)];
    const { exchangeName, attempts, backoff } = this.#defaults;
    this.#lasting = new Lasting({
      clock,
      random,
      exchangeName,
      attempts,
      backoff,
      timings,
      url: async (over) => `${await wsApiUrl(over)}/ws-api/v3`,
      open: (url) => this.#open(url, timings),
      onLost: (why, retryInMs) => {
        this.#isLive = false;
        options.onLost(why, retryInMs);
      },
    });
    endOn(signal, () => void this.#lasting.close());
  }

  /** How its connection is. */
  get picture(): LastingPicture {
    return this.#lasting.picture;
  }

  /** Ends it and waits until the sockets are gone, at most `limitMs`. */
  async close(limitMs = 1_000): Promise<void> {
    await untilGone(this.#lasting.close(), this.#options.clock, limitMs);
  }

  #open(url: string, timings: UserStreamTimings): WsApiConnection {
    const connection = new WsApiConnection(url, {
      clock: this.#options.clock,
      exchangeName: this.#defaults.exchangeName,
      timings,
      open: this.#defaults.open,
      begin: (opened) => this.#subscribe(opened),
      endingOf: (error) => this.#endingOf(error),
      onEvent: (event, text, receivedMs) => this.#hear(connection, event, text, receivedMs),
    });
    return connection;
  }

  /** Asks for the exchange's clock first: ours may differ by more than the exchange allows. */
  async #subscribe(connection: WsApiConnection): Promise<void> {
    const { serverTime: timestamp } = await connection.request("time", {}, checkServerTime);
    const params = signedParameters({ timestamp, recvWindow: RECV_WINDOW_MS }, this.#options.credentials);
    await connection.request("userDataStream.subscribe.signature", params, subscribed);
    this.#wasEverLive = true;
    if (this.#isLive) return; // it replaces one that still serves
    this.#isLive = true;
    this.#options.onLive();
  }

  #hear(from: WsApiConnection, event: Record<string, unknown>, text: string, receivedMs: number): void {
    const told = parseUserEvent(event, this.#options.names, text);
    if (told.kind === "terminated") {
      if (!this.#lasting.serving.has(from)) return; // another one serves already
      from.close("the exchange ended the subscription (eventStreamTerminated)");
    }
    if (this.#recent.isNew(JSON.stringify(event))) this.#options.onEvent(told, receivedMs);
  }

  /** A key that is refused at first stays refused; one that has worked may work again (an address blocked for a while). */
  #endingOf(error: unknown): Ending {
    const prefix = `${this.#defaults.exchangeName}: `;
    const message = error instanceof Error ? error.message : String(error);
    const why = this.#hide(message.startsWith(prefix) ? message.slice(prefix.length) : message);
    if (error instanceof ExchangeRefused) {
      return { why, retryAfterMs: this.#wasEverLive ? this.#defaults.backoff.maxMs : Infinity };
    }
    const retryAfterMs = error instanceof ExchangeUnavailable ? error.retryAfterMs : null;
    return { why, retryAfterMs: retryAfterMs ?? 0 };
  }

  /** Whatever the exchange answers, no key gets into a message. */
  #hide(text: string): string {
    const { apiKey, secret } = this.#options.credentials;
    return text.replaceAll(apiKey, "***").replaceAll(secret, "***");
  }
}
