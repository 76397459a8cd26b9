/** Strategies at work. */
import { z } from "zod";
import { BOT_ACTIONS } from "../services.ts";
import { type ApiRoute, route } from "./route.ts";
import { bot } from "./schemas.ts";

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
  }, ({ services }) => services.bot()),
  route({
    method: "post",
    path: "/bot/{activeStrategyId}/{action}",
    needs: "trade",
    tag: "bot",
    summary: "Suspends or resumes a strategy at work, sells what it holds, or stops it for good",
    params: z.strictObject({ activeStrategyId: z.uuid(), action: z.enum(BOT_ACTIONS) }),
    status: 204,
    problems: [404, 409],
  }, ({ services, params }) => services.act(params.activeStrategyId, params.action)),
];
