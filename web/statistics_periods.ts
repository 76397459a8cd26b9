/** Periods that one asks for every day, as the form of the statistics has them. Pure. */

/** The names of their texts, the shortest period first. */
export const USUAL_PERIODS = ["today", "week", "month", "year", "all"] as const;
/** The name of its text. */
export type UsualPeriod = typeof USUAL_PERIODS[number];

const DAY_MS = 86_400_000;

/** The first day of each, `2026-12-31`, as the wall clock has it; undefined = from the beginning. None of them ends. */
export function firstDays(
  nowMs: number,
  wallMs: (ms: number) => number,
): Readonly<Record<UsualPeriod, string | undefined>> {
  const nowOnWall = wallMs(nowMs);
  const today = dayOf(nowOnWall);
  return {
    today,
    week: dayOf(nowOnWall - 6 * DAY_MS),
    month: `${today.slice(0, 8)}01`,
    year: `${today.slice(0, 5)}01-01`,
    all: undefined,
  };
}

function dayOf(onWallMs: number): string {
  return new Date(onWallMs).toISOString().slice(0, 10);
}
