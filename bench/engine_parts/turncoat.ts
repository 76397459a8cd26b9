/** Changes its mind at every candle: buys whatever it may, and sells all of it at the next close. */
import { Strategy } from "aristobot/strategy";

export default class Turncoat extends Strategy {
  shouldLong() {
    return this.position.quantity === 0;
  }

  override shouldExit() {
    return this.position.quantity > 0;
  }
}
