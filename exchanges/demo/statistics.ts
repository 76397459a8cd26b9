/** What a market did over a window of time, as tickers tell it: numbers as the wire prints them. */
import { type Bar, flatBar } from "./bar.ts";
import type { MarketHistory } from "./market_history.ts";
import { lastTradeId, tradesFrom } from "./trade_lookup.ts";
import { fromUnits, WIRE_PLACES } from "./units.ts";

/** Length of the day that tickers look back on, ms. */
export const DAY_MS = 86_400_000;

/** Figures of a window that ends now. Decimal text, except times (UTC ms), ids and count. */
export interface Statistics {
  readonly openMs: number;
  readonly closeMs: number;
  readonly change: string;
  /** Three decimals. */
  readonly changePercent: string;
  /** Quote amount by quantity; the last price when nothing was traded. */
  readonly average: string;
  readonly previousClose: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly last: string;
  readonly lastQuantity: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly firstId: number;
  readonly lastId: number;
  readonly count: number;
}

/** The figures of `[openMs, nowMs]`, both ends included; `closeMs` is what is told as the window's end. */
export function statistics(history: MarketHistory, openMs: number, nowMs: number, closeMs = nowMs): Statistics {
  const { pricePlaces, quantityPlaces } = history.rules;
  const before = history.closeBefore(openMs);
  const bar = history.bar(openMs, nowMs + 1) ?? flatBar(before);
  const price = (ticks: number) => fromUnits(ticks, pricePlaces);
  const [lastTrade] = tradesFrom(history, lastTradeId(history, nowMs), nowMs, 1);
  return {
    openMs,
    closeMs,
    change: price(bar.close - bar.open),
    changePercent: ((100 * (bar.close - bar.open)) / bar.open).toFixed(3),
    average: averageText(bar, pricePlaces),
    previousClose: price(before),
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    last: price(bar.close),
    lastQuantity: fromUnits(lastTrade?.steps ?? 0, quantityPlaces),
    volume: fromUnits(bar.steps, quantityPlaces),
    quoteVolume: fromUnits(bar.quote, pricePlaces + quantityPlaces),
    firstId: bar.firstId,
    lastId: bar.lastId,
    count: bar.count,
  };
}

/** Average price of the last five minutes, weighted by volume, with the time of the last trade (UTC ms). */
export function averagePrice(history: MarketHistory, nowMs: number): { price: string; lastTradeMs: number } {
  const fromMs = nowMs - AVERAGE_MINUTES * 60_000 + 1;
  const bar = history.bar(fromMs, nowMs + 1) ?? flatBar(history.closeBefore(fromMs));
  const [lastTrade] = tradesFrom(history, lastTradeId(history, nowMs), nowMs, 1);
  return { price: averageText(bar, history.rules.pricePlaces), lastTradeMs: lastTrade?.timeMs ?? 0 };
}

/** Length of the window of {@linkcode averagePrice}. */
export const AVERAGE_MINUTES = 5;

function averageText(bar: Bar, pricePlaces: number): string {
  if (bar.steps === 0) return fromUnits(bar.close, pricePlaces);
  const finer = 10n ** BigInt(WIRE_PLACES - pricePlaces);
  return fromUnits((bar.quote * finer) / BigInt(bar.steps), WIRE_PLACES);
}
