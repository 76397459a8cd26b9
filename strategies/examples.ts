/** The built-in examples, as their sources: what a user sees in the workshop is what runs. */
import type { Timeframe } from "../domain/timeframe.ts";
import donchianBreakout from "./donchian_breakout.ts" with { type: "text" };
import rsiReversal from "./rsi_reversal.ts" with { type: "text" };
import smaCross from "./sma_cross.ts" with { type: "text" };

/** A strategy to begin with. */
export interface Example {
  readonly name: string;
  readonly description: string;
  readonly timeframe: Timeframe;
  readonly source: string;
}

/** The examples; the first one is what a fresh platform runs. */
export const examples: readonly Example[] = [
  example("SMA cross", "1m", smaCross),
  example("RSI reversal", "5m", rsiReversal),
  example("Donchian breakout", "15m", donchianBreakout),
];

/** The description is the comment above the class. */
function example(name: string, timeframe: Timeframe, source: string): Example {
  const comment = source.match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? "";
  return { name, description: comment.replace(/\s*\*\s*/g, " ").trim(), timeframe, source };
}
