/** What the recorder has heard and not stored yet. Each kind has its bound, and what happens beyond it. */
import type { CandleClosed } from "../../domain/candle.ts";
import type { CandleCorrected, FeedIncident } from "../../domain/feed_audit.ts";
import type { HeartbeatStatus, MarketFrame } from "../../domain/heartbeat.ts";

/** Entries of the audit log, and frames, kept while the database is away. Beyond that the oldest are given up and counted. */
const LOG_BOUND = 20_000;

/** What waits for the database, each kind in the order in which it was heard. */
export class Kept {
  readonly candles: CandleClosed[] = [];
  readonly corrections: CandleCorrected[] = [];
  readonly incidents: FeedIncident[] = [];
  readonly frames: MarketFrame[] = [];
  status: HeartbeatStatus | null = null;
  /** Entries and frames that were given up since this was asked last. */
  #givenUp = 0;

  /** @param bound candles and corrections that may wait. */
  constructor(readonly bound: number) {}

  /** @throws {Error} when too many wait: a candle may not be given up, its sources must tell it again. */
  addCandle(closed: CandleClosed): void {
    this.#refuseMore(this.candles.length, "keep", closed);
    this.candles.push(closed);
  }

  /** @throws {Error} when too many wait. */
  addCorrection(corrected: CandleCorrected): void {
    this.#refuseMore(this.corrections.length, "correct", corrected);
    this.corrections.push(corrected);
  }

  /** Keeps an entry of the audit log. */
  addIncident(incident: FeedIncident): void {
    this.#addBounded(this.incidents, incident);
  }

  /** Keeps a frame. */
  addFrame(frame: MarketFrame): void {
    this.#addBounded(this.frames, frame);
  }

  /** How many entries and frames were given up since this was asked last. */
  takeGivenUp(): number {
    const count = this.#givenUp;
    this.#givenUp = 0;
    return count;
  }

  #refuseMore(waiting: number, action: "keep" | "correct", { candle }: Pick<CandleClosed, "candle">): void {
    if (waiting < this.bound) return;
    throw new Error(
      `Cannot ${action} candle ${candle.symbol}@${candle.timeframe} of ${candle.openMs}: ` +
        `${waiting} wait for the database already`,
    );
  }

  #addBounded<T>(row: T[], one: T): void {
    row.push(one);
    if (row.length <= LOG_BOUND) return;
    row.shift();
    this.#givenUp++;
  }
}
