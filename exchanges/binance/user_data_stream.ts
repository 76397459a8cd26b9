/**
 * Binance's user data stream: what happens to the orders and balances of one account, over the WS-API. It is subscribed by
 * a signed request, made anew when it is lost, and replaced without a gap before the exchange cuts it after 24 h.
 */
import { z } from "zod";
import { type Backoff, DEFAULT_BACKOFF } from "../../domain/backoff.ts";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionTimings } from "./connection.ts";
import { ConnectionAttempts } from "./connection_attempts.ts";
import { Lasting, type LastingPicture, type LastingTimings } from "./lasting.ts";
import type { Ending, Socket } from "./link_life.ts";
import { RecentTexts } from "./recent_texts.ts";
import { checkServerTime } from "./rest_payloads.ts";
import { type Credentials, signedParameters } from "./signature.ts";
import type { SymbolNames } from "./symbol_names.ts";
import { parseUserEvent, type UserEvent } from "./user_events.ts";
import { WsApiConnection } from "./ws_api_connection.ts";

/** Waiting times, in ms. */
export type UserStreamTimings = LastingTimings & Omit<ConnectionTimings, "sendGapMs">;

const DEFAULT_TIMINGS: UserStreamTimings = {
  connectMs: 10_000,
  silenceMs: 60_000,
  probeMs: 10_000,
  lifetimeMs: 23.5 * 3_600_000,
  overlapMs: 5_000,
  stableMs: 10_000,
};

/** How old a request may be when the exchange reads it, ms. */
const RECV_WINDOW_MS = 5_000;
/** How many events are remembered so that none is told twice while two connections overlap. */
const REMEMBERED = 1_000;

/** What the stream needs. */
export interface UserStreamOptions {
  /** Asked before each connection: such as `wss://ws-api.binance.com:443`. */
  readonly wsApiUrl: (signal: AbortSignal) => Promise<string>;
  readonly credentials: Credentials;
  /** Orders of markets that are not among them are told as `other`. */
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends it like {@linkcode UserDataStream.close}. */
  readonly signal?: AbortSignal;
  /** How the exchange is called in reasons; default `Binance`. */
  readonly exchangeName?: string;
  readonly open?: (url: string) => Socket;
  readonly timings?: Partial<UserStreamTimings>;
  readonly backoff?: Backoff;
  readonly attempts?: ConnectionAttempts;
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
  readonly #exchangeName: string;
  readonly #backoff: Backoff;
  readonly #lasting: Lasting<WsApiConnection>;
  readonly #recent = new RecentTexts(REMEMBERED);
  #wasEverLive = false;
  #isLive = false;

  constructor(options: UserStreamOptions) {
    const { wsApiUrl, clock, random, signal, timings, attempts = new ConnectionAttempts() } = options;
    const exchangeName = options.exchangeName ?? "Binance";
    const backoff = options.backoff ?? DEFAULT_BACKOFF;
    const allTimings = { ...DEFAULT_TIMINGS, ...timings };
    [this.#options, this.#exchangeName, this.#backoff] = [options, exchangeName, backoff];
    this.#lasting = new Lasting({
      clock,
      random,
      exchangeName,
      attempts,
      backoff,
      timings: allTimings,
      url: async (over) => `${await wsApiUrl(over)}/ws-api/v3`,
      open: (url) => this.#open(url, allTimings),
      onLost: (why, retryInMs) => {
        this.#isLive = false;
        options.onLost(why, retryInMs);
      },
    });
    if (signal?.aborted) void this.#lasting.close();
    signal?.addEventListener("abort", () => void this.#lasting.close(), { once: true });
  }

  /** How its connection is. */
  get picture(): LastingPicture {
    return this.#lasting.picture;
  }

  /** Ends it and waits until the sockets are gone, at most `limitMs`. */
  async close(limitMs = 1_000): Promise<void> {
    const waited = new AbortController();
    const limit = this.#options.clock.sleep(limitMs, waited.signal).catch(() => {}); // `waited` rejects it: all are gone
    await Promise.race([this.#lasting.close(), limit]);
    waited.abort();
  }

  #open(url: string, timings: UserStreamTimings): WsApiConnection {
    const connection = new WsApiConnection(url, {
      clock: this.#options.clock,
      exchangeName: this.#exchangeName,
      timings,
      open: this.#options.open ?? ((address) => new WebSocket(address)),
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
    const prefix = `${this.#exchangeName}: `;
    const message = error instanceof Error ? error.message : String(error);
    const why = this.#hide(message.startsWith(prefix) ? message.slice(prefix.length) : message);
    if (error instanceof ExchangeRefused) {
      return { why, retryAfterMs: this.#wasEverLive ? this.#backoff.maxMs : Infinity };
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
