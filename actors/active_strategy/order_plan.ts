/**
 * From decisions to order requests. Pure.
 *
 * Ids are made from the strategy, the candle and the purpose, so that the same decision made twice is one order. The
 * stop and the target that belong to an entry are written into the entry's own purpose: whoever reads the entry from the
 * database knows how it is to be protected, also after a crash between the fill and the protection.
 */
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { ExitName } from "../../domain/exit_watch.ts";
import type { Order, OrderRequest, OrderSide } from "../../domain/order.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import type { Position } from "../../domain/position.ts";
import type { Decision } from "../../strategies/decide.ts";

const ENTRY = "entry";
const DECIMALS = 8;
/** More than these a number of a strategy does not carry; what comes after is left over from its sums. */
const SIGNIFICANT = 15;

/** Prices at which a position is to be left; null = none. */
export interface PlannedExits {
  readonly stopLoss: DecimalText | null;
  readonly takeProfit: DecimalText | null;
}

/** What may be entered with: free quote currency, the price of the moment, and the steps of prices. */
export interface Affordable {
  readonly cash: DecimalText;
  readonly price: DecimalText;
  readonly priceStep: DecimalText;
}

/**
 * The market order that enters, at most with what `cash` (quote currency) buys at `price`. Its exits are cut to the market's
 * steps as an order's prices are: whoever keeps them, they are reached by the same print.
 */
export function entryRequest(
  active: ActiveStrategy,
  candleMs: number,
  decided: Extract<Decision, { kind: "enter" }>,
  { cash, price, priceStep }: Affordable,
): OrderRequest {
  const affordable = new Decimal(cash).div(price);
  const wanted = Decimal.min(textOf(decided.quantity), Decimal.max(affordable, 0));
  const quantity = wanted.toDecimalPlaces(DECIMALS, Decimal.ROUND_DOWN);
  const side = decided.side === "long" ? "buy" : "sell";
  const exitAt = (value: number | null) => value === null ? null : cutToStep(textOf(value), priceStep);
  const exits = { stopLoss: exitAt(decided.stopLoss), takeProfit: exitAt(decided.takeProfit) };
  return marketOrder(active, `${baseOf(active, candleMs)}-entry`, side, quantity.toFixed(), purposeOf(exits));
}

/** The market order that closes a position; `timeMs` and `purpose` make its id. */
export function closingRequest(
  active: ActiveStrategy,
  held: Position,
  timeMs: number,
  purpose: "exit" | "sell",
): OrderRequest {
  const id = `${baseOf(active, timeMs)}-${purpose}`;
  return marketOrder(active, id, closingSide(held), new Decimal(held.quantity).abs().toFixed(), purpose);
}

/** A position with the order that entered it; `attempt` to leave it counts from 1. */
export interface Leaving {
  readonly held: Position;
  readonly entry: Order;
  readonly attempt: number;
}

/** Stop and target at these prices of what is held, as one group. */
export function protectionRequests(active: ActiveStrategy, of: Leaving, exits: PlannedExits): OrderRequest[] {
  const protect = (exit: ExitName, stopPrice: DecimalText | null): OrderRequest[] => {
    const type = exit === "stop" ? "stop_loss" : "take_profit";
    return stopPrice === null ? [] : [{ ...leavingRequest(active, of, exit), type, stopPrice }];
  };
  return [...protect("stop", exits.stopLoss), ...protect("target", exits.takeProfit)];
}

/** The market order that closes what is held, for an exit whose price was reached. */
export function saleAtExit(active: ActiveStrategy, of: Leaving, exit: ExitName): OrderRequest {
  return leavingRequest(active, of, exit);
}

function leavingRequest(active: ActiveStrategy, { held, entry, attempt }: Leaving, exit: ExitName): OrderRequest {
  const quantity = new Decimal(held.quantity).abs().toFixed();
  const purpose = exit === "stop" ? "stop loss" : "take profit";
  const id = `${entryBase(entry)}-${exit}${attempt}`;
  return { ...marketOrder(active, id, closingSide(held), quantity, purpose), groupId: groupOf(entry, attempt) };
}

/** Of the exits of an entry, of which one was reached, the one that is nearer to the price at which it entered. */
export function nearerExit(entry: Order): ExitName {
  const { stopLoss, takeProfit } = plannedExits(entry);
  if (stopLoss === null) return "target";
  if (takeProfit === null) return "stop";
  const paid = new Decimal(entry.filledQuote).div(entry.filledQuantity);
  const away = (exit: DecimalText) => paid.minus(exit).abs();
  return away(takeProfit).lt(away(stopLoss)) ? "target" : "stop";
}

/** Whether an order was placed to enter. */
export function isEntry({ purpose }: Order): boolean {
  return purpose.startsWith(ENTRY);
}

/** Whether an entry is no older than another: by their candles, since the clock by which orders are made may be set back. */
export function isNewerEntry(one: Order, other: Order): boolean {
  return candleOf(one) >= candleOf(other);
}

function candleOf({ clientOrderId }: Order): number {
  return Number(/-(\d+)-entry$/.exec(clientOrderId)?.[1] ?? 0);
}

/** The exits that an entry was placed with. */
export function plannedExits({ purpose }: Pick<Order, "purpose">): PlannedExits {
  const priceAfter = (words: string) => purpose.match(new RegExp(`${words} (\\d+(?:\\.\\d+)?)`))?.[1] ?? null;
  return { stopLoss: priceAfter("stop loss"), takeProfit: priceAfter("take profit") };
}

/** Which attempt to protect `entry` an order belongs to; 0 when it is none of them. */
export function attemptOf(entry: Order, { groupId }: Order): number {
  const prefix = groupOf(entry, "");
  return groupId?.startsWith(prefix) ? Number(groupId.slice(prefix.length)) : 0;
}

function groupOf(entry: Order, attempt: number | ""): string {
  return `${entryBase(entry)}-exits${attempt}`;
}

function entryBase(entry: Order): string {
  return entry.clientOrderId.replace(/-entry$/, "");
}

function baseOf({ id }: ActiveStrategy, timeMs: number): string {
  return `${id.replaceAll("-", "").slice(0, 12)}-${timeMs}`;
}

function purposeOf({ stopLoss, takeProfit }: PlannedExits): string {
  const stop = stopLoss === null ? [] : [`stop loss ${stopLoss}`];
  const target = takeProfit === null ? [] : [`take profit ${takeProfit}`];
  return [ENTRY, ...stop, ...target].join(", ");
}

/** The side of the orders that leave a position. */
export function closingSide(held: Position): OrderSide {
  return new Decimal(held.quantity).gt(0) ? "sell" : "buy";
}

function marketOrder(
  { userId, brokerId, id, symbol }: ActiveStrategy,
  clientOrderId: string,
  side: OrderSide,
  quantity: DecimalText,
  purpose: string,
): OrderRequest {
  const rest = { type: "market", price: null, stopPrice: null, groupId: null } as const;
  return { clientOrderId, userId, brokerId, activeStrategyId: id, symbol, side, quantity, purpose, ...rest };
}

function textOf(value: number): DecimalText {
  return new Decimal(value).toSignificantDigits(SIGNIFICANT, Decimal.ROUND_HALF_UP).toFixed();
}
