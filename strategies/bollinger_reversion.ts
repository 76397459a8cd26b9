import { adx, bollinger, Strategy } from "aristobot/strategy";

/**
 * Buys what is stretched: in when the close lies below the lower band while no trend is strong, out at the middle, or at
 * a stop of half a band further. Its wins are small; a new trend that begins there costs more than many of them.
 */
export default class BollingerReversion extends Strategy {
  override warmUp = 100; // the ADX forgets slowly
  bands = bollinger(this, this.parameter("period", 20, { min: 5, max: 500 }), 2);
  trend = adx(this, 14);
  strongest = this.parameter("strongest", 30, { min: 5, max: 100, label: "strongest trend (ADX) to enter in" });

  shouldLong() {
    return this.price < this.bands.lower.value && this.trend.adx.value < this.strongest;
  }

  override shouldExit() {
    return this.price >= this.bands.middle.value;
  }

  override calculateStopLoss() {
    return this.losing((this.bands.upper.value - this.bands.lower.value) / 2);
  }
}
