/** Times as people read them, in a time zone of their choice: ISO, to the minute, second or millisecond. */
import { isTimeZone, UTC } from "../domain/time_zone.ts";

/** Writes times of one zone; each function takes UTC ms. */
export interface Times {
  /** An IANA name, such as `Europe/Paris`. */
  readonly zone: string;
  /** The zone as the head of a column names it: `Paris`. */
  readonly zoneLabel: string;
  /** `2026-12-31 14:05`. */
  dateTime(ms: number): string;
  /** `14:05`. */
  clockTime(ms: number): string;
  /** `14:05:09`. */
  secondTime(ms: number): string;
  /** `14:05:09.123`. */
  milliTime(ms: number): string;
  /** `2026-12-31 14:05:09`. */
  dateSecondTime(ms: number): string;
  /** `14:05:09` on the day of `nowMs`, `2026-12-31 14:05` on another. */
  shortTime(ms: number, nowMs: number): string;
  /** `2026-12-31 14:05 – 14:07` within a day, both dates beyond; ends included. */
  span(fromMs: number, toMs: number): string;
  /** The zone's wall clock at that time, written as if it were UTC: its UTC parts are the zone's parts. */
  wallMs(ms: number): number;
}

const KNOWN = new Map<string, Times>();

/** Writes times of a zone; of UTC where this runtime does not know the zone, which `zone` then says. */
export function timesOf(zone: string): Times {
  const known = KNOWN.get(zone);
  if (known) return known;
  if (!isTimeZone(zone)) return timesOf(UTC);
  const made = makeTimes(zone);
  KNOWN.set(zone, made);
  return made;
}

function makeTimes(zone: string): Times {
  const wallMs = zone === UTC ? (ms: number) => ms : wallClock(zone);
  const iso = (ms: number) => new Date(wallMs(ms)).toISOString().replace("T", " ");
  const part = (from: number, to: number) => (ms: number) => iso(ms).slice(from, to);
  const [day, dateTime, clockTime, secondTime] = [part(0, 10), part(0, 16), part(11, 16), part(11, 19)];
  return {
    zone,
    zoneLabel: zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " "),
    dateTime,
    clockTime,
    secondTime,
    milliTime: part(11, 23),
    dateSecondTime: part(0, 19),
    shortTime: (ms, nowMs) => day(ms) === day(nowMs) ? secondTime(ms) : dateTime(ms),
    span: (from, to) => `${dateTime(from)} – ${day(from) === day(to) ? clockTime(to) : dateTime(to)}`,
    wallMs,
  };
}

/** Through the parts, since a zone's offset is another in summer, and was another in other years. */
function wallClock(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (ms) => {
    const of = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = of;
    const date = new Date(0).setUTCFullYear(year, month - 1, day); // Date.UTC takes the year 99 for 1999
    return date + ((hour * 60 + minute) * 60 + second) * 1_000 + (((ms % 1_000) + 1_000) % 1_000);
  };
}
