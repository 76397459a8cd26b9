/** How soon a position was sold after an exit was reached that the platform watched itself: by prices and fills of the exchange. */
import type { OrderNote } from "./exchange_log.ts";
import type { Down } from "./journal.ts";

/** A last price as it was, by this machine's clock, ms. */
export interface PriceNote {
  readonly atMs: number;
  readonly price: number;
}

/** A position whose exits were watched; prices in quote currency, null = none. */
export interface Watched {
  /** The order that entered. */
  readonly entry: string;
  /** What the ids of all orders of its strategy begin with. */
  readonly strategy: string;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
}

/** An exit that was reached. */
export interface Reached {
  readonly entry: string;
  readonly fromMs: number;
  /** When the first of it was sold. */
  readonly toMs: number;
}

/** The exits that were reached, and when the position was sold then; what was left before any was is not among them. */
export function reachedExits(
  all: readonly Watched[],
  notes: readonly OrderNote[],
  prices: readonly PriceNote[],
  endMs: number,
): Reached[] {
  const executions = notes.filter(({ execution }) => execution !== null);
  return all.flatMap(({ entry, strategy, stopLoss, takeProfit }) => {
    const enteredMs = executions.findLast(({ order }) => order.clientOrderId === entry)?.atMs;
    if (enteredMs === undefined) return [];
    const toMs = executions.find(({ atMs, order }) =>
      atMs >= enteredMs && order.side === "SELL" && order.clientOrderId.startsWith(strategy)
    )?.atMs ?? endMs;
    const isReached = (price: number) =>
      (stopLoss !== null && price <= stopLoss) || (takeProfit !== null && price >= takeProfit);
    const reached = prices.find(({ atMs, price }) =>
      atMs > enteredMs && atMs < toMs && isReached(price)
    );
    return reached ? [{ entry, fromMs: reached.atMs, toMs }] : [];
  });
}

/** A time without those in which the platform did not run, ms. */
export function aliveMs(of: { readonly fromMs: number; readonly toMs: number }, downs: readonly Down[]): number {
  const dead = (down: Down) => Math.max(0, Math.min(of.toMs, down.toMs) - Math.max(of.fromMs, down.fromMs));
  return downs.reduce((ms, down) => ms - dead(down), of.toMs - of.fromMs);
}
