/** Whether an order may be sent: by whether it was before, by its market's rules, and by its user's limits. */
import { findOrder } from "../../db/orders.ts";
import type { Order, OrderEvent, OrderRequest } from "../../domain/order.ts";
import { applyOrderEvent, intendedOrder } from "../../domain/order_life.ts";
import { applyMarketRules } from "../../domain/order_rules.ts";
import { isExit } from "../../domain/risk/opening.ts";
import { brokerOf, inWords } from "./brokers.ts";
import type { Desk, DeskContext } from "./record.ts";
import { askGuard, isFree } from "./risk.ts";

/** How old the guard's word may be by which an order goes out, ms. */
const FRESH_MS = 100;

/** The request in the market's own steps, and why it must not be sent, if so. */
export interface Judged {
  readonly request: OrderRequest;
  readonly denied?: string;
}

/** An order that is to be stored, and its denial, if it is denied. */
export interface Begun {
  readonly order: Order;
  readonly denied: OrderEvent | null;
}

/** The order that this intent is already, if it is one. Another user's is not shown: its name is taken, and that is all. */
export async function knownOrder(
  { db }: Desk,
  request: OrderRequest,
  { clock }: DeskContext,
): Promise<Order | undefined> {
  const { clientOrderId, userId } = request;
  const known = await findOrder(db, clientOrderId);
  if (!known || known.userId === userId) return known;
  return notStored(request, `Cannot place order "${clientOrderId}": its name is taken`, clock.now());
}

/** A denied order of which nothing is stored, since its name is not free. */
export function notStored(request: OrderRequest, reason: string, nowMs: number): Order {
  return { ...intendedOrder(request, nowMs), state: "denied", reason };
}

/**
 * The order that is stored, and what has happened to it by then: it was denied; or, a market order that opens something,
 * submitted: were one found that never went out, its moment would have passed. One with a price of its own is sent later then, and
 * of one that leaves a position it is known at once that it did not go out, so that another does.
 */
export function begunOrder({ request, denied }: Judged, timeMs: number): Begun {
  const { clientOrderId, type } = request;
  const intended = intendedOrder(request, timeMs);
  if (denied !== undefined) {
    const event = { kind: "OrderDenied", clientOrderId, reason: denied, timeMs } as const;
    return { order: applyOrderEvent(intended, event, new Set()), denied: event };
  }
  if (type !== "market" || isExit(request)) return { order: intended, denied: null };
  const submitted = { kind: "OrderSubmitted", clientOrderId, timeMs } as const;
  return { order: applyOrderEvent(intended, submitted, new Set()), denied: null };
}

/** Cuts an order to its market's steps and asks the risk guard, or says why it cannot be placed. */
export async function judge(desk: Desk, request: OrderRequest, ctx: DeskContext): Promise<Judged> {
  return await judgeByLimits(desk, await judgeByMarket(desk, request, ctx), ctx);
}

/** Asks the risk guard about what its market allows. */
export async function judgeByLimits(desk: Desk, judged: Judged, ctx: DeskContext): Promise<Judged> {
  if (judged.denied !== undefined) return judged;
  const allowed = await askGuard(desk, judged.request, ctx);
  if (allowed.verdict === "allowed") return judged;
  return { ...judged, denied: `Cannot place order "${judged.request.clientOrderId}": ${allowed.reason}` };
}

/**
 * What can be said of an order without waiting for any other: what its market says, and whether it is free of limits. Both are
 * asked for at once; where the market was long in saying it, whether it is free is asked anew, for switches are turned
 * meanwhile.
 */
export async function judgeAlone(
  desk: Desk,
  request: OrderRequest,
  ctx: DeskContext,
): Promise<{ readonly judged: Judged; readonly free: boolean }> {
  const beganMs = ctx.clock.elapsed();
  const [judged, free] = await Promise.all([judgeByMarket(desk, request, ctx), isFree(desk, request, ctx)]);
  const isFresh = ctx.clock.elapsed() - beganMs < FRESH_MS;
  return { judged, free: free && (isFresh || await isFree(desk, request, ctx)) };
}

/** Cuts an order to its market's steps, or says why its market does not take it. */
async function judgeByMarket(desk: Desk, request: OrderRequest, ctx: DeskContext): Promise<Judged> {
  const deny = (why: string) => ({ request, denied: `Cannot place order "${request.clientOrderId}": ${why}` });
  try {
    const market = await brokerOf(desk, request.brokerId, ctx).ask("GetMarket", { symbol: request.symbol });
    if (!market) return deny(`${request.symbol} is not traded at its broker`);
    const verdict = applyMarketRules(request, market);
    return verdict.verdict === "ok" ? { request: verdict.request } : { request, denied: verdict.reason };
  } catch (error) {
    return deny(`its broker does not answer (${inWords(error)}); nothing was sent`);
  }
}
