/** What a strategy at work owns and has ordered, folded from its orders and fills. Pure. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import type { Fill, Order, OrderEvent } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { applyFill, flatPosition, type Position } from "../../domain/position.ts";
import { attemptOf, isEntry } from "./order_plan.ts";

/** Fills remembered, so that one that is told again is not counted again. */
const REMEMBERED = 1_000;

/** The state of the account of one strategy. */
export interface Ledger {
  readonly position: Position;
  /** Orders that may still change, by client order id. */
  readonly open: ReadonlyMap<string, Order>;
  /** The newest order that was placed to enter. */
  readonly entry: Order | null;
  /** How often it was tried to leave its position by stop or target. */
  readonly attempts: number;
  /** When an order that was to leave a position ended last, UTC ms; 0 = none did. */
  readonly exitEndedMs: number;
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
    exitEndedMs: 0,
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
  const ended = isFinal(order.state) && !isEntry(order) ? order.updatedMs : 0;
  const exitEndedMs = Math.max(ledger.exitEndedMs, ended);
  const next: Ledger = { ...ledger, open, entry, attempts, exitEndedMs };
  return event?.kind === "OrderFilled" ? withFill(next, order.side, event.fill) : next;
}

/** Whether what is held can be sold at all: a rest below the market's minimums counts as nothing. */
export function holds({ position }: Ledger, market: Market, price: DecimalText | null): boolean {
  const sellable = new Decimal(cutToStep(new Decimal(position.quantity).abs().toFixed(), market.quantityStep));
  if (!sellable.gt(0) || sellable.lt(market.minQuantity)) return false;
  return price === null || market.minNotional === null || sellable.times(price).gte(market.minNotional);
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
