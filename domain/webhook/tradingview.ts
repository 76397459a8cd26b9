/** From where TradingView sends alerts, as its documentation says: no other address is TradingView. */
export const TRADINGVIEW_ADDRESSES: readonly string[] = [
  "52.89.214.238",
  "34.212.75.30",
  "54.218.53.128",
  "52.32.178.7",
];
