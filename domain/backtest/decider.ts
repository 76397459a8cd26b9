/** What a backtest asks of whoever decides. */
import type { BacktestFill } from "./trade.ts";

/** What to do now; see the strategies' own `Decision`, which fits. */
export type Signal =
  | { readonly kind: "wait" }
  | {
    readonly kind: "enter";
    readonly side: "long" | "short";
    /** Base currency; used where the sizing is the strategy's own. */
    readonly quantity: number;
    readonly stopLoss: number | null;
    readonly takeProfit: number | null;
  }
  | { readonly kind: "exit" };

/** The account at a close. The same object each time, with new values. */
export interface AccountView {
  /** Base currency held; negative = short. */
  quantity: number;
  /** What one unit cost on average with its fees, quote currency; NaN when nothing is held. */
  averagePrice: number;
  /** Money that is not bound by the position, quote currency. */
  free: number;
  /** Cash plus position at the last close, quote currency. */
  equity: number;
  /** Entries of the position. */
  entries: number;
}

/** Decides at each close; sees candles one by one, so that it cannot look ahead. */
export interface Decider {
  /**
   * The candle `index` has closed: its numbers open time, open, high, low, close, volume, as in `COLUMN_NAMES`. The array and the account are
   * the same objects each time: whoever wants to keep them copies them.
   */
  onClose(index: number, candle: Readonly<Float64Array>, account: Readonly<AccountView>): Signal;
  /** An order of its own was filled; told before the close of that candle. */
  readonly onFill?: ((fill: BacktestFill) => void) | undefined;
  /** Whether it has seen enough to decide; who has no such need says nothing. */
  isWarm?(): boolean;
}
