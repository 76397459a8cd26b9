/** English texts of the room `backtests`. */
import type { backtests as fr } from "../fr/backtests.ts";

export const backtests: typeof fr = {
  title: "Backtest",
};
