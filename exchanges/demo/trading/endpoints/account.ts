/** Balances, orders, executions and limits of a client. */
import { ApiError, invalidCombination } from "../../rest/errors.ts";
import type { LiveMarket } from "../../live_market.ts";
import type { Order } from "../order.ts";
import { balanceBody, executionBody, orderBody } from "../payloads.ts";
import {
  type ClientEndpoint,
  type ClientRequest,
  findOrder,
  namedMarketOf,
  readOrderName,
  requiredMarketOf,
  rulesOf,
} from "./signed_endpoint.ts";

const DAY_MS = 86_400_000;
const RATE = "0.00100000";
const ZERO = "0.00000000";

/** `GET /api/v3/account` */
export const account: ClientEndpoint = ({ params, desk, accountId, venue }) => {
  const withoutZeroes = params.choice("omitZeroBalances", ["true", "false"], "false") === "true";
  params.allRead();
  const balances = desk.engine.accounts.account(accountId).ledger.balances();
  const shown = withoutZeroes ? balances.filter(({ free, locked }) => free + locked > 0n) : balances;
  const body = {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: RATE, taker: RATE, buyer: ZERO, seller: ZERO },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: venue.now(),
    accountType: "SPOT",
    balances: shown.map(balanceBody),
    permissions: ["SPOT"],
    uid: accountId,
  };
  return { body, weight: 20 };
};

/** `GET /api/v3/account/commission` */
export const commission: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  request.params.allRead();
  const none = { maker: ZERO, taker: ZERO, buyer: ZERO, seller: ZERO };
  const body = {
    symbol: market.id,
    standardCommission: { ...none, maker: RATE, taker: RATE },
    specialCommission: none,
    taxCommission: none,
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: "BNB", discount: ZERO },
  };
  return { body, weight: 20 };
};

/** `GET /api/v3/order` */
export const queryOrder: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  const name = readOrderName(request.params);
  request.params.allRead();
  return { body: orderBody(findOrder(request, name, market.id), market.history.rules), weight: 4 };
};

/** `GET /api/v3/openOrders` */
export const openOrders: ClientEndpoint = (request) => {
  const market = namedMarketOf(request);
  request.params.allRead();
  const open = request.desk.engine.accounts.openOrdersOf(request.accountId);
  return { body: bodiesOf(request, open, market), weight: market === undefined ? 80 : 6 };
};

/** `GET /api/v3/allOrders` */
export const allOrders: ClientEndpoint = (request) => {
  const { params, desk, accountId } = request;
  const market = requiredMarketOf(request);
  const [fromId, startMs, endMs] = [params.whole("orderId"), params.time("startTime"), params.time("endTime")];
  const limit = params.limit(500, 1_000);
  params.allRead();
  mustBeADay(startMs, endMs);
  const orders = desk.engine.accounts.ordersOf(accountId).filter(({ symbol, orderId, timeMs }) =>
    symbol === market.id && orderId >= (fromId ?? 0) && timeMs >= (startMs ?? 0) && timeMs <= (endMs ?? Infinity)
  );
  const isFromStart = fromId !== undefined || startMs !== undefined;
  return { body: bodiesOf(request, isFromStart ? orders.slice(0, limit) : orders.slice(-limit), market), weight: 20 };
};

/** `GET /api/v3/myTrades` */
export const myTrades: ClientEndpoint = (request) => {
  const { params, desk, accountId } = request;
  const market = requiredMarketOf(request);
  const [ofOrder, fromId] = [params.whole("orderId"), params.whole("fromId")];
  const [startMs, endMs] = [params.time("startTime"), params.time("endTime")];
  const limit = params.limit(500, 1_000);
  params.allRead();
  if (fromId !== undefined && (startMs !== undefined || endMs !== undefined)) throw invalidCombination();
  mustBeADay(startMs, endMs);
  const executions = desk.engine.accounts.executionsOf(accountId).filter((one) =>
    one.symbol === market.id && (ofOrder === undefined || one.orderId === ofOrder) && one.tradeId >= (fromId ?? 0) &&
    one.timeMs >= (startMs ?? 0) && one.timeMs <= (endMs ?? Infinity)
  );
  const isFromStart = fromId !== undefined || startMs !== undefined;
  const wanted = isFromStart ? executions.slice(0, limit) : executions.slice(-limit);
  return {
    body: wanted.map((one) => executionBody(one, market.history.rules)),
    weight: ofOrder === undefined ? 20 : 5,
  };
};

function bodiesOf({ venue }: ClientRequest, orders: readonly Order[], market: LiveMarket | undefined) {
  const served = orders.filter(({ symbol }) => venue.markets.some(({ id }) => id === symbol));
  return served
    .filter(({ symbol }) => market === undefined || symbol === market.id)
    .map((order) => orderBody(order, rulesOf(venue, order.symbol)));
}

/** @throws {ApiError} -1127 when more than a day is asked for. */
function mustBeADay(startMs: number | undefined, endMs: number | undefined): void {
  if (startMs === undefined || endMs === undefined || endMs - startMs <= DAY_MS) return;
  throw new ApiError(-1127, "More than 24 hours between startTime and endTime.");
}
