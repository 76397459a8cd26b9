/** Closing: the webhook's own orders of a market end, then what they have bought and not sold is sold. */
import { beginCall, bookOf } from "../../db/webhook_calls.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import type { Ticket } from "../../domain/ticket.ts";
import type { WebhookCall } from "../../domain/webhook/call.ts";
import { heldOf } from "../../domain/webhook/sizing.ts";
import type { TradingPlace } from "./place.ts";
import { DESK_ANSWER, type ExecutorContext, manualDesk, NotNow, type WebhookExecutor } from "./state.ts";

/** An entry that is canceled may get exits, which are canceled then. */
const ROUNDS = 3;

/**
 * The ticket that closes; null = nothing is open. In a test nothing is canceled.
 * @throws {NotNow} while orders still stand. @throws {AskError} where the manual desk does not answer.
 */
export async function closingTicket(
  executor: WebhookExecutor,
  call: WebhookCall,
  place: TradingPlace,
  ctx: ExecutorContext,
): Promise<Ticket | null> {
  if (call.verdict === "accepted") await cancelAll(executor, call, place, ctx);
  const quantity = await heldNow(executor, call, place);
  if (Number(quantity) === 0) return null;
  return {
    ...{ brokerId: place.broker.id, symbol: place.market.symbol, side: "sell", type: "market", quantity },
    ...{ price: null, stopLoss: null, takeProfit: null },
  };
}

/** Entries first: what they have bought so far gets exits, which go in the next round. */
async function cancelAll(
  executor: WebhookExecutor,
  call: WebhookCall,
  place: TradingPlace,
  ctx: ExecutorContext,
): Promise<void> {
  const { userId } = call;
  for (let round = 0; round < ROUNDS; round++) {
    const open = (await book(executor, call, place)).orders.filter(({ isOpen }) => isOpen);
    if (open.length === 0) return;
    await beginCall(executor.args.db, call.id, ctx.clock.now());
    const entries = open.filter(({ side }) => side === "buy");
    for (const { clientOrderId } of entries.length > 0 ? entries : open) {
      await manualDesk(executor, ctx).ask("CancelOrder", { userId, clientOrderId }, DESK_ANSWER);
    }
  }
  const left = (await book(executor, call, place)).orders.filter(({ isOpen }) => isOpen);
  if (left.length > 0) throw new NotNow(`its orders on ${place.market.symbol} still stand`);
}

async function heldNow(executor: WebhookExecutor, call: WebhookCall, place: TradingPlace): Promise<DecimalText> {
  const { base, quantityStep } = place.market;
  return cutToStep(heldOf((await book(executor, call, place)).fills, base).toFixed(), quantityStep);
}

function book({ args }: WebhookExecutor, { userId, webhookId }: WebhookCall, { broker, market }: TradingPlace) {
  return bookOf(args.db, { userId, webhookId, brokerId: broker.id, symbol: market.symbol });
}
