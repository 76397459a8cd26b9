/** Shorter candles that tell what came first inside a longer one. */
import type { CandleColumns } from "./candle_columns.ts";
import { type ExitFill, exitFill } from "./exits.ts";

/** Answers from shorter candles of the same market; asked with times that never go back. */
export class FinerCandles {
  #at = 0;

  constructor(private readonly candles: CandleColumns) {}

  /**
   * How a trade's exits filled between `fromMs` and `toMs` (UTC ms, without the end), or undefined when these candles do
   * not tell: there are none, or none reaches an exit. Ambiguous when one of them reaches both.
   */
  exit(isLong: boolean, stopLoss: number, takeProfit: number, fromMs: number, toMs: number): ExitFill | undefined {
    const { openMs, open, high, low, length } = this.candles;
    while (this.#at < length && openMs[this.#at]! < fromMs) this.#at++;
    for (let at = this.#at; at < length && openMs[at]! < toMs; at++) {
      const range = { open: open[at]!, high: high[at]!, low: low[at]! };
      const fill = exitFill(isLong, stopLoss, takeProfit, range);
      if (fill) return fill;
    }
    return undefined;
  }
}
