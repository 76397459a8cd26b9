import { atr, bollinger, keltner, Strategy } from "aristobot/strategy";

/**
 * Waits for quiet: once the Bollinger bands lie inside the Keltner channel, the next close beyond them is followed, with
 * a stop at two and a target at four average ranges. Quiet can end with a false start, which costs the stop.
 */
export default class SqueezeBreakout extends Strategy {
  override warmUp = 100; // averages that go on for ever forget slowly
  bands = bollinger(this, this.parameter("period", 20, { min: 5, max: 200 }), 2);
  channel = keltner(this, 20, this.parameter("ranges", 1.5, { min: 0.5, max: 5, step: 0.25 }));
  range = atr(this, 14);

  get quiet() {
    return this.bands.upper.previous < this.channel.upper.previous;
  }
  shouldLong() {
    return this.quiet && this.price > this.bands.upper.previous;
  }
  override shouldShort() {
    return this.quiet && this.price < this.bands.lower.previous;
  }
  override calculateStopLoss() {
    return this.losing(2 * this.range.value);
  }
  override calculateTakeProfit() {
    return this.earning(4 * this.range.value);
  }
}
