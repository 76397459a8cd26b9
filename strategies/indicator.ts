/** What every indicator has: a value for the newest closed candle, one for the candle before, and no future. */
import type { CandleSeries, Column } from "./candle_series.ts";
import { ENGINE, type Strategy } from "./strategy.ts";

/** A line of numbers that grows by one value with each closed candle. */
export abstract class Indicator {
  /** Its value at the newest closed candle; NaN while it has not seen enough candles. */
  value = NaN;
  /** Its value one candle before; NaN while there was none. */
  previous = NaN;

  /** Whether it has seen enough candles. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /** Takes in the newest candle of the series. Called once for each, oldest first. */
  update(candles: CandleSeries): void {
    this.previous = this.value;
    this.value = this.next(candles);
  }

  /** The value at the newest candle, or NaN. */
  protected abstract next(candles: CandleSeries): number;
}

/** A streaming calculation of the library that indicators wrap. */
interface Calculation {
  update(input: number, replace: boolean): number | null;
}

/** A line calculated from one column. */
export class ColumnIndicator extends Indicator {
  #seen = 0;
  readonly #needs: number;

  /** `needs`: how many candles must be seen before the first value counts. */
  constructor(private readonly calculation: Calculation, needs: number, private readonly column: Column) {
    super();
    this.#needs = needs;
  }

  protected override next(candles: CandleSeries): number {
    const value = this.calculation.update(candles.last(this.column), false);
    return ++this.#seen < this.#needs ? NaN : value ?? NaN;
  }
}

/** Makes an indicator part of a strategy, so that it is updated with each closed candle; returns it. */
export function register<I extends Indicator>(strategy: Strategy, indicator: I): I {
  strategy[ENGINE].add(indicator);
  return indicator;
}

/**
 * Checks a number of candles.
 * @throws {Error} when it is no whole number of at least `least`.
 */
export function checkPeriod(name: string, period: number, least = 1): number {
  if (Number.isInteger(period) && period >= least) return period;
  throw new Error(`${name}() got the period ${period}; expected a whole number of at least ${least}`);
}
