import { cross, sma, Strategy } from "aristobot/strategy";

/**
 * Follows the trend: in when the fast average of the closes crosses above the slow one, out when it crosses below, and
 * short where the venue can. Earns in long moves; loses a little, often, while the market goes sideways.
 */
export default class SmaCross extends Strategy {
  fast = sma(this, this.parameter("fast", 10, { min: 1, max: 1000 }));
  slow = sma(this, this.parameter("slow", 20, { min: 1, max: 1000 }));
  short = this.parameter("short", true);
  averages = cross(this, this.fast, this.slow);

  shouldLong() {
    return this.averages.up;
  }

  override shouldShort() {
    return this.short && this.averages.down;
  }

  override shouldExit() {
    return !this.short && this.averages.down;
  }
}
