/**
 * The trading half of the demo exchange: clients' orders from their arrival to their end. It owns no timer and no socket:
 * whoever turns it tells of the market's trades, and asks for what happened to the clients.
 */
import type { DemoTrade } from "../market_history.ts";
import { type Account, Accounts, type ClientEvent } from "./accounts.ts";
import { lockNeed, paysWith, relock } from "./locks.ts";
import { Matcher, planTake } from "./matcher.ts";
import { hasLimit, isContingent, isOver, type NewOrder, type Order, type OrderList, stepsLeft } from "./order.ts";
import { duplicateOrder, insufficientBalance, unknownOrder, wouldTake, wouldTrigger, wrongPrices } from "./refusals.ts";
import type { Fees } from "./settlement.ts";
import { TradedMarket, type Venue } from "./traded_market.ts";
import { afterTrade, isReached } from "./triggers.ts";

/** What an engine is made from. */
export interface EngineOptions {
  readonly venues: readonly Venue[];
  /** The exchange's time, UTC ms. */
  readonly now: () => number;
  readonly fees: Fees;
  readonly accounts?: Accounts;
}

/** Two legs of a list. */
export interface NewList {
  readonly clientListId: string;
  readonly above: NewOrder;
  readonly below: NewOrder;
}

/** Takes orders, matches them, ends them. Every command either happens wholly or throws and changes nothing. */
export class TradingEngine {
  readonly accounts: Accounts;
  readonly #markets: ReadonlyMap<string, TradedMarket>;
  readonly #matcher: Matcher;
  readonly #now: () => number;

  constructor({ venues, now, fees, accounts }: EngineOptions) {
    this.accounts = accounts ?? new Accounts();
    this.#now = now;
    this.#markets = new Map(venues.map((venue) => [venue.rules.id, new TradedMarket(venue)]));
    this.#matcher = new Matcher(this.accounts, fees, now, (order) => this.#endOther(order));
    for (const id of this.accounts.ids) this.#resume(this.accounts.account(id));
  }

  /** A market by the exchange's name of it. @throws {RangeError} when there is none. */
  market(symbol: string): TradedMarket {
    const market = this.#markets.get(symbol);
    if (market === undefined) throw new RangeError(`There is no market ${symbol}`);
    return market;
  }

  /** Refuses an order as it would be refused, and changes nothing. @throws {ApiError} -2010. */
  check(accountId: number, wanted: NewOrder): void {
    this.#admit(accountId, wanted);
  }

  /** Takes an order, lets it trade what it can, and answers how it stands then. @throws {ApiError} -2010. */
  place(accountId: number, wanted: NewOrder): Order {
    const admitted = this.#admit(accountId, wanted);
    return this.#begin(this.#enter(accountId, admitted, -1));
  }

  /** Takes two orders of which one cancels the other. @throws {ApiError} -2010, then neither is taken. */
  placeList(accountId: number, { clientListId, above, below }: NewList): OrderList {
    this.#mustSpanMarket(above, below);
    const { ledger } = this.accounts.account(accountId);
    for (const leg of [above, below]) {
      this.#mustBeNew(accountId, leg);
      if (!isContingent(leg) && planTake(this.market(leg.symbol), leg, accountId).steps > 0) throw wouldTake();
    }
    if (above.clientOrderId === below.clientOrderId) throw duplicateOrder();
    const market = this.market(above.symbol);
    const draft = (leg: NewOrder) => this.#draft(accountId, leg, 0, -1);
    const [first, second] = [draft(above), draft(below)];
    const need = [first, second].map((leg) => lockNeed(leg, market)).reduce((a, b) => (a > b ? a : b));
    if (need > ledger.free(paysWith(above, market))) throw insufficientBalance();
    const listId = this.accounts.next("listId");
    const orderIds = [this.accounts.next("orderId"), this.accounts.next("orderId")] as const;
    const list: OrderList = {
      listId,
      accountId,
      symbol: above.symbol,
      clientListId,
      timeMs: this.#now(),
      orderIds,
      isDone: false,
    };
    this.accounts.changeList(list);
    for (const [place, leg] of [above, below].entries()) {
      const order = this.#draft(accountId, leg, orderIds[place]!, listId);
      relock(order, market, this.accounts);
      this.accounts.change(order, "NEW");
      market.place(isContingent(order) ? order : this.#queued(order, market));
    }
    return list;
  }

  /** Ends an open order, and with it the other one of its list. @throws {ApiError} -2011. */
  cancel(accountId: number, orderId: number, cancelId: string): Order[] {
    const order = this.accounts.order(orderId);
    if (order === undefined || order.accountId !== accountId || isOver(order)) throw unknownOrder();
    const list = this.accounts.list(order.listId);
    const ids = list === undefined ? [orderId] : [orderId, ...list.orderIds.filter((id) => id !== orderId)];
    const open = ids.map((id) => this.accounts.order(id)!).filter((one) => !isOver(one));
    const ended = open.map((one) => this.#cancel(one, cancelId));
    if (list !== undefined) this.accounts.changeList({ ...list, isDone: true });
    return ended;
  }

  /** The market has traded: orders that rest or wait may meet it. */
  onTrade(symbol: string, trade: DemoTrade): void {
    const market = this.#markets.get(symbol);
    if (market === undefined || market.isQuiet) return;
    this.#matcher.meetPrint(market, trade);
    this.#matcher.meetBook(market);
    for (const { orderId } of [...market.waiting]) {
      const order = this.accounts.order(orderId)!;
      if (!isOver(order)) this.#wait(market, order, trade.price);
    }
  }

  /** What happened to the clients since this was asked last, in order. */
  takeEvents(): ClientEvent[] {
    return this.accounts.takeEvents(this.#now());
  }

  /** Orders that were open before a restart are open again. */
  #resume({ accountId }: Account): void {
    for (const order of this.accounts.openOrdersOf(accountId)) {
      const market = this.#markets.get(order.symbol);
      if (market === undefined) continue;
      relock(order, market, this.accounts);
      market.place(order);
    }
    this.accounts.account(accountId).ledger.takeChanged();
  }

  #admit(accountId: number, wanted: NewOrder): NewOrder {
    this.#mustBeNew(accountId, wanted);
    const market = this.market(wanted.symbol);
    const { ledger } = this.accounts.account(accountId);
    const last = market.venue.lastPrice();
    if (isContingent(wanted) && wanted.stopPrice !== null && wanted.trailingDelta === null) {
      if (isReached(wanted, wanted.stopPrice, last)) throw wouldTrigger();
    }
    const plan = planTake(market, wanted, accountId);
    if (wanted.type === "LIMIT_MAKER" && plan.steps > 0) throw wouldTake();
    const sized = wanted.quoteQuantity === null ? wanted : { ...wanted, steps: plan.steps };
    const need = wanted.type === "MARKET" && wanted.side === "BUY"
      ? plan.quote
      : lockNeed(this.#draft(accountId, sized, 0, -1), market);
    if (need > ledger.free(paysWith(wanted, market))) throw insufficientBalance();
    return sized;
  }

  #mustBeNew(accountId: number, { clientOrderId }: NewOrder): void {
    if (this.accounts.account(accountId).openByClientId.has(clientOrderId)) throw duplicateOrder();
  }

  /** One leg above the market and one below. @throws {ApiError} -2010 */
  #mustSpanMarket(above: NewOrder, below: NewOrder): void {
    const last = this.market(above.symbol).venue.lastPrice();
    const priceOf = (leg: NewOrder) => isContingent(leg) ? leg.stopPrice : leg.price;
    const [high, low] = [priceOf(above), priceOf(below)];
    if ((high !== null && high <= last) || (low !== null && low >= last)) throw wrongPrices();
  }

