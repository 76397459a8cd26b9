/** Seeded chance: the same seed gives the same numbers for ever, on every machine. */

/** Random numbers in [0, 1). */
export type Random = () => number;

/** Mixes whole numbers into one well-spread 32-bit number (the finaliser of MurmurHash3, once per part). */
export function hash32(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A text as a number for {@linkcode hash32}. */
export function hashText(text: string): number {
  return hash32(...Array.from(text, (letter) => letter.charCodeAt(0)));
}

/** Mixes a text into a hash: quick, for texts that come often. */
export function mixText(seed: number, text: string): number {
  let hash = seed | 0;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash32(hash);
}

/** A stream of random numbers (mulberry32) that depends on nothing but its seed. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number in [0, below). */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}
