/** Measuring rates and times. */

const rounds = 5;

/** Median rate of five rounds over `count` items, done in steps of `step`: `work(from, to)`. */
export async function perSecond(
  count: number,
  step: number,
  work: (from: number, to: number) => Promise<unknown>,
): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    for (let from = 0; from < count; from += step) await work(from, from + step);
    rates.push(count / ((performance.now() - startMs) / 1_000));
  }
  return median(rates);
}

/** Median milliseconds of `times` runs; `afterwards` is not measured. */
export async function millis(
  times: number,
  work: () => Promise<unknown>,
  afterwards: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < times; time++) {
    const startMs = performance.now();
    await work();
    took.push(performance.now() - startMs);
    await afterwards();
  }
  return median(took);
}

/** The middle one, of the upper half where there are two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
