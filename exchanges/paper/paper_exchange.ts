/**
 * The paper exchange: real prices, pretended money. A pure state machine: each function takes the state and what
 * happens, and returns the next state with what the venue reports.
 *
 * Orders are filled from the market's own prints that follow them, at the print's price and with a fee (see
 * `paper_state.ts` for the rules that can be chosen, `paper_matching.ts` for which print fills which order). A client
 * order id means one order for ever: placing it again changes nothing.
 */
import { Decimal } from "../../domain/decimal.ts";
import type { Fill, OrderEvent, OrderRequest } from "../../domain/order.ts";
import { ON_REQUEST } from "../../domain/order_life.ts";
import type { Trade } from "../../domain/trade.ts";
import { meet } from "./paper_matching.ts";
import { Locks } from "./paper_locks.ts";
import { affordable, feeOf, lockedOf, needOf, paysWith, settle } from "./paper_money.ts";
import { type PaperOrder, type PaperRules, type PaperState, withReports } from "./paper_state.ts";

/** The next state, and what the venue reports to the order's owner, oldest first. */
export interface PaperStep {
  readonly state: PaperState;
  readonly events: readonly OrderEvent[];
}

/** The venue's answer to a new order. */
export type Placed = PaperStep & {
  readonly answer: { readonly outcome: "accepted" } | { readonly outcome: "refused"; readonly reason: string };
};

/** Takes an order into the book, or refuses it in words when the free money does not cover it. `nowMs` in UTC ms. */
export function placeOrder(state: PaperState, request: OrderRequest, rules: PaperRules, nowMs: number): Placed {
  const { clientOrderId } = request;
  const told = state.reports.get(clientOrderId);
  if (told) return { state, events: [], answer: answerOf(told) };
  const order: PaperOrder = {
    request,
    left: new Decimal(request.quantity),
    fills: 0,
    triggered: false,
    resting: false,
    placedAt: state.lastPrices[request.symbol] ?? null,
  };
  const reason = notHeld(request, rules) ?? notCovered(state, order, rules);
  const events: OrderEvent[] = reason === undefined
    ? [{ kind: "OrderAccepted", clientOrderId, timeMs: nowMs }]
    : [{ kind: "OrderRejected", clientOrderId, reason, timeMs: nowMs }];
  const open = reason === undefined ? [...state.open, order] : state.open;
  return { state: withReports({ ...state, open }, events), events, answer: answerOf(events) };
}

/** Takes two orders of one group into the book, or neither. */
export function placeGroup(
  state: PaperState,
  orders: readonly [OrderRequest, OrderRequest],
  rules: PaperRules,
  nowMs: number,
): Placed {
  const steps: Placed[] = [];
  if (!rules.holds.groups) steps.push(noGroups(state));
  else for (const request of orders) steps.push(placeOrder(steps.at(-1)?.state ?? state, request, rules, nowMs));
  const refused = steps.find(({ answer }) => answer.outcome === "refused")?.answer;
  if (refused?.outcome !== "refused") {
    return { ...steps.at(-1)!, events: steps.flatMap(({ events }) => events) };
  }
  const events = orders.filter(({ clientOrderId }) => !state.reports.has(clientOrderId)).map(
    ({ clientOrderId }): OrderEvent => ({
      kind: "OrderRejected",
      clientOrderId,
      reason: refused.reason,
      timeMs: nowMs,
    }),
  );
  return { state: withReports(state, events), events, answer: refused };
}

/** Takes an order out of the book, and the rest of its group with it. */
export function cancelOrder(
  state: PaperState,
  clientOrderId: string,
  nowMs: number,
): PaperStep & { readonly canceled: boolean; readonly reason: string | null } {
  const order = state.open.find(({ request }) => request.clientOrderId === clientOrderId);
  if (!order) {
    const reason = `Cannot cancel order "${clientOrderId}": it is not open`;
    return { state, events: [], canceled: false, reason };
  }
  const event: OrderEvent = { kind: "OrderCanceled", clientOrderId, reason: ON_REQUEST, timeMs: nowMs };
  const own = close(state, [event]);
  const others = cancelGroup(own.state, order, nowMs, `order "${clientOrderId}" of its group was canceled`);
  const events = [...own.events, ...others.events];
  return { state: withReports(others.state, events), events, canceled: true, reason: null };
}

/** Lets a public print meet every open order of its market, oldest first. */
export function printTrade(state: PaperState, trade: Trade, rules: PaperRules): PaperStep {
  let now: PaperState = { ...state, lastPrices: { ...state.lastPrices, [trade.symbol]: trade.price } };
  const locks = new Locks(rules);
  let liquidity = rules.liquidity === "print" ? new Decimal(trade.quantity) : new Decimal(Infinity);
  const events: OrderEvent[] = [];
  for (const { request } of state.open) {
    const order = now.open.find((open) => open.request.clientOrderId === request.clientOrderId);
    if (!order || request.symbol !== trade.symbol) continue;
    const step = meetTrade(now, order, trade, liquidity, rules, locks);
    locks.follow(order, now, step.state);
    now = step.state;
    events.push(...step.events);
    for (const event of step.events) {
      if (event.kind === "OrderFilled") liquidity = liquidity.minus(event.fill.quantity);
    }
  }
  return { state: withReports(now, events), events };
}

