/** Storing what lies before the first stored candle: the minutes, and every longer candle that follows from them. */
import { candlesBetween, correctCandle, firstCandle, saveCandles } from "../../db/candles.ts";
import type { Db, Queries } from "../../db/db.ts";
import type { Candle } from "../../domain/candle.ts";
import { foldToLonger } from "../../domain/candle_fold.ts";
import type { Symbol } from "../../domain/market.ts";
import { bucketOpenMs, timeframeMs } from "../../domain/timeframe.ts";

/** Where the stored minutes begin now; `reason` says why nothing was stored. */
export interface StoredPast {
  readonly firstMs: number | null;
  readonly reason: string | null;
}

/**
 * Stores minutes that come right before the first stored one, oldest first, all or nothing. Longer candles that end before
 * that one are new; one that goes on into what is stored already is made anew of all its minutes. What cannot be a row of
 * candles is not stored, and the reason says so.
 */
export async function storePast(
  db: Db,
  exchange: string,
  symbol: Symbol,
  told: readonly Candle[],
): Promise<StoredPast> {
  try {
    return await db.begin((tx) => store(tx, exchange, symbol, told)) as StoredPast;
  } catch (error) {
    if (error instanceof RangeError) return { firstMs: null, reason: error.message };
    throw error;
  }
}

async function store(tx: Queries, exchange: string, symbol: Symbol, told: readonly Candle[]): Promise<StoredPast> {
  const first = await firstCandle(tx, exchange, symbol, "1m");
  if (!first) return { firstMs: null, reason: `nothing of ${symbol} is stored yet` };
  const minutes = told.filter(({ openMs }) => openMs < first.openMs);
  const longer = foldToLonger([...minutes, ...await minutesOfBucket(tx, exchange, first)]);
  await saveCandles(tx, exchange, minutes);
  await saveCandles(tx, exchange, longer.filter(({ closeMs }) => closeMs < first.openMs));
  for (const one of longer.filter(({ closeMs }) => closeMs >= first.openMs)) await correctCandle(tx, exchange, one);
  return { firstMs: minutes[0]?.openMs ?? first.openMs, reason: null };
}

/** The stored minutes, from the first one, of the longest candle that it is in. */
function minutesOfBucket(tx: Queries, exchange: string, { symbol, openMs }: Candle): Promise<Candle[]> {
  const toMs = bucketOpenMs(openMs, "4h") + timeframeMs("4h");
  return candlesBetween(tx, exchange, { symbol, timeframe: "1m", fromMs: openMs, toMs, limit: 240 });
}
