import { cross, Strategy, superTrend } from "aristobot/strategy";

/**
 * Follows one line: long while the SuperTrend runs below the price, short (or out) while it runs above. Always on the
 * side of the last large move, therefore late at each turn, and wrong again and again in a narrow market.
 */
export default class SuperTrendFollower extends Strategy {
  override warmUp = 100; // the line depends on where it turned before
  trend = superTrend(
    this,
    this.parameter("period", 10, { min: 2, max: 200 }),
    this.parameter("ranges", 3, { min: 0.5, max: 10, step: 0.5 }),
  );
  turn = cross(this, this.trend.direction, 0);

  shouldLong() {
    return this.turn.up;
  }

  override shouldShort() {
    return this.turn.down;
  }
}
