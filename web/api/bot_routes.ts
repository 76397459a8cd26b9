/** Strategies at work. */
import { z } from "zod";
import { timelineQuery } from "../bot/bodies.ts";
import { BOT_ACTIONS } from "../bot_services.ts";
import { activated, activation, bot, work } from "./bot_schemas.ts";
import { type ApiRoute, route } from "./route.ts";

const activeStrategyId = z.uuid();

/** Routes of the trading bot. */
export const botRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/bot",
    needs: "read",
    tag: "bot",
    summary: "The strategies at work, their last orders, and the balance of the paper account",
    status: 200,
    answer: bot,
  }, ({ services }) => services.bot.view()),
  route({
    method: "post",
    path: "/bot",
    needs: "trade",
    tag: "bot",
    summary: "Sets a strategy to work at one or many accounts",
    description: "Each account is asked by itself: what one refuses keeps the others from nothing.",
    body: activation,
    status: 200,
    answer: activated,
    problems: [404, 429, 503, 504],
  }, async ({ services, body }) => ({ shares: [...await services.bot.activate(body)] })),
  route({
    method: "get",
    path: "/bot/{activeStrategyId}",
    needs: "read",
    tag: "bot",
    summary:
      "A strategy at work, also one that was stopped: its terms, its balance, and each trade with all that led to it",
    params: z.strictObject({ activeStrategyId }),
    query: z.strictObject(timelineQuery.shape),
    status: 200,
    answer: work,
    problems: [404],
  }, ({ services, params, query }) => services.bot.open(params.activeStrategyId, query.page)),
  route({
    method: "post",
    path: "/bot/{activeStrategyId}/{action}",
    needs: "trade",
    tag: "bot",
    summary: "Suspends, resumes or upgrades a strategy at work, sells what it holds, or stops it for good",
    params: z.strictObject({ activeStrategyId, action: z.enum(BOT_ACTIONS) }),
    status: 204,
    problems: [404, 409],
  }, ({ services, params }) => services.bot.act(params.activeStrategyId, params.action)),
];
