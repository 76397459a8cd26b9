/** The guard and its orders: acting on decisions, protecting positions, selling. */
import { backoffMs } from "../../domain/backoff.ts";
import { fillsOfActiveStrategy, ordersOfActiveStrategy } from "../../db/orders.ts";
import type { Candle } from "../../domain/candle.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Order, OrderChanged, OrderRequest } from "../../domain/order.ts";
import { cashQuote } from "../../domain/position.ts";
import type { Decision } from "../../strategies/decide.ts";
import { orderDeskProtocol } from "../broker_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { type Account, type Guard, type GuardContext, notify, publishStatus } from "./guard.ts";
import { countedAs, holds, ledgerOf, protectionNeeded, withOrder } from "./ledger.ts";
import { closingRequest, entryRequest, protectionRequests } from "./order_plan.ts";
import { tellFill } from "./runner_questions.ts";

/** When desk, broker or database do not answer. */
const TRY_AGAIN = "1s";
/** Longer than the desk waits for a broker. */
const DESK_MS = 15_000;

/** Reads what it owns from the database, and protects it where a crash left it without stop or target. */
export async function readAccount(guard: Guard, ctx: GuardContext): Promise<void> {
  const { db, activeStrategy: { id, symbol, brokerId }, orderDeskPath } = guard.args;
  try {
    const market = await deskAt(orderDeskPath, ctx).ask("GetMarket", { brokerId, symbol });
    if (!market) throw new Error(`Cannot trade ${symbol}: its broker does not`);
    const rates = await deskAt(orderDeskPath, ctx).ask("GetFees", { brokerId, symbol });
    const fees = { maker: Number(rates?.maker ?? 0), taker: Number(rates?.taker ?? 0) };
    const ledger = ledgerOf(symbol, await ordersOfActiveStrategy(db, id), await fillsOfActiveStrategy(db, id));
    guard.account = { market, ledger, fees };
    accountIsRead(guard);
  } catch (error) {
    return readAccountLater(guard, error, ctx);
  }
  await protect(guard, guard.account, ctx);
  publishStatus(guard, ctx);
}

function accountIsRead(guard: Guard): void {
  if (guard.accountAttempts > 0) guard.error = null;
  guard.accountAttempts = 0;
}

/** Without its account a strategy cannot trade: its user is shown why, until it can. */
function readAccountLater(guard: Guard, error: unknown, ctx: GuardContext): void {
  guard.error = error instanceof Error ? error.message : String(error);
  const againInMs = backoffMs(guard.accountAttempts++, ctx.random());
  ctx.log.warn("Cannot read the account yet", { why: guard.error, againInMs });
  ctx.after(againInMs, "ReadLedger");
  publishStatus(guard, ctx);
}

/** Takes in that one of its orders has changed. */
export async function orderChanged(guard: Guard, { order, event }: OrderChanged, ctx: GuardContext): Promise<void> {
  const { account } = guard;
  if (!account || order.activeStrategyId !== guard.args.activeStrategy.id) return;
  const isNews = event?.kind === "OrderFilled" && !account.ledger.counted.has(countedAs(event.fill));
  account.ledger = withOrder(account.ledger, order, event);
  await protect(guard, account, ctx);
  if (isNews) await tellFill(guard, order, event.fill, ctx);
  publishStatus(guard, ctx);
}

/** Position and money in the strategy's own numbers. A rest that cannot be sold is no position. */
export function seenByStrategy({ args }: Guard, { ledger, market }: Account, candle: Candle) {
  const { quantity, costQuote } = ledger.position;
  const balance = Math.max(0, Number(cashQuote(args.activeStrategy.amountQuote, ledger.position)));
  if (!holds(ledger, market, candle.close)) return { position: { quantity: 0, averagePrice: null }, balance };
  const averagePrice = Number(new Decimal(costQuote).div(quantity));
  return { position: { quantity: Number(quantity), averagePrice }, balance };
}

/** Turns a decision into orders. While an entry is still on its way, another is not begun. */
export async function act(
  guard: Guard,
  account: Account,
  candle: Candle,
  decided: Decision,
  ctx: GuardContext,
): Promise<void> {
  guard.lastDecision = decided.kind === "enter" ? decided.side : decided.kind;
  const { activeStrategy } = guard.args;
  const { ledger, market } = account;
  const held = holds(ledger, market, candle.close);
  if (decided.kind === "enter" && !held && ledger.open.size === 0) {
    const cash = cashQuote(activeStrategy.amountQuote, ledger.position);
    await order(guard, account, entryRequest(activeStrategy, candle.openMs, decided, cash, candle.close), ctx);
  }
  if (decided.kind === "exit" && held) {
    const why = await closePosition(guard, account, candle.openMs, "exit", ctx);
    if (why !== null) ctx.log.warn("Cannot close the position now", { why });
  }
}

