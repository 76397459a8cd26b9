/** What orders lock while one print meets them one after the other: added up once, then followed. */
import type { Decimal } from "../../domain/decimal.ts";
import { lockedOf, needOf, paysWith } from "./paper_money.ts";
import type { PaperOrder, PaperRules, PaperState } from "./paper_state.ts";

/** Sums of one print; hundreds of orders that wait for it are then met in hundreds of steps, not in their square. */
export class Locks {
  readonly #rules: PaperRules;
  /** By currency; of all open orders. */
  readonly #sums = new Map<string, Decimal>();

  constructor(rules: PaperRules) {
    this.#rules = rules;
  }

  /** What all other orders lock of the currency that an open order pays with. */
  besides(state: PaperState, order: PaperOrder): Decimal {
    const currency = paysWith(order);
    if (order.request.groupId !== null) return lockedOf(state, currency, this.#rules, order);
    const sum = this.#sums.get(currency) ?? lockedOf(state, currency, this.#rules);
    this.#sums.set(currency, sum);
    return sum.minus(needOf(order, this.#rules));
  }

  /** Takes in what became of an order in a step. One of a group may have changed others: all is added up anew. */
  follow(order: PaperOrder, before: PaperState, after: PaperState): void {
    if (after.open === before.open) return;
    const sum = this.#sums.get(paysWith(order));
    if (order.request.groupId !== null) return this.#sums.clear();
    if (sum === undefined) return;
    const { clientOrderId } = order.request;
    const rest = after.open.find(({ request }) => request.clientOrderId === clientOrderId);
    const freed = rest ? needOf(order, this.#rules).minus(needOf(rest, this.#rules)) : needOf(order, this.#rules);
    this.#sums.set(paysWith(order), sum.minus(freed));
  }
}
