/** Measuring rates and times. */

/** Something whose rate is measured: at least `count` items a round, done in steps of `step`. */
export interface Contest {
  readonly count: number;
  readonly step: number;
  /** Does the items from `from` up to, and not with, `to`. */
  readonly work: (from: number, to: number) => Promise<unknown>;
}

/**
 * Median rates of some rounds, after a fifth as many to warm up. The contestants take turns, so that each has the same share
 * of the machine's day; many short rounds suit rates that jump by themselves.
 */
export async function sideBySide<Name extends string>(
  contests: Readonly<Record<Name, Contest>>,
  rounds = 5,
): Promise<Record<Name, number>> {
  const entries = Object.entries(contests) as [Name, Contest][];
  const rates = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = -Math.ceil(rounds / 5); round < rounds; round++) {
    for (const [name, contest] of entries) {
      const rate = await rateOf(contest);
      if (round >= 0) rates.get(name)?.push(rate);
    }
  }
  return Object.fromEntries(entries.map(([name]) => [name, median(rates.get(name) ?? [])])) as Record<Name, number>;
}

/** Median rate of five rounds after one to warm up. */
export async function perSecond(count: number, step: number, work: Contest["work"]): Promise<number> {
  return (await sideBySide({ it: { count, step, work } })).it;
}

/** Median milliseconds of `times` runs after one to warm up; `afterwards` is not measured. */
export async function millis(
  times: number,
  work: () => Promise<unknown>,
  afterwards: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time <= times; time++) {
    const startMs = performance.now();
    await work();
    if (time > 0) took.push(performance.now() - startMs);
    await afterwards();
  }
  return median(took);
}

/** The middle one, of the upper half where there are two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Calls `once` sixty-four times and waits for all: what is measured as "64 at a time". */
export function sixtyFour(once: () => Promise<unknown>): Promise<unknown> {
  return Promise.all(Array.from({ length: 64 }, once));
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function rateOf({ count, step, work }: Contest): Promise<number> {
  const startMs = performance.now();
  let done = 0;
  for (; done < count; done += step) await work(done, done + step);
  return done / ((performance.now() - startMs) / 1_000);
}
