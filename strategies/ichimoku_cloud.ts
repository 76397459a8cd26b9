import { cross, ichimoku, Strategy } from "aristobot/strategy";

/**
 * Takes a whole system at its word: in when the conversion line crosses above the base line above the cloud, out when it
 * crosses back or the price falls into the cloud. Slow on purpose: it gives back much of a move before it leaves.
 */
export default class IchimokuCloud extends Strategy {
  lines = ichimoku(this);
  turn = cross(this, this.lines.conversion, this.lines.base);

  get cloudTop() {
    return Math.max(this.lines.cloudA.value, this.lines.cloudB.value);
  }

  shouldLong() {
    return this.turn.up && this.price > this.cloudTop;
  }

  override shouldExit() {
    return this.turn.down || this.price < this.cloudTop;
  }
}
