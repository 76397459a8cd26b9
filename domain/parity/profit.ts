/** What two results differ by, and what that is made of. Pure; quote currency. */
import type { FillRow, ParityFill } from "./fills.ts";

/** Two results after all fees, what is open valued at the last close, and the parts of their difference. */
export interface ProfitParity {
  readonly backtestQuote: number;
  readonly liveQuote: number;
  /** Live less backtest; the sum of the parts below. */
  readonly differenceQuote: number;
  /** Other prices for the same quantities. */
  readonly pricesQuote: number;
  /** Other quantities: the money, and the steps to which it is cut, had become others. */
  readonly quantitiesQuote: number;
  /** Other fees. */
  readonly feesQuote: number;
  /** Executions that only one of the two had. */
  readonly unpairedQuote: number;
  /** What is left: nothing but the rounding of floats. */
  readonly restQuote: number;
}

/** Takes the difference of two results apart. `close`: the last price, quote currency. */
export function explainProfit(
  backtestQuote: number,
  liveQuote: number,
  rows: readonly FillRow[],
  close: number,
): ProfitParity {
  let [pricesQuote, quantitiesQuote, feesQuote, unpairedQuote] = [0, 0, 0, 0];
  for (const { backtest, live } of rows) {
    if (!backtest || !live) {
      unpairedQuote += live ? worth(live, close) : -worth(backtest!, close);
      continue;
    }
    const sign = live.side === "sell" ? 1 : -1;
    pricesQuote += sign * backtest.quantity * (live.price - backtest.price);
    quantitiesQuote += sign * (live.quantity - backtest.quantity) * (live.price - close);
    feesQuote += backtest.fee - live.fee;
  }
  const differenceQuote = liveQuote - backtestQuote;
  const restQuote = differenceQuote - pricesQuote - quantitiesQuote - feesQuote - unpairedQuote;
  return {
    backtestQuote,
    liveQuote,
    differenceQuote,
    pricesQuote,
    quantitiesQuote,
    feesQuote,
    unpairedQuote,
    restQuote,
  };
}

/** What one execution adds to a result that is valued at `close`. */
function worth({ side, quantity, price, fee }: ParityFill, close: number): number {
  return (side === "sell" ? price - close : close - price) * quantity - fee;
}
