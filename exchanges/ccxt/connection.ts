/** One exchange through ccxt, with all that is listened to there at the moment. */
import type { Exchange } from "ccxt";
import type { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { failureOf, isAboutTheKey, isAboutTheWire } from "./errors.ts";
import { failurePartsOf } from "./failure_parts.ts";
import { follow, Outage } from "./follow.ts";
import { hasKey, nameOf } from "./open.ts";
import { type Abilities, callOf, type Plan, planOf, type Wish } from "./plan.ts";
import { type Call, type Channel, type Heard, Reading, type Source } from "./source.ts";
import { Sockets } from "./sockets.ts";

/** What is polled is asked for at most so often where nobody says, ms. */
const POLL_EVERY_MS = 1_000;
/** Polls leave this much of an exchange's rate limit to others. */
const POLL_SHARE = 2;
/** How long the end of a stream or a socket may take: a server that is gone never agrees to it. */
const CLOSING_MS = 2_000;

/** What a connection needs, and whom it tells. */
export interface CcxtConnectionOptions {
  readonly exchange: Exchange;
  /** How it is called in messages; default: ccxt's name of it. */
  readonly name?: string;
  readonly clock: { elapsed(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  readonly random: () => number;
  /** Runs code of ccxt, which leaves rejected promises behind. */
  readonly contain: <T>(run: () => T) => T;
  /** How many levels of books are wanted at the moment. */
  readonly levels: () => number;
  /** What is polled is asked for at most so often, ms; the exchange's rate limit may make it longer. Default 1 s. */
  readonly pollEveryMs?: number | undefined;
  readonly heard: (source: Source, heard: Heard) => void;
  /** A source failed, and is tried again in so many ms; null = the exchange refused it, and it has ended. */
  readonly failed: (source: Source, failure: ExchangeUnavailable | ExchangeRefused, retryInMs: number | null) => void;
  /** What went wrong and changes nothing, such as an end that was not answered. */
  readonly note: (what: string, why: string) => void;
}

interface Work {
  readonly reading: Reading;
  readonly call: Call;
  readonly how: Plan["how"];
  readonly ending: AbortController;
}

/** A broken frame fails all streams with words about anything; what is about our key or our market is meant for us. */
function mayBeMistaken(refusal: ExchangeRefused, { symbols }: Source): boolean {
  const isAboutUs = isAboutTheKey(refusal) || symbols.some((symbol) => refusal.message.includes(symbol));
  return refusal.cause !== undefined && !isAboutUs;
}

/** One exchange through ccxt. */
export class CcxtConnection {
  readonly name: string;
  readonly #options: CcxtConnectionOptions;
  readonly #work = new Map<Source, Work>();
  readonly #outage = new Outage();
  readonly #sockets: Sockets;
  /** Whoever begins while the sockets are closing waits, so that his are not closed as well. */
  #closing: Promise<void> = Promise.resolve();
  /** So does who begins while streams of his channel are ending: the exchange's answer would end his too. */
  readonly #endings = new Map<Channel, Promise<void>>();

  constructor(options: CcxtConnectionOptions) {
    this.#options = options;
    this.name = options.name ?? nameOf(options.exchange);
    this.#sockets = new Sockets(options.exchange, () => options.clock.elapsed());
  }

  /** Sockets that are open. */
  get sockets(): number {
    return this.#sockets.open;
  }

  /** How often the wire was lost. */
  get outages(): number {
    return this.#outage.count;
  }

  /** How a wish is got. @throws {ExchangeRefused} when it cannot be. */
  plan(wish: Wish): Plan {
    const { exchange } = this.#options;
    const { has, timeframes } = exchange;
    const abilities: Abilities = { name: this.name, has, timeframes, hasKey: hasKey(exchange) };
    return planOf(abilities, wish);
  }

  /** Begins to listen. */
  begin(source: Source, how: Plan["how"]): void {
    const { exchange, levels } = this.#options;
    const call = callOf(how, source.channel, source.symbols.length, exchange.has);
    if (!call) {
      throw new RangeError(`Cannot ${how} ${source.channel} of ${source.symbols.length} markets at ${this.name}`);
    }
    const ending = new AbortController();
    const work: Work = { reading: new Reading(exchange, source, levels), call, how, ending };
    this.#work.set(source, work);
    void this.#follow(source, work);
  }

  /** Stops listening. Where an exchange cannot end a stream, it flows unheard until the last one is ended. */
  end(source: Source): void {
    const work = this.#work.get(source);
    if (!work) return;
    this.#work.delete(source);
    work.ending.abort();
    if (work.how === "poll") return;
    if (this.#streams().length === 0) void this.#close();
    else this.#unwatch(work);
  }

  /** Asks the REST interface. @throws {ExchangeUnavailable | ExchangeRefused} */
  async ask<T>(question: (exchange: Exchange) => Promise<T>): Promise<T> {
    const { exchange, contain } = this.#options;
    try {
      return await contain(() => question(exchange));
    } catch (error) {
      throw this.#failureOf(error);
    }
  }

  /** A failure in parts. */
  partsOf(failure: unknown): ExchangeFailure {
    return failurePartsOf(failure, { id: this.#options.exchange.id, name: this.name });
  }

  /** The exchange is at other addresses now (in ccxt's words); what begins or is tried again goes there. */
  moveTo(urls: Readonly<Record<string, unknown>>): void {
    const { exchange } = this.#options;
    exchange.urls = exchange.deepExtend(exchange.urls, urls);
  }

  /** Ends everything; it may begin anew. */
  async close(): Promise<void> {
    for (const { ending } of this.#work.values()) ending.abort();
    this.#work.clear();
    await this.#close();
  }

  /** Closes sockets that have said nothing for so long. */
  dropSilent(limitMs: number): void {
    for (const host of this.#sockets.dropSilent(this.#options.clock.elapsed(), limitMs)) {
      this.#options.note("A socket was silent and is closed", host);
    }
  }

  async #follow(source: Source, { reading, call, how, ending }: Work): Promise<void> {
    const { clock, random, contain, heard, failed } = this.#options;
    await this.#closing;
    await this.#endings.get(source.channel);
    await follow({
      next: () => contain(() => call.make(reading)),
      heard: (all) => {
        for (const one of all) heard(source, one);
      },
      failed: (failure, retryInMs) => {
        if (retryInMs === null) this.#work.delete(source);
        failed(source, failure, retryInMs);
      },
      failureOf: (error) => this.#failureOf(error),
      mayBeMistaken: (refusal) => how === "stream" && mayBeMistaken(refusal, source),
      outageOf: (failure) => how === "stream" && isAboutTheWire(failure) ? this.#outage : undefined,
      ...(how === "poll" ? { everyMs: () => this.#pollEveryMs() } : {}),
      clock,
      random,
      signal: ending.signal,
    });
  }

  /** Each poll takes its turn within the exchange's rate limit. */
  #pollEveryMs(): number {
    const polls = [...this.#work.values()].filter(({ how }) => how === "poll").length;
    const { exchange, pollEveryMs = POLL_EVERY_MS } = this.#options;
    return Math.max(pollEveryMs, polls * POLL_SHARE * (exchange.rateLimit ?? 0));
  }

  #streams(): Work[] {
    return [...this.#work.values()].filter(({ how }) => how === "stream");
  }

  #unwatch({ call, reading }: Work): void {
    const { exchange, contain, note } = this.#options;
    const { end } = call;
    if (!end || !exchange.has[end.needs]) return;
    const ended = contain(() => end.make(reading)).catch((error) =>
      note("A stream was not ended in order", this.#failureOf(error).message)
    );
    const { channel } = reading.source;
    const before = this.#endings.get(channel);
    this.#endings.set(channel, Promise.all([before, this.#inTime(ended)]).then(() => {}));
  }

  #close(): Promise<void> {
    return this.#closing = this.#closing.then(() => this.#closeSockets());
  }

  async #closeSockets(): Promise<void> {
    const { exchange, contain, note } = this.#options;
    const closed = contain(() => exchange.close()).catch((error) =>
      note("Sockets were not closed in order", this.#failureOf(error).message)
    );
    await this.#inTime(closed);
  }

  /** Waits, but not for ever. */
  async #inTime(work: Promise<unknown>): Promise<void> {
    const limit = new AbortController();
    await Promise.race([work, this.#options.clock.sleep(CLOSING_MS, limit.signal).catch(() => {})]);
    limit.abort();
  }

  #failureOf(error: unknown): ExchangeUnavailable | ExchangeRefused {
    const { id, last_response_headers } = this.#options.exchange;
    return failureOf(error, { id, name: this.name, last_response_headers });
  }
}
