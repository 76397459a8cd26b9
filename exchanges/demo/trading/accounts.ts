/** Everything that the exchange knows of its clients: balances, orders, lists and executions, and what of it has changed. */
import { type Balance, Ledger } from "./ledger.ts";
import type { Money } from "./money.ts";
import { type Execution, isOver, type Order, type OrderList } from "./order.ts";

/** What a change of an order is called in an `executionReport`. */
export type ExecutionType = "NEW" | "TRADE" | "CANCELED" | "REPLACED" | "EXPIRED" | "TRADE_PREVENTION";

/** What happened to a client, in order. */
export type ClientEvent =
  | {
    readonly kind: "OrderChanged";
    readonly accountId: number;
    readonly order: Order;
    readonly type: ExecutionType;
    readonly execution: Execution | null;
    /** Of a cancel: the id that the request for it had. */
    readonly cancelId: string | null;
  }
  | { readonly kind: "ListChanged"; readonly accountId: number; readonly list: OrderList }
  | {
    readonly kind: "BalancesChanged";
    readonly accountId: number;
    readonly balances: readonly Balance[];
    readonly timeMs: number;
  };

/** One client. */
export interface Account {
  readonly accountId: number;
  readonly ledger: Ledger;
  /** Open orders by their client order id, which must be unique among these alone. */
  readonly openByClientId: Map<string, number>;
}

/** Numbers given out last. */
export interface Counters {
  readonly orderId: number;
  readonly tradeId: number;
  readonly listId: number;
}

/** All clients. */
export class Accounts {
  readonly #accounts = new Map<number, Account>();
  readonly #orders = new Map<number, Order>();
  readonly #lists = new Map<number, OrderList>();
  readonly #ordersOf = new Map<number, number[]>();
  readonly #executionsOf = new Map<number, Execution[]>();
  #events: ClientEvent[] = [];
  #counters: Counters;

  constructor(counters: Counters = { orderId: 0, tradeId: 0, listId: 0 }) {
    this.#counters = counters;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** The numbers of all accounts. */
  get ids(): number[] {
    return [...this.#accounts.keys()];
  }

  /** Opens an account, or finds it again with what it had. @throws {RangeError} when there is one already. */
  open(accountId: number, totals: Iterable<readonly [string, Money]>): Account {
    if (this.#accounts.has(accountId)) throw new RangeError(`Cannot open account ${accountId}: it is open already`);
    const account = { accountId, ledger: new Ledger(totals), openByClientId: new Map() };
    account.ledger.takeChanged();
    this.#accounts.set(accountId, account);
    this.#ordersOf.set(accountId, []);
    this.#executionsOf.set(accountId, []);
    return account;
  }

  /** @throws {RangeError} when there is no such account. */
  account(accountId: number): Account {
    const account = this.#accounts.get(accountId);
    if (account === undefined) throw new RangeError(`There is no account ${accountId}`);
    return account;
  }

  /** The next number of a kind. */
  next(kind: keyof Counters): number {
    const value = this.#counters[kind] + 1;
    this.#counters = { ...this.#counters, [kind]: value };
    return value;
  }

  /** An order by its number; undefined when the exchange knows none. */
  order(orderId: number): Order | undefined {
    return this.#orders.get(orderId);
  }

  list(listId: number): OrderList | undefined {
    return this.#lists.get(listId);
  }

  /** Every order of an account, oldest first. */
  ordersOf(accountId: number): Order[] {
    return (this.#ordersOf.get(accountId) ?? []).map((id) => this.#orders.get(id)!);
  }

  /** Open orders of an account, oldest first. */
  openOrdersOf(accountId: number): Order[] {
    return [...this.account(accountId).openByClientId.values()].sort((a, b) => a - b).map((id) =>
      this.#orders.get(id)!
    );
  }

  /** The newest order with a client order id: an id may be used again once its order is over. */
  byClientId(accountId: number, clientOrderId: string): Order | undefined {
    const open = this.account(accountId).openByClientId.get(clientOrderId);
    if (open !== undefined) return this.#orders.get(open);
    return this.ordersOf(accountId).findLast((order) => order.clientOrderId === clientOrderId);
  }

  /** Executions of an account, oldest first. */
  executionsOf(accountId: number): readonly Execution[] {
    return this.#executionsOf.get(accountId) ?? [];
  }

  listsOf(accountId: number): OrderList[] {
    return [...this.#lists.values()].filter((list) => list.accountId === accountId);
  }

  /** Takes over an order's new state without a word, as after a restart. */
  restore(order: Order): void {
    const isNew = !this.#orders.has(order.orderId);
    this.#orders.set(order.orderId, order);
    if (isNew) this.#ordersOf.get(order.accountId)!.push(order.orderId);
    const { openByClientId } = this.account(order.accountId);
    if (!isOver(order)) openByClientId.set(order.clientOrderId, order.orderId);
    else if (openByClientId.get(order.clientOrderId) === order.orderId) openByClientId.delete(order.clientOrderId);
  }

  restoreExecution(execution: Execution): void {
    this.#executionsOf.get(execution.accountId)!.push(execution);
  }

  restoreList(list: OrderList): void {
    this.#lists.set(list.listId, list);
  }

  /** Takes over an order's new state and tells of it. */
  change(order: Order, type: ExecutionType, execution: Execution | null = null, cancelId: string | null = null): void {
    this.restore(order);
    if (execution !== null) this.restoreExecution(execution);
    const { accountId } = order;
    this.#events.push({ kind: "OrderChanged", accountId, order, type, execution, cancelId });
  }

  changeList(list: OrderList): void {
    this.restoreList(list);
    this.#events.push({ kind: "ListChanged", accountId: list.accountId, list });
  }

  /** What happened since this was asked last; balances of each account at the end, once. */
  takeEvents(timeMs: number): ClientEvent[] {
    const events = this.#events;
    this.#events = [];
    for (const { accountId, ledger } of this.#accounts.values()) {
      const balances = ledger.takeChanged();
      if (balances.length > 0) events.push({ kind: "BalancesChanged", accountId, balances, timeMs });
    }
    return events;
  }
}
