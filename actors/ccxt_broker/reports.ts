/** Taking in what the exchange reports of orders, by its private stream or by REST, and telling what is new. */
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import type { AccountChanged } from "../../domain/foreign.ts";
import type { Symbol } from "../../domain/market.ts";
import type { OrderEvent } from "../../domain/order.ts";
import type { Found } from "../../exchanges/ccxt/broker_lookup.ts";
import type { ReportedFill, ReportedOrder } from "../../exchanges/ccxt/private_data.ts";
import type { Heard } from "../../exchanges/ccxt/source.ts";
import { accountEvents, brokerEvents } from "../topics.ts";
import type { Context, State } from "./state.ts";

/** An order whose fills have not all been told is looked up after this, ms: the stream may be about to tell them. */
const BEHIND_MS = 2_000;
/** An order that the exchange does not know so long after it was sent has never arrived, ms. */
const ARRIVES_WITHIN_MS = 120_000;

/** Takes in an update of the private stream. */
export async function hear(state: State, heard: Heard, ctx: Context): Promise<void> {
  switch (heard.kind) {
    case "OrdersReported":
      for (const order of heard.orders) takeReported(state, order, ctx);
      return;
    case "FillsReported":
      return await takeFills(state, heard.fills, ctx);
    case "BalanceChanged":
      return tellChange(state, "balance", ctx);
  }
}

function takeReported(state: State, order: ReportedOrder, ctx: Context): void {
  const name = state.tracker.nameOf(order);
  if (name === null) return tellChange(state, "orders", ctx);
  takeOrder(state, order, ctx);
  lookUpIfBehind(state, order.symbol, name, ctx);
}

/** Takes in an order with its fills. */
export async function takeFound(state: State, { order, fills }: Found, ctx: Context): Promise<void> {
  takeOrder(state, order, ctx);
  await takeFills(state, fills, ctx);
  const name = state.tracker.nameOf(order);
  if (name !== null) lookUpIfBehind(state, order.symbol, name, ctx);
}

/** Looks an order up and takes in what is found. @returns whether it was found; null = there was no answer. */
export async function lookUp(
  state: State,
  symbol: Symbol,
  clientOrderId: string,
  ctx: Context,
): Promise<boolean | null> {
  const { broker, tracker, sent } = state;
  try {
    const found = await broker.lookUp({ symbol, clientOrderId, orderId: tracker.orderId(clientOrderId) });
    if (found !== null) await takeFound(state, found, ctx);
    else if (ctx.clock.elapsed() - (sent.get(clientOrderId) ?? -Infinity) > ARRIVES_WITHIN_MS) {
      tracker.forget(clientOrderId);
    }
    return found !== null;
  } catch (error) {
    ctx.log.warn("Cannot look an order up", { clientOrderId, why: broker.wordsOf(error) });
    return null;
  }
}

function takeOrder(state: State, order: ReportedOrder, ctx: Context): void {
  tell(state, state.tracker.report(order, ctx.clock.now()), ctx);
}

async function takeFills(state: State, fills: readonly ReportedFill[], ctx: Context): Promise<void> {
  for (const fill of fills) {
    const { symbol, orderId, fillId, price, quantity, timeMs } = fill;
    if (orderId === null) continue; // of no order: the look-up by the order finds it
    const paid = await feeOf(state, fill, ctx);
    if (paid) tell(state, state.tracker.fill({ symbol, orderId }, { fillId, price, quantity, timeMs, ...paid }), ctx);
  }
}

/** The fee; undefined = its price cannot be had now, and the fill is told when it can. */
async function feeOf({ broker }: State, fill: ReportedFill, ctx: Context) {
  try {
    return await broker.feeOf(fill);
  } catch (error) {
    const failure = broker.failureOf(error);
    const { symbol, fee, feeCurrency } = fill;
    ctx.log.error("The fee of a fill has no price", { symbol, fee, feeCurrency, why: broker.wordsOf(error) });
    return failure instanceof ExchangeRefused ? broker.noFee(fill) : undefined;
  }
}

function lookUpIfBehind({ tracker }: State, symbol: Symbol, clientOrderId: string, ctx: Context): void {
  if (tracker.isBehind(clientOrderId)) ctx.after(BEHIND_MS, "LookUp", { symbol, clientOrderId });
}

function tellChange({ brokerId }: State, what: AccountChanged["what"], ctx: Context): void {
  ctx.publish(accountEvents.key(brokerId), { brokerId, what });
}

function tell({ brokerId }: State, events: readonly OrderEvent[], ctx: Context): void {
  for (const event of events) ctx.publish(brokerEvents.key(brokerId), event);
}
