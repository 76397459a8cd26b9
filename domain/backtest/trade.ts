/** What a backtest did. */

/** Why a position was closed; `ruin`: nothing was left. */
export type ExitReason = "signal" | "stop-loss" | "take-profit" | "end" | "ruin";

/** One entry and its exit. Prices in quote, quantity in base currency, times UTC ms; indices count candles from 0. */
export interface BacktestTrade {
  readonly side: "long" | "short";
  /** Always positive. */
  readonly quantity: number;
  /** The candle in which it was filled; for fills at the close, the candle that closed. */
  readonly entryIndex: number;
  readonly exitIndex: number;
  readonly entryMs: number;
  readonly exitMs: number;
  /** With slippage. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Both sides' fees, quote currency. */
  readonly fees: number;
  /** What it earned after fees, quote currency. */
  readonly profit: number;
  readonly exitReason: ExitReason;
}

/** A trade that is not closed yet. */
export interface OpenTrade {
  readonly side: "long" | "short";
  readonly quantity: number;
  readonly entryIndex: number;
  readonly entryMs: number;
  readonly entryPrice: number;
  /** Fee of the entry, quote currency. */
  readonly entryFee: number;
  /** NaN = none. */
  readonly stopLoss: number;
  readonly takeProfit: number;
}

/** An execution, as a strategy is told of it. */
export interface BacktestFill {
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  /** The candle in which it happened. */
  readonly index: number;
  /** What was entered, or why it was left. */
  readonly reason: "entry" | ExitReason;
}

/** Everything a run leaves behind; numbers only, so that it crosses processes. */
export interface BacktestResult {
  /** Candles seen. */
  readonly candles: number;
  readonly cash: number;
  readonly trades: readonly BacktestTrade[];
  /** What was open at the end and was not closed. */
  readonly open: readonly OpenTrade[];
  /** Cash plus position at the close of each candle, quote currency. */
  readonly equity: Float64Array;
  /** Candles in which stop and target were both reached and nothing told which came first; the stop was taken. */
  readonly ambiguousCandles: number;
  /** Entries that the market or the money did not allow. */
  readonly deniedOrders: number;
  /** Whether the equity fell to 0 and the run ended there. */
  readonly ruined: boolean;
}
