/** The exchange that the market feed listens to: where it is, its REST half and its streams. */
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Clock } from "../../exchanges/binance/clock.ts";
import type { Socket } from "../../exchanges/binance/link_life.ts";
import { BinanceRest } from "../../exchanges/binance/rest_client.ts";
import { BinanceStreams, type StreamsOptions } from "../../exchanges/binance/streams.ts";
import { streamSymbol, SymbolNames } from "../../exchanges/binance/symbol_names.ts";
import { WeightBudget } from "../../exchanges/binance/weight_budget.ts";

/** Where Binance's protocol is spoken, such as `http://127.0.0.1:4000` and `ws://127.0.0.1:4000`. */
export interface Address {
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** The world outside, for whoever wants another one. */
export interface Transport {
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly open?: (url: string) => Socket;
}

/** What a venue needs. */
export interface VenueOptions {
  /** How the exchange is called in messages. */
  readonly exchangeName: string;
  /** Asked before each connection. */
  readonly address: (signal: AbortSignal) => Promise<Address>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly transport: Transport;
  /** How many streams may share a connection; default: as many as the exchange lets. */
  readonly streamsPerConnection?: number;
  readonly on: Pick<StreamsOptions, "onFrame" | "onLive" | "onLost">;
}

/** What one stream of a market tells. */
export type Part = "prints" | "candles";

/**
 * The streams of a market. Aggregate rather than single trades: their ids rise by one without exception, REST serves them
 * again by id without a key, and one taker order is one print.
 */
const STREAMS: Readonly<Record<Part, string>> = { prints: "@aggTrade", candles: "@kline_1m" };

/** One exchange; its REST half follows the streams to a new address. */
export class Venue {
  readonly names = new SymbolNames();
  readonly budget = new WeightBudget();
  readonly #streams: BinanceStreams;
  #rest: BinanceRest | undefined;
  #restUrl: string | undefined;

  constructor(readonly options: VenueOptions) {
    const { clock, random, signal, exchangeName, streamsPerConnection, transport: { open }, on } = options;
    const wsUrl = (signal: AbortSignal) => this.#locate(signal);
    const { names } = this;
    this.#streams = new BinanceStreams({
      wsUrl,
      names,
      clock,
      random,
      signal,
      exchangeName,
      ...(open && { open }),
      ...(streamsPerConnection && { streamsPerConnection }),
      ...on,
    });
  }

  /** @throws {ExchangeUnavailable} before the first connection. */
  get rest(): BinanceRest {
    if (!this.#rest) throw new ExchangeUnavailable(`${this.options.exchangeName}: its address is not known yet`);
    return this.#rest;
  }

  /** Listens to these markets, too. */
  follow(symbols: readonly Symbol[]): void {
    this.names.add(symbols);
    this.#streams.subscribe(symbols.flatMap(streamsOf));
  }

  /** Listens to this market no more; what is under way may still come. */
  unfollow(symbol: Symbol): void {
    this.#streams.unsubscribe(streamsOf(symbol));
  }

  /** Which market a stream is of, and what it tells; null for one that we have not asked for. */
  partOf(stream: string): { readonly symbol: Symbol; readonly part: Part } | null {
    const symbol = this.names.ofStream(stream);
    const part = stream.endsWith(STREAMS.prints) ? "prints" : stream.endsWith(STREAMS.candles) ? "candles" : null;
    return symbol && part ? { symbol, part } : null;
  }

  /** Ends the streams. */
  async close(): Promise<void> {
    await this.#streams.close();
  }

  async #locate(signal: AbortSignal): Promise<string> {
    const { clock, exchangeName, transport: { fetch } } = this.options;
    const { restUrl, wsUrl } = await this.options.address(signal);
    if (restUrl !== this.#restUrl) {
      const { budget } = this;
      this.#rest = new BinanceRest({ restUrl, clock, exchangeName, budget, ...(fetch && { fetch }) });
      this.#restUrl = restUrl;
    }
    return wsUrl;
  }
}

function streamsOf(symbol: Symbol): string[] {
  return Object.values(STREAMS).map((stream) => streamSymbol(symbol) + stream);
}
