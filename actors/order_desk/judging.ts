/** Whether an order may be sent: by whether it was before, by its market's rules, and by its user's limits. */
import { findOrder } from "../../db/orders.ts";
import type { Market } from "../../domain/market.ts";
import type { Order, OrderEvent, OrderRequest } from "../../domain/order.ts";
import { applyOrderEvent, intendedOrder } from "../../domain/order_life.ts";
import { applyMarketRules } from "../../domain/order_rules.ts";
import { isExit, opens } from "../../domain/risk/opening.ts";
import { brokerOf, inWords } from "./brokers.ts";
import { type Asked, type Expecting, isFresh } from "./expected.ts";
import type { Desk, DeskContext } from "./record.ts";
import { askGuard, isFree, type OrderKind } from "./risk.ts";

/** The request in the market's own steps, and why it must not be sent, if so. */
export interface Judged {
  readonly request: OrderRequest;
  readonly denied?: string;
}

type AtMarket = Pick<OrderRequest, "userId" | "brokerId" | "symbol">;

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
  return await judgeByLimits(desk, cut(request, await marketOf(desk, request, ctx)), ctx);
}

/** Asks the risk guard about what its market allows. */
export async function judgeByLimits(desk: Desk, judged: Judged, ctx: DeskContext): Promise<Judged> {
  if (judged.denied !== undefined) return judged;
  const allowed = await askGuard(desk, judged.request, ctx);
  if (allowed.verdict === "allowed") return judged;
  return { ...judged, denied: `Cannot place order "${judged.request.clientOrderId}": ${allowed.reason}` };
}

/** Asks at once what will have to be known of an order that somebody expects. */
export async function expectOrder(desk: Desk, by: Expecting, ctx: DeskContext): Promise<null> {
  const asked = ask(desk, by, { opens: !by.isExit, isExit: by.isExit }, ctx);
  desk.expected.note(by, asked);
  await Promise.all([asked.market, asked.free]);
  return null;
}

/**
 * What can be said of an order without waiting for any other: what its market says, and whether it is free of limits. Both are
 * asked for at once, or were when the order was expected; where that is a while ago by now, whether it is free is asked anew,
 * for switches are turned meanwhile.
 */
export async function judgeAlone(
  desk: Desk,
  request: OrderRequest,
  ctx: DeskContext,
): Promise<{ readonly judged: Judged; readonly free: boolean }> {
  const of = { opens: opens(request), isExit: isExit(request) };
  const asked = desk.expected.take(request, ctx.clock.elapsed()) ?? ask(desk, request, of, ctx);
  const [market, free] = await Promise.all([asked.market, asked.free]);
  const isStill = free && (isFresh(asked, ctx.clock.elapsed()) || await isFree(desk, { ...request, ...of }, ctx));
  return { judged: cut(request, market), free: isStill };
}

function ask(desk: Desk, of: AtMarket, kind: OrderKind, ctx: DeskContext): Asked {
  const free = isFree(desk, { ...of, ...kind }, ctx);
  return { askedMs: ctx.clock.elapsed(), market: marketOf(desk, of, ctx), free };
}

/** The rules of a market, or why no order can be placed there. */
async function marketOf(desk: Desk, { brokerId, symbol }: AtMarket, ctx: DeskContext): Promise<Market | string> {
  try {
    return await brokerOf(desk, brokerId, ctx).ask("GetMarket", { symbol }) ?? `${symbol} is not traded at its broker`;
  } catch (error) {
    return `its broker does not answer (${inWords(error)}); nothing was sent`;
  }
}

/** Cuts an order to its market's steps, or says why its market does not take it. */
function cut(request: OrderRequest, market: Market | string): Judged {
  if (typeof market === "string") {
    return { request, denied: `Cannot place order "${request.clientOrderId}": ${market}` };
  }
  const verdict = applyMarketRules(request, market);
  return verdict.verdict === "ok" ? { request: verdict.request } : { request, denied: verdict.reason };
}
