/** Which question of a client is answered by which endpoint: by method and path over REST, by method over the WebSocket API. */
import { account, allOrders, commission, myTrades, openOrders, queryOrder } from "./account.ts";
import { allLists, cancelList, newOco, newOcoOld, openLists, queryList } from "./lists.ts";
import { cancelOpenOrders, cancelOrder, cancelReplace, newOrder, testOrder } from "./orders.ts";
import { capitalConfig, none, tradeFee } from "./wallet.ts";
import type { ClientEndpoint } from "./signed_endpoint.ts";

const REST = new Map<string, ClientEndpoint>([
  ["POST /api/v3/order", newOrder],
  ["POST /api/v3/order/test", testOrder],
  ["DELETE /api/v3/order", cancelOrder],
  ["GET /api/v3/order", queryOrder],
  ["POST /api/v3/order/cancelReplace", cancelReplace],
  ["POST /api/v3/order/oco", newOcoOld],
  ["POST /api/v3/orderList/oco", newOco],
  ["GET /api/v3/orderList", queryList],
  ["DELETE /api/v3/orderList", cancelList],
  ["GET /api/v3/allOrderList", allLists],
  ["GET /api/v3/openOrderList", openLists],
  ["GET /api/v3/openOrders", openOrders],
  ["DELETE /api/v3/openOrders", cancelOpenOrders],
  ["GET /api/v3/allOrders", allOrders],
  ["GET /api/v3/myTrades", myTrades],
  ["GET /api/v3/account", account],
  ["GET /api/v3/account/commission", commission],
  ["GET /sapi/v1/capital/config/getall", capitalConfig],
  ["GET /sapi/v1/asset/tradeFee", tradeFee],
  ["GET /sapi/v1/margin/allPairs", none],
  ["GET /sapi/v1/margin/isolated/allPairs", none],
]);

const WEBSOCKET = new Map<string, ClientEndpoint>([
  ["order.place", newOrder],
  ["order.test", testOrder],
  ["order.status", queryOrder],
  ["order.cancel", cancelOrder],
  ["order.cancelReplace", cancelReplace],
  ["orderList.place", newOcoOld],
  ["orderList.place.oco", newOco],
  ["orderList.status", queryList],
  ["orderList.cancel", cancelList],
  ["openOrderLists.status", openLists],
  ["allOrderLists", allLists],
  ["openOrders.status", openOrders],
  ["openOrders.cancelAll", cancelOpenOrders],
  ["allOrders", allOrders],
  ["myTrades", myTrades],
  ["account.status", account],
  ["account.commission", commission],
]);

const CHANGING: ReadonlySet<ClientEndpoint> = new Set([
  newOrder,
  cancelOrder,
  cancelReplace,
  cancelOpenOrders,
  newOco,
  newOcoOld,
  cancelList,
]);

/** New orders count against the order limits. */
const NEW_ORDERS: ReadonlySet<ClientEndpoint> = new Set([newOrder, newOco, newOcoOld, cancelReplace]);

/** The endpoint of a REST method and path. */
export function restEndpoint(method: string, path: string): ClientEndpoint | undefined {
  return REST.get(`${method} ${path}`);
}

/** The endpoint of a method of the WebSocket API. */
export function webSocketEndpoint(method: string): ClientEndpoint | undefined {
  return WEBSOCKET.get(method);
}

/** Whether an endpoint takes a new order, and so counts against the order limits. */
export function isNewOrder(endpoint: ClientEndpoint): boolean {
  return NEW_ORDERS.has(endpoint);
}

/** Whether a request (`POST /api/v3/order`, or `order.place` of the WebSocket API) places or ends orders. */
export function changesOrders(request: string): boolean {
  const endpoint = REST.get(request) ?? WEBSOCKET.get(request.replace(/^v3\//, ""));
  return endpoint !== undefined && CHANGING.has(endpoint);
}
