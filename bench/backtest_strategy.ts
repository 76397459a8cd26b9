import { cross, sma, Strategy } from "aristobot/strategy";

/** The SMA cross with a stop: what is measured, as a class of the house and as a user's source. */
export default class SmaCrossWithStop extends Strategy {
  fast = sma(this, 10);
  slow = sma(this, 20);
  averages = cross(this, this.fast, this.slow);

  shouldLong() {
    return this.averages.up;
  }

  override shouldShort() {
    return this.averages.down;
  }

  override calculateStopLoss() {
    return this.losing(this.price * 0.01);
  }
}
