/** Measuring order books: the same updates for each, in turns. */
import type { MadeUpdate } from "../../domain/order_book_fixture.ts";

/** Updates of one round. */
export const UPDATES = 20_000;
/** Of a round with looks: a book that is sorted for each look takes a millisecond. */
const UPDATES_READ = 2_000;
/** Levels that are read after an update. */
export const READ_LEVELS = 20;
const ROUNDS = 7;

/** A book that is measured. */
export interface Contestant {
  readonly hear: (update: MadeUpdate) => void;
  /** The best levels of both sides. */
  readonly read: () => unknown;
}

/** Updates a second: alone, and with a look after each. */
export type Rates = readonly [alone: number, read: number];

/** The best of some rounds of each, after one to warm up; each round begins with a fresh book. */
export function bestRates<Name extends string>(
  updates: readonly MadeUpdate[],
  contestants: Readonly<Record<Name, () => Contestant>>,
): Record<Name, Rates> {
  const names = Object.keys(contestants) as Name[];
  const best = new Map(names.map((name) => [name, [0, 0]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      for (const [way, isRead] of [false, true].entries()) {
        const rate = rateOf(contestants[name](), isRead ? updates.slice(0, UPDATES_READ) : updates, isRead);
        if (round > 0) best.get(name)![way] = Math.max(best.get(name)![way]!, rate);
      }
    }
  }
  return Object.fromEntries(best) as unknown as Record<Name, Rates>;
}

function rateOf({ hear, read }: Contestant, updates: readonly MadeUpdate[], isRead: boolean): number {
  let looks = 0;
  const startMs = performance.now();
  for (const update of updates) {
    hear(update);
    if (isRead && read()) looks++;
  }
  const tookMs = performance.now() - startMs;
  if (isRead && looks !== updates.length) throw new Error(`Cannot measure: only ${looks} looks brought something`);
  return Math.round(updates.length / tookMs * 1_000);
}
