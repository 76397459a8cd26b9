/** For tests: a strategy as the house tells it. */
import type { StrategyView } from "../../workshop_services.ts";

/** A strategy with `version` versions, of which nothing was found out yet. */
export function viewOf(different: Partial<StrategyView>): StrategyView {
  const { version = 1 } = different;
  return {
    id: "22222222-2222-4222-8222-222222222222",
    name: "Trend",
    description: "Follows it",
    timeframe: "15m",
    version,
    verdict: null,
    atWork: 0,
    outdated: 0,
    backtests: 0,
    updatedMs: Date.UTC(2026, 0, 2),
    source: "export default 1;\n",
    parameters: {},
    versions: Array.from({ length: version }, (_, at) => ({
      number: version - at,
      origin: "user",
      createdMs: Date.UTC(2026, 0, 2) - at * 60_000,
      verdict: null,
    })),
    ...different,
  };
}
