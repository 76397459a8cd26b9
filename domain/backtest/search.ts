/** Which parameter sets a search tries. */
import { randomFrom, shuffle, wholeBelow } from "./random.ts";
import type { OptimisationRequest, SearchRange } from "./request.ts";

/** A value for each parameter that is searched, by name. */
export type ParameterSet = Readonly<Record<string, number | string | boolean>>;
/** The values to try, by parameter. */
export type Ranges = Readonly<Record<string, SearchRange>>;

/** Sets that one search tries at most. */
export const MOST_SETS = 10_000;
/** Values of one parameter at most. */
const MOST_VALUES = 10_000;

/**
 * The values of a range, rising by its step: `from` is among them, `to` where a whole number of steps leads there.
 * @throws {RangeError} when it ends before it begins, or has more than 10,000 values.
 */
export function valuesIn(name: string, range: SearchRange): readonly (number | string | boolean)[] {
  if ("values" in range) return [...new Set(range.values)];
  const { from, to, step } = range;
  if (to < from) {
    throw new RangeError(`Cannot search ${name} from ${from} to ${to}: expected an end after the beginning`);
  }
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES) {
    throw new RangeError(`Cannot try ${count} values of ${name}: expected at most ${MOST_VALUES}, take a longer step`);
  }
  return Array.from({ length: count }, (_, at) => Number((from + at * step).toPrecision(12))); // 0.1 + 0.2 is 0.3 here
}

/** How many sets the ranges hold: the product of their numbers of values. 1 without ranges. @throws {RangeError} as {@linkcode valuesIn}. */
export function setsIn(ranges: Ranges): number {
  return Object.entries(ranges).reduce((product, [name, range]) => product * valuesIn(name, range).length, 1);
}

/** @throws {RangeError} when a grid holds more than {@linkcode MOST_SETS}, and as {@linkcode valuesIn}. */
export function checkSearch({ ranges, search }: Pick<OptimisationRequest, "ranges" | "search">): void {
  const size = setsIn(ranges);
  if (search.by === "random" || size <= MOST_SETS) return;
  throw new RangeError(`Cannot try ${size} sets: expected at most ${MOST_SETS}, take longer steps or a random search`);
}

/**
 * The sets that a search tries, none twice: all of a grid in the order of its values, the last parameter changing first; of a
 * random search as many as it asks for, or all where there are not more, the same for the same seed.
 * @throws {RangeError} as {@linkcode checkSearch}.
 */
export function setsToTry({ ranges, search }: Pick<OptimisationRequest, "ranges" | "search">): ParameterSet[] {
  checkSearch({ ranges, search });
  const axes = Object.entries(ranges).map(([name, range]) => [name, valuesIn(name, range)] as const);
  const size = setsIn(ranges);
  if (search.by === "grid") return Array.from({ length: size }, (_, index) => setAt(axes, index));
  const random = randomFrom(search.seed);
  if (2 * search.tries < size) return drawnSets(axes, search.tries, random);
  const all = shuffle(Array.from({ length: size }, (_, index) => index), random);
  return all.slice(0, search.tries).map((index) => setAt(axes, index));
}

type Axes = readonly (readonly [name: string, values: readonly (number | string | boolean)[]])[];

/** The set of a number: its digits, in a system whose bases are the numbers of values, say which value of each. */
function setAt(axes: Axes, index: number): ParameterSet {
  let rest = index;
  const pairs = axes.toReversed().map(([name, values]) => {
    const value = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
    return [name, value] as const;
  });
  return Object.fromEntries(pairs.reverse());
}

/** Draws sets until there are so many different ones; fewer than half of all are asked for, so that few come twice. */
function drawnSets(axes: Axes, count: number, random: () => number): ParameterSet[] {
  const drawn = new Map<string, ParameterSet>();
  while (drawn.size < count) {
    const places = axes.map(([, values]) => wholeBelow(values.length, random));
    const set = axes.map(([name, values], axis) => [name, values[places[axis]!]!] as const);
    drawn.set(places.join(), Object.fromEntries(set));
  }
  return [...drawn.values()];
}
