/**
 * An order book that is kept up to date by changes. Levels stay the exchange's own decimal texts; they are ordered by their
 * numbers, and exactly where two numbers are equal as float64.
 */
import { compareDecimal, type DecimalText } from "./decimal.ts";
import type { BookLevel, BookPicture, BookTop } from "./market_data.ts";
import type { Symbol } from "./market.ts";

/** More levels of a side are not kept: the worst are let go. */
const LEVELS_LIMIT = 10_000;

/** What changed in a book: the quantity that a price has now, `"0"` where the level is gone. */
export interface BookChange {
  /** Rises with each change; null where the exchange counts none. */
  readonly updateId: number | null;
  /** When the exchange made it, UTC ms; null where it does not say. */
  readonly timeMs: number | null;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The bids and asks of one market. */
export class OrderBook {
  #bids: BookSide;
  #asks: BookSide;
  #updateId: number | null = null;
  #timeMs: number | null = null;

  constructor(readonly symbol: Symbol, readonly levelsLimit = LEVELS_LIMIT) {
    this.#bids = new BookSide(1, levelsLimit);
    this.#asks = new BookSide(-1, levelsLimit);
  }

  /** Of the last change; null before the first. */
  get updateId(): number | null {
    return this.#updateId;
  }

  /** Whether somebody bids as much as somebody asks, or more: what a sound book never shows. */
  get isCrossed(): boolean {
    const [bid, ask] = [this.#bids.best, this.#asks.best];
    return bid !== null && ask !== null && compareDecimal(bid[0], ask[0]) >= 0;
  }

  /** How many levels are kept of both sides together. */
  get size(): number {
    return this.#bids.size + this.#asks.size;
  }

  /** Sets quantities, which are absolute: what is applied twice changes nothing. */
  apply({ updateId, timeMs, bids, asks }: BookChange): void {
    for (const level of bids) this.#bids.set(level);
    for (const level of asks) this.#asks.set(level);
    this.#updateId = updateId;
    this.#timeMs = timeMs;
  }

  /** Forgets everything and begins with this. */
  replace(whole: BookChange): void {
    this.#bids = new BookSide(1, this.levelsLimit);
    this.#asks = new BookSide(-1, this.levelsLimit);
    this.apply(whole);
  }

  /** The best bid and ask. */
  top(): BookTop {
    return {
      symbol: this.symbol,
      updateId: this.#updateId,
      timeMs: this.#timeMs,
      bid: this.#bids.best,
      ask: this.#asks.best,
    };
  }

  /** The best `levels` of each side, best first. */
  picture(levels: number): BookPicture {
    return {
      symbol: this.symbol,
      updateId: this.#updateId,
      timeMs: this.#timeMs,
      bids: this.#bids.first(levels),
      asks: this.#asks.first(levels),
    };
  }
}

/** One side. The best level stands last, since most changes happen there. */
class BookSide {
  /** Of each level its price times the direction, rising. */
  readonly #ranks: number[] = [];
  readonly #levels: BookLevel[] = [];

  /** @param direction 1 where the highest price is the best, −1 where the lowest is. */
  constructor(private readonly direction: 1 | -1, private readonly limit: number) {}

  get size(): number {
    return this.#levels.length;
  }

  get best(): BookLevel | null {
    return this.#levels.at(-1) ?? null;
  }

  first(count: number): BookLevel[] {
    return this.#levels.slice(Math.max(0, this.#levels.length - count)).reverse();
  }

  set(level: BookLevel): void {
    const [price, quantity] = level;
    const rank = Number(price) * this.direction;
    const at = this.#find(rank, price);
    const isKnown = this.#ranks[at] === rank && compareDecimal(this.#levels[at]![0], price) === 0;
    if (isZero(quantity)) {
      if (isKnown) this.#remove(at);
    } else if (isKnown) this.#levels[at] = level;
    else this.#insert(at, rank, level);
  }

  /** Where the level stands, or would stand. */
  #find(rank: number, price: DecimalText): number {
    const ranks = this.#ranks;
    let [low, high] = [0, ranks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = ranks[middle]!;
      const isBelow = other < rank ||
        (other === rank && compareDecimal(this.#levels[middle]![0], price) * this.direction < 0);
      if (isBelow) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, rank: number, level: BookLevel): void {
    if (this.#ranks.length >= this.limit) {
      if (at === 0) return;
      this.#remove(0);
      at--;
    }
    this.#ranks.splice(at, 0, rank);
    this.#levels.splice(at, 0, level);
  }

  #remove(at: number): void {
    this.#ranks.splice(at, 1);
    this.#levels.splice(at, 1);
  }
}

/** `"0"`, `"0.00000000"`. */
function isZero(quantity: DecimalText): boolean {
  const code = quantity.charCodeAt(0);
  return code === 48 && Number(quantity) === 0;
}
