/** An order book by price: levels of both sides, never crossed, each change numbered. */

/** Side of the book: bids buy, asks sell. */
export type BookSide = "bid" | "ask";

/** What waits at one price: price in ticks, quantity in steps. */
export interface Level {
  readonly price: number;
  readonly steps: number;
}

/** One numbered change: the level's new quantity, 0 when it is gone. */
export interface BookChange extends Level {
  readonly side: BookSide;
  readonly updateId: number;
}

/** Levels of one market. */
export class OrderBook {
  /** Best first: bids from the highest price down, asks from the lowest up. */
  readonly #levels: Record<BookSide, Level[]> = { bid: [], ask: [] };
  readonly #listeners = new Set<(change: BookChange) => void>();
  #updateId: number;

  /** @param updateId number of the change before the first one. */
  constructor(updateId: number) {
    this.#updateId = updateId;
  }

  /** Number of the latest change; changes are numbered one by one. */
  get updateId(): number {
    return this.#updateId;
  }

  /** The best levels of a side, best first. */
  levels(side: BookSide, limit = Infinity): readonly Level[] {
    return this.#levels[side].slice(0, limit);
  }

  /** The level nearest to the other side; undefined when the side is empty. */
  best(side: BookSide): Level | undefined {
    return this.#levels[side][0];
  }

  /** The level farthest from the other side; undefined when the side is empty. */
  worst(side: BookSide): Level | undefined {
    return this.#levels[side].at(-1);
  }

  /** Number of levels of a side. */
  depth(side: BookSide): number {
    return this.#levels[side].length;
  }

  /** Quantity at a price in steps, 0 where nothing waits. */
  steps(side: BookSide, price: number): number {
    const level = this.#levels[side][this.#place(side, price)];
    return level?.price === price ? level.steps : 0;
  }

  /**
   * Sets the quantity at a price; 0 removes the level. What changes nothing gets no number.
   * @throws {RangeError} when the level would cross the other side, or the quantity is negative.
   */
  set(side: BookSide, price: number, steps: number): void {
    if (steps < 0) throw new RangeError(`Cannot set ${side} ${price} to ${steps} steps: expected 0 or more`);
    if (steps > 0) this.#mustNotCross(side, price);
    const levels = this.#levels[side];
    const place = this.#place(side, price);
    const found = levels[place]?.price === price;
    if (steps === (found ? levels[place]!.steps : 0)) return;
    if (steps === 0) levels.splice(place, 1);
    else levels.splice(place, found ? 1 : 0, { price, steps });
    this.#tell({ side, price, steps, updateId: ++this.#updateId });
  }

  /** Calls for each change from now on; returns the unsubscriber. */
  listen(listener: (change: BookChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: BookChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #mustNotCross(side: BookSide, price: number): void {
    const opposite = this.best(otherSide(side));
    if (opposite !== undefined && (side === "bid" ? price >= opposite.price : price <= opposite.price)) {
      throw new RangeError(`Cannot set ${side} ${price}: it would cross the best ${otherSide(side)} ${opposite.price}`);
    }
  }

  /** Where a price stands or would stand. */
  #place(side: BookSide, price: number): number {
    const levels = this.#levels[side];
    const outward = side === "bid" ? -1 : 1;
    let [low, high] = [0, levels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((levels[middle]!.price - price) * outward < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The other side of the book. */
export function otherSide(side: BookSide): BookSide {
  return side === "bid" ? "ask" : "bid";
}
