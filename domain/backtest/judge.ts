/** Which parameter set is the better one. */
import type { Measures } from "./measures.ts";
import type { Judged } from "./optimisation.ts";

/** By which measure the best is chosen; each the higher the better. */
export const OBJECTIVES = ["returnPercent", "sharpeRatio", "sortinoRatio", "calmarRatio", "profitFactor"] as const;
/** A measure by which sets are compared. */
export type Objective = typeof OBJECTIVES[number];

/** What of a run's measures a set is judged by. */
export function judgedBy(measures: Measures): Judged {
  const { returnPercent, sharpeRatio, sortinoRatio, calmarRatio, profitFactor, maxDrawdownPercent, trades } = measures;
  return { returnPercent, sharpeRatio, sortinoRatio, calmarRatio, profitFactor, maxDrawdownPercent, trades };
}

/**
 * Below 0 when `a` is better than `b`: by the objective, then by the return. A measure that is not defined, such as a profit
 * factor without a loss, is worse than any that is: it says nothing.
 */
export function compareJudged(a: Judged, b: Judged, objective: Objective): number {
  return descending(a[objective], b[objective]) || descending(a.returnPercent, b.returnPercent);
}

/** The objective, or the return where no set has it: a risk needs some days to be measured. */
export function judgedByWhat(attempts: readonly { readonly inSample: Judged }[], objective: Objective): Objective {
  return attempts.some(({ inSample }) => inSample[objective] !== null) ? objective : "returnPercent";
}

function descending(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
}
