/**
 * Keeps a local order book in step with Binance's diff depth stream, by the procedure of its documentation ("How to manage
 * a local order book correctly"): buffer updates, fetch a snapshot, drop what it contains, apply the rest in one unbroken
 * row of update ids, and begin anew where the row breaks. Pure: whoever uses it fetches the snapshot when told to.
 */
import type { BookLevel } from "../../domain/market_data.ts";
import type { Symbol } from "../../domain/market.ts";
import { OrderBook } from "../../domain/order_book.ts";

/** More updates do not wait for a snapshot: the oldest go, and the snapshot must be younger. */
const BUFFER_LIMIT = 2_000;

/** One update of the diff depth stream: the changes `firstId` to `lastId`, both included. */
export interface DepthUpdate {
  /** When Binance made it, UTC ms. */
  readonly eventMs: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The answer to `GET /api/v3/depth`. */
export interface DepthSnapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** What follows from what was heard. */
export type BookStep =
  /** Nothing: it waits for the snapshot, or is known already. */
  | { readonly kind: "unchanged" }
  /** The book has changed. */
  | { readonly kind: "changed" }
  /** The snapshot fits: the book is in step, with so many waiting updates applied. */
  | { readonly kind: "synced"; readonly applied: number }
  /** A snapshot must be fetched, until one is had or the stream is lost; `why` is null where that is no fault. */
  | { readonly kind: "fetch"; readonly why: BookFault | null };

/** Why a book is not in step: updates `fromId` to `toId` are missing. */
export interface BookFault {
  readonly kind: "gap" | "old_snapshot" | "wrong_top";
  readonly fromId: number;
  readonly toId: number;
}

const UNCHANGED: BookStep = { kind: "unchanged" };
const CHANGED: BookStep = { kind: "changed" };

/** The book of one market, and whether it is in step. */
export class BookSync {
  readonly book: OrderBook;
  #waiting: DepthUpdate[] = [];
  #isSynced = false;
  #isFetching = false;

  constructor(symbol: Symbol) {
    this.book = new OrderBook(symbol);
  }

  /** Whether {@linkcode BookSync.book} is what the exchange has; else it stands still. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** The stream flows. A quiet market may say nothing for long, so the snapshot is fetched without waiting for an update. */
  begin(): BookStep {
    return this.#isSynced ? UNCHANGED : this.#fetch();
  }

  /** Hears an update of the stream. */
  hear(update: DepthUpdate): BookStep {
    if (!this.#isSynced) return this.#wait(update);
    const knownId = this.book.updateId!;
    if (update.lastId <= knownId) return UNCHANGED; // told twice: connections overlap while one replaces the other
    if (update.firstId > knownId + 1) return this.#broken("gap", knownId + 1, update.firstId - 1, [update]);
    this.#apply(update);
    return CHANGED;
  }

  /** Hears the snapshot that a step asked for. */
  snapshot({ lastUpdateId, bids, asks }: DepthSnapshot): BookStep {
    if (this.#isSynced) return UNCHANGED; // asked for by somebody else
    this.#isFetching = false;
    const fresh = this.#waiting.filter(({ lastId }) => lastId > lastUpdateId);
    const [first] = fresh;
    if (first && first.firstId > lastUpdateId + 1) {
      return this.#broken("old_snapshot", lastUpdateId + 1, first.firstId - 1, fresh);
    }
    const timeMs = this.#waiting.findLast(({ lastId }) => lastId <= lastUpdateId)?.eventMs ?? null;
    this.book.replace({ updateId: lastUpdateId, timeMs, bids, asks });
    this.#waiting = [];
    this.#isSynced = true;
    for (const [i, update] of fresh.entries()) {
      const knownId = this.book.updateId!;
      if (update.firstId > knownId + 1) {
        return this.#broken("gap", knownId + 1, update.firstId - 1, fresh.slice(i));
      }
      if (update.lastId > knownId) this.#apply(update);
    }
    return { kind: "synced", applied: fresh.length };
  }

  /** The book was found to be another than the exchange's at its update id: it begins anew. */
  wrong(): BookStep {
    const knownId = this.book.updateId ?? 0;
    return this.#broken("wrong_top", knownId, knownId, []);
  }

  /** The stream was lost: everything after this belongs to another row of ids. A snapshot under way is of no use. */
  lost(): void {
    this.#isSynced = false;
    this.#isFetching = false;
    this.#waiting = [];
  }

  #wait(update: DepthUpdate): BookStep {
    this.#waiting.push(update);
    if (this.#waiting.length > BUFFER_LIMIT) this.#waiting.shift();
    return this.#fetch();
  }

  #fetch(): BookStep {
    if (this.#isFetching) return UNCHANGED;
    this.#isFetching = true;
    return { kind: "fetch", why: null };
  }

  #broken(kind: BookFault["kind"], fromId: number, toId: number, waiting: DepthUpdate[]): BookStep {
    this.#isSynced = false;
    this.#isFetching = true;
    this.#waiting = waiting;
    return { kind: "fetch", why: { kind, fromId, toId } };
  }

  #apply({ lastId, eventMs, bids, asks }: DepthUpdate): void {
    this.book.apply({ updateId: lastId, timeMs: eventMs, bids, asks });
  }
}
