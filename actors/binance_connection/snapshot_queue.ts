/** Order book snapshots are dear, so they are fetched one after another. Pure. */
import type { Symbol } from "../../domain/market.ts";

/** A book that needs a snapshot, and the number of its row of updates. */
export interface SnapshotWish {
  readonly symbol: Symbol;
  readonly round: number;
}

/** Who waits for a snapshot; at most one is under way. */
export class SnapshotQueue {
  readonly #waiting = new Map<Symbol, SnapshotWish>();
  #isBusy = false;

  /** Puts a book in line; one that is there already keeps its place, and the later of its rows counts. */
  add(wish: SnapshotWish): void {
    if ((this.#waiting.get(wish.symbol)?.round ?? -1) < wish.round) this.#waiting.set(wish.symbol, wish);
  }

  /** The one under way has come, or has failed. */
  done(): void {
    this.#isBusy = false;
  }

  /** The next that `isWanted` and may go now; null = none. */
  next(isWanted: (wish: SnapshotWish) => boolean): SnapshotWish | null {
    if (this.#isBusy) return null;
    for (const wish of this.#waiting.values()) {
      this.#waiting.delete(wish.symbol);
      if (!isWanted(wish)) continue;
      this.#isBusy = true;
      return wish;
    }
    return null;
  }
}