  #enter(accountId: number, wanted: NewOrder, listId: number): Order {
    const market = this.market(wanted.symbol);
    const order = this.#draft(accountId, wanted, this.accounts.next("orderId"), listId);
    relock(order, market, this.accounts);
    this.accounts.change(order, "NEW");
    return order;
  }

  /** A new order takes what is there; the rest of it rests, waits or expires. */
  #begin(order: Order): Order {
    const market = this.market(order.symbol);
    if (isContingent(order) && !order.isWorking) {
      market.place(order);
      return order;
    }
    const left = stepsLeft(order);
    if (order.timeInForce === "FOK" && planTake(market, { ...order, steps: left }, order.accountId).steps < left) {
      return this.#matcher.expire(market, order, "EXPIRED", null);
    }
    const taken = this.#matcher.take(market, order);
    if (isOver(taken)) return taken;
    if (!hasLimit(taken)) return this.#matcher.expire(market, taken, "EXPIRED", "INSUFFICIENT_LIQUIDITY");
    if (taken.timeInForce !== "GTC") return this.#matcher.expire(market, taken, "EXPIRED", null);
    const resting = this.#queued(taken, market);
    this.accounts.restore(resting);
    market.place(resting);
    return resting;
  }

  #wait(market: TradedMarket, order: Order, last: number): void {
    const waited = afterTrade(order, last);
    if (waited.order !== order) {
      this.accounts.restore(waited.order);
      market.update(waited.order);
    }
    if (!waited.isDue) return;
    const nowMs = this.#now();
    const working: Order = { ...waited.order, isWorking: true, workingMs: nowMs, updateMs: nowMs };
    this.accounts.restore(working);
    market.remove(working);
    this.#endOther(working);
    this.accounts.change(this.accounts.order(working.orderId)!, "NEW");
    this.#begin(working);
  }

  /** One order of a list trades or works: the other one goes, and the list is done. */
  #endOther({ listId, orderId }: Order): void {
    const list = this.accounts.list(listId);
    if (list === undefined || list.isDone) return;
    const other = this.accounts.order(list.orderIds.find((id) => id !== orderId)!)!;
    if (!isOver(other)) this.#matcher.expire(this.market(other.symbol), other, "EXPIRED", "OCO_TRIGGER");
    this.accounts.changeList({ ...list, isDone: true });
  }

  #cancel(order: Order, cancelId: string): Order {
    const market = this.market(order.symbol);
    const ended: Order = { ...order, status: "CANCELED", updateMs: this.#now() };
    relock(ended, market, this.accounts);
    this.accounts.change(ended, "CANCELED", null, cancelId);
    market.place(ended);
    return ended;
  }

  #draft(accountId: number, wanted: NewOrder, orderId: number, listId: number): Order {
    const timeMs = this.#now();
    const isWorking = !isContingent(wanted);
    return {
      ...wanted,
      accountId,
      orderId,
      listId,
      status: "NEW",
      executedSteps: 0,
      executedQuote: 0n,
      isWorking,
      timeMs,
      updateMs: timeMs,
      workingMs: isWorking ? timeMs : null,
      stepsAhead: 0,
      trailingPrice: null,
      expiryReason: null,
    };
  }

  #queued(order: Order, market: TradedMarket): Order {
    return { ...order, stepsAhead: market.stepsAt(order.side, order.price!) };
  }
}
