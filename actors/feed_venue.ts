/** Where Binance's protocol is spoken, and how it is reached; for the market feed and for connections. */
import type { Socket } from "../exchanges/binance/link_life.ts";

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
