/** A strategy at work for tests. */
import type { ActiveStrategy } from "./active_strategy.ts";

/** One on BTC/USDT 1m with 10,000 USDT, always active, with what a test wants different. */
export function activeStrategyOf(different: Partial<ActiveStrategy> = {}): ActiveStrategy {
  return {
    id: "0f8fad5b-d9cb-469f-a165-70867728950e",
    userId: "user",
    strategyId: "strategy",
    version: 1,
    brokerId: "paper",
    symbol: "BTC/USDT",
    timeframe: "1m",
    amountQuote: "10000",
    parameters: {},
    startMs: null,
    endMs: null,
    isActive: true,
    createdMs: 0,
    ...different,
  };
}
