/**
 * The newest candles of a market over REST: in pages as large as the exchange gives, and folded from shorter ones where it
 * lacks the length. Asks for the past by the candles that it has, never by a clock: exchanges have their own.
 */
import type { Exchange, OHLCV } from "ccxt";
import { type Candle, candle } from "../../domain/candle.ts";
import { foldCandles } from "../../domain/candle_fold.ts";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import { bucketOpenMs, type Timeframe, timeframeMs, TIMEFRAMES } from "../../domain/timeframe.ts";
import { decimalOf } from "./numbers.ts";
import { nameOf } from "./open.ts";

/** Rows of a page where ccxt does not say how many an exchange gives. */
const PAGE_ROWS = 200;
/** So many pages are asked for at most: an exchange that gives few gives fewer candles. */
const MOST_PAGES = 12;

/** Which candles: the newest `limit`. */
export interface CandleQuestion {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly limit: number;
}

/**
 * The newest candles, oldest first; the last one is mostly still open.
 * @throws {ExchangeRefused} where the exchange has no candles of which these could be made, and what ccxt throws.
 */
export async function recentCandles(
  exchange: Exchange,
  { symbol, timeframe, limit }: CandleQuestion,
): Promise<Candle[]> {
  const source = sourceFor(timeframe, exchange);
  await exchange.loadMarkets();
  exchange.market(symbol); // throws what ccxt says of a market that there is not
  const parts = timeframeMs(timeframe) / timeframeMs(source);
  const most = parts === 1 ? limit : (limit + 1) * parts; // the first bucket may begin in the middle
  const rows = await newestRows(exchange, symbol, source, most);
  const candles = candlesOf(rows, symbol, source);
  return (parts === 1 ? candles : folded(candles, timeframe)).slice(-limit);
}

/** The longest length of the exchange's own that this one can be made of. @throws {ExchangeRefused} */
function sourceFor(wanted: Timeframe, exchange: Exchange): Timeframe {
  const own: Readonly<Record<string, unknown>> = exchange.timeframes ?? {};
  const source = exchange.has["fetchOHLCV"]
    ? TIMEFRAMES.findLast((one) => one in own && timeframeMs(wanted) % timeframeMs(one) === 0)
    : undefined;
  if (source) return source;
  const has = exchange.has["fetchOHLCV"] ? `only those of ${Object.keys(own).join(", ")}` : "none at all";
  throw new ExchangeRefused(`${nameOf(exchange)}: it has no candles of ${wanted}, ${has}`);
}

async function newestRows(exchange: Exchange, symbol: Symbol, source: Timeframe, count: number): Promise<OHLCV[]> {
  const most = pageRowsOf(exchange);
  let rows = inOrder(await exchange.fetchOHLCV(symbol, source, undefined, Math.min(count, most)));
  for (let page = 1; page < MOST_PAGES && rows.length > 0 && rows.length < count; page++) {
    const firstMs = openMsOf(rows[0]!);
    const missing = Math.min(count - rows.length, most);
    const fetched = await exchange.fetchOHLCV(symbol, source, firstMs - missing * timeframeMs(source), missing);
    const older = inOrder(fetched).filter((row) => openMsOf(row) < firstMs);
    if (older.length === 0) break;
    rows = [...older, ...rows];
  }
  return rows;
}

function pageRowsOf({ features }: Exchange): number {
  const limit: unknown = features?.["spot"]?.["fetchOHLCV"]?.["limit"];
  return typeof limit === "number" && limit > 0 ? limit : PAGE_ROWS;
}

/** Each candle once, oldest first. */
function inOrder(rows: readonly OHLCV[]): OHLCV[] {
  const byTime = new Map(rows.filter((row) => row[0] !== undefined).map((row) => [openMsOf(row), row]));
  return [...byTime.values()].sort((a, b) => openMsOf(a) - openMsOf(b));
}

function openMsOf([time]: OHLCV): number {
  return time!;
}

/** What lacks a price is passed over. */
function candlesOf(rows: readonly OHLCV[], symbol: Symbol, timeframe: Timeframe): Candle[] {
  return rows.flatMap(([openMs, ...values]) => {
    const [open, high, low, close, volume] = values.map(decimalOf);
    const closeMs = openMs! + timeframeMs(timeframe) - 1;
    const read = candle.safeParse({
      symbol,
      timeframe,
      openMs,
      closeMs,
      open,
      high,
      low,
      close,
      volume: volume ?? "0",
    });
    return read.success ? [read.data] : [];
  });
}

/** Without the first one where its beginning is missing. */
function folded(parts: readonly Candle[], to: Timeframe): Candle[] {
  const buckets = [...Map.groupBy(parts, ({ openMs }) => bucketOpenMs(openMs, to)).entries()];
  const [[openMs, first] = [0, []]] = buckets;
  const whole = buckets.length > 1 && first[0]!.openMs > openMs ? buckets.slice(1) : buckets;
  return whole.map(([, candles]) => foldCandles(candles, to));
}
