/** The exchange that the market feed listens to: where it is, its REST half and its streams. */
import type { Clock } from "../exchanges/binance/clock.ts";
import type { Socket } from "../exchanges/binance/connection.ts";
import { BinanceRest } from "../exchanges/binance/rest_client.ts";
import { BinanceStreams, type StreamsOptions } from "../exchanges/binance/streams.ts";
import { streamSymbol, SymbolNames } from "../exchanges/binance/symbol_names.ts";
import { WeightBudget } from "../exchanges/binance/weight_budget.ts";
import { ExchangeUnavailable } from "../domain/exchange_error.ts";
import type { Symbol } from "../domain/market.ts";

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
  readonly symbols: readonly Symbol[];
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly transport: Transport;
}

/** One exchange; its REST half follows the streams to a new address. */
export class Venue {
  readonly names: SymbolNames;
  readonly #budget = new WeightBudget();
  #rest: BinanceRest | undefined;
  #restUrl: string | undefined;

  constructor(readonly options: VenueOptions) {
    this.names = new SymbolNames(options.symbols);
  }

  /** @throws {ExchangeUnavailable} before the first connection. */
  get rest(): BinanceRest {
    if (!this.#rest) throw new ExchangeUnavailable(`${this.options.exchangeName}: its address is not known yet`);
    return this.#rest;
  }

  /**
   * Subscribes each market's aggregate trades and 1m candles. Aggregate rather than single trades: their ids rise by one
   * without exception, REST serves them again by id without a key, and one taker order is one print.
   */
  connect(on: Pick<StreamsOptions, "onFrame" | "onLive" | "onLost">): BinanceStreams {
    const { symbols, clock, random, signal, exchangeName, transport: { open } } = this.options;
    const streams = symbols.map(streamSymbol).flatMap((name) => [`${name}@aggTrade`, `${name}@kline_1m`]);
    const wsUrl = (signal: AbortSignal) => this.#locate(signal);
    const wanted = new BinanceStreams({
      wsUrl,
      names: this.names,
      clock,
      random,
      signal,
      exchangeName,
      ...(open && { open }),
      ...on,
    });
    wanted.subscribe(streams);
    return wanted;
  }

  async #locate(signal: AbortSignal): Promise<string> {
    const { clock, exchangeName, transport: { fetch } } = this.options;
    const { restUrl, wsUrl } = await this.options.address(signal);
    if (restUrl !== this.#restUrl) {
      this.#rest = new BinanceRest({ restUrl, clock, exchangeName, budget: this.#budget, ...(fetch && { fetch }) });
      this.#restUrl = restUrl;
    }
    return wsUrl;
  }
}
