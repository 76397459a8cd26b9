/**
 * A recorded minute as a series of trades whose fold is that minute again, exactly.
 *
 * The path starts at the open, visits high and low, and ends at the close; the volume is split without remainder;
 * a trade that lifts the price was taken by a buyer, one that lowers it by a seller.
 */
import { below, type Random } from "./random.ts";

/** One minute: prices in ticks, volume in steps (0 = no trade happened). */
export interface MinuteRow {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly steps: number;
}

/** One trade inside its minute: ms after its start, price in ticks, quantity in steps. */
export interface MinuteTrade {
  readonly offsetMs: number;
  readonly price: number;
  readonly steps: number;
  /** Whether the buyer's order rested in the book, so that a seller took it. */
  readonly buyerIsMaker: boolean;
}

const FEWEST = 5;
const MOST = 40;
const MINUTE_MS = 60_000;
/** No trade lies this close to either end of its minute, so that a minute's closing frame precedes the next trade. */
const MARGIN_MS = 10;

/** How many trades the prices of a minute need at least. */
export function leastTrades(row: MinuteRow): number {
  return row.high === row.low ? 1 : 2 + turns(row).length;
}

/** How many trades a minute has: more where much was traded; 0 for a silent minute, at most 40. */
export function tradeCount(row: MinuteRow, medianSteps: number, random: Random): number {
  if (row.steps === 0) return 0;
  const wanted = Math.round(10 * Math.sqrt(row.steps / medianSteps) * (0.6 + 0.8 * random()));
  const lively = Math.min(MOST, Math.max(FEWEST, wanted));
  return Math.max(leastTrades(row), Math.min(row.steps, lively));
}

/** Splits a minute into `count` trades, in order of time. `count` as from {@linkcode tradeCount}. */
export function minuteTrades(row: MinuteRow, count: number, random: Random): MinuteTrade[] {
  const prices = path(row, count, random);
  const quantities = split(row.steps, count, random);
  const trades: MinuteTrade[] = [];
  let buyerIsMaker = random() < 0.5;
  for (let index = 0; index < count; index++) {
    const price = prices[index]!;
    const before = prices[index - 1] ?? price;
    if (price !== before) buyerIsMaker = price < before;
    else if (random() < 0.3) buyerIsMaker = !buyerIsMaker;
    trades.push({ offsetMs: offset(index, count, random), price, steps: quantities[index]!, buyerIsMaker });
  }
  return trades;
}

/** The same trades as they look when time runs backwards: last first, and buyers become sellers. */
export function mirrorTrades(trades: readonly MinuteTrade[]): MinuteTrade[] {
  return trades.map((trade) => ({
    ...trade,
    offsetMs: MINUTE_MS - 1 - trade.offsetMs,
    buyerIsMaker: !trade.buyerIsMaker,
  })).reverse();
}

/** The extremes that are neither open nor close, so that the path must visit them on its own. */
function turns(row: MinuteRow): number[] {
  return [row.low, row.high].filter((price) => price !== row.open && price !== row.close);
}

function path(row: MinuteRow, count: number, random: Random): number[] {
  if (count === 1) return [row.open];
  const corners = turns(row);
  const lowFirst = random() < (row.close >= row.open ? 0.7 : 0.3);
  if (!lowFirst) corners.reverse();
  const places = cornerPlaces(corners.length, count, random);
  return bridge([row.open, ...corners, row.close], [0, ...places, count - 1], row, random);
}

/** Distinct places between first and last trade, ascending: one a corner. */
function cornerPlaces(corners: number, count: number, random: Random): number[] {
  const inner = count - 2;
  const places: number[] = [];
  for (let corner = 0; corner < corners; corner++) {
    const from = Math.floor((inner * corner) / corners);
    const to = Math.floor((inner * (corner + 1)) / corners);
    places.push(1 + from + below(random, to - from));
  }
  return places;
}

/** Prices between the corners: on the straight line, with some noise, never outside high and low. */
function bridge(corners: readonly number[], places: readonly number[], row: MinuteRow, random: Random): number[] {
  const prices: number[] = [];
  for (let leg = 0; leg + 1 < corners.length; leg++) {
    const [from, to] = [corners[leg]!, corners[leg + 1]!];
    const [start, end] = [places[leg]!, places[leg + 1]!];
    prices[start] = from;
    prices[end] = to;
    for (let place = start + 1; place < end; place++) {
      const straight = from + ((to - from) * (place - start)) / (end - start);
      const noise = (random() - 0.5) * (row.high - row.low) * 0.3;
      prices[place] = Math.min(row.high, Math.max(row.low, Math.round(straight + noise)));
    }
  }
  return prices;
}

/** Splits a whole number into `count` whole parts of at least 1 with a heavy tail, without remainder. */
function split(total: number, count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => random() ** 3 + 0.01);
  const sum = weights.reduce((a, b) => a + b, 0);
  const spare = total - count;
  const parts = weights.map((weight) => 1 + Math.floor((spare * weight) / sum));
  const largest = weights.indexOf(Math.max(...weights));
  parts[largest]! += total - parts.reduce((a, b) => a + b, 0);
  return parts;
}

/** Each trade has its own slice of the minute, so times rise strictly. */
function offset(index: number, count: number, random: Random): number {
  const slice = (MINUTE_MS - 2 * MARGIN_MS) / count;
  return MARGIN_MS + Math.floor(index * slice + random() * (slice - 1));
}
