/**
 * Binance's kline intervals and their buckets. Buckets of fixed length start at whole multiples since 1970 UTC;
 * a week opens on Monday, `1M` is the calendar month; an offset (time zone) moves the grid.
 */

/** The intervals Binance serves; case matters (`1m` is a minute, `1M` a month). */
export const INTERVALS = [
  "1s",
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "3d",
  "1w",
  "1M",
] as const;
/** One of Binance's kline intervals. */
export type Interval = typeof INTERVALS[number];

/** A bucket of time: UTC ms, end excluded. */
export interface Bucket {
  readonly openMs: number;
  readonly endMs: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MS = 4 * 86_400_000;

/** Whether a text names an interval. */
export function isInterval(text: string): text is Interval {
  return (INTERVALS as readonly string[]).includes(text);
}

/** The bucket of `interval` that holds `timeMs`; `offsetMs` is the time zone's lead on UTC. */
export function bucketOf(timeMs: number, interval: Interval, offsetMs = 0): Bucket {
  const local = timeMs + offsetMs;
  const bucket = interval === "1M"
    ? monthOf(local)
    : fixedBucket(local, intervalMs(interval), interval === "1w" ? FIRST_MONDAY_MS : 0);
  return { openMs: bucket.openMs - offsetMs, endMs: bucket.endMs - offsetMs };
}

/** Length of an interval of fixed length, in ms; a month counts as 30 days. */
export function intervalMs(interval: Interval): number {
  if (interval === "1M") return 30 * UNIT_MS["d"]!;
  return Number(interval.slice(0, -1)) * UNIT_MS[interval.slice(-1)]!;
}

/**
 * Reads a time zone as Binance spells it: `0`, `8`, `-1:00`, `+05:45`; from −12:00 to +14:00. Answers its lead on UTC
 * in ms, or null when it is none.
 */
export function timeZoneOffsetMs(text: string): number | null {
  const match = /^([+-]?)(\d{1,2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offset = (match[1] === "-" ? -1 : 1) * minutes;
  const valid = offset >= -12 * 60 && offset <= 14 * 60 && Number(match[3] ?? 0) < 60;
  return valid ? offset * UNIT_MS["m"]! : null;
}

function fixedBucket(local: number, lengthMs: number, originMs: number): Bucket {
  const openMs = Math.floor((local - originMs) / lengthMs) * lengthMs + originMs;
  return { openMs, endMs: openMs + lengthMs };
}

function monthOf(local: number): Bucket {
  const date = new Date(local);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { openMs: Date.UTC(year, month, 1), endMs: Date.UTC(year, month + 1, 1) };
}
