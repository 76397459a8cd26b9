/** Which orders open or enlarge a position: those that limits are about. All others make it smaller, and always pass. */
import type { OrderRequest } from "../order.ts";

/** What strategies' orders are for that close a position. */
const CLOSING: ReadonlySet<string> = new Set(["exit", "sell", "stop loss", "take profit"]);

/** What of an order says whether it opens. */
export type Purposed = Pick<OrderRequest, "side" | "purpose" | "activeStrategyId">;

/**
 * Whether an order opens or enlarges a position: every purchase but those by which a strategy closes what it has sold, and
 * every sale by which a strategy enters.
 */
export function opens({ side, purpose, activeStrategyId }: Purposed): boolean {
  if (side === "sell") return purpose.startsWith("entry");
  return activeStrategyId === null || !CLOSING.has(purpose);
}

/** Whether an order was made to leave a position: a stop, a target, or a strategy's way out. Such orders always pass. */
export function isExit({ side, purpose, activeStrategyId }: Purposed): boolean {
  return !opens({ side, purpose, activeStrategyId }) && CLOSING.has(purpose);
}
