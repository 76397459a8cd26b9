/** The strategies that trade: they enter whenever they hold nothing, so that there is always something to lose. */

/** A strategy to set to work. */
export interface Restless {
  readonly name: string;
  readonly source: string;
}

/** Exits are near, in parts of the price, so that each is reached within minutes of the market. */
const NEAR = 0.0012;

function restless(name: string, body: string): Restless {
  const source = `import { Strategy } from "aristobot/strategy";
export default class ${name} extends Strategy {
  near = this.parameter("near", ${NEAR}, { min: 0.0001, max: 0.1 });
  shouldLong() { return true; }
${body}
}
`;
  return { name, source };
}

/** Stop and target: at a venue that takes both, one cancels the other. */
export const BRACKET = restless(
  "Bracket",
  `  override calculateStopLoss() { return this.price * (1 - this.near); }
  override calculateTakeProfit() { return this.price * (1 + this.near); }`,
);

/** A stop alone; it leaves by itself some candles later, which calls the stop off. */
export const PATIENT = restless(
  "Patient",
  `  override shouldExit() { return this.candles.seen % 9 === 0; }
  override calculateStopLoss() { return this.price * (1 - 2 * this.near); }`,
);
