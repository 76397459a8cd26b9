/** Monthly returns as a table of years. */
import type { MonthReturn } from "./months.ts";

/** A year of monthly returns, percent; null where a month has no candles. */
export interface YearReturns {
  readonly year: string;
  /** January first; twelve. */
  readonly months: readonly (number | null)[];
  /** All its months, one upon the other. */
  readonly total: number;
}

/** The years of these months, oldest first. */
export function yearsOf(months: readonly MonthReturn[]): YearReturns[] {
  const years = new Map<string, (number | null)[]>();
  for (const { month, returnPercent } of months) {
    const year = month.slice(0, 4);
    const row = years.get(year) ?? Array.from({ length: 12 }, () => null);
    row[Number(month.slice(5)) - 1] = returnPercent;
    years.set(year, row);
  }
  return [...years].map(([year, row]) => ({ year, months: row, total: compounded(row) }));
}

function compounded(months: readonly (number | null)[]): number {
  return (months.reduce<number>((product, month) => product * (1 + (month ?? 0) / 100), 1) - 1) * 100;
}
