/** Which executions are counted. */
import type { Realisation } from "./books.ts";
import type { Origin } from "./execution.ts";
import type { PeriodOf } from "./periods.ts";

/** Null = no matter which. Days are those of the reader's zone, `2026-12-31`, both included. */
export interface Selection {
  readonly brokerId: string | null;
  readonly origin: Origin | null;
  readonly strategyId: string | null;
  readonly webhookId: string | null;
  readonly symbol: string | null;
  readonly fromDay: string | null;
  readonly toDay: string | null;
}

/**
 * Those that are counted, in their order. Profit is counted beforehand: what is left out still was bought. What was only
 * booked is never counted.
 */
export function selected(
  realisations: readonly Realisation[],
  selection: Selection,
  periodOf: PeriodOf,
): Realisation[] {
  const { brokerId, origin, strategyId, webhookId, symbol } = selection;
  return realisations.filter((one) =>
    !one.isTransfer &&
    (brokerId === null || one.brokerId === brokerId) &&
    (origin === null || one.origin === origin) &&
    (strategyId === null || one.strategyId === strategyId) &&
    (webhookId === null || one.webhookId === webhookId) &&
    (symbol === null || one.symbol === symbol) &&
    isWithin(selection, one.timeMs, periodOf)
  );
}

/** Whether a time (UTC ms) lies in the days that are counted. */
export function isWithin(
  { fromDay, toDay }: Pick<Selection, "fromDay" | "toDay">,
  ms: number,
  periodOf: PeriodOf,
): boolean {
  if (fromDay === null && toDay === null) return true;
  const day = periodOf("day", ms);
  return (fromDay === null || day >= fromDay) && (toDay === null || day <= toDay);
}
