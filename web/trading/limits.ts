/** What the limits of a user would say of a ticket that is not sent yet. */
import { AskError } from "../../actors/runtime/mod.ts";
import type { OrderRequest } from "../../domain/order.ts";
import { opens } from "../../domain/risk/opening.ts";
import type { Ticket, TicketVerdict } from "../../domain/ticket.ts";
import { ticketOrderId } from "../../domain/ticket_ids.ts";
import type { TradingParts } from "./parts.ts";

/** An order is denied that the guard says nothing of for so long; so is its preview. */
const GUARD_ANSWER = { timeout: "5s" } as const;

/** The verdict, or the denial that the ticket would meet: a limit, the kill switch, the live switch, or a guard that is away. */
export async function withinLimits(
  { riskGuard }: TradingParts,
  userId: string,
  verdict: Extract<TicketVerdict, { verdict: "ok" }>,
): Promise<TicketVerdict> {
  const request = requestOf(userId, verdict.ticket);
  try {
    const told = await riskGuard().ask("Preview", request, GUARD_ANSWER);
    return told.verdict === "denied" ? { verdict: "denied", reason: told.reason } : verdict;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (!opens(request)) return verdict;
    return { verdict: "denied", reason: `the risk guard does not answer (${error.detail})` };
  }
}

/** The order that the ticket would be. */
function requestOf(userId: string, ticket: Ticket): OrderRequest {
  const { brokerId, symbol, side, type, quantity, price } = ticket;
  return {
    clientOrderId: ticketOrderId("entry", crypto.randomUUID()),
    ...{ userId, brokerId, activeStrategyId: null, symbol, side, type, quantity, price },
    ...{ stopPrice: null, groupId: null, purpose: "manual" },
  };
}
