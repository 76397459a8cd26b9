/** What travels to a raw worker or process and back, as one would write it by hand: the least that an ask needs. */
import type { Trade } from "./trade.ts";

/** An ask, with the number that its answer shall bear. */
export interface Ask {
  readonly id: number;
  readonly kind: string;
}

/** The answer of an ask. */
export interface Answer {
  readonly id: number;
  readonly value: number;
}

/** To the receiver. */
export type Posted = Ask | { readonly trades: readonly Trade[] } | { readonly asks: readonly Ask[] };

/** From the receiver. */
export type Heard = Answer | { readonly answers: readonly Answer[] };

/** The receiver: it counts trades and answers asks. */
export function receiver(post: (message: Heard) => void): (message: Posted) => void {
  let count = 0;
  return (message) => {
    if ("trades" in message) count += message.trades.length;
    else if ("asks" in message) post({ answers: message.asks.map(({ id }) => ({ id, value: count })) });
    else post({ id: message.id, value: count });
  };
}
