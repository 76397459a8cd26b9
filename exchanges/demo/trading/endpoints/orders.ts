/** New orders, cancels and replacements. */
import { ApiError, invalidData } from "../../rest/errors.ts";
import type { MarketRules } from "../../market_rules.ts";
import type { LiveMarket } from "../../live_market.ts";
import { applyFilters } from "../filters.ts";
import type { NewOrder, Order } from "../order.ts";
import { type NewId, readClientId, readOrder, required } from "../order_request.ts";
import { canceledBody, placedBody, type ResponseType } from "../payloads.ts";
import { unknownOrder } from "../refusals.ts";
import {
  type ClientEndpoint,
  type ClientRequest,
  findOrder,
  readOrderName,
  requiredMarketOf,
} from "./signed_endpoint.ts";

const AVERAGE_MS = 300_000;

/** `POST /api/v3/order` */
export const newOrder: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  const order = readOrder(request.params, market.history.rules, newIds());
  const as = readResponseType(request, order);
  request.params.allRead();
  filterOrder(request, market, order);
  const { order: placed, body } = place(request, order, market.history.rules, as);
  return { body, weight: 0, placed: placed.status === "REJECTED" ? 0 : 1 };
};

/** `POST /api/v3/order/test` */
export const testOrder: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  const order = readOrder(request.params, market.history.rules, newIds());
  readResponseType(request, order);
  const rates = request.params.choice("computeCommissionRates", ["true", "false"], "false") === "true";
  request.params.allRead();
  filterOrder(request, market, order);
  request.desk.engine.check(request.accountId, order);
  const none = { maker: "0.00000000", taker: "0.00000000" };
  const body = {
    standardCommissionForOrder: { maker: "0.00100000", taker: "0.00100000" },
    taxCommissionForOrder: none,
  };
  return rates ? { body, weight: 20 } : { body: {}, weight: 1 };
};

/** `DELETE /api/v3/order` */
export const cancelOrder: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  const name = readOrderName(request.params);
  const cancelId = readClientId(request.params, "newClientOrderId") ?? newIds()();
  const restriction = readRestriction(request);
  request.params.allRead();
  const order = findOrder(request, name, market.id, unknownOrder);
  mustBe(order, restriction);
  const ended = request.desk.run((engine) => engine.cancel(request.accountId, order.orderId, cancelId));
  return { body: canceledBody(ended[0]!, market.history.rules, cancelId), weight: 0 };
};

/** `DELETE /api/v3/openOrders` */
export const cancelOpenOrders: ClientEndpoint = (request) => {
  const market = requiredMarketOf(request);
  request.params.allRead();
  const open = request.desk.engine.accounts.openOrdersOf(request.accountId).filter(({ symbol }) =>
    symbol === market.id
  );
  if (open.length === 0) throw unknownOrder();
  const id = newIds();
  const ended = request.desk.run((engine) =>
    open.flatMap(({ orderId }) => {
      const isOpen = engine.accounts.openOrdersOf(request.accountId).some((order) => order.orderId === orderId);
      return isOpen ? engine.cancel(request.accountId, orderId, id()) : []; // it went with the other one of its list
    })
  );
  return { body: ended.map((order) => canceledBody(order, market.history.rules, order.clientOrderId)), weight: 0 };
};

/** `POST /api/v3/order/cancelReplace` */
export const cancelReplace: ClientEndpoint = (request) => {
  const { params } = request;
  const market = requiredMarketOf(request);
  const mode = required(
    params,
    "cancelReplaceMode",
    ["STOP_ON_FAILURE", "ALLOW_FAILURE"],
    () => invalidData("cancelReplaceMode"),
  );
  const name = readOrderName(params, "cancelOrderId", "cancelOrigClientOrderId");
  const cancelId = readClientId(params, "cancelNewClientOrderId") ?? newIds()();
  const restriction = readRestriction(request);
  const order = readOrder(params, market.history.rules, newIds());
  const as = readResponseType(request, order);
  params.allRead();
  const { rules } = market.history;
  const canceled = attempt(() => {
    const old = findOrder(request, name, market.id, unknownOrder);
    mustBe(old, restriction);
    const [ended] = request.desk.run((engine) => engine.cancel(request.accountId, old.orderId, cancelId));
    return canceledBody(ended!, rules, cancelId);
  });
  const mayGoOn = canceled.isDone || mode === "ALLOW_FAILURE";
  const placed = mayGoOn
    ? attempt(() => {
      filterOrder(request, market, order);
      return place(request, order, rules, as).body;
    })
    : null;
  const data = {
    cancelResult: canceled.isDone ? "SUCCESS" : "FAILURE",
    newOrderResult: placed === null ? "NOT_ATTEMPTED" : placed.isDone ? "SUCCESS" : "FAILURE",
    cancelResponse: canceled.body,
    newOrderResponse: placed?.body ?? null,
  };
  if (canceled.isDone && placed?.isDone) return { body: data, weight: 0, placed: 1 };
  const isHalf = canceled.isDone || placed?.isDone === true;
  const [code, msg] = isHalf
    ? [-2021, "Order cancel-replace partially failed."]
    : [-2022, "Order cancel-replace failed."];
  return { body: { code, msg, data }, weight: 1, status: isHalf ? 409 : 400, placed: placed?.isDone ? 1 : 0 };
};

/** Ids for what came without: letters and digits, from the system's random numbers. */
export function newIds(): NewId {
  return () => crypto.randomUUID().replaceAll("-", "").slice(0, 22);
}

/** Refuses what the filters do not let through. @throws {ApiError} -1013. */
export function filterOrder({ desk, accountId, venue }: ClientRequest, market: LiveMarket, order: NewOrder): void {
  const { rules } = market.history;
  const last = desk.engine.market(market.id).venue.lastPrice();
  const bar = market.history.bar(venue.now() - AVERAGE_MS, venue.now());
  const averagePrice = bar === null || bar.steps === 0 ? last : Number(bar.quote / BigInt(bar.steps));
  const open = desk.engine.accounts.openOrdersOf(accountId).filter(({ symbol }) => symbol === market.id);
  applyFilters(order, { rules, averagePrice, open });
}

function place(
  { desk, accountId }: ClientRequest,
  wanted: NewOrder,
  rules: MarketRules,
  as: ResponseType,
): { order: Order; body: Record<string, unknown> } {
  const order = desk.run((engine) => engine.place(accountId, wanted));
  const fills = desk.engine.accounts.executionsOf(accountId).filter(({ orderId }) => orderId === order.orderId);
  return { order, body: placedBody(order, fills, rules, as) };
}

/** `MARKET` and `LIMIT` are answered in full unless told otherwise. */
function readResponseType({ params }: ClientRequest, { type }: NewOrder): ResponseType {
  const usual = type === "MARKET" || type === "LIMIT" ? "FULL" : "ACK";
  return params.choice("newOrderRespType", ["ACK", "RESULT", "FULL"], usual);
}

type Restriction = "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | "";

function readRestriction({ params }: ClientRequest): Restriction {
  const refusal = new ApiError(-1145, "Invalid cancelRestrictions.");
  return params.choice("cancelRestrictions", ["ONLY_NEW", "ONLY_PARTIALLY_FILLED", ""], "", refusal);
}

function mustBe({ status }: Order, restriction: Restriction): void {
  if (restriction === "" || restriction === `ONLY_${status}`) return;
  throw new ApiError(-2011, "Order was not canceled due to cancel restrictions.");
}

function attempt(run: () => unknown): { isDone: boolean; body: unknown } {
  try {
    return { isDone: true, body: run() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { isDone: false, body: { code: error.code, msg: error.message } };
  }
}
