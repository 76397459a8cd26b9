/** What a strategy at work owns and has ordered, folded from its orders and fills. Pure. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import type { Fill, Order, OrderEvent } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { applyFill, flatPosition, type Position } from "../../domain/position.ts";
import { attemptOf, isEntry, plannedExits } from "./order_plan.ts";

/** Fills remembered, so that one that is told again is not counted again. */
const REMEMBERED = 1_000;
/** How often a position may be given new stops and targets. */
export const PROTECTION_ATTEMPTS = 3;

/** The state of the account of one strategy. */
export interface Ledger {
  readonly position: Position;
  /** Orders that may still change, by client order id. */
  readonly open: ReadonlyMap<string, Order>;
  /** The newest order that was placed to enter. */
  readonly entry: Order | null;
  /** How often its position was given stop and target. */
  readonly attempts: number;
  readonly counted: ReadonlySet<string>;
}

/** The ledger that stored orders and fills (both oldest first) lead to. */
export function ledgerOf(
  symbol: Symbol,
  orders: readonly Order[],
  fills: readonly { readonly side: Order["side"]; readonly fill: Fill }[],
): Ledger {
  const empty: Ledger = {
    position: flatPosition(symbol),
    open: new Map(),
    entry: null,
    attempts: 0,
    counted: new Set(),
  };
  const ordered = orders.reduce((ledger, order) => withOrder(ledger, order, null), empty);
  return fills.reduce((ledger, { side, fill }) => withFill(ledger, side, fill), ordered);
}

/** The ledger after an order has changed; `event` says by what. A fill counts once. */
export function withOrder(ledger: Ledger, order: Order, event: OrderEvent | null): Ledger {
  const open = new Map(ledger.open);
  if (isFinal(order.state)) open.delete(order.clientOrderId);
  else open.set(order.clientOrderId, order);
  const known = ledger.entry;
  const isNewer = isEntry(order) && (known === null || order.createdMs >= known.createdMs);
  const entry = isNewer ? order : known;
  const sameEntry = entry?.clientOrderId === known?.clientOrderId;
  const attempts = entry ? Math.max(sameEntry ? ledger.attempts : 0, attemptOf(entry, order)) : 0;
  const next: Ledger = { ...ledger, open, entry, attempts };
  return event?.kind === "OrderFilled" ? withFill(next, order.side, event.fill) : next;
}

/** Whether what is held can be sold at all: a rest below the market's minimums counts as nothing. */
export function holds({ position }: Ledger, market: Market, price: DecimalText | null): boolean {
  const sellable = new Decimal(cutToStep(new Decimal(position.quantity).abs().toFixed(), market.quantityStep));
  if (!sellable.gt(0) || sellable.lt(market.minQuantity)) return false;
  return price === null || market.minNotional === null || sellable.times(price).gte(market.minNotional);
}

/**
 * What the position still needs: `nothing`; `protect` (its entry is over, it was meant to have a stop or a target, and no
 * order stands for it); or `given up`, when that was tried too often.
 */
export function protectionNeeded(
  ledger: Ledger,
  market: Market,
  price: DecimalText | null,
): "nothing" | "protect" | "given up" {
  const { entry, open, attempts } = ledger;
  if (!entry || !isFinal(entry.state) || open.size > 0 || !holds(ledger, market, price)) return "nothing";
  const { stopLoss, takeProfit } = plannedExits(entry);
  if (stopLoss === null && takeProfit === null) return "nothing";
  return attempts < PROTECTION_ATTEMPTS ? "protect" : "given up";
}

/** Under which name a fill is counted. */
export function countedAs({ clientOrderId, fillId }: Fill): string {
  return `${clientOrderId}/${fillId}`;
}

function withFill(ledger: Ledger, side: Order["side"], fill: Fill): Ledger {
  const id = countedAs(fill);
  if (ledger.counted.has(id)) return ledger;
  const counted = new Set([...ledger.counted].slice(-REMEMBERED + 1).concat(id));
  return { ...ledger, counted, position: applyFill(ledger.position, side, fill) };
}
