/** Where a stop-loss and a take-profit fill inside a candle. */

/** What became of an open trade's exits in one candle. */
export interface ExitFill {
  readonly reason: "stop-loss" | "take-profit";
  readonly price: number;
  /** Both were reached, and nothing told which came first. */
  readonly ambiguous: boolean;
}

/** A candle's prices, quote currency. */
export interface PriceRange {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/**
 * How a trade's exits fill in one candle, or undefined. A candle that opens beyond one of them fills it at its open.
 * When both are reached later, the stop-loss is taken to come first. NaN = no such exit.
 */
export function exitFill(
  isLong: boolean,
  stopLoss: number,
  takeProfit: number,
  { open, high, low }: PriceRange,
): ExitFill | undefined {
  const stopped = isLong ? low <= stopLoss : high >= stopLoss;
  const earned = isLong ? high >= takeProfit : low <= takeProfit;
  if (!stopped && !earned) return undefined;
  const gapsToStop = isLong ? open <= stopLoss : open >= stopLoss;
  if (stopped && gapsToStop) return { reason: "stop-loss", price: open, ambiguous: false };
  const gapsToTarget = isLong ? open >= takeProfit : open <= takeProfit;
  if (earned && gapsToTarget) return { reason: "take-profit", price: open, ambiguous: false };
  if (stopped) return { reason: "stop-loss", price: stopLoss, ambiguous: earned };
  return { reason: "take-profit", price: takeProfit, ambiguous: false };
}
