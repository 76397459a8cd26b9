/** ccxt's Binance class, pointed at the demo exchange. */

/** Where it can be reached. */
export interface DemoAddress {
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** Its addresses in ccxt's words. */
export function demoUrls({ restUrl, wsUrl }: DemoAddress): Record<string, unknown> {
  const rest = `${restUrl}/api/v3`;
  // ccxt knows a spot market's socket by the word "/stream" in its address.
  const ws = { spot: `${wsUrl}/stream-demo/ws`, "ws-api": { spot: `${wsUrl}/ws-api/v3` } };
  return { api: { public: rest, private: rest, ws } };
}

/** Settings for ccxt, from where the demo exchange can be reached. */
export function demoSettings(address: DemoAddress): Record<string, unknown> {
  return {
    urls: demoUrls(address),
    // The demo exchange is a spot market and nothing else.
    options: { fetchMarkets: { types: ["spot"] }, fetchMargins: false, fetchCurrencies: false },
  };
}
