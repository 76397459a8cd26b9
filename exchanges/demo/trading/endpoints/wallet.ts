/** What ccxt asks of `/sapi/v1` before it trades: currencies, fees, and margin markets, of which there are none here. */
import type { ClientEndpoint } from "./signed_endpoint.ts";

const RATE = "0.001";
const ZERO = "0";

/** `GET /sapi/v1/capital/config/getall` */
export const capitalConfig: ClientEndpoint = ({ params, venue }) => {
  params.allRead();
  const coins = new Set(venue.markets.flatMap(({ history: { rules } }) => [rules.base, rules.quote]));
  const body = [...coins].sort().map((coin) => ({
    coin,
    depositAllEnable: false,
    withdrawAllEnable: false,
    name: coin,
    free: ZERO,
    locked: ZERO,
    freeze: ZERO,
    withdrawing: ZERO,
    ipoing: ZERO,
    ipoable: ZERO,
    storage: ZERO,
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }));
  return { body, weight: 10 };
};

/** `GET /sapi/v1/asset/tradeFee` */
export const tradeFee: ClientEndpoint = ({ params, venue }) => {
  const symbol = params.symbol();
  params.allRead();
  const markets = venue.markets.filter(({ id }) => symbol === undefined || id === symbol);
  return { body: markets.map(({ id }) => ({ symbol: id, makerCommission: RATE, takerCommission: RATE })), weight: 1 };
};

/** Endpoints of margin trading: there is nothing. */
export const none: ClientEndpoint = ({ params }) => {
  params.allRead();
  return { body: [], weight: 1 };
};
