/** Chance that can be played again: for searches and shuffles, so that the same request has the same answer. */

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 up to but without `below`, each as likely. */
export function wholeBelow(below: number, random: () => number): number {
  return Math.floor(random() * below);
}

/** Puts the values into an order of chance, in place (Fisher and Yates); answers them. */
export function shuffle<T extends Float64Array | unknown[]>(values: T, random: () => number): T {
  for (let at = values.length - 1; at > 0; at--) {
    const other = wholeBelow(at + 1, random);
    [values[at], values[other]] = [values[other], values[at]];
  }
  return values;
}
