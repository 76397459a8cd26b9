/**
 * Fills an order book as market makers would, from a seed: each recorded trade finds its price at the touch, and the
 * book around it follows the price.
 */
import type { DemoTrade } from "./market_history.ts";
import { type BookSide, type OrderBook, otherSide } from "./order_book.ts";
import { below, type Random } from "./random.ts";

const LEVELS = 100;
/** Mean distance of two levels at the touch, as a part of the price; it grows outwards. */
const SPACING = 1e-5;
/** Mean quantity of a level, as a part of what is usually traded in a minute. */
const LEVEL_SHARE = 0.1;
const CHANGES_PER_BREATH = 3;

/** Quotes on both sides of one book. */
export class BookMaker {
  /** @param usualMinuteSteps what is usually traded in a minute, in steps. */
  constructor(
    private readonly book: OrderBook,
    private readonly usualMinuteSteps: number,
    private readonly random: Random,
  ) {}

  /** Fills an empty book around the last price, in ticks. */
  open(price: number): void {
    this.#quote("bid", price);
    this.#quote("ask", price + this.#spread());
  }

  /** Lets a trade happen: its price becomes the best of the maker's side, and its quantity is taken from there. */
  trade({ price, steps, buyerIsMaker }: DemoTrade): void {
    const side: BookSide = buyerIsMaker ? "bid" : "ask";
    const outward = buyerIsMaker ? -1 : 1;
    const opposite = otherSide(side);
    const oppositeBest = price - outward * this.#spread();
    this.#clear(side, price);
    this.#clear(opposite, oppositeBest);
    this.#quote(side, price);
    if (oppositeBest > 0) this.#quote(opposite, oppositeBest);
    const waiting = this.book.steps(side, price);
    this.book.set(side, price, waiting > steps ? waiting - steps : this.#levelSteps());
  }

  /** Some makers change their minds. */
  breathe(): void {
    for (let change = 0; change < CHANGES_PER_BREATH; change++) {
      const side: BookSide = this.random() < 0.5 ? "bid" : "ask";
      const levels = this.book.levels(side, 20);
      const level = levels[below(this.random, levels.length)];
      if (level !== undefined) this.book.set(side, level.price, this.#levelSteps());
    }
  }

  /** Takes away what is better than `best`. */
  #clear(side: BookSide, best: number): void {
    const outward = side === "bid" ? -1 : 1;
    for (let level = this.book.best(side); level !== undefined; level = this.book.best(side)) {
      if ((level.price - best) * outward >= 0) return;
      this.book.set(side, level.price, 0);
    }
  }

  /** Fills a side from its new best price outwards to the levels that are there, and keeps its depth. */
  #quote(side: BookSide, best: number): void {
    const outward = side === "bid" ? -1 : 1;
    const reach = this.book.best(side)?.price;
    let price = best;
    for (let level = 0; level < LEVELS && price > 0; level++) {
      if (reach !== undefined && (reach - price) * outward <= 0) break;
      this.book.set(side, price, this.#levelSteps());
      price += outward * this.#gap(price, level);
    }
    this.#extend(side, outward);
    while (this.book.depth(side) > LEVELS) this.book.set(side, this.book.worst(side)!.price, 0);
  }

  #extend(side: BookSide, outward: number): void {
    while (this.book.depth(side) < LEVELS) {
      const worst = this.book.worst(side)!.price;
      const price = worst + outward * this.#gap(worst, this.book.depth(side));
      if (price <= 0) return;
      this.book.set(side, price, this.#levelSteps());
    }
  }

  #gap(price: number, level: number): number {
    return 1 + below(this.random, 2 * price * SPACING * (1 + level / 10));
  }

  #spread(): number {
    return this.random() < 0.7 ? 1 : 2 + below(this.random, 4);
  }

  #levelSteps(): number {
    return 1 + below(this.random, 2 * LEVEL_SHARE * this.usualMinuteSteps);
  }
}
