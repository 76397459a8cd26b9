/** The guard and its orders: acting on decisions, selling. */
import { findBroker } from "../../db/brokers.ts";
import { strategyBook } from "../../db/strategy_book.ts";
import { backoffMs } from "../../domain/backoff.ts";
import type { Candle } from "../../domain/candle.ts";
import { Decimal } from "../../domain/decimal.ts";
import { exitsNotPlaceable } from "../../domain/exit_rules.ts";
import type { Order, OrderChanged, OrderRequest } from "../../domain/order.ts";
import { cashQuote } from "../../domain/position.ts";
import type { Decision } from "../../strategies/decide.ts";
import type { Abilities } from "../broker_protocol.ts";
import { booksAreWhole, denyOrder, deskAt, placeAlone, settle, tellIfRefused } from "./desk_orders.ts";
import { followPosition, leavePosition } from "./following.ts";
import { type Account, type Guard, type GuardContext, publishStatus } from "./guard.ts";
import { countedAs, holds, ledgerOf, withOrder } from "./ledger.ts";
import { entryRequest, plannedExits } from "./order_plan.ts";
import { tellFill } from "./runner_questions.ts";
import { readStoredWord } from "./stored_word.ts";

/** Reads what it owns from the database; an open position gets its actor, which protects it where a crash left it without. */
export async function readAccount(guard: Guard, ctx: GuardContext): Promise<void> {
  const { db, activeStrategy } = guard.args;
  try {
    if (!guard.account) await readStoredWord(guard, ctx);
    const rules = await rulesOf(guard, ctx);
    if (!guard.account) await booksAreWhole(guard, ctx);
    const ledger = ledgerOf(await strategyBook(db, activeStrategy));
    guard.account = { ...rules, ledger };
    accountIsRead(guard);
  } catch (error) {
    return readAccountLater(guard, error, ctx);
  }
  await settleUnanswered(guard, guard.account, ctx);
  await followPosition(guard, guard.account, ctx);
  publishStatus(guard, ctx);
}

/** What its market demands and costs, what its venue can do, and whose prints count. */
async function rulesOf({ args }: Guard, ctx: GuardContext): Promise<Omit<Account, "ledger">> {
  const { db, activeStrategy: { symbol, brokerId, userId }, orderDeskPath } = args;
  const desk = deskAt(orderDeskPath, ctx);
  const market = await desk.ask("GetMarket", { brokerId, symbol });
  if (!market) throw new Error(`Cannot trade ${symbol}: its broker does not`);
  const rates = await desk.ask("GetFees", { brokerId, symbol });
  const fees = { maker: Number(rates?.maker ?? 0), taker: Number(rates?.taker ?? 0) };
  const abilities: Abilities | null = await desk.ask("GetAbilities", { brokerId });
  if (!abilities) throw new Error(`Cannot trade ${symbol}: its broker does not tell what it can do`);
  const broker = await findBroker(db, userId, brokerId);
  const venue = !broker || broker.exchange === "paper" ? null : broker;
  return { market, fees, abilities, venue: venue && { exchange: venue.exchange, environment: venue.environment } };
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
  await followPosition(guard, account, ctx);
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
  if (decided.kind === "enter" && !held && ledger.open.size === 0 && guard.unanswered === null) {
    const cash = cashQuote(activeStrategy.amountQuote, ledger.position);
    const affordable = { cash, price: candle.close, priceStep: market.priceStep };
    await enter(guard, account, entryRequest(activeStrategy, candle.openMs, decided, affordable), ctx);
  }
  if (decided.kind === "exit" && held) {
    const why = await leavePosition(guard, account, { timeMs: candle.openMs, purpose: "exit" }, ctx);
    if (why !== null) ctx.log.warn("Cannot close the position now", { why });
  }
}

/** Sells what is held at the market. Answers why not, or null. */
export async function sell(guard: Guard, ctx: GuardContext): Promise<string | null> {
  const { account, lastCandle } = guard;
  if (!account) return "its account was not read yet";
  if (!holds(account.ledger, account.market, lastCandle?.close ?? null)) return "nothing is held";
  return await leavePosition(guard, account, { timeMs: ctx.clock.now(), purpose: "sell" }, ctx);
}

/** An entry of which the exits could not be placed, whoever keeps them, is denied before anything is sent. */
async function enter(guard: Guard, account: Account, request: OrderRequest, ctx: GuardContext): Promise<void> {
  const why = exitsNotPlaceable({ ...plannedExits(request), quantity: request.quantity }, account.market);
  const placed = why === undefined
    ? await placeAlone(guard, account, request, ctx)
    : await denyOrder(guard, account, { request, reason: `Cannot enter: ${why}` }, ctx);
  if (placed) await entered(guard, account, placed, ctx);
}

/** An entry without an answer may still wait at the desk: until it is known or denied, no other begins. */
async function settleUnanswered(guard: Guard, account: Account, ctx: GuardContext): Promise<void> {
  const known = await settle(guard, account, ctx);
  if (known) await entered(guard, account, known, ctx);
}

async function entered(guard: Guard, account: Account, order: Order, ctx: GuardContext): Promise<void> {
  tellIfRefused(guard, order, ctx);
  await followPosition(guard, account, ctx);
}
