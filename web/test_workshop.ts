/** For tests of pages: a workshop over the test's database whose tools answer what they hold, and write down what they were asked. */
import { stopActive } from "../db/active_strategies.ts";
import type { Db } from "../db/db.ts";
import type { Candle } from "../domain/candle.ts";
import type { DryResult } from "../workshop/dry_run.ts";
import type { Completion, Hover } from "../workshop/language.ts";
import type { WorkshopParts } from "./workshop/parts.ts";
import type { CheckedSource } from "./workshop_services.ts";

/** What the tools hold; a test may change it at any time. */
export interface TestWorkshop {
  checked: CheckedSource;
  completion: Completion;
  hover: Hover | null;
  candles: readonly Candle[];
  /** Without its candles, which are those above. */
  dryRun: Omit<DryResult, "candles">;
  /** Why the portfolio refuses to stop or upgrade; null = it does not. */
  refusal: string | null;
  /** `check <user>: <source>`, `saved <strategy> <version>`, `stopped <strategy at work>`, …; the oldest first. */
  readonly asked: readonly string[];
}

/** Tools that find nothing wrong. */
export function testWorkshop(): TestWorkshop {
  return {
    checked: { problems: [], specs: [] },
    completion: { from: 0, options: [] },
    hover: null,
    candles: [],
    dryRun: { marks: [], trades: 0, returnPercent: 0, printed: [], tookMs: 1, error: null },
    refusal: null,
    asked: [],
  };
}

/** What the workshop stands on, made of these tools. */
export function testWorkshopParts(held: TestWorkshop, db: Db, now: () => number): WorkshopParts {
  const note = (line: string) => void (held.asked as string[]).push(line);
  const portfolio = {
    ask: async (kind: string, of: { readonly activeStrategyId: string; readonly strategyId: string }) => {
      if (held.refusal !== null) return { outcome: "refused", reason: held.refusal };
      if (kind === "StopStrategy") {
        note(`stopped ${of.activeStrategyId}`);
        await stopActive(db, of.activeStrategyId);
        return { outcome: "done" };
      }
      note(`upgraded ${of.strategyId}`);
      return { outcome: "done", upgraded: 1 };
    },
  };
  return {
    db,
    now,
    saved: (strategyId, version) => note(`saved ${strategyId} ${version}`),
    portfolio: () => portfolio as never,
    candles: () => Promise.resolve(held.candles),
    tools: {
      check: (userId, source) => {
        note(`check ${userId}: ${source}`);
        return Promise.resolve(held.checked);
      },
      complete: () => Promise.resolve(held.completion),
      hover: () => Promise.resolve(held.hover),
      dryRun: (userId, { source, candles }) => {
        note(`dry run ${userId}: ${source}`);
        return Promise.resolve({ ...held.dryRun, candles });
      },
    },
  };
}
