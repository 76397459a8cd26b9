/** Asking the risk guard. It fails closed: without its word nothing opens or enlarges a position; what makes one smaller passes. */
import type { OrderRequest } from "../../domain/order.ts";
import { isExit, opens } from "../../domain/risk/opening.ts";
import { riskGuardProtocol } from "../risk_guard_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import type { Desk, DeskContext } from "./record.ts";

/** Longer than the guard waits for a price; its user's other orders wait behind this one. */
const GUARD_ANSWER = { timeout: "5s" } as const;

/** Who gets no answer has the order judged, which takes its own time. */
const FREE_ANSWER = { timeout: "2s" } as const;

/** What the guard says of an order; `unanswered` = it says nothing now. */
export type RiskAnswer =
  | { readonly verdict: "allowed" }
  | { readonly verdict: "denied" | "unanswered"; readonly reason: string };

/** What of an order says whether limits count for it. */
export interface OrderKind {
  readonly opens: boolean;
  readonly isExit: boolean;
}

/**
 * Whether an order may be sent without being judged in its user's turn, where each of many would wait for the one before. Where
 * the guard does not say, it is judged.
 */
export async function isFree(
  { riskPath }: Desk,
  { userId, brokerId, opens, isExit }: OrderKind & Pick<OrderRequest, "userId" | "brokerId">,
  ctx: DeskContext,
): Promise<boolean> {
  if (riskPath === null || isExit) return true;
  try {
    return await ctx.whereis(riskPath, riskGuardProtocol).ask("IsFree", { userId, brokerId, opens }, FREE_ANSWER);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return false;
  }
}

/** Whether an order may be sent. Exits, stops and targets are not asked about at all. */
export async function askGuard({ riskPath }: Desk, request: OrderRequest, ctx: DeskContext): Promise<RiskAnswer> {
  if (riskPath === null || isExit(request)) return { verdict: "allowed" };
  try {
    return await ctx.whereis(riskPath, riskGuardProtocol).ask("Judge", request, GUARD_ANSWER);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.error("The risk guard does not answer", { why: error.message });
    if (!opens(request)) return { verdict: "allowed" };
    return { verdict: "unanswered", reason: `the risk guard does not answer (${error.detail}); nothing was sent` };
  }
}
