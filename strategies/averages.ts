/**
 * Moving averages. Streaming, fed with closed candles only; where they come from and where conventions differ stands in
 * docs/strategies.md.
 */
import { EMA, HMA, TEMA, WMA } from "trading-signals";
import type { CandleSeries, Column } from "./candle_series.ts";
import { checkPeriod, ColumnIndicator, Indicator, register } from "./indicator.ts";
import { SimpleAverage } from "./simple_average.ts";
import type { Strategy } from "./strategy.ts";

/** Simple moving average of the last `period` candles. */
export function sma(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  return register(strategy, new SimpleAverage(checkPeriod("sma", period), column));
}

/** Exponential moving average, weight 2 ÷ (period + 1); it counts from the `period`-th candle on. */
export function ema(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("ema", period);
  return register(strategy, new ColumnIndicator(new EMA(period), period, column));
}

/** Average in which the newest of `period` candles weighs `period` times as much as the oldest. */
export function wma(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("wma", period);
  return register(strategy, new ColumnIndicator(new WMA(period), period, column));
}

/** Double exponential average by Mulloy: twice the EMA less the EMA of the EMA, which begins once the first counts. */
export function dema(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("dema", period);
  return register(strategy, new ColumnIndicator(new DoubleAverage(period), 2 * period - 1, column));
}

/** Triple exponential average by Mulloy. */
export function tema(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("tema", period);
  return register(strategy, new ColumnIndicator(new TEMA(period), 3 * period - 2, column));
}

/** Hull's average, of the square root of `period` candles of a weighted average without most of its lag. */
export function hma(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("hma", period, 2);
  return register(strategy, new ColumnIndicator(new HMA(period), 1, column));
}

/** Average price by volume: of the day so far (UTC), as traders use it, or since the first candle. */
export function vwap(strategy: Strategy, since: "day" | "start" = "day"): Indicator {
  return register(strategy, new VolumePrice(since));
}

class DoubleAverage {
  readonly #inner: EMA;
  readonly #outer: EMA;
  #seen = 0;
  constructor(private readonly period: number) {
    this.#inner = new EMA(period);
    this.#outer = new EMA(period);
  }
  update(value: number, replace: boolean): number | null {
    const inner = this.#inner.update(value, replace);
    if (++this.#seen < this.period) return null;
    return 2 * inner - this.#outer.update(inner, replace);
  }
}

const DAY_MS = 86_400_000;

class VolumePrice extends Indicator {
  #day = NaN;
  #value = 0;
  #volume = 0;
  constructor(private readonly since: "day" | "start") {
    super();
  }
  protected override next(candles: CandleSeries): number {
    const day = this.since === "day" ? Math.floor(candles.last("openMs") / DAY_MS) : 0;
    if (day !== this.#day) [this.#day, this.#value, this.#volume] = [day, 0, 0];
    const typical = (candles.last("high") + candles.last("low") + candles.last("close")) / 3;
    const volume = candles.last("volume");
    this.#value += typical * volume;
    this.#volume += volume;
    return this.#volume === 0 ? typical : this.#value / this.#volume;
  }
}
