/** Trades and minutes folded into a bar: what a kline needs, in units of the market. */

/** A folded stretch of time. Prices in ticks, quantities in steps, quote amounts in ticks times steps. */
export interface Bar {
  open: number;
  high: number;
  low: number;
  close: number;
  steps: number;
  quote: bigint;
  /** Number of trades. */
  count: number;
  /** Part of `steps` that buyers took. */
  takerSteps: number;
  takerQuote: bigint;
  /** Id of the first and the last trade; −1 without trades. */
  firstId: number;
  lastId: number;
}

/** A bar without trades, flat at `price`. */
export function flatBar(price: number): Bar {
  return {
    open: price,
    high: price,
    low: price,
    close: price,
    steps: 0,
    quote: 0n,
    count: 0,
    takerSteps: 0,
    takerQuote: 0n,
    firstId: -1,
    lastId: -1,
  };
}

/** Adds a later bar to an earlier one, in place; a bar without trades moves nothing. */
export function addBar(into: Bar, next: Bar): void {
  if (next.count === 0) return;
  if (into.count === 0) {
    Object.assign(into, next);
    return;
  }
  into.high = Math.max(into.high, next.high);
  into.low = Math.min(into.low, next.low);
  into.close = next.close;
  into.steps += next.steps;
  into.quote += next.quote;
  into.count += next.count;
  into.takerSteps += next.takerSteps;
  into.takerQuote += next.takerQuote;
  into.lastId = next.lastId;
}

/** A bar of one trade. `quote` is its price times its steps. */
export function tradeBar(
  trade: { id: number; price: number; steps: number; quote: bigint; buyerIsMaker: boolean },
): Bar {
  return {
    open: trade.price,
    high: trade.price,
    low: trade.price,
    close: trade.price,
    steps: trade.steps,
    quote: trade.quote,
    count: 1,
    takerSteps: trade.buyerIsMaker ? 0 : trade.steps,
    takerQuote: trade.buyerIsMaker ? 0n : trade.quote,
    firstId: trade.id,
    lastId: trade.id,
  };
}
