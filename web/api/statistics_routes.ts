/** What trading has brought. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";
import { symbol } from "../../domain/market.ts";
import { ORIGINS } from "../../domain/statistics/execution.ts";
import { isTimeZone, NO_ZONE, UTC } from "../../domain/time_zone.ts";
import { quoteCurrency } from "../statistics_query.ts";
import { type ApiRoute, route } from "./route.ts";

const sums = z.object({
  profitQuote: decimalText.meta({ description: "Realised, after fees, in quote currency" }),
  feeQuote: decimalText,
  valueQuote: decimalText,
  slippageQuote: decimalText.nullable(),
  slippagePercent: z.number().nullable(),
  executions: z.int(),
  closings: z.int().meta({ description: "Orders that closed something" }),
  wins: z.int(),
  losses: z.int(),
  winPercent: z.number().nullable(),
  profitFactor: z.number().nullable(),
  bestQuote: decimalText.nullable(),
  worstQuote: decimalText.nullable(),
  averageWinQuote: decimalText.nullable(),
  averageLossQuote: decimalText.nullable(),
  drawdownQuote: decimalText,
}).meta({ id: "StatisticsSums" });

const parts = z.array(z.object({ key: z.string(), sums }));
const points = z.array(z.object({ timeMs: z.int(), quote: decimalText }));
const named = z.array(z.object({ id: z.string(), name: z.string() }));

const statistics = z.object({
  quote: z.string().nullable().meta({ description: "All amounts are in this currency; null = nothing was executed" }),
  quotes: z.array(z.string()),
  authors: z.object({ brokers: named, strategies: named, webhooks: named }),
  sums,
  curve: points,
  balance: z.object({ quote: z.string(), points }).nullable(),
  days: parts,
  months: parts,
  hours: parts,
  byAuthor: parts.meta({ description: "By id of the strategy or webhook; `manual` = by hand" }),
  byBroker: parts,
  bySymbol: parts,
  uncovered: z.int().meta({ description: "Sales of what was not bought here; they have no profit" }),
}).meta({ id: "Statistics" });

/** Routes of statistics. */
export const statisticsRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/statistics",
    needs: "read",
    tag: "statistics",
    summary: "Profit, fees, win rate and drawdown by time, author, account and market",
    description: "Counted from all executions. Days, months and hours are those of `zone`; both days are included.",
    query: z.strictObject({
      broker: z.uuid().optional(),
      origin: z.enum(ORIGINS).optional(),
      strategy: z.uuid().optional(),
      webhook: z.uuid().optional(),
      symbol: symbol.optional(),
      quote: quoteCurrency.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      zone: z.string().max(100).refine(isTimeZone, NO_ZONE).default(UTC),
    }),
    status: 200,
    answer: statistics,
    problems: [404],
  }, async ({ services, query: { broker, strategy, webhook, from, to, origin, symbol, quote, zone } }) => {
    const of = { brokerId: broker ?? null, strategyId: strategy ?? null, webhookId: webhook ?? null };
    const among = { origin: origin ?? null, symbol: symbol ?? null, quote: quote ?? null };
    return await services.statistics.overview({ ...of, ...among, fromDay: from ?? null, toDay: to ?? null, zone });
  }),
];
