import { cross, ema, macd, Strategy } from "aristobot/strategy";

/**
 * Joins a trend at its pauses: in when the MACD crosses above its signal while the price stands above a long average,
 * out when it crosses back. The filter avoids falls; it also misses the first part of each rise.
 */
export default class MacdTrend extends Strategy {
  length = this.parameter("trend", 200, { min: 20, max: 1000 });
  override warmUp = 2 * this.length; // an EMA forgets slowly
  lines = macd(this, 12, 26, 9);
  turn = cross(this, this.lines.macd, this.lines.signal);
  trend = ema(this, this.length);

  shouldLong() {
    return this.turn.up && this.price > this.trend.value;
  }

  override shouldShort() {
    return this.turn.down && this.price < this.trend.value;
  }

  override shouldExit() {
    return this.position.quantity > 0 ? this.turn.down : this.turn.up;
  }
}
