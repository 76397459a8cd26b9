/**
 * What an exchange reported of our orders so far, as events of the domain. Reports come twice, late, out of order and by two
 * ways (the private stream and REST): a fill is told once, by its id; an end is told when all fills that the order itself
 * counts were told before. Pure.
 */
import { Decimal } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Fill, OrderEvent } from "../../domain/order.ts";
import { ON_REQUEST } from "../../domain/order_life.ts";
import type { ReportedOrder } from "./private_data.ts";

/** Orders that are over and remembered, so that a late fill still finds its order. */
const REMEMBERED = 1_000;
/** Fills that wait for the report of their order. */
const MOST_WAITING = 1_000;

interface Tracked {
  readonly symbol: Symbol;
  readonly clientOrderId: string;
  /** The first that it had; some exchanges give another one to an order that was triggered. */
  orderId: string | null;
  /** Under which it is found. */
  readonly keys: Set<string>;
  readonly events: OrderEvent[];
  readonly fillIds: Set<string>;
  told: Decimal;
  /** The most that it was ever reported to be for; what is not told of a closed order, ccxt takes to be what is filled. */
  quantity: Decimal | null;
  /** The most that the order was ever reported to be filled. */
  filled: Decimal;
  ending: "closed" | "canceled" | "expired" | "rejected" | null;
  endedMs: number;
  /** Whether its user asked for its end. */
  isUnwanted: boolean;
  /** Its end was told, or it is filled. */
  isOver: boolean;
}

/** A fill as far as it is known before its order is: without our id of the order. */
export type LooseFill = Omit<Fill, "clientOrderId">;

/** An order by its exchange's own id, which says nothing without its market: some exchanges count those of each. */
export type OrderAt = Pick<ReportedOrder, "symbol" | "orderId">;

/** Our orders at one exchange. */
export class OrderTracker {
  readonly #orders = new Map<string, Tracked>();
  /** By {@linkcode keyOf}. */
  readonly #byOrderId = new Map<string, Tracked>();
  readonly #waiting: { readonly key: string; readonly fill: LooseFill }[] = [];

  /** Whether an order is known, over or not. */
  knows(clientOrderId: string): boolean {
    return this.#orders.has(clientOrderId);
  }

  /** Follows an order from now on; one that was placed elsewhere is known by the exchange's own id of it. */
  track(symbol: Symbol, clientOrderId: string, orderId?: string): void {
    if (!this.knows(clientOrderId)) this.#add(symbol, clientOrderId);
    const order = this.#orders.get(clientOrderId)!;
    if (orderId !== undefined) this.#name(order, orderId);
  }

