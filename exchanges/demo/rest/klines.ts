/** `klines` and `uiKlines`: candles with 12 columns, oldest first; the last one may be unfinished. */
import type { Bar } from "../bar.ts";
import { type Bucket, bucketOf, type Interval, isInterval, timeZoneOffsetMs } from "../intervals.ts";
import type { MarketHistory } from "../market_history.ts";
import { lastMicrosecond } from "../microseconds.ts";
import type { MarketRules } from "../market_rules.ts";
import { fromUnits } from "../units.ts";
import { type Endpoint, requiredMarket } from "./endpoint.ts";
import { invalidData, invalidInterval, missing } from "./errors.ts";
import type { Params } from "./params.ts";

/** What a client asks for: rows whose open time lies in `[startMs, endMs]`, at most `limit`; UTC ms. */
interface Range {
  readonly interval: Interval;
  readonly offsetMs: number;
  readonly startMs: number | undefined;
  readonly endMs: number;
  readonly limit: number;
  readonly nowMs: number;
}

interface Kline {
  readonly bucket: Bucket;
  readonly bar: Bar;
}

const OPEN_COLUMN = 0;
const CLOSE_COLUMN = 6;

/** `GET /api/v3/klines` and `GET /api/v3/uiKlines` */
export const klines: Endpoint = (params, venue) => {
  const { history } = requiredMarket(params, venue);
  const range = rangeOf(params, venue.now());
  params.allRead();
  const found = range.startMs === undefined ? newest(history, range) : oldest(history, range, range.startMs);
  const body = found.map((kline) => row(kline, history.rules));
  return { body, weight: 2, inMicroseconds: () => body.map(rowInMicroseconds) };
};

function rangeOf(params: Params, nowMs: number): Range {
  const interval = params.text("interval");
  if (interval === undefined) throw missing("interval");
  if (!isInterval(interval)) throw invalidInterval();
  const offsetMs = timeZoneOffsetMs(params.text("timeZone") ?? "0");
  if (offsetMs === null) throw invalidData("timeZone");
  const startMs = params.time("startTime");
  const endMs = Math.min(params.time("endTime") ?? nowMs, nowMs);
  return { interval, offsetMs, startMs, endMs, limit: params.limit(500, 1000), nowMs };
}

/** Without a start: the last rows up to the end. */
function newest(history: MarketHistory, range: Range): Kline[] {
  const found: Kline[] = [];
  let bucket = bucketOf(range.endMs, range.interval, range.offsetMs);
  while (found.length < range.limit && bucket.endMs > history.timeline.beginMs) {
    add(found, history, bucket, range);
    bucket = bucketOf(bucket.openMs - 1, range.interval, range.offsetMs);
  }
  return found.reverse();
}

/** With a start: the first rows from there. */
function oldest(history: MarketHistory, range: Range, startMs: number): Kline[] {
  const found: Kline[] = [];
  let bucket = bucketOf(Math.max(startMs, history.timeline.beginMs), range.interval, range.offsetMs);
  if (bucket.openMs < startMs) bucket = bucketOf(bucket.endMs, range.interval, range.offsetMs);
  while (found.length < range.limit && bucket.openMs <= range.endMs) {
    add(found, history, bucket, range);
    bucket = bucketOf(bucket.endMs, range.interval, range.offsetMs);
  }
  return found;
}

/** A bucket that was lost to a halt has no row; the open one holds what has happened so far. */
function add(found: Kline[], history: MarketHistory, bucket: Bucket, range: Range): void {
  const bar = history.bar(bucket.openMs, Math.min(bucket.endMs, range.nowMs + 1));
  if (bar !== null) found.push({ bucket, bar });
}

function rowInMicroseconds(cells: readonly unknown[]): unknown[] {
  return cells.map((cell, column) =>
    column === OPEN_COLUMN ? Number(cell) * 1000 : column === CLOSE_COLUMN ? lastMicrosecond(Number(cell)) : cell
  );
}

function row({ bucket, bar }: Kline, rules: MarketRules): unknown[] {
  const price = (ticks: number) => fromUnits(ticks, rules.pricePlaces);
  const base = (steps: number) => fromUnits(steps, rules.quantityPlaces);
  const quote = (amount: bigint) => fromUnits(amount, rules.pricePlaces + rules.quantityPlaces);
  return [
    bucket.openMs,
    price(bar.open),
    price(bar.high),
    price(bar.low),
    price(bar.close),
    base(bar.steps),
    bucket.endMs - 1,
    quote(bar.quote),
    bar.count,
    base(bar.takerSteps),
    quote(bar.takerQuote),
    "0",
  ];
}
