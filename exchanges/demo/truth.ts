/** What a demo exchange's markets truly did: the candles that everybody downstream must end up with. */
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import { type Timeframe, timeframeMs } from "../../domain/timeframe.ts";
import type { Bar } from "./bar.ts";
import type { MarketHistory } from "./market_history.ts";
import type { DemoExchange } from "./exchange.ts";
import { fromUnits } from "./units.ts";

/**
 * The candles of `[fromMs, toMs)`, UTC ms of the exchange, by open time; `toMs` may lie in the future. Buckets lost to a
 * halt have none. Prices and volumes have 8 decimals, as on the wire.
 * @throws {RangeError} when the exchange has no such market.
 */
export function expectedCandles(
  exchange: DemoExchange,
  symbol: Symbol,
  timeframe: Timeframe,
  fromMs: number,
  toMs: number,
): Candle[] {
  const { history } = marketOf(exchange, symbol);
  const lengthMs = timeframeMs(timeframe);
  const candles: Candle[] = [];
  const first = Math.ceil(Math.max(fromMs, history.timeline.beginMs) / lengthMs) * lengthMs;
  for (let openMs = first; openMs < toMs; openMs += lengthMs) {
    const bar = history.bar(openMs, openMs + lengthMs);
    if (bar !== null) candles.push(candleOf(bar, openMs, symbol, timeframe, history));
  }
  return candles;
}

function candleOf(bar: Bar, openMs: number, symbol: Symbol, timeframe: Timeframe, { rules }: MarketHistory): Candle {
  return {
    symbol,
    timeframe,
    openMs,
    closeMs: openMs + timeframeMs(timeframe) - 1,
    open: fromUnits(bar.open, rules.pricePlaces),
    high: fromUnits(bar.high, rules.pricePlaces),
    low: fromUnits(bar.low, rules.pricePlaces),
    close: fromUnits(bar.close, rules.pricePlaces),
    volume: fromUnits(bar.steps, rules.quantityPlaces),
  };
}

function marketOf(exchange: DemoExchange, symbol: Symbol): { history: MarketHistory } {
  const market = exchange.markets.find(({ history: { rules } }) => `${rules.base}/${rules.quote}` === symbol);
  if (market === undefined) {
    throw new RangeError(`Cannot tell the candles of ${symbol}: the exchange has no such market`);
  }
  return market;
}
