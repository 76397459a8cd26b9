/** Shorter candles that tell what came first inside a longer one. */
import type { CandleColumns } from "./candle_columns.ts";
import { type ExitFill, exitFill } from "./exits.ts";

/** Answers from shorter candles of the same market; asked with times that never go back. */
export class FinerCandles {
  #at = 0;

  /** `lengthMs`: how long the candles are that these explain. */
  constructor(private readonly candles: CandleColumns, private readonly lengthMs: number) {}

  /**
   * How a trade's exits filled within the candle that opened at `openMs` (UTC ms), or undefined when these candles do not
   * tell: there are none, or none reaches an exit. Ambiguous when one of them reaches both.
   */
  exit(isLong: boolean, stopLoss: number, takeProfit: number, openMs: number): ExitFill | undefined {
    const { open, high, low, length } = this.candles;
    const times = this.candles.openMs;
    while (this.#at < length && times[this.#at]! < openMs) this.#at++;
    for (let at = this.#at; at < length && times[at]! < openMs + this.lengthMs; at++) {
      const fill = exitFill(isLong, stopLoss, takeProfit, { open: open[at]!, high: high[at]!, low: low[at]! });
      if (fill) return fill;
    }
    return undefined;
  }
}
