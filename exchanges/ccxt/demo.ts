/** ccxt's Binance class, pointed at the demo exchange. */

/** Settings for ccxt, from where the demo exchange can be reached. */
export function demoSettings({ restUrl, wsUrl }: { restUrl: string; wsUrl: string }): Record<string, unknown> {
  const rest = `${restUrl}/api/v3`;
  // ccxt knows a spot market's socket by the word "/stream" in its address.
  const ws = { spot: `${wsUrl}/stream-demo/ws`, "ws-api": { spot: `${wsUrl}/ws-api/v3` } };
  return {
    urls: { api: { public: rest, private: rest, ws } },
    // The demo exchange is a spot market and nothing else.
    options: { fetchMarkets: { types: ["spot"] }, fetchMargins: false, fetchCurrencies: false },
  };
}
