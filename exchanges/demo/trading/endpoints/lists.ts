/** Lists of two orders of which one cancels the other. */
import { ApiError, missing } from "../../rest/errors.ts";
import { Params } from "../../rest/params.ts";
import type { MarketRules } from "../../market_rules.ts";
import type { NewList } from "../engine.ts";
import { isContingent, type NewOrder, ORDER_TYPES, type OrderList, type OrderType, type Side } from "../order.ts";
import { type Leg, readClientId, readLeg, readSide, readSteps, required } from "../order_request.ts";
import { canceledBody, listBody, orderBody } from "../payloads.ts";
import { unknownOrder } from "../refusals.ts";
import { filterOrder, newIds } from "./orders.ts";
import { type ClientEndpoint, type ClientRequest, requiredMarketOf } from "./signed_endpoint.ts";

/** `POST /api/v3/orderList/oco` */
export const newOco: ClientEndpoint = (request) => {
  const { params } = request;
  const market = requiredMarketOf(request);
  const { rules } = market.history;
  const side = readSide(params);
  const steps = readSteps(params, "quantity", rules);
  if (steps === undefined) throw missing("quantity");
  const read = (leg: Exclude<Leg, "">) => {
    const name = `${leg}Type`;
    const type = required(params, name, ORDER_TYPES, () => new ApiError(-1116, "Invalid orderType."));
    mustFit(leg, side, type);
    return readLeg(params, rules, newIds(), leg, side, type, steps);
  };
  const [above, below] = [read("above"), read("below")];
  if (isContingent(above) === isContingent(below) && above.type.slice(0, 4) === below.type.slice(0, 4)) {
    throw new ApiError(-1196, "An OCO needs one leg on each side of the market.");
  }
  return takeList(request, { above, below, clientListId: readListId(params) }, rules);
};

/** `POST /api/v3/order/oco`, which Binance has replaced by `orderList/oco` and which some clients still use. */
export const newOcoOld: ClientEndpoint = (request) => {
  const { params } = request;
  const market = requiredMarketOf(request);
  const { rules } = market.history;
  const side = readSide(params);
  const text = (name: string) => params.text(name);
  const pairs = (leg: Exclude<Leg, "">, fields: Record<string, string | undefined>) =>
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[leg + name[0]!.toUpperCase() + name.slice(1), value]]
    );
  const stopLimit = text("stopLimitPrice");
  const [limitLeg, stopLeg] = side === "SELL" ? ["above", "below"] as const : ["below", "above"] as const;
  const own = new Params([
    ...pairs(limitLeg, { price: text("price"), clientOrderId: text("limitClientOrderId") }),
    ...pairs(stopLeg, {
      stopPrice: text("stopPrice"),
      trailingDelta: text("trailingDelta"),
      price: stopLimit,
      timeInForce: text("stopLimitTimeInForce"),
      clientOrderId: text("stopClientOrderId"),
    }),
  ]);
  const steps = readSteps(params, "quantity", rules);
  if (steps === undefined) throw missing("quantity");
  const stopType = stopLimit === undefined ? "STOP_LOSS" : "STOP_LOSS_LIMIT";
  const legs = {
    [limitLeg]: readLeg(own, rules, newIds(), limitLeg, side, "LIMIT_MAKER", steps),
    [stopLeg]: readLeg(own, rules, newIds(), stopLeg, side, stopType, steps),
  } as { above: NewOrder; below: NewOrder };
  return takeList(request, { ...legs, clientListId: readListId(params) }, rules);
};

/** `DELETE /api/v3/orderList` */
export const cancelList: ClientEndpoint = (request) => {
  const { params, desk, accountId } = request;
  const market = requiredMarketOf(request);
  const find = readListName(params, "listClientOrderId");
  const cancelId = readClientId(params, "newClientOrderId") ?? newIds()();
  params.allRead();
  const list = desk.engine.accounts.listsOf(accountId).find(find);
  if (list === undefined || list.symbol !== market.id || list.isDone) throw unknownOrder();
  const ended = desk.run((engine) => engine.cancel(accountId, list.orderIds[0], cancelId));
  const orderReports = ended.map((order) => canceledBody(order, market.history.rules, cancelId));
  return { body: { ...bodyOf(request, { ...list, isDone: true }), orderReports }, weight: 0 };
};

