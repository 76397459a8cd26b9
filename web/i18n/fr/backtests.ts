/** French texts of the room `backtests`. */

export const backtests = {
  title: "Backtest",
};
