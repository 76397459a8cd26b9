/** What the bare wires carry. */

/** To the exchange: close a candle; its open time is its number. */
export interface CloseCandle {
  readonly openMs: number;
}

/** From the exchange: where it listens, once, first; a frame goes out; an order has come. `atMs` by this machine's clock. */
export type Noted =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "frame"; readonly atMs: number }
  | { readonly kind: "order"; readonly atMs: number };

/** A frame. */
export interface Frame {
  readonly k: { readonly t: number };
}

/** To the worker that sends orders: where to, first; then one order a message. */
export type ToBroker = { readonly port: number } | { readonly id: string };

/** What a connection says first that wants frames. */
export const FEED = "FEED";
