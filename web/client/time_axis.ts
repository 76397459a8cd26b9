/**
 * The time axis of a chart in the reader's zone: where days begin, and what the marks say. The candles keep their own
 * times, since a wall clock that is put back at the end of summer would have an hour twice.
 */
import type { IHorzScaleBehavior, TickMarkWeightValue, Time } from "lightweight-charts";
import type { Language } from "../i18n/mod.ts";
import type { Times } from "../times.ts";

const HOUR_MS = 3_600_000;
/** How much a mark weighs where a step of this length begins, the longest first; the chart library's own numbers. */
const STEPS = [
  [12 * HOUR_MS, 33],
  [6 * HOUR_MS, 32],
  [3 * HOUR_MS, 31],
  [HOUR_MS, 30],
  [HOUR_MS / 2, 22],
  [HOUR_MS / 12, 21],
  [HOUR_MS / 60, 20],
  [1_000, 10],
] as const;
const [YEAR, MONTH, DAY] = [70, 60, 50];

/** How much a mark weighs at the wall clock `wallMs`, when the one before was at `beforeMs`. */
export function tickWeight(wallMs: number, beforeMs: number): number {
  const [now, before] = [new Date(wallMs), new Date(beforeMs)];
  if (now.getUTCFullYear() !== before.getUTCFullYear()) return YEAR;
  if (now.getUTCMonth() !== before.getUTCMonth()) return MONTH;
  if (now.getUTCDate() !== before.getUTCDate()) return DAY;
  const step = STEPS.find(([stepMs]) => Math.floor(wallMs / stepMs) !== Math.floor(beforeMs / stepMs));
  return step?.[1] ?? 0;
}

/** What a mark of this weight says: a year, a month's name, a day of the month, or the time of day. `ms` in UTC. */
export function tickLabel(ms: number, weight: number, times: Times, language: Language): string {
  const wall = new Date(times.wallMs(ms));
  if (weight >= YEAR) return String(wall.getUTCFullYear());
  if (weight >= MONTH) return wall.toLocaleDateString(language, { month: "short", timeZone: "UTC" });
  return weight >= DAY ? String(wall.getUTCDate()) : times.clockTime(ms);
}

/** A scale whose days begin at midnight of the zone; `Base` is the chart library's own one. */
export function zonedScale(
  Base: new () => IHorzScaleBehavior<Time>,
  times: Times,
  language: Language,
): IHorzScaleBehavior<Time> {
  const scale = new Base();
  scale.formatTickmark = ({ originalTime, weight }) => tickLabel(Number(originalTime) * 1_000, weight, times, language);
  scale.fillWeightsForPoints = (points, startIndex) => {
    const wall = points.map(({ originalTime }) => times.wallMs(Number(originalTime) * 1_000));
    const step = (wall[1] ?? 0) - (wall[0] ?? 0);
    for (let index = startIndex; index < points.length; index++) {
      const now = wall[index]!;
      points[index]!.timeWeight = tickWeight(now, wall[index - 1] ?? now - step) as TickMarkWeightValue;
    }
  };
  return scale;
}
