/** What a position needs to be left again, by the books. Pure. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { holds } from "../active_strategy/ledger.ts";
import { isEntry, type PlannedExits, plannedExits } from "../active_strategy/order_plan.ts";
import { type ExitPlan, exitPlan } from "../../domain/exit_plan.ts";
import type { Account } from "./state.ts";

/** The exits of a position. */
export interface NeededExits {
  readonly entry: Order;
  readonly planned: PlannedExits;
  /** Who is to keep which; null while the entry may still buy more. */
  readonly plan: ExitPlan | null;
}

/** The exits that a position needs; null = nothing is held, or it was meant to have none. `price` = the newest one known. */
export function exitsNeeded({ ledger, market, abilities }: Account, price: DecimalText | null): NeededExits | null {
  const { entry, attempts } = ledger;
  if (!entry || !holds(ledger, market, price)) return null;
  const planned = plannedExits(entry);
  if (planned.stopLoss === null && planned.takeProfit === null) return null;
  return { entry, planned, plan: isFinal(entry.state) ? exitPlan(planned, abilities, attempts) : null };
}

/** The open orders that leave the position. */
export function leavingOrders({ ledger }: Pick<Account, "ledger">): Order[] {
  return [...ledger.open.values()].filter((order) => !isEntry(order));
}

/** The order that leaves the position at the market, if one is on its way. */
export function saleOf(account: Pick<Account, "ledger">): Order | undefined {
  return leavingOrders(account).find(({ type }) => type === "market");
}

/** Whether an order that leaves the position at the market is on its way. */
export function isLeaving(account: Pick<Account, "ledger">): boolean {
  return saleOf(account) !== undefined;
}

/**
 * Whether nothing of it is left: its entry is over, nothing that could be sold is held, and no order stands. One of which nothing
 * was sold (`wasReduced`) is no rest, though it be worth too little to be sold for a while.
 */
export function isOver(
  { ledger, market }: Pick<Account, "ledger" | "market">,
  price: DecimalText | null,
  wasReduced: boolean,
): boolean {
  const { entry, open } = ledger;
  const isEnded = entry !== null && isFinal(entry.state) && open.size === 0;
  return isEnded && !holds(ledger, market, wasReduced ? price : null);
}
