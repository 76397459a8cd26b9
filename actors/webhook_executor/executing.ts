/** Executing a call: at most one order, whatever falls in between; each step begins with what the books say. */
import { closingsBeside, endCall, findCall } from "../../db/webhook_calls.ts";
import { findOrder } from "../../db/orders.ts";
import { isRefused } from "../../domain/order_life.ts";
import type { Order } from "../../domain/order.ts";
import type { Ticket } from "../../domain/ticket.ts";
import { ticketOrderId } from "../../domain/ticket_ids.ts";
import type { WebhookCall } from "../../domain/webhook/call.ts";
import { OLDEST_MS } from "../../domain/webhook/judging.ts";
import type { WebhookSignal } from "../../domain/webhook/signal.ts";
import { AskError } from "../runtime/mod.ts";
import { notices, webhookCalls } from "../topics.ts";
import { closingTicket } from "./closing.ts";
import { placeOf } from "./place.ts";
import { sizedTicket } from "./sizing.ts";
import { DESK_ANSWER, type ExecutorContext, Impossible, manualDesk, NotNow, type WebhookExecutor } from "./state.ts";

/** What cannot be done now is tried again after this. */
const TRY_AGAIN = "2s";

interface Ending {
  readonly state: "done" | "failed";
  readonly reason: string | null;
  readonly ticket: Ticket | null;
}

/** Executes a call that waits. */
export async function executeCall(
  executor: WebhookExecutor,
  { callId, userId }: { readonly callId: string; readonly userId: string },
  ctx: ExecutorContext,
): Promise<void> {
  const call = await findCall(executor.args.db, callId);
  if (call?.state !== "waiting") return;
  const ending = await endingOf(executor, call, ctx);
  if (ending === undefined) {
    ctx.after(TRY_AGAIN, "ExecuteCall", { callId, userId });
    return;
  }
  await end(executor, call, ending, ctx);
}

/** Undefined = it must be tried again. */
async function endingOf(
  executor: WebhookExecutor,
  call: WebhookCall,
  ctx: ExecutorContext,
): Promise<Ending | undefined> {
  try {
    return await carryOut(executor, call, ctx);
  } catch (error) {
    if (error instanceof Impossible) return { state: "failed", reason: error.message, ticket: null };
    if (!(error instanceof AskError || error instanceof NotNow)) throw error;
    ctx.log.info("A call of a webhook cannot be executed now", { callId: call.id, why: error.message });
    executor.late.set(call.id, error.message);
  }
}

async function carryOut(executor: WebhookExecutor, call: WebhookCall, ctx: ExecutorContext): Promise<Ending> {
  const known = await findOrder(executor.args.db, ticketOrderId("entry", call.ticketId));
  if (known) return endingBy(known, null);
  const { signal, begunMs, receivedMs } = call;
  if (signal === null) throw new Impossible("its signal cannot be read any more");
  if (begunMs === null && ctx.clock.now() - receivedMs > OLDEST_MS) {
    const why = executor.late.get(call.id) ?? "the platform did not run";
    throw new Impossible(`it could not be executed within ${OLDEST_MS / 1_000} s: ${why}`);
  }
  if (signal.action !== "close" && call.verdict === "accepted") await mustBeItsTurn(executor, call, signal);
  const ticket = await ticketOf(executor, call, signal, ctx);
  if (ticket === null) return { state: "done", reason: "nothing is open that it could close", ticket: null };
  return call.verdict === "test" ? await check(executor, call, ticket, ctx) : await place(executor, call, ticket, ctx);
}

/**
 * What could not be executed at once is tried again beside those that came after it: neither does a call that closes sell what
 * was opened after it, nor is opened what it was to close.
 * @throws {NotNow} as long as an earlier call is to close. @throws {Impossible} once a later one has closed.
 */
async function mustBeItsTurn({ args }: WebhookExecutor, call: WebhookCall, { symbol }: WebhookSignal): Promise<void> {
  const { isAwaited, isOver } = await closingsBeside(args.db, call);
  if (isOver) throw new Impossible(`a later call closed ${symbol} before it could be executed`);
  if (isAwaited) throw new NotNow(`an earlier call has not closed ${symbol} yet`);
}

async function ticketOf(
  executor: WebhookExecutor,
  call: WebhookCall,
  signal: WebhookSignal,
  ctx: ExecutorContext,
): Promise<Ticket | null> {
  const at = await placeOf(executor, call, signal, ctx);
  const { action } = signal;
  return action === "close"
    ? await closingTicket(executor, call, at, ctx)
    : await sizedTicket(executor, { ...signal, action }, at, ctx);
}

/** What would become of it. */
async function check(
  executor: WebhookExecutor,
  { userId }: WebhookCall,
  ticket: Ticket,
  ctx: ExecutorContext,
): Promise<Ending> {
  const verdict = await manualDesk(executor, ctx).ask("CheckTicket", { userId, ticket }, DESK_ANSWER);
  if (verdict.verdict === "denied") return { state: "failed", reason: verdict.reason, ticket };
  return { state: "done", reason: null, ticket: verdict.ticket };
}

/** The manual desk knows a ticket by its id: asked again, it answers with the same order. */
async function place(
  executor: WebhookExecutor,
  { userId, ticketId }: WebhookCall,
  ticket: Ticket,
  ctx: ExecutorContext,
): Promise<Ending> {
  const { order } = await manualDesk(executor, ctx).ask("PlaceTicket", { userId, ticketId, ticket }, DESK_ANSWER);
  if (order.state === "intended") throw new NotNow(order.reason ?? "its order was not answered yet");
  return endingBy(order, { ...ticket, quantity: order.quantity, price: order.price });
}

function endingBy(order: Order, ticket: Ticket | null): Ending {
  const { state, reason } = order;
  return isRefused(order)
    ? { state: "failed", reason: reason ?? state, ticket }
    : { state: "done", reason: null, ticket };
}

async function end({ args, late }: WebhookExecutor, call: WebhookCall, ending: Ending, ctx: ExecutorContext) {
  const { id: callId, userId, webhookId } = call;
  const timeMs = ctx.clock.now();
  late.delete(callId);
  await endCall(args.db, callId, { ...ending, nowMs: timeMs });
  ctx.publish(webhookCalls.key(userId), { callId, userId, webhookId, state: ending.state });
  if (ending.state !== "failed" || call.verdict !== "accepted") return;
  const begun = (await findCall(args.db, callId))?.begunMs;
  const parameters = { symbol: call.signal?.symbol ?? "?", reason: ending.reason ?? "?" };
  ctx.publish(notices.key(userId), {
    level: "error",
    userId,
    key: begun ? "webhook_unclosed" : "webhook_failed",
    parameters,
    timeMs,
  });
}