/** Sells what is held at the market. Answers why not, or null. */
export async function sell(guard: Guard, ctx: GuardContext): Promise<string | null> {
  const { account, lastCandle } = guard;
  if (!account) return "its account was not read yet";
  if (!holds(account.ledger, account.market, lastCandle?.close ?? null)) return "nothing is held";
  return await closePosition(guard, account, ctx.clock.now(), "sell", ctx);
}

/** Calls off every order that stands, since they lock what is to be sold, then closes at the market. */
async function closePosition(
  guard: Guard,
  account: Account,
  timeMs: number,
  purpose: "exit" | "sell",
  ctx: GuardContext,
): Promise<string | null> {
  for (const standing of account.ledger.open.values()) {
    const now = await cancel(guard, account, standing, ctx);
    if (!now) return "the order desk does not answer";
    if (now.filledQuantity !== standing.filledQuantity) return `order "${now.clientOrderId}" was filled meanwhile`;
  }
  const request = closingRequest(guard.args.activeStrategy, account.ledger.position, timeMs, purpose);
  const placed = await order(guard, account, request, ctx);
  if (!placed) return "the order desk does not answer";
  return placed.state === "denied" || placed.state === "rejected" ? placed.reason : null;
}

/** Gives the position its stop and target, once the entry is over and where nothing stands for it. */
async function protect(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const { ledger, market } = account;
  const needed = protectionNeeded(ledger, market, guard.lastCandle?.close ?? null);
  if (needed === "given up" && !guard.toldUnprotected) notify(guard, ctx, "error", "strategy_unprotected");
  guard.toldUnprotected = needed === "given up";
  if (needed !== "protect") return;
  const { activeStrategy } = guard.args;
  const requests = protectionRequests(activeStrategy, ledger.position, ledger.entry!, ledger.attempts + 1);
  const [stop, target] = requests;
  if (stop && target && await takesGroups(guard, ctx)) return await orderGroup(guard, account, [stop, target], ctx);
  for (const request of requests) await order(guard, account, request, ctx);
}

/** Where the venue takes no groups, the stop comes first and may stay alone. */
async function takesGroups({ args }: Guard, ctx: GuardContext): Promise<boolean> {
  const { orderDeskPath, activeStrategy: { brokerId } } = args;
  try {
    return (await deskAt(orderDeskPath, ctx).ask("GetAbilities", { brokerId }))?.groups ?? false;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The order desk does not tell whether stop and target can cancel each other", { why: error.message });
    return false;
  }
}

/** Hands stop and target to the desk at once. */
async function orderGroup(
  guard: Guard,
  account: Account,
  orders: [OrderRequest, OrderRequest],
  ctx: GuardContext,
): Promise<void> {
  const placed = await askDesk(
    guard,
    account,
    ctx,
    (desk) => desk.ask("PlaceGroup", { orders }, { timeout: DESK_MS }),
  );
  for (const one of placed ?? []) tellIfRefused(guard, one, ctx);
}

/** Hands an order to the desk. Without an answer the account is read anew: the desk's word is in the database. */
async function order(
  guard: Guard,
  account: Account,
  request: OrderRequest,
  ctx: GuardContext,
): Promise<Order | undefined> {
  const placed = await askDesk(
    guard,
    account,
    ctx,
    async (desk) => [await desk.ask("PlaceOrder", request, { timeout: DESK_MS })],
  );
  for (const one of placed ?? []) tellIfRefused(guard, one, ctx);
  return placed?.[0];
}

function tellIfRefused(guard: Guard, { state, purpose, reason }: Order, ctx: GuardContext): void {
  if (state !== "denied" && state !== "rejected") return;
  const key = state === "denied" ? "order_denied" : "order_rejected";
  notify(guard, ctx, "warning", key, { purpose, reason: reason ?? "" });
}

async function cancel(guard: Guard, account: Account, { clientOrderId }: Order, ctx: GuardContext) {
  const canceled = await askDesk(
    guard,
    account,
    ctx,
    async (desk) => [await desk.ask("CancelOrder", { clientOrderId }, { timeout: DESK_MS })],
  );
  return canceled?.[0];
}

async function askDesk(
  { args }: Guard,
  account: Account,
  ctx: GuardContext,
  ask: (desk: ReturnType<typeof deskAt>) => Promise<readonly Order[]>,
): Promise<readonly Order[] | undefined> {
  try {
    const now = await ask(deskAt(args.orderDeskPath, ctx));
    for (const one of now) account.ledger = withOrder(account.ledger, one, null);
    return now;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.error("The order desk does not answer", { why: error.message });
    ctx.after(TRY_AGAIN, "ReadLedger");
    return undefined;
  }
}

function deskAt(path: string, ctx: GuardContext) {
  return ctx.whereis(path, orderDeskProtocol);
}
