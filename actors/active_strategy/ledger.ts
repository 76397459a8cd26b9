/** What a strategy at work owns and has ordered, folded from its orders and fills. Pure. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Market } from "../../domain/market.ts";
import type { Fill, Order, OrderEvent } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { isSellable } from "../../domain/order_rules.ts";
import { applyFill, type Position, type SidedFill } from "../../domain/position.ts";
import { attemptOf, isEntry, isNewerEntry } from "./order_plan.ts";

/** Fills remembered, so that one that is told again is not counted again; and orders that are over. */
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
  /** Orders that are over: what is told of them later was true before. */
  readonly over: ReadonlySet<string>;
  readonly counted: ReadonlySet<string>;
}

/** What a ledger is made of: what older executions came to, and the newest orders and fills, both oldest first. */
export interface Books {
  readonly settled: Position;
  readonly orders: readonly Order[];
  readonly fills: readonly SidedFill[];
}

/** The ledger that stored orders and fills lead to. */
export function ledgerOf({ settled, orders, fills }: Books): Ledger {
  const empty: Ledger = {
    position: settled,
    open: new Map(),
    entry: null,
    attempts: 0,
    exitEndedMs: 0,
    over: new Set(),
    counted: new Set(),
  };
  const ordered = orders.reduce((ledger, order) => withOrder(ledger, order, null), empty);
  return fills.reduce((ledger, { side, fill }) => withFill(ledger, side, fill), ordered);
}

/** The ledger after an order has changed; `event` says by what. A fill counts once. */
export function withOrder(ledger: Ledger, order: Order, event: OrderEvent | null): Ledger {
  if (isOutdated(ledger, order)) {
    return event?.kind === "OrderFilled" ? withFill(ledger, order.side, event.fill) : ledger;
  }
  const { open, over } = withState(ledger, order);
  const known = ledger.entry;
  const isNewer = isEntry(order) && (known === null || isNewerEntry(order, known));
  const entry = isNewer ? order : known;
  const sameEntry = entry?.clientOrderId === known?.clientOrderId;
  const attempts = entry ? Math.max(sameEntry ? ledger.attempts : 0, attemptOf(entry, order)) : 0;
  const ended = isFinal(order.state) && !isEntry(order) ? order.updatedMs : 0;
  const exitEndedMs = Math.max(ledger.exitEndedMs, ended);
  const next: Ledger = { ...ledger, open, over, entry, attempts, exitEndedMs };
  return event?.kind === "OrderFilled" ? withFill(next, order.side, event.fill) : next;
}

/** How far an order has come, for two states of the same one. */
const PROGRESS = ["intended", "submitted", "unknown", "accepted", "partially_filled"];

/** Whether the order has come further than this already: the desk has answered, and its news of before come after. */
function isOutdated({ open, over }: Ledger, { clientOrderId, state }: Order): boolean {
  if (isFinal(state)) return false;
  const known = open.get(clientOrderId);
  return over.has(clientOrderId) || (known !== undefined && PROGRESS.indexOf(state) < PROGRESS.indexOf(known.state));
}

function withState(ledger: Ledger, order: Order): Pick<Ledger, "open" | "over"> {
  const { clientOrderId } = order;
  const open = new Map(ledger.open);
  if (!isFinal(order.state)) return { open: open.set(clientOrderId, order), over: ledger.over };
  open.delete(clientOrderId);
  return { open, over: remembering(ledger.over, clientOrderId) };
}

function remembering(known: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return new Set([...known].slice(-REMEMBERED + 1).concat(one));
}

/** Whether what is held can be sold at all: a rest below the market's minimums counts as nothing. */
export function holds({ position }: Ledger, market: Market, price: DecimalText | null): boolean {
  return isSellable(position.quantity, market, price);
}

/** Under which name a fill is counted. */
export function countedAs({ clientOrderId, fillId }: Fill): string {
  return `${clientOrderId}/${fillId}`;
}

function withFill(ledger: Ledger, side: Order["side"], fill: Fill): Ledger {
  const id = countedAs(fill);
  if (ledger.counted.has(id)) return ledger;
  const counted = remembering(ledger.counted, id);
  return { ...ledger, counted, position: applyFill(ledger.position, side, fill) };
}
