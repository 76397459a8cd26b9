/** Days of the reader's zone as form fields write them, `2024-03-31`, and the moments at which they begin. */
import type { Times } from "../../times.ts";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day of a moment, UTC ms. */
export function dayOf(ms: number, times: Times): string {
  return times.dateTime(ms).slice(0, 10);
}

/** The moment (UTC ms) at which a day begins in the zone; null for what is no day. */
export function startOfDay(day: string, times: Times): number | null {
  const wall = wallOf(day);
  return wall === null ? null : momentOf(wall, times);
}

/** The moment (UTC ms) at which a day ends; a day on which clocks are moved has 23 or 25 hours. */
export function endOfDay(day: string, times: Times): number | null {
  const wall = wallOf(day);
  return wall === null ? null : momentOf(wall + 86_400_000, times);
}

/** Midnight of a day as if it were UTC; null for what is no day, such as 30 February. */
function wallOf(day: string): number | null {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined) return null;
  const wall = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(date));
  return new Date(wall).toISOString().slice(0, 10) === day ? wall : null;
}

/** When the zone's clock says so: guessed, and mended by how far it was off, which differs only around a change of clocks. */
function momentOf(wall: number, times: Times): number {
  const guess = wall - (times.wallMs(wall) - wall);
  return guess - (times.wallMs(guess) - wall);
}
