/** The built-in strategies by the names that the command line takes. Their classes are trusted and run in place. */
import type { StrategyClass } from "./decide.ts";
import DonchianBreakout from "./donchian_breakout.ts";
import RsiReversal from "./rsi_reversal.ts";
import SmaCross from "./sma_cross.ts";

/** Classes by name. */
export const BUILT_IN: Readonly<Record<string, StrategyClass>> = {
  "sma-cross": SmaCross,
  "rsi-reversal": RsiReversal,
  "donchian-breakout": DonchianBreakout,
};
