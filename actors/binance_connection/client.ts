/**
 * Binance's client of one connection: its streams, its REST half, which follows the streams to a new address, and the
 * account of its key.
 */
import type { Symbol } from "../../domain/market.ts";
import type { DepthSnapshot } from "../../exchanges/binance/book_sync.ts";
import type { Socket } from "../../exchanges/binance/link_life.ts";
import { BinanceRest } from "../../exchanges/binance/rest_client.ts";
import type { Credentials } from "../../exchanges/binance/signature.ts";
import { BinanceStreams, type StreamsOptions } from "../../exchanges/binance/streams.ts";
import type { SymbolNames } from "../../exchanges/binance/symbol_names.ts";
import { UserDataStream, type UserStreamOptions } from "../../exchanges/binance/user_data_stream.ts";
import { WeightBudget } from "../../exchanges/binance/weight_budget.ts";

/** Up to here a snapshot of 1,000 levels will do; one of 5,000 weighs five times as much. */
const SHALLOW_LEVELS = 500;

/** Where Binance's protocol is spoken, such as `http://127.0.0.1:4000` and `ws://127.0.0.1:4000`. */
export interface Endpoints {
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Such as `wss://ws-api.binance.com:443`; default: where the streams are. */
  readonly wsApiUrl?: string | undefined;
}

/** The world outside, for whoever wants another one. */
export interface Transport {
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly open?: (url: string) => Socket;
}

/** What a client needs. */
export interface ClientOptions extends Omit<StreamsOptions, "wsUrl" | "open" | "signal"> {
  readonly exchangeName: string;
  readonly names: SymbolNames;
  /** Asked before each connection and each request. */
  readonly address: (signal: AbortSignal) => Promise<Endpoints>;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly transport: Transport;
}

/** One client: one budget, however often the address changes. */
export class BinanceClient {
  readonly streams: BinanceStreams;
  readonly #options: ClientOptions;
  readonly #budget = new WeightBudget();
  #rest: { readonly url: string; readonly client: BinanceRest } | undefined;

  constructor(options: ClientOptions) {
    const { address, transport: { open }, ...rest } = options;
    this.#options = options;
    this.streams = new BinanceStreams({
      ...rest,
      wsUrl: async (signal) => (await address(signal)).wsUrl,
      ...(open && { open }),
    });
  }

  /** A snapshot of a book, deep enough to tell the best `levels` also after the market has moved. @throws what REST throws. */
  async snapshot(symbol: Symbol, levels: number): Promise<DepthSnapshot> {
    const rest = await this.#locate();
    return await rest.depth(symbol, levels <= SHALLOW_LEVELS ? 1_000 : 5_000, this.#options.signal);
  }

  /** All markets. @throws what REST throws. */
  async symbols(): Promise<Symbol[]> {
    const rest = await this.#locate();
    return (await rest.allMarkets(this.#options.signal)).markets.map(({ symbol }) => symbol);
  }

  /** What happens to the account of the key, until it is closed. */
  account(credentials: Credentials, on: Pick<UserStreamOptions, "onEvent" | "onLive" | "onLost">): UserDataStream {
    const { address, names, clock, random, signal, exchangeName, transport: { open } } = this.#options;
    const wsApiUrl = async (over: AbortSignal) => {
      const { wsUrl, wsApiUrl = wsUrl } = await address(over);
      return wsApiUrl;
    };
    const options = { wsApiUrl, credentials, names, clock, random, signal, exchangeName };
    return new UserDataStream({ ...options, ...(open && { open }), ...on });
  }

  async #locate(): Promise<BinanceRest> {
    const { address, clock, exchangeName, signal, transport: { fetch } } = this.#options;
    const { restUrl: url } = await address(signal);
    if (this.#rest?.url !== url) {
      const options = { restUrl: url, clock, exchangeName, budget: this.#budget, ...(fetch && { fetch }) };
      this.#rest = { url, client: new BinanceRest(options) };
    }
    return this.#rest.client;
  }
}
