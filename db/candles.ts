/** Table `candles`: every closed candle of each exchange once, with its own time and the time it was recorded. */
import { z } from "zod";
import { type Candle, candle } from "../domain/candle.ts";
import { type Symbol, symbol } from "../domain/market.ts";
import { bucketOpenMs, type Timeframe, timeframe, timeframeMs } from "../domain/timeframe.ts";
import type { Queries } from "./db.ts";

/** Rows of one statement: faster than smaller ones, and short enough to let others through. */
const ROWS_A_STATEMENT = 5_000;

/** Which candles. */
export interface CandleRange {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  /** Open time from here on (included), UTC ms; null = as far back as there are. */
  readonly fromMs: number | null;
  /** Open time before this (excluded), UTC ms; null = up to the last. */
  readonly toMs: number | null;
  /** At most so many: the first of the range, or the last where `fromMs` is null. */
  readonly limit: number;
}

/**
 * Stores closed candles and answers how many were new. One that is stored already stays as it is, whatever the new one
 * says: a correction is {@linkcode correctCandle}.
 * @throws {RangeError} for a candle that does not stand on its timeframe's grid.
 */
export async function saveCandles(db: Queries, exchange: string, candles: readonly Candle[]): Promise<number> {
  for (const one of candles) refuseOffGrid(one);
  let saved = 0;
  for (let start = 0; start < candles.length; start += ROWS_A_STATEMENT) {
    saved += await insert(db, exchange, candles.slice(start, start + ROWS_A_STATEMENT));
  }
  return saved;
}

/**
 * Replaces what a stored candle says by what the exchange says of it now, and marks the time. Answers false where it is
 * not stored or says so already.
 * @throws {RangeError} for a candle that does not stand on its timeframe's grid.
 */
export async function correctCandle(db: Queries, exchange: string, of: Candle): Promise<boolean> {
  refuseOffGrid(of);
  const { count } = await db`
    update candles
    set open = ${of.open}, high = ${of.high}, low = ${of.low}, close = ${of.close}, volume = ${of.volume},
      corrected_at = now()
    where exchange = ${exchange} and symbol = ${of.symbol} and timeframe = ${of.timeframe}
      and open_time = ${of.openMs} and (open, high, low, close, volume) is distinct from
        (${of.open}::numeric, ${of.high}::numeric, ${of.low}::numeric, ${of.close}::numeric, ${of.volume}::numeric)`;
  return count > 0;
}

/** The newest candle, or undefined where there is none. */
export async function lastCandle(
  db: Queries,
  exchange: string,
  symbol: Symbol,
  timeframe: Timeframe,
): Promise<Candle | undefined> {
  return (await candlesBetween(db, exchange, { symbol, timeframe, fromMs: null, toMs: null, limit: 1 }))[0];
}

/** The oldest candle, or undefined where there is none. */
export async function firstCandle(
  db: Queries,
  exchange: string,
  symbol: Symbol,
  timeframe: Timeframe,
): Promise<Candle | undefined> {
  return (await candlesBetween(db, exchange, { symbol, timeframe, fromMs: 0, toMs: null, limit: 1 }))[0];
}

/** The candles of a range, oldest first. */
export async function candlesBetween(db: Queries, exchange: string, range: CandleRange): Promise<Candle[]> {
  const fromTheEnd = range.fromMs === null;
  const rows = await db`
    select ${columns(db)} from candles
    where exchange = ${exchange} and symbol = ${range.symbol} and timeframe = ${range.timeframe}
      ${range.fromMs === null ? db`` : db`and open_time >= ${range.fromMs}`}
      ${range.toMs === null ? db`` : db`and open_time < ${range.toMs}`}
    order by open_time ${fromTheEnd ? db`desc` : db`asc`}
    limit ${range.limit}`;
  const candles = z.array(candle).parse(rows);
  return fromTheEnd ? candles.reverse() : candles;
}

/** How many candles of a market and timeframe are stored. */
export async function countCandles(
  db: Queries,
  exchange: string,
  symbol: Symbol,
  timeframe: Timeframe,
): Promise<number> {
  const [row] = await db`
    select count(*)::int as count from candles
    where exchange = ${exchange} and symbol = ${symbol} and timeframe = ${timeframe}`;
  return row!.count;
}

/**
 * Candles that were corrected after the longer ones made of them had been recorded, oldest first: whoever makes those must
 * make them anew.
 */
export async function correctedBehind(
  db: Queries,
  exchange: string,
  of: { readonly symbol: Symbol; readonly timeframe: Timeframe; readonly longer: Timeframe },
): Promise<Candle[]> {
  const rows = await db`
    select ${columns(db)} from candles as part
    where exchange = ${exchange} and symbol = ${of.symbol} and timeframe = ${of.timeframe} and corrected_at > (
      select coalesce(corrected_at, recorded_at) from candles as made
      where exchange = ${exchange} and symbol = ${of.symbol} and timeframe = ${of.longer}
        and open_time = date_bin(${`${timeframeMs(of.longer)}ms`}::interval, part.open_time, timestamptz 'epoch')
    )
    order by open_time`;
  return z.array(candle).parse(rows);
}

const candleSeries = z.object({ symbol, timeframe });

/** Every market and timeframe of which there is a candle. Walks the index from one to the next: fast however many rows. */
export async function symbolsAndTimeframes(
  db: Queries,
  exchange: string,
): Promise<{ symbol: Symbol; timeframe: Timeframe }[]> {
  const rows = await db`
    with recursive series as (
      (select symbol, timeframe from candles where exchange = ${exchange} order by symbol, timeframe limit 1)
      union all
      select next.symbol, next.timeframe from series, lateral (
        select symbol, timeframe from candles
        where exchange = ${exchange} and (candles.symbol, candles.timeframe) > (series.symbol, series.timeframe)
        order by symbol, timeframe limit 1
      ) as next
    )
    select symbol, timeframe from series`;
  return z.array(candleSeries).parse(rows);
}

function columns(db: Queries) {
  return db`symbol, timeframe, open_time as "openMs", close_time as "closeMs", open, high, low, close, volume`;
}

async function insert(db: Queries, exchange: string, candles: readonly Candle[]): Promise<number> {
  const column = <K extends keyof Candle>(name: K): Candle[K][] => candles.map((one) => one[name]);
  const { count } = await db`
    insert into candles (exchange, symbol, timeframe, open_time, close_time, open, high, low, close, volume)
    select ${exchange}, * from unnest(
      ${column("symbol")}::text[], ${column("timeframe")}::text[],
      ${column("openMs")}::timestamptz[], ${column("closeMs")}::timestamptz[],
      ${column("open")}::numeric[], ${column("high")}::numeric[], ${column("low")}::numeric[],
      ${column("close")}::numeric[], ${column("volume")}::numeric[]
    )
    on conflict (exchange, symbol, timeframe, open_time) do nothing`;
  return count;
}

function refuseOffGrid(of: Candle): void {
  const name = `${of.symbol}@${of.timeframe} opening at ${new Date(of.openMs).toISOString()}`;
  if (bucketOpenMs(of.openMs, of.timeframe) !== of.openMs) {
    throw new RangeError(`Cannot store candle ${name}: expected a whole multiple of ${of.timeframe} since 1970`);
  }
  const closeMs = of.openMs + timeframeMs(of.timeframe) - 1;
  if (of.closeMs !== closeMs) {
    throw new RangeError(`Cannot store candle ${name}: it closes at ${of.closeMs}, expected ${closeMs}`);
  }
}
