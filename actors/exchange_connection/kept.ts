/**
 * What one subscription keeps of what it hears: the newest items, and those of them that were not told yet. An event tells
 * only what is new; {@linkcode Kept.latest} tells all that is kept. Pure.
 */
import type { Channel, MarketDataEvent, Subscription } from "../exchange_connection_protocol.ts";
import { SlidingCache } from "./caches.ts";
import { DEFAULT_BOOK_LEVELS, DEFAULT_LIMIT, type EventOf, limitOf, type Shape, SHAPES } from "./shapes.ts";

/** What a subscription keeps. */
export interface Kept {
  /** Takes in what concerns the subscription. Whether there is something new to tell. */
  hear(event: MarketDataEvent): boolean;
  /** What is new since the last time, oldest first. Of a list at most as many as are kept. */
  take(): MarketDataEvent[];
  /** All that is kept; of several books the one that changed last. Null = nothing heard yet. */
  latest(): MarketDataEvent | null;
  /** How many items are kept. */
  readonly size: number;
}

/** Keeps what `wanted` asks for. */
export function kept(wanted: Subscription): Kept {
  return MAKERS[wanted.channel](wanted);
}

class KeptOf<K extends MarketDataEvent["kind"], T> implements Kept {
  readonly #shape: Shape<K, T>;
  readonly #wanted: Subscription;
  readonly #symbols: ReadonlySet<string> | null;
  readonly #known: SlidingCache<T>;
  readonly #untold: SlidingCache<T>;
  #last: T | undefined;
  #exchange = "";

  constructor(wanted: Subscription, shape: Shape<K, T>) {
    this.#wanted = wanted;
    this.#shape = shape;
    this.#symbols = wanted.symbols.length > 0 ? new Set(wanted.symbols) : null;
    const { keyOf, groupOf } = shape;
    const rules = { keyOf, limit: limitOf(wanted), ...(groupOf && { groupOf }) };
    // Who polls hears the same list again and again, so more is remembered than is shown.
    this.#known = new SlidingCache(shape.isList ? { ...rules, memory: DEFAULT_LIMIT } : rules);
    this.#untold = new SlidingCache(rules);
  }

  get size(): number {
    return this.#known.size;
  }

  hear(event: MarketDataEvent): boolean {
    const shape = this.#shape;
    if (!isOf(event, shape.kind)) return false;
    const items = this.#known.add(this.#wantedOf(shape.itemsOf(event)));
    if (items.length === 0) return false;
    this.#exchange = event.exchange;
    this.#last = items.at(-1);
    this.#untold.add(items);
    return true;
  }

  take(): MarketDataEvent[] {
    return this.#shape.eventsOf(this.#exchange, this.#untold.take());
  }

  latest(): MarketDataEvent | null {
    const items = this.#shape.kind === "OrderBookChanged" && this.#last !== undefined
      ? [this.#last]
      : this.#known.items();
    return this.#shape.eventsOf(this.#exchange, items)[0] ?? null;
  }

  #wantedOf(items: readonly T[]): T[] {
    const { symbolOf, fits, trim } = this.#shape;
    const symbols = this.#symbols;
    const wanted = items.filter((item) =>
      (symbols === null || symbols.has(symbolOf(item) ?? "")) && (fits?.(item, this.#wanted) ?? true)
    );
    const levels = this.#wanted.limit ?? DEFAULT_BOOK_LEVELS;
    return trim ? wanted.map((item) => trim(item, levels)) : wanted;
  }
}

function isOf<K extends MarketDataEvent["kind"]>(event: MarketDataEvent, kind: K): event is EventOf<K> {
  return event.kind === kind;
}

const MAKERS: Readonly<Record<Channel, (wanted: Subscription) => Kept>> = {
  tickers: (wanted) => new KeptOf(wanted, SHAPES.tickers),
  order_books: (wanted) => new KeptOf(wanted, SHAPES.order_books),
  trades: (wanted) => new KeptOf(wanted, SHAPES.trades),
  candles: (wanted) => new KeptOf(wanted, SHAPES.candles),
  bids_asks: (wanted) => new KeptOf(wanted, SHAPES.bids_asks),
  balance: (wanted) => new KeptOf(wanted, SHAPES.balance),
  orders: (wanted) => new KeptOf(wanted, SHAPES.orders),
  fills: (wanted) => new KeptOf(wanted, SHAPES.fills),
  positions: (wanted) => new KeptOf(wanted, SHAPES.positions),
};
