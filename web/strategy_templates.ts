/** What a new strategy may begin with. */
import type { Timeframe } from "../domain/timeframe.ts";
import { examples } from "../strategies/examples.ts";

/** A source to begin with. */
export interface Template {
  readonly name: string;
  readonly kind: "readme" | "blank" | "example";
  readonly description: string;
  readonly timeframe: Timeframe;
  readonly source: string;
}

const BLANK = `import { Strategy } from "aristobot/strategy";

/** Its idea, and its risk. */
export default class MyStrategy extends Strategy {
  /** Asked at each closed candle: whether to hold the market from now on. */
  shouldLong() {
    return false;
  }

  /** Asked while something is held: whether to close it. */
  override shouldExit() {
    return false;
  }
}
`;

/** The strategy of the README first, then an empty class, then every other example. */
export function strategyTemplates(): readonly Template[] {
  const [readme, ...others] = examples.map((example): Template => ({ ...example, kind: "example" }));
  return [
    { ...readme!, kind: "readme" },
    { name: "", kind: "blank", description: "", timeframe: "1h", source: BLANK },
    ...others,
  ];
}
