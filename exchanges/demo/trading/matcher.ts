/**
 * Matching: a taker meets the makers' book and other clients' orders by price, then by time; resting orders meet the
 * market's own trades.
 *
 * The market itself goes on as it was recorded: what clients take is missing from the book for a moment, but prints of
 * theirs are not part of the public tape.
 */
import type { DemoTrade } from "../market_history.ts";
import type { Accounts } from "./accounts.ts";
import { relock } from "./locks.ts";
import { type Money, quoteOf, stepsFor } from "./money.ts";
import { isOver, type NewOrder, type Order, stepsLeft } from "./order.ts";
import { type Fees, settle, spendable } from "./settlement.ts";
import { isBetter, type Offer, type TradedMarket } from "./traded_market.ts";

/** What an order would trade at once. */
export interface Plan {
  readonly steps: number;
  readonly quote: Money;
}

/** What a market has for a taker: at most `steps`, or as many as `quote` pays for, at no worse than `limit`. */
export function planTake(
  market: TradedMarket,
  { side, steps, quoteQuantity, price: limit }: Pick<NewOrder, "side" | "steps" | "quoteQuantity" | "price">,
  accountId: number,
): Plan {
  let plan: Plan = { steps: 0, quote: 0n };
  for (const offer of market.offers(side)) {
    if (limit !== null && isBetter(offer.price, limit, side)) break;
    if (offer.kind === "order" && offer.order.accountId === accountId) continue;
    const wanted = quoteQuantity === null
      ? steps - plan.steps
      : stepsFor(quoteQuantity - plan.quote, offer.price, market.rules);
    const taken = Math.min(wanted, offer.steps);
    if (taken <= 0) break;
    plan = { steps: plan.steps + taken, quote: plan.quote + quoteOf(offer.price, taken, market.rules) };
  }
  return plan;
}

/** Matches the orders of one exchange. */
export class Matcher {
  constructor(
    private readonly accounts: Accounts,
    private readonly fees: Fees,
    private readonly now: () => number,
    /** Called when an order of a list trades or begins to work: the other one must go. */
    private readonly endOther: (order: Order) => void,
  ) {}

  /** Lets an order take what is there for it, and answers how it then stands; it may rest afterwards. */
  take(market: TradedMarket, order: Order): Order {
    let taker = order;
    for (const offer of market.offers(order.side)) {
      if (isOver(taker) || stepsLeft(taker) === 0) break;
      if (taker.price !== null && isBetter(offer.price, taker.price, taker.side)) break;
      if (offer.kind === "order" && offer.order.accountId === taker.accountId && taker.selfTradeMode !== "NONE") {
        taker = this.#preventSelfTrade(market, taker, offer.order);
        continue;
      }
      const steps = Math.min(offer.steps, stepsLeft(taker), this.#affordable(market, taker, offer.price));
      if (steps <= 0) break;
      taker = this.#trade(market, taker, offer, steps);
    }
    return taker;
  }

  /** A trade of the market itself: what rests at its price or beyond is filled by it, as far as its quantity goes. */
  meetPrint(market: TradedMarket, { price, steps, buyerIsMaker }: DemoTrade): void {
    for (const side of ["BUY", "SELL"] as const) {
      const isMakerSide = (side === "BUY") === buyerIsMaker;
      let given = 0;
      for (const { orderId } of [...market.resting(side)]) {
        const order = this.accounts.order(orderId)!;
        if (isOver(order)) continue; // the other one of its list traded a moment ago
        const isThrough = isBetter(order.price!, price, side);
        if (!isThrough && !(isMakerSide && order.price === price)) break;
        const ahead = isThrough ? 0 : order.stepsAhead;
        const filled = Math.min(stepsLeft(order), Math.max(0, steps - given - ahead));
        if (filled > 0) this.#fillMaker(market, { ...order, stepsAhead: 0 }, order.price!, filled, this.#tradeId());
        else market.update(this.#waitLess(order, steps));
        given += filled;
      }
    }
  }

  /** The makers moved their book across orders that rest: they are filled by it. */
  meetBook(market: TradedMarket): void {
    for (const side of ["BUY", "SELL"] as const) {
      for (const { orderId } of [...market.resting(side)]) {
        let order = this.accounts.order(orderId)!;
        while (!isOver(order)) {
          const level = market.venue.book.best(side === "BUY" ? "ask" : "bid");
          if (level === undefined || isBetter(level.price, order.price!, side)) return;
          const steps = Math.min(level.steps, stepsLeft(order));
          market.takeLevel(side, level.price, steps);
          order = this.#fillMaker(market, order, order.price!, steps, this.#tradeId());
        }
      }
    }
  }

  #trade(market: TradedMarket, taker: Order, offer: Offer, steps: number): Order {
    const tradeId = this.#tradeId();
    if (offer.kind === "level") market.takeLevel(taker.side, offer.price, steps);
    else this.#fillMaker(market, this.accounts.order(offer.order.orderId)!, offer.price, steps, tradeId);
    const fill = { price: offer.price, steps, isMaker: false, tradeId, timeMs: this.now() };
    return settle(taker, fill, market, this.accounts, this.fees);
  }

  #fillMaker(market: TradedMarket, order: Order, price: number, steps: number, tradeId: number): Order {
    this.endOther(order); // first, since both share the money that is locked
    const fill = { price, steps, isMaker: true, tradeId, timeMs: this.now() };
    return settle(order, fill, market, this.accounts, this.fees);
  }

  #waitLess(order: Order, printed: number): Order {
    const waiting = { ...order, stepsAhead: Math.max(0, order.stepsAhead - printed) };
    this.accounts.restore(waiting);
    return waiting;
  }

  /** A buyer without a limit can run out of money on the way. */
  #affordable(market: TradedMarket, taker: Order, price: number): number {
    if (taker.side === "SELL") return Infinity;
    return stepsFor(spendable(taker, market, this.accounts), price, market.rules);
  }

  #preventSelfTrade(market: TradedMarket, taker: Order, maker: Order): Order {
    const mode = taker.selfTradeMode;
    if (mode !== "EXPIRE_TAKER") this.expire(market, maker, "EXPIRED_IN_MATCH", null);
    return mode === "EXPIRE_MAKER" ? taker : this.expire(market, taker, "EXPIRED_IN_MATCH", null);
  }

  /** Ends an order that the exchange itself takes away, and frees its money. */
  expire(
    market: TradedMarket,
    order: Order,
    status: "EXPIRED" | "EXPIRED_IN_MATCH",
    expiryReason: string | null,
  ): Order {
    const ended: Order = { ...order, status, expiryReason, updateMs: this.now() };
    relock(ended, market, this.accounts);
    this.accounts.change(ended, status === "EXPIRED" ? "EXPIRED" : "TRADE_PREVENTION");
    market.place(ended);
    return ended;
  }

  #tradeId(): number {
    return this.accounts.next("tradeId");
  }
}
