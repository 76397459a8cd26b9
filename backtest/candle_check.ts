/** Candles on their way in: each is checked against itself and against the one before it. */
import { type CandleColumns, type CandleRow, emptyColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { Refused } from "./refused.ts";

/** How far a price may lie outside its candle: files are written with rounded numbers. */
const ROUNDING = 1e-9;

/** Gathers checked candles into columns. */
export class CandleIntake {
  #columns: CandleColumns = emptyColumns(4_096);
  #count = 0;

  /**
   * Takes a candle in; `where` names its place, such as `line 7 of GOOG.csv`.
   * @throws {Refused} when it cannot be one.
   */
  take([openMs, open, high, low, close, volume]: CandleRow, where: string): void {
    const at = this.#count;
    const previousMs = at === 0 ? -Infinity : this.#columns.openMs[at - 1]!;
    const why = wrongWith(openMs, open, high, low, close, volume) ??
      (openMs > previousMs ? undefined : `${isoTime(openMs)} does not lie after ${isoTime(previousMs)}`);
    if (why) throw new Refused(`Cannot read ${where}: ${why}`);
    if (at === this.#columns.length) this.#grow();
    const columns = this.#columns;
    columns.openMs[at] = openMs;
    columns.open[at] = open;
    columns.high[at] = high;
    columns.low[at] = low;
    columns.close[at] = close;
    columns.volume[at] = volume;
    this.#count++;
  }

  /** The candles taken in. */
  get columns(): CandleColumns {
    return sliceColumns(this.#columns, 0, this.#count);
  }

  #grow(): void {
    const { openMs, open, high, low, close, volume, length } = this.#columns;
    const grown = emptyColumns(2 * length);
    grown.openMs.set(openMs);
    grown.open.set(open);
    grown.high.set(high);
    grown.low.set(low);
    grown.close.set(close);
    grown.volume.set(volume);
    this.#columns = grown;
  }
}

function wrongWith(
  openMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): string | undefined {
  if (!Number.isFinite(openMs)) return `its time is ${openMs}`;
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) {
    return `open ${open}, high ${high}, low ${low}, close ${close}; expected prices above 0`;
  }
  if (![open, high, low, close].every(Number.isFinite)) return "a price is infinite";
  const slack = high * ROUNDING;
  const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
  if (high < low || top > high + slack || bottom < low - slack) {
    return `open ${open} and close ${close} do not lie between low ${low} and high ${high}`;
  }
  return volume >= 0 && Number.isFinite(volume) ? undefined : `its volume is ${volume}; expected at least 0`;
}

/** `2023-04-01T12:00:00Z`. */
export function isoTime(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace(".000Z", "Z") : String(ms);
}