  #add(symbol: Symbol, clientOrderId: string): void {
    this.#orders.set(clientOrderId, {
      symbol,
      clientOrderId,
      orderId: null,
      keys: new Set(),
      events: [],
      fillIds: new Set(),
      told: new Decimal(0),
      quantity: null,
      filled: new Decimal(0),
      ending: null,
      endedMs: 0,
      isUnwanted: false,
      isOver: false,
    });
  }

  /** Follows it no more: it was refused, and the exchange has never had it. */
  forget(clientOrderId: string): void {
    const order = this.#orders.get(clientOrderId);
    this.#orders.delete(clientOrderId);
    for (const key of order?.keys ?? []) this.#byOrderId.delete(key);
  }

  /** Its end is asked for: a cancellation that follows is ours. */
  unwanted(clientOrderId: string): void {
    const order = this.#orders.get(clientOrderId);
    if (order) order.isUnwanted = true;
  }

  /** The exchange's id of an order; null where it is not known. */
  orderId(clientOrderId: string): string | null {
    return this.#orders.get(clientOrderId)?.orderId ?? null;
  }

  /** How an order is called here that the exchange reports; null = it was placed elsewhere. */
  nameOf({ clientOrderId, ...at }: OrderAt & Pick<ReportedOrder, "clientOrderId">): string | null {
    const named = this.#byOrderId.get(keyOf(at))?.clientOrderId;
    return named ?? (clientOrderId !== null && this.knows(clientOrderId) ? clientOrderId : null);
  }

  /** All that was told of an order, oldest first. */
  events(clientOrderId: string): OrderEvent[] {
    return [...this.#orders.get(clientOrderId)?.events ?? []];
  }

  /** Orders that are not over, and those of which something was filled after their end that was not told yet; oldest first. */
  open(): { readonly symbol: Symbol; readonly clientOrderId: string }[] {
    return [...this.#orders.values()].filter(({ isOver, told, filled }) => !isOver || told.lt(filled));
  }

  /** Whether the exchange counts more filled, or an end, than it told fills for: to be looked up. */
  isBehind(clientOrderId: string): boolean {
    const order = this.#orders.get(clientOrderId);
    return order !== undefined && (order.told.lt(order.filled) || (!order.isOver && order.ending !== null));
  }

  /** Takes in a report of an order. @returns what is new; nothing for an order of somebody else. */
  report(row: ReportedOrder, nowMs: number): OrderEvent[] {
    const name = this.nameOf(row);
    if (name === null) return [];
    const order = this.#orders.get(name)!;
    const timeMs = row.timeMs ?? nowMs;
    const news: OrderEvent[] = [];
    this.#name(order, row.orderId);
    if (order.events.length === 0 && row.status !== "rejected") {
      news.push(this.#tell(order, { kind: "OrderAccepted", clientOrderId: order.clientOrderId, timeMs }));
    }
    if (row.quantity !== null) order.quantity = Decimal.max(order.quantity ?? 0, row.quantity);
    if (row.filledQuantity !== null) order.filled = Decimal.max(order.filled, row.filledQuantity);
    if (order.ending === null && isEnding(row.status)) [order.ending, order.endedMs] = [row.status, timeMs];
    for (const fill of this.#takeWaiting(keyOf(row))) news.push(...this.#fill(order, fill));
    return [...news, ...this.#end(order)];
  }

  /** Takes in a fill. One whose order is not known by this id yet waits for its report. */
  fill(of: OrderAt, fill: LooseFill): OrderEvent[] {
    const key = keyOf(of);
    const order = this.#byOrderId.get(key);
    if (order) return [...this.#fill(order, fill), ...this.#end(order)];
    this.#waiting.push({ key, fill });
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    return [];
  }

  #name(order: Tracked, orderId: string): void {
    order.orderId ??= orderId;
    const key = keyOf({ symbol: order.symbol, orderId });
    order.keys.add(key);
    this.#byOrderId.set(key, order);
  }

  #takeWaiting(key: string): LooseFill[] {
    const own = this.#waiting.filter((waiting) => waiting.key === key);
    for (const waiting of own) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    return own.map(({ fill }) => fill);
  }

  #fill(order: Tracked, fill: LooseFill): OrderEvent[] {
    if (order.fillIds.has(fill.fillId)) return [];
    order.fillIds.add(fill.fillId);
    order.told = order.told.plus(fill.quantity);
    const { clientOrderId } = order;
    return [
      this.#tell(order, {
        kind: "OrderFilled",
        clientOrderId,
        fill: { ...fill, clientOrderId },
        timeMs: fill.timeMs,
      }),
    ];
  }

  /** Tells the end once nothing is missing before it. */
  #end(order: Tracked): OrderEvent[] {
    if (order.isOver || order.ending === null || order.told.lt(order.filled)) return [];
    order.isOver = true;
    this.#forgetOldest();
    const event = endOf(order);
    return event === null ? [] : [this.#tell(order, event)];
  }

  #tell(order: Tracked, event: OrderEvent): OrderEvent {
    order.events.push(event);
    return event;
  }

  #forgetOldest(): void {
    const over = [...this.#orders.values()].filter(({ isOver }) => isOver);
    for (const { clientOrderId } of over.slice(0, -REMEMBERED)) this.forget(clientOrderId);
  }
}

function keyOf({ symbol, orderId }: OrderAt): string {
  return `${symbol} ${orderId}`;
}

function isEnding(status: string): status is NonNullable<Tracked["ending"]> {
  return status === "closed" || status === "canceled" || status === "expired" || status === "rejected";
}

/** A filled order has ended with its last fill; there is no word for it. */
function endOf({ ending, clientOrderId, endedMs: timeMs, told, quantity, isUnwanted }: Tracked): OrderEvent | null {
  switch (ending) {
    case "canceled":
      return {
        kind: "OrderCanceled",
        clientOrderId,
        reason: isUnwanted ? ON_REQUEST : "canceled at the exchange",
        timeMs,
      };
    case "expired":
      return { kind: "OrderExpired", clientOrderId, reason: "expired at the exchange", timeMs };
    case "rejected":
      return { kind: "OrderRejected", clientOrderId, reason: "rejected by the exchange", timeMs };
    case "closed":
      if (quantity !== null && told.gte(quantity)) return null;
      return { kind: "OrderExpired", clientOrderId, reason: "closed by the exchange before it was filled", timeMs };
    case null:
      return null;
  }
}
