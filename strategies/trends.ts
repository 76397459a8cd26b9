/** Indicators of a trend and of its turning. See docs/strategies.md for conventions. */
import { EMA, IchimokuCloud, MACD, SuperTrend, TradingSignal } from "trading-signals";
import type { CandleSeries, Column } from "./candle_series.ts";
import { DirectionalMovement } from "./directional_movement.ts";
import { checkPeriod, Indicator, newestCandle, register, registerLines } from "./indicator.ts";
import type { Strategy } from "./strategy.ts";

/** Appel's MACD: the fast EMA less the slow one, the EMA of that as `signal`, and their difference. */
export function macd(strategy: Strategy, fast = 12, slow = 26, signal = 9, column: Column = "close") {
  const average = (period: number) => new EMA(checkPeriod("macd", period));
  const calculation = new MACD(average(fast), average(slow), average(signal));
  return registerLines(
    strategy,
    ["macd", "signal", "histogram"],
    (candles) => calculation.update(candles.last(column), false),
  );
}

/** Wilder's directional movement: the strength of the trend, and of its two directions, from 0 to 100. */
export function adx(strategy: Strategy, period = 14) {
  const movement = new DirectionalMovement(checkPeriod("adx", period, 2));
  return registerLines(strategy, ["adx", "plus", "minus"], (candles) => movement.update(newestCandle(candles)));
}

/** Seban's SuperTrend: `line` trails below the price while `direction` is 1, above it while it is −1. */
export function superTrend(strategy: Strategy, period = 10, ranges = 3) {
  const calculation = new SuperTrend({ interval: checkPeriod("superTrend", period), multiplier: ranges });
  return registerLines(strategy, ["line", "direction"], (candles) => {
    const result = calculation.update(newestCandle(candles), false);
    return result && { line: result.supertrend, direction: result.trend === TradingSignal.BULLISH ? 1 : -1 };
  });
}

/**
 * Hosoda's Ichimoku. `cloudA` and `cloudB` are the edges of the cloud below and above the newest candle: calculated
 * `base` candles before. `spanA` and `spanB` are what will be drawn as many candles ahead; they are no knowledge of it.
 */
export function ichimoku(strategy: Strategy, conversion = 9, base = 26, spanB = 52) {
  const lengths = {
    conversionInterval: checkPeriod("ichimoku", conversion),
    baseInterval: checkPeriod("ichimoku", base),
    spanBInterval: checkPeriod("ichimoku", spanB),
  };
  const calculation = new IchimokuCloud(lengths);
  const drawn: { spanA: number; spanB: number }[] = [];
  return registerLines(strategy, ["conversion", "base", "spanA", "spanB", "cloudA", "cloudB"], (candles) => {
    const result = calculation.update(newestCandle(candles), false);
    if (!result) return null;
    drawn.push(result);
    const now = drawn.length > base ? drawn.shift()! : { spanA: NaN, spanB: NaN };
    return { ...result, cloudA: now.spanA, cloudB: now.spanB };
  });
}

/** Wilder's parabolic stop and reverse: below the price in a rise, above it in a fall. */
export function parabolicSar(strategy: Strategy, step = 0.02, most = 0.2): Indicator {
  return register(strategy, new ParabolicSar(step, most));
}

/** Heikin-Ashi candles: averaged, so that trends show; no prices at which anything traded. */
export function heikinAshi(strategy: Strategy) {
  let [open, close] = [NaN, NaN];
  return registerLines(strategy, ["open", "high", "low", "close"], (candles) => {
    const candle = newestCandle(candles);
    open = Number.isNaN(open) ? (candle.open + candle.close) / 2 : (open + close) / 2;
    close = (candle.open + candle.high + candle.low + candle.close) / 4;
    return { open, close, high: Math.max(candle.high, open, close), low: Math.min(candle.low, open, close) };
  });
}

class ParabolicSar extends Indicator {
  #isRising = true;
  #stop = NaN;
  #extreme = NaN;
  #speed: number;

  constructor(private readonly step: number, private readonly most: number) {
    super();
    this.#speed = step;
  }

  protected override next(candles: CandleSeries): number {
    if (candles.seen < 2) return NaN;
    if (candles.seen === 2) this.#begin(candles);
    const [high, low] = [candles.last("high"), candles.last("low")];
    this.#stop += (this.#extreme - this.#stop) * this.#speed;
    this.#stop = this.#besidePrices(candles);
    const goesOn = this.#isRising ? high > this.#extreme : low < this.#extreme;
    if (goesOn) {
      this.#speed = Math.min(this.#speed + this.step, this.most);
      this.#extreme = this.#isRising ? high : low;
    }
    if (this.#isRising ? low < this.#stop : high > this.#stop) this.#turn(high, low);
    return this.#stop;
  }

  /** The first two candles say in which direction it begins. */
  #begin(candles: CandleSeries): void {
    const [high, low] = [candles.last("high", 1), candles.last("low", 1)];
    this.#isRising = high + low <= candles.last("high") + candles.last("low");
    [this.#stop, this.#extreme] = this.#isRising ? [low, high] : [high, low];
  }

  /** Never inside the two candles before. */
  #besidePrices(candles: CandleSeries): number {
    const column = this.#isRising ? "low" : "high";
    const before = [candles.last(column, 1), candles.last(column, 2)].filter((price) => !Number.isNaN(price));
    return this.#isRising ? Math.min(this.#stop, ...before) : Math.max(this.#stop, ...before);
  }

  #turn(high: number, low: number): void {
    this.#stop = this.#extreme;
    this.#isRising = !this.#isRising;
    this.#extreme = this.#isRising ? high : low;
    this.#speed = this.step;
  }
}
