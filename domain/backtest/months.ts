/** A run by calendar months, UTC. */

/** What one month earned. */
export interface MonthReturn {
  /** `2023-04`. */
  readonly month: string;
  /** Against the end of the month before, in the first one against the start; percent. */
  readonly returnPercent: number;
}

/** The return of each month that has candles; `cash`: the equity at the start, quote currency. */
export function monthlyReturns(openMs: Float64Array, equity: Float64Array, cash: number): MonthReturn[] {
  const months: MonthReturn[] = [];
  let before = cash;
  for (let at = 0; at < equity.length; at++) {
    const next = openMs[at + 1];
    if (next !== undefined && isSameMonth(openMs[at]!, next)) continue;
    const end = equity[at]!;
    months.push({ month: monthOf(openMs[at]!), returnPercent: before === 0 ? 0 : (end / before - 1) * 100 });
    before = end;
  }
  return months;
}

const DAY_MS = 86_400_000;

/** Asks for the date only where the day changes: most candles follow each other within one. */
function isSameMonth(ms: number, other: number): boolean {
  return Math.floor(ms / DAY_MS) === Math.floor(other / DAY_MS) || monthOf(ms) === monthOf(other);
}

function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}
