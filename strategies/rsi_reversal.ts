import { atr, cross, rsi, Strategy } from "aristobot/strategy";

/**
 * Bets on the way back: in when the RSI climbs out of the oversold zone, out in the overbought zone or at a stop of
 * three average ranges. Earns in quiet markets; a crash that goes on costs the stop.
 */
export default class RsiReversal extends Strategy {
  override warmUp = 150; // Wilder’s averages forget slowly
  strength = rsi(this, this.parameter("period", 14, { min: 2, max: 200 }));
  range = atr(this, 14);
  recovery = cross(this, this.strength, this.parameter("oversold", 30, { min: 1, max: 50 }));
  overbought = this.parameter("overbought", 70, { min: 50, max: 99 });

  shouldLong() {
    return this.recovery.up;
  }

  override shouldExit() {
    return this.strength.value >= this.overbought;
  }

  override calculateStopLoss() {
    return this.losing(3 * this.range.value);
  }
}
