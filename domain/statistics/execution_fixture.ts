/** For tests: executions of several strategies, webhooks and tickets at two accounts. */
import type { Realisation } from "./books.ts";
import type { Period, PeriodOf } from "./periods.ts";
import { type CurvePoint, RunningCurve } from "./profit_curve.ts";
import { RunningSums, type Sums } from "./sums.ts";
import fc from "fast-check";
import { fillOf, sidedFill } from "../order_arbitraries.ts";
import type { Execution } from "./execution.ts";

/** 2026-03-28 00:00 UTC: the day before the clocks of Paris change. */
export const START_MS = Date.UTC(2026, 2, 28);

/** A purchase of 1 BTC at 30,000 USDT by hand, with what a test wants different. */
export function executionOf(different: Partial<Execution> = {}): Execution {
  const ids = {
    brokerId: "b1",
    activeStrategyId: null,
    strategyId: null,
    webhookId: null,
    signalPrice: null,
    isTransfer: false,
  };
  return { ...fillOf({ timeMs: START_MS }), symbol: "BTC/USDT", side: "buy", ...ids, ...different };
}

const author = fc.constantFrom<Partial<Execution>>(
  { activeStrategyId: "a1", strategyId: "s1" },
  { activeStrategyId: "a2", strategyId: "s1", brokerId: "b2" },
  { activeStrategyId: "a3", strategyId: "s2" },
  { webhookId: "w1" },
  { webhookId: "w2", brokerId: "b2" },
  {},
);

/** Random executions over some days, oldest first; up to two of an order. */
export const executions: fc.Arbitrary<Execution[]> = fc.array(
  fc.record({ sided: sidedFill, by: author, order: fc.nat({ max: 40 }), waitMs: fc.nat({ max: 20_000_000 }) }),
  { maxLength: 40 },
).map((drawn) => {
  let timeMs = START_MS;
  return drawn.map(({ sided: { side, fill }, by, order, waitMs }) => {
    timeMs += waitMs;
    return executionOf({
      ...fill,
      ...by,
      side,
      clientOrderId: `${JSON.stringify(by).length}-${side}-${order}`,
      timeMs,
    });
  });
});

/** What rows come to. */
export function sumsOf(rows: readonly Realisation[]): Sums {
  const running = new RunningSums();
  for (const row of rows) running.enter(row);
  return running.sums;
}

/** The curve of their profit. */
export function profitCurve(rows: readonly Realisation[], most: number): CurvePoint[] {
  const curve = new RunningCurve();
  for (const row of rows) curve.enter(row);
  return curve.points(most);
}

/** Those of each period, in the order of the periods. */
export function byPeriod(rows: readonly Realisation[], period: Period, periodOf: PeriodOf) {
  const groups = Map.groupBy(rows, ({ timeMs }) => periodOf(period, timeMs));
  return new Map([...groups].sort(([a], [b]) => a < b ? -1 : 1));
}
