/** Two real clients as judges, neither written here: ccxt's binance class with its streams, and npm `binance`. */
import { DefaultLogger, MainClient, WebsocketAPIClient, WebsocketClient } from "binance";
import ccxt from "ccxt";

/** Where an exchange listens. */
export interface Address {
  readonly restUrl: string;
  readonly wsUrl: string;
}

/** ccxt's class, pointed at the demo exchange; what it never asks in this set-up stays out of the way. */
export function ccxtBinance({ restUrl, wsUrl }: Address) {
  const ws = { spot: `${wsUrl}/stream-demo/ws`, "ws-api": { spot: `${wsUrl}/ws-api/v3` } };
  const api = { public: `${restUrl}/api/v3`, private: `${restUrl}/api/v3`, sapi: `${restUrl}/sapi/v1`, ws };
  return new ccxt.pro.binance({
    urls: { api },
    options: { fetchMarkets: { types: ["spot"] }, fetchMargins: false, fetchCurrencies: false },
  });
}

/** npm binance's REST client. */
export function binanceRest({ restUrl }: Address): MainClient {
  return new MainClient({ baseUrl: restUrl, disableTimeSync: true }, { proxy: false });
}

const silent: DefaultLogger = { trace: () => {}, info: () => {}, error: () => {} };

/** npm binance's client of streams; it comes back half a second after a loss. */
export function binanceStreams({ wsUrl }: Address): WebsocketClient {
  return new WebsocketClient({ wsUrl, beautify: false, reconnectTimeout: 500 }, silent);
}

/** npm binance's client of the WebSocket API. */
export function binanceRequests({ wsUrl }: Address): WebsocketAPIClient {
  return new WebsocketAPIClient({ wsUrl, attachEventListeners: false }, silent);
}
