/** What every indicator has: a value for the newest closed candle, one for the candle before, and no future. */
import type { CandleNumbers, CandleSeries, Column } from "./candle_series.ts";
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

/** A candle as the library takes it. */
export type LibraryCandle = Omit<CandleNumbers, "openMs">;

/** The newest candle of a series, for the library. It may keep it: each call makes one of its own. */
export function newestCandle(candles: CandleSeries): LibraryCandle {
  return {
    open: candles.last("open"),
    high: candles.last("high"),
    low: candles.last("low"),
    close: candles.last("close"),
    volume: candles.last("volume"),
  };
}

/** A line calculated from whole candles. */
export class CandleIndicator extends Indicator {
  #seen = 0;

  /** `needs`: how many candles must be seen before the first value counts. */
  constructor(
    private readonly calculation: { update(candle: LibraryCandle, replace: boolean): number | null },
    private readonly needs: number,
  ) {
    super();
  }

  protected override next(candles: CandleSeries): number {
    const value = this.calculation.update(newestCandle(candles), false);
    return ++this.#seen < this.needs ? NaN : value ?? NaN;
  }
}

/** A line whose values another calculation puts in. */
export class Line extends Indicator {
  /** Takes the value at the newest candle; NaN = none yet. */
  put(value: number): void {
    this.previous = this.value;
    this.value = value;
  }
  protected override next(): number {
    return this.value;
  }
}

/** Several lines of one calculation. */
class Lines<Name extends string> {
  readonly #names: readonly Name[];
  readonly lines: Readonly<Record<Name, Line>>;

  constructor(names: readonly Name[], private readonly next: (candles: CandleSeries) => NewValues<Name>) {
    this.#names = names;
    this.lines = Object.fromEntries(names.map((name) => [name, new Line()])) as Record<Name, Line>;
  }

  get ready(): boolean {
    return this.#names.every((name) => this.lines[name].ready);
  }

  update(candles: CandleSeries): void {
    const values = this.next(candles);
    for (const name of this.#names) this.lines[name].put(values?.[name] ?? NaN);
  }
}

/** The lines' values at the newest candle; null while there are none. */
type NewValues<Name extends string> = Readonly<Record<Name, number>> | null;

/** Makes several lines of one calculation part of a strategy; it counts as ready once all of them are. */
export function registerLines<Name extends string>(
  strategy: Strategy,
  names: readonly Name[],
  next: (candles: CandleSeries) => NewValues<Name>,
): Readonly<Record<Name, Indicator>> {
  const lines = new Lines(names, next);
  strategy[ENGINE].add(lines);
  return lines.lines;
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
