/** A search's result as a page needs it: ten thousand sets are several megabytes with all digits of a float64. */
import type { Judged, OptimisationResult } from "../../domain/backtest/optimisation.ts";

/** Digits that count; the page shows fewer. */
const DIGITS = 6;

/** The same result with shorter numbers; what is kept in the database stays as it is. */
export function slimmed(result: OptimisationResult): OptimisationResult {
  return {
    ...result,
    attempts: result.attempts.map(({ parameters, inSample, outOfSample }) => ({
      parameters,
      inSample: shortened(inSample),
      outOfSample: outOfSample && shortened(outOfSample),
    })),
  };
}

function shortened(judged: Judged): Judged {
  const { returnPercent, sharpeRatio, sortinoRatio, calmarRatio, profitFactor, maxDrawdownPercent, trades } = judged;
  return {
    returnPercent: short(returnPercent),
    sharpeRatio: short(sharpeRatio),
    sortinoRatio: short(sortinoRatio),
    calmarRatio: short(calmarRatio),
    profitFactor: short(profitFactor),
    maxDrawdownPercent: short(maxDrawdownPercent),
    trades,
  };
}

function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}
