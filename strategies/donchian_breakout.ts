import { atr, donchian, Strategy } from "aristobot/strategy";

/**
 * Buys strength: in when the close breaks above the highest high of the last candles, out below the lowest low, with
 * a stop at two and a target at six average ranges. Many small losses, a few large gains.
 */
export default class DonchianBreakout extends Strategy {
  override warmUp = 100; // Wilder’s average range forgets slowly
  entry = donchian(this, this.parameter("entry", 20, { min: 2, max: 500 }));
  exit = donchian(this, this.parameter("exit", 10, { min: 2, max: 500 }));
  range = atr(this, 14);

  shouldLong() {
    return this.price > this.entry.upper.previous;
  }

  override shouldExit() {
    return this.price < this.exit.lower.previous;
  }

  override calculateStopLoss() {
    return this.losing(2 * this.range.value);
  }

  override calculateTakeProfit() {
    return this.earning(6 * this.range.value);
  }
}
