/** When something happens that happens so many times an hour: a pure function of seed and time. */
import { hash32, type Random, randomFrom } from "../random.ts";

/** Something that happens at a moment, and the chance that belongs to it. */
export interface Occurrence {
  /** The exchange's time, UTC ms. */
  readonly atMs: number;
  readonly random: Random;
}

const HOUR_MS = 3_600_000;

/** What happens after `fromMs`, up to `toMs` included, oldest first. `salt` tells kinds of things apart. */
export function occurrences(seed: number, salt: number, anHour: number, fromMs: number, toMs: number): Occurrence[] {
  const found: Occurrence[] = [];
  if (anHour === 0) return found;
  for (let hour = Math.floor(fromMs / HOUR_MS); hour * HOUR_MS <= toMs; hour++) {
    found.push(...ofHour(seed, salt, anHour, hour).filter(({ atMs }) => atMs > fromMs && atMs <= toMs));
  }
  return found;
}

function ofHour(seed: number, salt: number, anHour: number, hour: number): Occurrence[] {
  const counting = randomFrom(hash32(seed, salt, hour));
  const count = Math.floor(anHour) + (counting() < anHour % 1 ? 1 : 0);
  const moments = Array.from({ length: count }, (_, place) => {
    const random = randomFrom(hash32(seed, salt, hour, place));
    return { atMs: Math.floor((hour + random()) * HOUR_MS), random };
  });
  return moments.sort((a, b) => a.atMs - b.atMs);
}