function meetTrade(
  state: PaperState,
  order: PaperOrder,
  trade: Trade,
  liquidity: Decimal,
  rules: PaperRules,
  locks: Locks,
): PaperStep {
  const meeting = meet(order, trade.price);
  switch (meeting.kind) {
    case "nothing":
      return { state, events: [] };
    case "rests":
      return { state: replace(state, order, { ...order, resting: true }), events: [] };
    case "triggers":
      return cancelGroup(replace(state, order, { ...order, triggered: true }), order, trade.timeMs);
    case "fills":
      return fillOrder(state, order, { ...trade, price: meeting.price }, liquidity, rules, locks);
  }
}

/** Fills what order, print and money allow. A market buy that the money does not cover ends with what it could pay. */
function fillOrder(
  state: PaperState,
  order: PaperOrder,
  { price, timeMs }: Trade,
  liquidity: Decimal,
  rules: PaperRules,
  locks: Locks,
): PaperStep {
  if (!liquidity.gt(0)) return { state, events: [] };
  const { symbol, side, clientOrderId } = order.request;
  const wanted = Decimal.min(order.left, liquidity);
  const money = freeOf(state, order, locks.besides(state, order));
  const quantity = Decimal.min(wanted, side === "sell" ? money : affordable(money, price, rules));
  const broke: OrderEvent[] = quantity.lt(wanted)
    ? [{ kind: "OrderExpired", clientOrderId, reason: `insufficient funds: ${money.toFixed()} left`, timeMs }]
    : [];
  if (!quantity.gt(0)) return close(state, broke);
  const fill: Fill = {
    fillId: `${clientOrderId}.${order.fills + 1}`,
    clientOrderId,
    price,
    quantity: quantity.toFixed(),
    ...feeOf(symbol, side, quantity, price, rules),
    timeMs,
  };
  const filled = { ...order, left: order.left.minus(quantity), fills: order.fills + 1 };
  const totals = settle(state.totals, symbol, side, fill);
  const others = cancelGroup(replace({ ...state, totals }, order, filled), order, timeMs);
  const own = close(others.state, [{ kind: "OrderFilled", clientOrderId, fill, timeMs }, ...broke]);
  return { state: own.state, events: [...own.events, ...others.events] };
}

/** Ends the other orders of a group: one was reached, so the rest must not be filled too. */
function cancelGroup(
  state: PaperState,
  { request }: PaperOrder,
  timeMs: number,
  reason = `order "${request.clientOrderId}" of its group came first`,
): PaperStep {
  if (request.groupId === null) return { state, events: [] };
  const others = state.open.filter(({ request: other }) =>
    other.groupId === request.groupId && other.clientOrderId !== request.clientOrderId
  );
  return close(
    state,
    others.map(({ request: { clientOrderId } }) => ({ kind: "OrderCanceled", clientOrderId, reason, timeMs })),
  );
}

/** Takes those orders out of the book that are filled or over. */
function close(state: PaperState, events: readonly OrderEvent[]): PaperStep {
  const over = new Set(events.filter(({ kind }) => kind !== "OrderFilled").map((event) => event.clientOrderId));
  const open = state.open.filter(({ request, left }) => left.gt(0) && !over.has(request.clientOrderId));
  return { state: { ...state, open }, events };
}

function replace(state: PaperState, before: PaperOrder, after: PaperOrder): PaperState {
  return { ...state, open: state.open.map((order) => order === before ? after : order) };
}

/** What an order may spend: everything that no other order has locked. */
function freeOf({ totals }: PaperState, order: PaperOrder, lockedByOthers: Decimal): Decimal {
  const total = totals[paysWith(order)] ?? new Decimal(0);
  return Decimal.max(total.minus(lockedByOthers), 0);
}

function notHeld({ type }: OrderRequest, { holds }: PaperRules): string | undefined {
  if (type === "stop_loss" && !holds.stopLoss) return "this account takes no stop-loss orders";
  if (type === "take_profit" && !holds.takeProfit) return "this account takes no take-profit orders";
}

function noGroups(state: PaperState): Placed {
  const reason = "this account takes no orders that cancel each other";
  return { state, events: [], answer: { outcome: "refused", reason } };
}

function notCovered(state: PaperState, order: PaperOrder, rules: PaperRules): string | undefined {
  const need = needOf(order, rules);
  const free = freeOf(state, order, lockedOf(state, paysWith(order), rules, order));
  if (free.gt(0) && need.lte(free)) return undefined;
  const currency = paysWith(order);
  return `insufficient funds: ${need.toFixed()} ${currency} needed, ${free.toFixed()} ${currency} free`;
}

function answerOf(told: readonly OrderEvent[]): Placed["answer"] {
  const [first] = told;
  return first?.kind === "OrderRejected" ? { outcome: "refused", reason: first.reason } : { outcome: "accepted" };
}
