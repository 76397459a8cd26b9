/** Bringing what is kept into the database, in batches; what is stored is no longer kept. */
import { correctCandle, lastCandle, saveCandles } from "../../db/candles.ts";
import type { Db } from "../../db/db.ts";
import { saveIncidents } from "../../db/feed_incidents.ts";
import { saveHeartbeatStatus } from "../../db/heartbeat_status.ts";
import { saveRawFrames } from "../../db/raw_frames.ts";
import type { CandleClosed } from "../../domain/candle.ts";
import { continueChains, type Lasts } from "../stored_chain.ts";
import { candleKey } from "../topics.ts";
import type { Kept } from "./kept.ts";

/** Where to store. */
export interface Shelf {
  readonly db: Db;
  readonly exchange: string;
  /** Rows of one write. */
  readonly batch: number;
  /** Where the stored candles end, for those markets and timeframes that were heard of. */
  lasts: Lasts;
}

/**
 * Stores everything kept: candles first, since a correction may be of one of them.
 * @throws {RangeError} when a candle follows one that was never heard; else what the database throws.
 */
export async function storeKept(shelf: Shelf, kept: Kept): Promise<void> {
  const { db, exchange } = shelf;
  await inBatches(shelf, kept.candles, (some) => storeCandles(shelf, some));
  await inBatches(shelf, kept.corrections, (some) =>
    db.begin(async (tx) => {
      for (const { candle } of some) await correctCandle(tx, exchange, candle);
    }));
  await inBatches(shelf, kept.incidents, (some) => saveIncidents(db, some));
  await inBatches(shelf, kept.frames, (some) => saveRawFrames(db, some));
  if (kept.status) await saveHeartbeatStatus(db, kept.status);
  kept.status = null;
}

/** A batch that fails stays, with everything after it. */
async function inBatches<T>({ batch }: Shelf, row: T[], store: (some: readonly T[]) => Promise<unknown>) {
  while (row.length > 0) {
    const some = row.slice(0, batch);
    await store(some);
    row.splice(0, some.length);
  }
}

async function storeCandles(shelf: Shelf, told: readonly CandleClosed[]): Promise<void> {
  const { candles, lasts } = continueChains(await lastsOf(shelf, told), told);
  await saveCandles(shelf.db, shelf.exchange, candles);
  shelf.lasts = lasts;
}

/** Where the stored candles of these markets and timeframes end. */
async function lastsOf({ db, exchange, lasts }: Shelf, told: readonly CandleClosed[]): Promise<Lasts> {
  const known = new Map(lasts);
  for (const { candle: { symbol, timeframe } } of told) {
    const key = candleKey(symbol, timeframe);
    if (!known.has(key)) known.set(key, (await lastCandle(db, exchange, symbol, timeframe))?.openMs ?? null);
  }
  return known;
}
