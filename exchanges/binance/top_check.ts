/**
 * Checks a local order book against the book ticker stream: its update ids are those of the diff depth stream, so that at
 * an id that both have, both must show the same best bid and ask. Pure.
 */
import { compareDecimal } from "../../domain/decimal.ts";
import type { BookLevel, BookTop } from "../../domain/market_data.ts";

/** Tops that wait until the book, which comes in steps of 100 ms or 1 s, has reached them. */
const WAITING_LIMIT = 2_000;

/** Tops of one market that wait to be compared. */
export class TopCheck {
  readonly #waiting = new Map<number, BookTop>();
  #compared = 0;

  /** How many tops were compared so far. */
  get compared(): number {
    return this.#compared;
  }

  /** Hears a top of the book ticker stream. */
  hear(top: BookTop): void {
    if (top.updateId === null) return;
    this.#waiting.set(top.updateId, top);
    if (this.#waiting.size > WAITING_LIMIT) this.#waiting.delete(this.#waiting.keys().next().value!);
  }

  /** The top that the exchange told at the book's update id and that differs from the book's; null = none does. */
  compare(book: BookTop): BookTop | null {
    if (book.updateId === null) return null;
    const told = this.#waiting.get(book.updateId);
    for (const id of this.#waiting.keys()) if (id <= book.updateId) this.#waiting.delete(id);
    if (!told) return null;
    this.#compared++;
    return isSame(told.bid, book.bid) && isSame(told.ask, book.ask) ? null : told;
  }

  /** Forgets what waits. */
  reset(): void {
    this.#waiting.clear();
  }
}

function isSame(a: BookLevel | null, b: BookLevel | null): boolean {
  if (a === null || b === null) return a === b;
  return compareDecimal(a[0], b[0]) === 0 && compareDecimal(a[1], b[1]) === 0;
}
