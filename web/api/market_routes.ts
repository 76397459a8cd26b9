/** Markets: those of a broker account, and what the platform itself listens to. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { timeframe } from "../../domain/timeframe.ts";
import { AUDIT_GROUPS, type AuditGroup } from "../client/audit.ts";
import { type ApiRoute, route } from "./route.ts";
import { brokerId, candle, incident, market, page, portfolio, symbolPage, text, view, whole } from "./schemas.ts";

const quote = text(24).min(1);

/** Routes of markets. */
export const marketRoutes: readonly ApiRoute[] = [
  route(
    {
      method: "get",
      path: "/brokers/{brokerId}/symbols",
      needs: "read",
      tag: "markets",
      summary: "What can be traded there, page by page",
      params: brokerId,
      query: z.strictObject({ search: text(60).default(""), quote: quote.optional(), ...page }),
      status: 200,
      answer: symbolPage,
      problems: [404],
    },
    ({ services, params, query: { quote, ...query } }) =>
      services.trading.symbols(params.brokerId, { ...query, quote: quote ?? null }),
  ),
  route({
    method: "get",
    path: "/brokers/{brokerId}/market",
    needs: "read",
    tag: "markets",
    summary: "The steps and limits of one market",
    params: brokerId,
    query: z.strictObject({ symbol }),
    status: 200,
    answer: market,
    problems: [404],
  }, ({ services, params, query }) => services.trading.market(params.brokerId, query.symbol)),
  route(
    {
      method: "get",
      path: "/brokers/{brokerId}/candles",
      needs: "read",
      tag: "markets",
      summary: "The newest candles at its exchange, oldest first, the open one too",
      params: brokerId,
      query: z.strictObject({ symbol, timeframe, limit: whole(1, 1_000).default(500) }),
      status: 200,
      answer: z.array(candle),
      problems: [404, 502],
    },
    ({ services, params, query: { symbol, timeframe, limit } }) =>
      services.trading.candles(params.brokerId, symbol, timeframe, limit),
  ),
  route({
    method: "get",
    path: "/brokers/{brokerId}/view",
    needs: "read",
    tag: "markets",
    summary: "The newest price, order book and prints; null until something was heard",
    params: brokerId,
    query: z.strictObject({ symbol }),
    status: 200,
    answer: view,
    problems: [404],
  }, async ({ services, params, query }) => ({ view: await services.trading.view(params.brokerId, query.symbol) })),
  route({
    method: "get",
    path: "/brokers/{brokerId}/portfolio",
    needs: "read",
    tag: "markets",
    summary: "What the account holds, valued in one currency",
    params: brokerId,
    query: z.strictObject({ quote: quote.optional() }),
    status: 200,
    answer: portfolio,
    problems: [404],
  }, ({ services, params, query }) => services.trading.portfolio(params.brokerId, query.quote ?? null)),
  route({
    method: "get",
    path: "/candles",
    needs: "read",
    tag: "markets",
    summary: "Closed candles that the platform has stored, oldest first",
    query: z.strictObject({ symbol, timeframe, limit: whole(1, 1_500).default(500) }),
    status: 200,
    answer: z.array(candle),
    problems: [404],
  }, ({ services, query: { symbol, timeframe, limit } }) => services.candles(symbol, timeframe, limit)),
  route({
    method: "get",
    path: "/audit",
    needs: "read",
    tag: "markets",
    summary: "What was not as regular as it should be in the market feed, the newest first",
    query: z.strictObject({
      group: z.enum(Object.keys(AUDIT_GROUPS) as [AuditGroup, ...AuditGroup[]]).optional(),
      symbol: symbol.optional(),
      before: whole(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: "Only entries with a smaller number" }),
      limit: whole(1, 200).default(50),
    }),
    status: 200,
    answer: z.array(incident),
  }, ({ services, query: { group, symbol, before, limit } }) =>
    services.incidents({
      kinds: group ? AUDIT_GROUPS[group] : null,
      symbol: symbol ?? null,
      beforeId: before ?? null,
      limit,
    })),
];
