/** The built-in examples, as their sources: what a user sees in the workshop is what runs. */
import type { Timeframe } from "../domain/timeframe.ts";
import bollingerReversion from "./bollinger_reversion.ts" with { type: "text" };
import donchianBreakout from "./donchian_breakout.ts" with { type: "text" };
import ichimokuCloud from "./ichimoku_cloud.ts" with { type: "text" };
import macdTrend from "./macd_trend.ts" with { type: "text" };
import rsiReversal from "./rsi_reversal.ts" with { type: "text" };
import smaCross from "./sma_cross.ts" with { type: "text" };
import squeezeBreakout from "./squeeze_breakout.ts" with { type: "text" };
import stochasticPullback from "./stochastic_pullback.ts" with { type: "text" };
import superTrend from "./super_trend.ts" with { type: "text" };
import vwapReversion from "./vwap_reversion.ts" with { type: "text" };

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
  example("MACD trend", "1h", macdTrend),
  example("Bollinger reversion", "15m", bollingerReversion),
  example("Super trend", "1h", superTrend),
  example("Squeeze breakout", "1h", squeezeBreakout),
  example("Stochastic pullback", "15m", stochasticPullback),
  example("Ichimoku cloud", "1h", ichimokuCloud),
  example("VWAP reversion", "5m", vwapReversion),
];

/** The description is the comment above the class. */
function example(name: string, timeframe: Timeframe, source: string): Example {
  const comment = source.match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? "";
  return { name, description: comment.replace(/\s*\*\s*/g, " ").trim(), timeframe, source };
}
