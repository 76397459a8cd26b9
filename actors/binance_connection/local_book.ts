/**
 * One order book of a connection: kept in step with the exchange, checked against the best bid and ask that the exchange
 * tells beside it, and what of this belongs into the audit log. Pure.
 */
import type { BookLevel, BookPicture, BookTop } from "../../domain/market_data.ts";
import type { Symbol } from "../../domain/market.ts";
import {
  type BookFault,
  type BookStep,
  BookSync,
  type DepthSnapshot,
  type DepthUpdate,
} from "../../exchanges/binance/book_sync.ts";
import { TopCheck } from "../../exchanges/binance/top_check.ts";

/** What follows from what was heard. */
export interface BookNews {
  /** There is a new picture to tell. */
  readonly changed: boolean;
  /** A snapshot must be fetched. */
  readonly fetch: boolean;
  /** What belongs into the audit log; null = nothing. */
  readonly incident: BookIncident | null;
}

/** An entry of the audit log. */
export interface BookIncident {
  readonly kind: "book_gap" | "book_resync";
  /** Updates that were missed, or that were applied to the new snapshot. */
  readonly count: number;
  readonly detail: string;
}

/** After so many updates without a fault the next one is mended at once again. */
const SOUND_UPDATES = 100;

const NO_NEWS: BookNews = { changed: false, fetch: false, incident: null };

/** A book in step, or on the way to it. */
export class LocalBook {
  /** Faults in a row, and failures to get a snapshot: the more, the longer until the next attempt. */
  attempts = 0;
  readonly #sync: BookSync;
  readonly #check = new TopCheck();
  /** Whether an entry of the audit log says that it is out of step. */
  #isFaulty = false;
  #updatesInStep = 0;
  #round = 0;

  constructor(readonly symbol: Symbol) {
    this.#sync = new BookSync(symbol);
  }

  /** Number of the row of updates: a snapshot that was asked for in an earlier one is of no use. */
  get round(): number {
    return this.#round;
  }

  get isSynced(): boolean {
    return this.#sync.isSynced;
  }

  /** How often it was compared with the exchange's own best bid and ask. */
  get compared(): number {
    return this.#check.compared;
  }

  /** The best levels, as they were when it was in step last. */
  picture(levels: number): BookPicture {
    return this.#sync.book.picture(levels);
  }

  /** Its stream flows. */
  begin(): BookNews {
    return this.#newsOf(this.#sync.begin());
  }

  /** Hears an update. */
  hear(update: DepthUpdate): BookNews {
    return this.#newsOf(this.#sync.hear(update));
  }

  /** Hears a best bid and ask. */
  hearTop(top: BookTop): BookNews {
    this.#check.hear(top);
    return this.#sync.isSynced ? this.#checked(false, null) : NO_NEWS;
  }

  /** Hears the snapshot that was asked for. */
  snapshot(snapshot: DepthSnapshot): BookNews {
    return this.#newsOf(this.#sync.snapshot(snapshot));
  }

  /** Its stream is lost. */
  lost(why: string): BookNews {
    const wasSynced = this.#sync.isSynced;
    this.#sync.lost();
    this.#check.reset();
    this.#round++;
    this.attempts = 0;
    if (!wasSynced) return NO_NEWS;
    this.#isFaulty = true;
    return { ...NO_NEWS, incident: { kind: "book_gap", count: 0, detail: why } };
  }

  #newsOf(step: BookStep): BookNews {
    switch (step.kind) {
      case "unchanged":
        return NO_NEWS;
      case "changed":
        if (++this.#updatesInStep === SOUND_UPDATES) this.attempts = 0;
        return this.#checked(true, null);
      case "fetch":
        return { changed: false, fetch: true, incident: step.why && this.#fault(step.why) };
      case "synced":
        return this.#checked(true, this.#synced(step.applied));
    }
  }

  /** Compares with what the exchange told of the best bid and ask; a book that differs begins anew. */
  #checked(changed: boolean, incident: BookIncident | null): BookNews {
    const book = this.#sync.book.top();
    const told = this.#check.compare(book);
    if (!told) return { changed, fetch: false, incident };
    this.#sync.wrong();
    this.attempts++;
    const detail = `at update ${told.updateId} the book shows ${topText(book)}, the exchange tells ${topText(told)}`;
    return { changed: false, fetch: true, incident: this.#gap(0, detail) };
  }

  #synced(applied: number): BookIncident | null {
    this.#updatesInStep = 0;
    if (!this.#isFaulty) return null;
    this.#isFaulty = false;
    const detail = `in step again at update ${this.#sync.book.updateId}`;
    return { kind: "book_resync", count: applied, detail };
  }

  #fault({ kind, fromId, toId }: BookFault): BookIncident | null {
    this.attempts++;
    if (kind === "old_snapshot") return null;
    const count = toId - fromId + 1;
    return this.#gap(count, `updates ${fromId} to ${toId} did not come`);
  }

  #gap(count: number, detail: string): BookIncident {
    this.#isFaulty = true;
    return { kind: "book_gap", count, detail };
  }
}

function topText({ bid, ask }: BookTop): string {
  return `bid ${levelText(bid)}, ask ${levelText(ask)}`;
}

function levelText(level: BookLevel | null): string {
  return level ? `${level[1]} at ${level[0]}` : "none";
}