/** `GET /api/v3/orderList` */
export const queryList: ClientEndpoint = (request) => {
  const { params, desk, accountId } = request;
  const find = readListName(params, "origClientOrderId");
  params.allRead();
  const list = desk.engine.accounts.listsOf(accountId).find(find);
  if (list === undefined) throw new ApiError(-2018, "Order list does not exist.");
  return { body: bodyOf(request, list), weight: 4 };
};

/** `GET /api/v3/allOrderList` */
export const allLists: ClientEndpoint = (request) => {
  const { params, desk, accountId } = request;
  const [fromId, startMs, endMs] = [params.whole("fromId"), params.time("startTime"), params.time("endTime")];
  const limit = params.limit(500, 1_000);
  params.allRead();
  const lists = desk.engine.accounts.listsOf(accountId).filter(({ listId, timeMs }) =>
    listId >= (fromId ?? 0) && timeMs >= (startMs ?? 0) && timeMs <= (endMs ?? Infinity)
  );
  const wanted = fromId === undefined ? lists.slice(-limit) : lists.slice(0, limit);
  return { body: wanted.map((list) => bodyOf(request, list)), weight: 20 };
};

/** `GET /api/v3/openOrderList` */
export const openLists: ClientEndpoint = (request) => {
  request.params.allRead();
  const lists = request.desk.engine.accounts.listsOf(request.accountId).filter(({ isDone }) => !isDone);
  return { body: lists.map((list) => bodyOf(request, list)), weight: 6 };
};

function takeList(request: ClientRequest, list: NewList, rules: MarketRules) {
  const { params, desk, accountId } = request;
  const as = params.choice("newOrderRespType", ["ACK", "RESULT", "FULL"], "RESULT");
  params.choice("selfTradePreventionMode", ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"], "EXPIRE_MAKER");
  params.allRead();
  const market = request.venue.markets.find(({ id }) => id === rules.id)!;
  for (const leg of [list.above, list.below]) filterOrder(request, market, leg);
  const placed = desk.run((engine) => engine.placeList(accountId, list));
  const orders = placed.orderIds.map((id) => desk.engine.accounts.order(id)!);
  const orderReports = as === "ACK" ? [] : orders.map((order) => orderBody(order, rules));
  return { body: { ...bodyOf(request, placed), orderReports }, weight: 0, placed: 2 };
}

function bodyOf({ desk }: ClientRequest, list: OrderList): Record<string, unknown> {
  return listBody(list, list.orderIds.map((id) => desk.engine.accounts.order(id)!));
}

function readListId(params: Params): string {
  return readClientId(params, "listClientOrderId") ?? newIds()();
}

function readListName(params: Params, clientName: string): (list: OrderList) => boolean {
  const [listId, clientListId] = [params.whole("orderListId"), params.text(clientName)];
  if (listId === undefined && clientListId === undefined) throw missing("orderListId");
  return (list) =>
    (listId === undefined || list.listId === listId) &&
    (clientListId === undefined || list.clientListId === clientListId);
}

/** Above the market wait targets of a seller and stops of a buyer; below it the others. @throws {ApiError} -1165, -1166. */
function mustFit(leg: "above" | "below", side: Side, type: OrderType): void {
  const isStop = type.startsWith("STOP_LOSS");
  const isTarget = type === "LIMIT_MAKER" || type.startsWith("TAKE_PROFIT");
  const wantsStop = (side === "BUY") === (leg === "above");
  if (wantsStop ? isStop : isTarget) return;
  const code = leg === "above" ? -1165 : -1166;
  throw new ApiError(code, `Invalid ${leg}Type '${type}' for a ${side} OCO.`);
}
