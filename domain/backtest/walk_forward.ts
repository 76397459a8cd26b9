/** How a range of candles is divided: what is optimised on, what is held out, and the windows of walking forward. */

/** Candles that go before a part at most, for its strategy to know the past: as many as a strategy can read. */
export const MOST_WARM_UP = 5_000;
/** A window is optimised on so many times the candles on which it is then judged. */
export const SAMPLE_RATIO = 3;
/** Candles that a part has at least. */
export const FEWEST_CANDLES = 10;

/** Candles from index `from` up to but without `to`; those from `warmFrom` to `from` are shown before, without trading. */
export interface Part {
  readonly warmFrom: number;
  readonly from: number;
  readonly to: number;
}

/** One window: optimised on `inSample`, judged on `outOfSample`, which follows it at once. */
export interface Window {
  readonly inSample: Part;
  readonly outOfSample: Part;
}

/** A range, divided. */
export interface Division {
  readonly inSample: Part;
  /** The tail; undefined = nothing is held out. */
  readonly heldOut: Part | undefined;
  /** Within what is optimised on; oldest first, each judged where the one before ended being judged. */
  readonly windows: readonly Window[];
}

/**
 * Divides `length` candles. Windows roll: all are equally long, and their parts out of the sample lie one after the other up
 * to the tail. No part begins cold where there are candles before it.
 * @throws {RangeError} when a part would be shorter than {@linkcode FEWEST_CANDLES}.
 */
export function divide(length: number, heldOut: number, windows: number): Division {
  const split = length - Math.round(length * heldOut);
  const division = {
    inSample: partOf(0, split),
    heldOut: split < length ? partOf(split, length) : undefined,
    windows: windowsIn(split, windows),
  };
  const parts = [
    division.inSample,
    ...division.heldOut ? [division.heldOut] : [],
    ...division.windows.flatMap(partsOf),
  ];
  const shortest = Math.min(...parts.map(({ from, to }) => to - from));
  if (shortest >= FEWEST_CANDLES) return division;
  const wanted = windows > 0 ? `${windows} windows` : "that tail";
  throw new RangeError(
    `Cannot divide ${length} candles for ${wanted}: a part would have ${shortest}; expected at least ${FEWEST_CANDLES}`,
  );
}

function windowsIn(length: number, count: number): Window[] {
  const judged = length / (count + SAMPLE_RATIO);
  const border = (at: number) => Math.round(at * judged);
  return Array.from({ length: count }, (_, at) => ({
    inSample: partOf(border(at), border(at + SAMPLE_RATIO)),
    outOfSample: partOf(border(at + SAMPLE_RATIO), border(at + SAMPLE_RATIO + 1)),
  }));
}

function partsOf({ inSample, outOfSample }: Window): Part[] {
  return [inSample, outOfSample];
}

function partOf(from: number, to: number): Part {
  return { warmFrom: Math.max(0, from - MOST_WARM_UP), from, to };
}
