/** What an endpoint for clients is: who asks is known, and his signature was good. */
import type { LiveMarket } from "../../live_market.ts";
import { type Answer, marketById, type Venue } from "../../rest/endpoint.ts";
import { missing } from "../../rest/errors.ts";
import type { Params } from "../../rest/params.ts";
import type { MarketRules } from "../../market_rules.ts";
import type { TradingDesk } from "../desk.ts";
import type { Order } from "../order.ts";
import { noSuchOrder } from "../refusals.ts";

/** Who asks, and of whom. */
export interface ClientRequest {
  readonly params: Params;
  readonly accountId: number;
  readonly desk: TradingDesk;
  readonly venue: Venue;
}

/** What an endpoint gives back. `placed` = orders that count against the order limits. */
export interface ClientAnswer extends Answer {
  readonly placed?: number;
  /** HTTP status of an answer that is half a failure. */
  readonly status?: number;
}

/** Answers a client. Reads all its parameters before it looks at anything. @throws {ApiError} to refuse. */
export type ClientEndpoint = (request: ClientRequest) => ClientAnswer;

/** The market that a request must name. @throws {ApiError} -1102, -1100 or -1121. */
export function requiredMarketOf({ params, venue }: ClientRequest): LiveMarket {
  const id = params.symbol();
  if (id === undefined) throw missing("symbol");
  return marketById(id, venue);
}

/** The market that a request names, if it does. @throws {ApiError} -1100 or -1121. */
export function namedMarketOf({ params, venue }: ClientRequest): LiveMarket | undefined {
  const id = params.symbol();
  return id === undefined ? undefined : marketById(id, venue);
}

/** How an order of the request is called; one of both must be there. */
export interface OrderName {
  readonly orderId: number | undefined;
  readonly clientOrderId: string | undefined;
}

/** @throws {ApiError} -1102 when neither is sent. */
export function readOrderName(params: Params, idName = "orderId", clientIdName = "origClientOrderId"): OrderName {
  const name = { orderId: params.whole(idName), clientOrderId: params.text(clientIdName) };
  if (name.orderId !== undefined || name.clientOrderId !== undefined) return name;
  throw missing(clientIdName);
}

/** The client's order of that name. @throws {ApiError} -2013, or as told. */
export function findOrder(
  { desk, accountId }: ClientRequest,
  { orderId, clientOrderId }: OrderName,
  symbol: string,
  refuse = noSuchOrder,
): Order {
  const { accounts } = desk.engine;
  const order = orderId === undefined ? accounts.byClientId(accountId, clientOrderId!) : accounts.order(orderId);
  const isHis = order?.accountId === accountId && order.symbol === symbol;
  const isMeant = isHis && (clientOrderId === undefined || order.clientOrderId === clientOrderId);
  if (!isMeant) throw refuse();
  return order;
}

/** The rules of an order's market. @throws {ApiError} -1121 when the market is not served any more. */
export function rulesOf(venue: Venue, symbol: string): MarketRules {
  return marketById(symbol, venue).history.rules;
}
