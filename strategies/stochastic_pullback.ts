import { atr, cross, ema, stochastic, Strategy } from "aristobot/strategy";

/**
 * Buys the dip of a rise: in when the stochastic climbs out of its lowest fifth while the price stands above a long
 * average, out in its highest fifth or at a stop of two average ranges. The dip that goes on is the risk.
 */
export default class StochasticPullback extends Strategy {
  length = this.parameter("trend", 100, { min: 10, max: 1000 });
  override warmUp = 2 * this.length; // an EMA forgets slowly
  trend = ema(this, this.length);
  swing = stochastic(this, 14, 3, 3);
  recovery = cross(this, this.swing.k, this.parameter("low", 20, { min: 1, max: 50 }));
  range = atr(this, 14);

  shouldLong() {
    return this.recovery.up && this.price > this.trend.value;
  }

  override shouldExit() {
    return this.swing.k.value > 80;
  }

  override calculateStopLoss() {
    return this.losing(2 * this.range.value);
  }
}
