import { atr, Strategy, vwap } from "aristobot/strategy";

/**
 * Buys below the day's fair price: in when the close lies so many average ranges under the average price by volume, out
 * when it is back, or at a stop as far again. On days with news the fair price runs after the market, and the stop pays.
 */
export default class VwapReversion extends Strategy {
  override warmUp = 288; // a day of 5m candles: the first day’s average is not whole
  fair = vwap(this);
  range = atr(this, this.parameter("period", 14, { min: 2, max: 200 }));
  distance = this.parameter("distance", 3, { min: 0.5, max: 20, step: 0.5, label: "average ranges below the VWAP" });

  shouldLong() {
    return this.price < this.fair.value - this.distance * this.range.value;
  }

  override shouldExit() {
    return this.price >= this.fair.value;
  }

  override calculateStopLoss() {
    return this.losing(this.distance * this.range.value);
  }
}
