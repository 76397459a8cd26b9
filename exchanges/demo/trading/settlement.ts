/** A fill of a client's order: his money moves, the fee is taken from what he receives, and the order stands nearer its end. */
import type { Accounts } from "./accounts.ts";
import { earns, lockKey, paysWith, relock } from "./locks.ts";
import { baseOf, feeOf, type Money, quoteOf } from "./money.ts";
import { type Execution, isOver, type Order, stepsLeft } from "./order.ts";
import type { TradedMarket } from "./traded_market.ts";

/** What a fill costs, in millionths of what is received. */
export interface Fees {
  readonly makerMillionths: number;
  readonly takerMillionths: number;
}

/** One fill: price in ticks, quantity in steps. */
export interface Fill {
  readonly price: number;
  readonly steps: number;
  readonly isMaker: boolean;
  readonly tradeId: number;
  readonly timeMs: number;
}

/** Books a fill, and answers the order as it then stands. @throws {RangeError} when the client cannot pay. */
export function settle(order: Order, fill: Fill, market: TradedMarket, accounts: Accounts, fees: Fees): Order {
  const { price, steps, isMaker, tradeId, timeMs } = fill;
  const { rules } = market;
  const { ledger } = accounts.account(order.accountId);
  const [base, quote] = [baseOf(steps, rules), quoteOf(price, steps, rules)];
  const isBuyer = order.side === "BUY";
  const [paid, received] = isBuyer ? [quote, base] : [base, quote];
  const fee = feeOf(received, isMaker ? fees.makerMillionths : fees.takerMillionths);
  const next: Order = {
    ...order,
    executedSteps: order.executedSteps + steps,
    executedQuote: order.executedQuote + quote,
    status: stepsLeft(order) === steps ? "FILLED" : "PARTIALLY_FILLED",
    updateMs: timeMs,
  };
  relock(next, market, accounts);
  ledger.add(paysWith(order, market), -paid);
  const feeAsset = earns(order, market);
  ledger.add(feeAsset, received - fee);
  const { orderId, listId, accountId, symbol } = order;
  const execution: Execution = {
    tradeId,
    symbol,
    orderId,
    listId,
    accountId,
    price,
    steps,
    quote,
    fee,
    feeAsset,
    timeMs,
    isBuyer,
    isMaker,
  };
  accounts.change(next, "TRADE", execution);
  if (!market.holds(next)) return next; // a taker, which is not in the book yet
  if (isOver(next)) market.place(next);
  else market.update(next);
  return next;
}

/** What a client can spend on an order: what is free, and what is locked for this very order. */
export function spendable(order: Order, market: TradedMarket, accounts: Accounts): Money {
  const { ledger } = accounts.account(order.accountId);
  const lock = ledger.lockOf(lockKey(order));
  const asset = paysWith(order, market);
  return ledger.free(asset) + (lock?.asset === asset ? lock.amount : 0n);
}
