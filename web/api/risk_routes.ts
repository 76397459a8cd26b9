/** Limits, live switches, and the kill switch. What lets real money in needs a session: no program gives itself that right. */
import { z } from "zod";
import { killState } from "../../domain/risk/kill_state.ts";
import { riskLimits } from "../../domain/risk/limits.ts";
import { environment } from "../../domain/venue.ts";
import { type ApiRoute, route } from "./route.ts";
import { brokerId } from "./schemas.ts";

const limits = riskLimits.meta({
  id: "RiskLimits",
  description: "What is null is not limited. Amounts are in `quote`",
});
const kill = killState.meta({ id: "KillSwitch" });
const risk = z.object({
  kill: kill.nullable().meta({ description: "null = it is off" }),
  limits: z.array(z.object({
    brokerId: z.string().nullable().meta({ description: "null = all accounts of one kind together" }),
    limits,
    countedFromMs: z.int().meta({ description: "Losses before are not counted, UTC ms" }),
  })),
  accounts: z.array(z.object({
    id: z.string(),
    name: z.string(),
    environment,
    isLiveOn: z.boolean().nullable().meta({ description: "null = it has no real money" }),
  })),
}).meta({ id: "Risk" });
const stored = z.strictObject({
  limits,
  countsAnew: z.boolean().default(false).meta({ description: "Losses of before are forgotten" }),
});

/** Routes of limits and of the kill switch. */
export const riskRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/risk",
    needs: "read",
    tag: "risk",
    summary: "Kill switch, limits, and which accounts may use real money",
    status: 200,
    answer: risk,
  }, async ({ services }) => {
    const { kill, limits, accounts } = await services.risk.view();
    return { kill, limits: [...limits], accounts: [...accounts] };
  }),
  route({
    method: "put",
    path: "/risk/limits",
    needs: "session",
    tag: "risk",
    summary: "Stores the limits for all accounts of one kind together",
    body: stored,
    status: 204,
  }, ({ services, body }) => services.risk.save({ brokerId: null, ...body })),
  route({
    method: "put",
    path: "/brokers/{brokerId}/limits",
    needs: "session",
    tag: "risk",
    summary: "Stores the limits of one account",
    params: brokerId,
    body: stored,
    status: 204,
    problems: [404],
  }, ({ services, params, body }) => services.risk.save({ ...params, ...body })),
  route({
    method: "put",
    path: "/risk/kill-switch",
    needs: "trade",
    tag: "risk",
    summary:
      "Suspends all strategies, cancels all orders but those that protect, and lets nothing open until it is released",
    body: z.strictObject({ sells: z.boolean().default(false).meta({ description: "All positions are sold, too" }) }),
    status: 200,
    answer: kill,
    problems: [503, 504],
  }, ({ services, body }) => services.risk.engage(body.sells)),
  route({
    method: "delete",
    path: "/risk/kill-switch",
    needs: "session",
    tag: "risk",
    summary: "Releases the kill switch; strategies stay suspended",
    status: 204,
    problems: [503, 504],
  }, ({ services }) => services.risk.release()),
];
