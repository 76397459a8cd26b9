/** Days, months and hours of the day, as the wall clock of a zone has them. */

/** How time is cut: `2026-12-31`, `2026-12`, or the hour of the day, `00` to `23`. */
export const PERIODS = ["day", "month", "hour"] as const;
/** How time is cut. */
export type Period = typeof PERIODS[number];

/** The period that a time (UTC ms) lies in. */
export type PeriodOf = (period: Period, ms: number) => string;

/** A zone's offset changes at a quarter of an hour only. */
const QUARTER_MS = 900_000;
const PARTS: Readonly<Record<Period, readonly [number, number]>> = { day: [0, 10], month: [0, 7], hour: [11, 13] };

/** Names periods by a wall clock: `wallMs` = its reading at a time (UTC ms), written as if it were UTC. */
export function periodsBy(wallMs: (ms: number) => number): PeriodOf {
  const offsets = new Map<number, number>();
  return (period, ms) => {
    const quarter = Math.floor(ms / QUARTER_MS);
    const offset = offsets.get(quarter) ?? wallMs(quarter * QUARTER_MS) - quarter * QUARTER_MS;
    offsets.set(quarter, offset);
    return new Date(ms + offset).toISOString().slice(...PARTS[period]);
  };
}
