/** Durations as people write them: `250`, `"250ms"`, `"5s"`, `"1m"`, `"2h"`. */
import type { Duration } from "./types.ts";

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration; `Infinity` is allowed.
 *
 * @throws {RangeError} when it is negative, not a number or has an unknown unit.
 */
export function parseDuration(duration: Duration): number {
  const ms = typeof duration === "number" ? duration : fromText(duration);
  if (ms >= 0) return ms;
  throw new RangeError(`Duration ${JSON.stringify(duration)} is not a non-negative number with unit ms, s, m or h`);
}

function fromText(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  return match === null ? NaN : Number(match[1]) * (unitMs[match[2] ?? ""] ?? NaN);
}
