/** What a strategy at work has done, in the shape in which it is compared with a backtest. */
import type { LoggedDecision } from "../domain/backtest/decision_log.ts";
import { Decimal, type DecimalText } from "../domain/decimal.ts";
import { feeInQuote } from "../domain/fee.ts";
import { currenciesOf, type Symbol } from "../domain/market.ts";
import type { Fill, Order } from "../domain/order.ts";
import { openProfitQuote, positionOf } from "../domain/position.ts";
import type { FillReason, ParityFill } from "../domain/parity/fills.ts";
import type { ParityRun } from "../domain/parity/report.ts";

/** What is known of a strategy at work. */
export interface LiveFacts {
  readonly symbol: Symbol;
  readonly decisions: readonly LoggedDecision[];
  readonly orders: readonly Order[];
  /** Oldest first. */
  readonly fills: readonly { readonly side: Order["side"]; readonly fill: Fill }[];
  /** The last close, at which what is open is valued. */
  readonly close: DecimalText;
  /** What happened in `[fromMs, toMs)` counts, UTC ms: a backtest knows no more. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Not taken: by us, or by them. */
const REFUSED: ReadonlySet<Order["state"]> = new Set(["denied", "rejected"] as const);

/** A strategy at work as one of two runs. */
export function runOfLive({ symbol, decisions, orders, fills, close, fromMs, toMs }: LiveFacts): ParityRun {
  const counts = (timeMs: number) => timeMs >= fromMs && timeMs < toMs;
  const counted = fills.filter(({ fill }) => counts(fill.timeMs));
  const position = positionOf(symbol, counted);
  return {
    decisions: decisions.map(decisionAlone),
    fills: executionsOf(symbol, orders, counted),
    profitQuote: new Decimal(position.realisedQuote).plus(openProfitQuote(position, close)).toNumber(),
    refusals: orders.filter(({ state, createdMs }) => REFUSED.has(state) && counts(createdMs)).map((order) => ({
      timeMs: order.createdMs,
      purpose: order.purpose,
      reason: order.reason ?? "",
    })),
  };
}

/** Without what else is recorded of it. */
function decisionAlone(
  { openMs, kind, side, quantity, stopLoss, takeProfit, held }: LoggedDecision,
): LoggedDecision {
  return { openMs, kind, side, quantity, stopLoss, takeProfit, held };
}

/**
 * Each order that was executed, whole, at its average price and the time of its first part; oldest first. Its quantity is
 * what it changed of the position: less the fee where that was taken of what was bought.
 */
function executionsOf(symbol: Symbol, orders: readonly Order[], fills: LiveFacts["fills"]): ParityFill[] {
  const byOrder = Map.groupBy(fills, ({ fill }) => fill.clientOrderId);
  const reasons = new Map(orders.map(({ clientOrderId, purpose }) => [clientOrderId, reasonOf(purpose)]));
  return [...byOrder].map(([clientOrderId, parts]): ParityFill => {
    const sum = (of: (fill: Fill) => Decimal) =>
      parts.reduce((total, { fill }) => total.plus(of(fill)), new Decimal(0));
    const { side } = parts[0]!;
    const quantity = sum((fill) => new Decimal(fill.quantity));
    return {
      timeMs: parts[0]!.fill.timeMs,
      side,
      quantity: quantity.minus(sum((fill) => lostInBase(symbol, side, fill))).toNumber(),
      price: sum((fill) => new Decimal(fill.quantity).times(fill.price)).div(quantity).toNumber(),
      fee: sum((fill) => feeInQuote(fill, symbol)).toNumber(),
      reason: reasons.get(clientOrderId) ?? "user",
      parts: parts.length,
    };
  });
}

/** How much less was received than bought (or more given than sold) because the fee is taken in the base currency. */
function lostInBase(symbol: Symbol, side: Order["side"], { fee, feeCurrency }: Fill): Decimal {
  if (feeCurrency !== currenciesOf(symbol).base) return new Decimal(0);
  return new Decimal(fee).times(side === "buy" ? 1 : -1);
}

/** Why an order was placed, by its purpose. */
function reasonOf(purpose: string): FillReason {
  if (purpose.startsWith("entry")) return "entry";
  if (purpose === "stop loss") return "stop-loss";
  if (purpose === "take profit") return "take-profit";
  return purpose === "exit" ? "signal" : "user";
}
