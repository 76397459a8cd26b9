/** What the risk guard hears; apart from the actor, so that who asks it does not load the database. */
import { z } from "zod";
import { orderRequest } from "../domain/order.ts";
import { riskRule } from "../domain/risk/limits.ts";

/** What the guard says of an order. */
export const riskVerdict = z.discriminatedUnion("verdict", [
  z.object({ verdict: z.literal("allowed") }),
  z.object({ verdict: z.literal("denied"), rule: riskRule, reason: z.string() }),
]);
/** What the guard says of an order. */
export type RiskVerdict = z.infer<typeof riskVerdict>;

/** What the risk guard hears. */
export const riskGuardProtocol = {
  /**
   * Whether an order may be sent at an account whatever else is on its way: no limit counts for it, and no switch stops it.
   * `opens` = it opens or enlarges a position.
   */
  IsFree: { in: z.object({ userId: z.string(), brokerId: z.string(), opens: z.boolean() }), out: z.boolean() },
  /** Whether an order may be sent. Of a denial its user is told. Whoever hears nothing takes it for a denial. */
  Judge: { in: orderRequest, out: riskVerdict },
  /** What it would say of an order that nobody sends yet; of a denial nobody is told. */
  Preview: { in: orderRequest, out: riskVerdict },
} as const;
