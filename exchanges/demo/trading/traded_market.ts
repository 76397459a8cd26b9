/** One market as clients' orders see it: its last price, the makers' book, and the clients' own orders that wait. */
import type { MarketRules } from "../market_rules.ts";
import type { Level, OrderBook } from "../order_book.ts";
import { isContingent, isOver, type Order, type Side } from "./order.ts";

/** What a market must be for orders to be placed on it. */
export interface Venue {
  readonly rules: MarketRules;
  /** The makers' book: what clients take is taken from it. */
  readonly book: OrderBook;
  /** Price of the last trade, in ticks. */
  lastPrice(): number;
}

/** Something to trade with: a level of the makers' book, or a client's order that rests. */
export type Offer =
  | { readonly kind: "level"; readonly price: number; readonly steps: number }
  | { readonly kind: "order"; readonly price: number; readonly steps: number; readonly order: Order };

/** A market with its clients' open orders. */
export class TradedMarket {
  /** Resting orders by side, best price first, then the oldest. */
  readonly #resting: Record<Side, Order[]> = { BUY: [], SELL: [] };
  /** Orders that wait for their stop price, oldest first. */
  #waiting: Order[] = [];

  constructor(readonly venue: Venue) {}

  get symbol(): string {
    return this.venue.rules.id;
  }

  get rules(): MarketRules {
    return this.venue.rules;
  }

  /** Orders that rest on a side, best first. */
  resting(side: Side): readonly Order[] {
    return this.#resting[side];
  }

  /** Orders that wait for a price, oldest first. */
  get waiting(): readonly Order[] {
    return this.#waiting;
  }

  /** Whether no client has an order here. */
  get isQuiet(): boolean {
    return this.#resting.BUY.length + this.#resting.SELL.length + this.#waiting.length === 0;
  }

  /** Whether an order rests or waits here. */
  holds({ orderId, side }: Pick<Order, "orderId" | "side">): boolean {
    const isIt = (order: Order) => order.orderId === orderId;
    return this.#resting[side].some(isIt) || this.#waiting.some(isIt);
  }

  /** Takes over the state of an order: it rests, waits, or is gone. */
  place(order: Order): void {
    this.remove(order);
    if (isOver(order)) return;
    if (isContingent(order) && !order.isWorking) this.#waiting.push(order);
    else if (order.price !== null) insert(this.#resting[order.side], order);
  }

  /** Takes an order out of those that rest or wait. */
  remove({ orderId, side }: Pick<Order, "orderId" | "side">): void {
    const list = this.#resting[side];
    const place = list.findIndex((order) => order.orderId === orderId);
    if (place >= 0) list.splice(place, 1);
    else this.#waiting = this.#waiting.filter((order) => order.orderId !== orderId);
  }

  /** Takes over what changed of an order that stays where it is. */
  update(order: Order): void {
    const list = isContingent(order) && !order.isWorking ? this.#waiting : this.#resting[order.side];
    const place = list.findIndex(({ orderId }) => orderId === order.orderId);
    if (place < 0) throw new RangeError(`Order ${order.orderId} of ${this.symbol} is not open`);
    list[place] = order;
  }

  /** What a taker of `side` would meet, best first; at one price the makers' book comes before clients that came later. */
  *offers(side: Side): Generator<Offer> {
    const orders = [...this.#resting[side === "BUY" ? "SELL" : "BUY"]];
    const levels = [...this.venue.book.levels(side === "BUY" ? "ask" : "bid")];
    while (orders.length + levels.length > 0) {
      yield isFirst(levels[0], orders[0], side) ? levelOffer(levels.shift()!) : orderOffer(orders.shift()!);
    }
  }

  /** Takes steps from a level of the makers' book. */
  takeLevel(side: Side, price: number, steps: number): void {
    const of = side === "BUY" ? "ask" : "bid";
    this.venue.book.set(of, price, this.venue.book.steps(of, price) - steps);
  }

  /** What stands at a price in the makers' book on the side of an order that comes to rest there. */
  stepsAt(side: Side, price: number): number {
    return this.venue.book.steps(side === "BUY" ? "bid" : "ask", price);
  }
}

/** Whether price `a` is better than `b` for whoever meets an order of `side`. */
export function isBetter(a: number, b: number, side: Side): boolean {
  return side === "BUY" ? a > b : a < b;
}

function insert(list: Order[], order: Order): void {
  const later = list.findIndex((other) =>
    isBetter(order.price!, other.price!, order.side) ||
    (order.price === other.price && order.orderId < other.orderId)
  );
  list.splice(later < 0 ? list.length : later, 0, order);
}

function isFirst(level: Level | undefined, order: Order | undefined, taker: Side): boolean {
  if (level === undefined) return false;
  if (order === undefined) return true;
  return taker === "BUY" ? level.price <= order.price! : level.price >= order.price!;
}

function levelOffer({ price, steps }: Level): Offer {
  return { kind: "level", price, steps };
}

function orderOffer(order: Order): Offer {
  return { kind: "order", price: order.price!, steps: order.steps - order.executedSteps, order };
}
