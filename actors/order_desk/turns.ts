/**
 * Who waits for whom at the desk, which does much side by side: what changes an order is done one after the other, with all of
 * its group; a user's orders that limits count for are judged and stored one after the other, so that two at once do not both
 * pass a limit that leaves room for one; and the fills of a strategy are counted one after the other.
 */
import type { Order } from "../../domain/order.ts";
import { Lanes } from "../../domain/lanes.ts";

/** One print may fill hundreds of orders: all at once they would keep everything else from the database. */
const REPORTS_AT_ONCE = 8;

/** Groups of which is remembered who is in them. */
const REMEMBERED = 10_000;

/**
 * The turns at one desk. Who has the turn of a user may wait for that of an order, who has that for the one of its strategy;
 * never the other way round.
 */
export class Turns {
  readonly #lanes = new Lanes();
  #reports = 0;
  /** By user: what is being placed. */
  readonly #placing = new Map<string, Set<Promise<void>>>();
  /** Groups by the names of their orders. */
  readonly #groups = new Map<string, string>();

  /** Changes an order, or looks at it and changes it. */
  ofOrder<T>({ clientOrderId, groupId }: Pick<Order, "clientOrderId" | "groupId">, work: () => Promise<T>): Promise<T> {
    if (groupId !== null) this.#remember(clientOrderId, groupId);
    return this.#lanes.run(orderLane({ clientOrderId, groupId }), work);
  }

  /** Whether somebody is at an order, or at its group. */
  isAt(order: Pick<Order, "clientOrderId" | "groupId">): boolean {
    return this.#lanes.has(orderLane(order));
  }

  /** Changes both orders of a group: what is told of either, by its name alone, waits for it from now on. */
  ofGroup<T>(orders: readonly Pick<Order, "clientOrderId" | "groupId">[], work: () => Promise<T>): Promise<T> {
    for (const { clientOrderId, groupId } of orders) if (groupId !== null) this.#remember(clientOrderId, groupId);
    return this.ofOrder(orders[0]!, work);
  }

  /** Changes an order of which only the name is known. */
  ofName<T>(clientOrderId: string, work: () => Promise<T>): Promise<T> {
    return this.ofOrder({ clientOrderId, groupId: this.#groups.get(clientOrderId) ?? null }, work);
  }

  /** Takes in what a broker reports of an order; of all orders together a few at a time. */
  ofReport<T>(clientOrderId: string, work: () => Promise<T>): Promise<T> {
    return this.ofName(clientOrderId, () => this.#lanes.run(`report ${this.#reports++ % REPORTS_AT_ONCE}`, work));
  }

  /** Brings an order of a user to the books, beside others of that user. */
  placing<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const placed = work();
    const ofUser = this.#placing.get(userId) ?? new Set();
    this.#placing.set(userId, ofUser);
    const over = placed.then(() => {}, () => {}).finally(() => { // whoever places hears of a failure
      ofUser.delete(over);
      if (ofUser.size === 0 && this.#placing.get(userId) === ofUser) this.#placing.delete(userId);
    });
    ofUser.add(over);
    return placed;
  }

  /** Looks at the orders of a user, once those that are being placed are in the books. */
  async afterPlacing<T>(userId: string, work: () => Promise<T>): Promise<T> {
    await Promise.all(this.#placing.get(userId) ?? []);
    return await work();
  }

  /** Judges an order by the limits of its user, and stores it. */
  ofUser<T>(userId: string, work: () => Promise<T>): Promise<T> {
    return this.#lanes.run(`user ${userId}`, work);
  }

  /** Counts a fill of a strategy. */
  ofStrategy<T>(activeStrategyId: string, work: () => Promise<T>): Promise<T> {
    return this.#lanes.run(`strategy ${activeStrategyId}`, work);
  }

  /** Looks all orders up. */
  ofAll<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.run("all", work);
  }

  /** Waits until nothing is under way any more. */
  async rest(): Promise<void> {
    for (; this.#placing.size + this.#lanes.size > 0; await this.#lanes.rest()) {
      for (const userId of this.#placing.keys()) await this.afterPlacing(userId, () => Promise.resolve());
    }
  }

  #remember(clientOrderId: string, groupId: string): void {
    this.#groups.set(clientOrderId, groupId);
    if (this.#groups.size > REMEMBERED) this.#groups.delete(this.#groups.keys().next().value!);
  }
}

function orderLane({ clientOrderId, groupId }: Pick<Order, "clientOrderId" | "groupId">): string {
  return `order ${groupId ?? clientOrderId}`;
}
