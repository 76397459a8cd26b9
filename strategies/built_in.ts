/** The built-in strategies by the names that the command line takes. Their classes are trusted and run in place. */
import type { StrategyClass } from "./decide.ts";
import BollingerReversion from "./bollinger_reversion.ts";
import DonchianBreakout from "./donchian_breakout.ts";
import IchimokuCloud from "./ichimoku_cloud.ts";
import MacdTrend from "./macd_trend.ts";
import RsiReversal from "./rsi_reversal.ts";
import SmaCross from "./sma_cross.ts";
import SqueezeBreakout from "./squeeze_breakout.ts";
import StochasticPullback from "./stochastic_pullback.ts";
import SuperTrendFollower from "./super_trend.ts";
import VwapReversion from "./vwap_reversion.ts";

/** Classes by name. */
export const BUILT_IN: Readonly<Record<string, StrategyClass>> = {
  "sma-cross": SmaCross,
  "rsi-reversal": RsiReversal,
  "donchian-breakout": DonchianBreakout,
  "macd-trend": MacdTrend,
  "bollinger-reversion": BollingerReversion,
  "super-trend": SuperTrendFollower,
  "squeeze-breakout": SqueezeBreakout,
  "stochastic-pullback": StochasticPullback,
  "ichimoku-cloud": IchimokuCloud,
  "vwap-reversion": VwapReversion,
};
