/** Attempts by one or two of their parameters. */
import type { Attempt } from "../../../domain/backtest/optimisation.ts";
import type { ParameterValue } from "../../workshop_services.ts";

/** Places along an axis at most: more numbers than that are put together, neighbour with neighbour. */
const MOST_PLACES = 24;

/** One place of an axis: a value, or the first and the last of several numbers. */
export interface Place {
  readonly from: ParameterValue;
  readonly to: ParameterValue;
}

/** A map: a row a value of `y` (one row without `y`), a cell a value of `x`; null where nothing is known. */
export interface Heat {
  readonly x: readonly Place[];
  readonly y: readonly Place[];
  /** The median of the attempts there. */
  readonly cells: readonly (readonly (number | null)[])[];
}

/** Parameters that differ among the attempts, in their order. */
export function axesOf(attempts: readonly Attempt[], searched: readonly string[]): string[] {
  return searched.filter((name) => new Set(attempts.map(({ parameters }) => parameters[name])).size > 1);
}

/** Maps a value of the attempts over two parameters, or over one. */
export function heatOf(
  attempts: readonly Attempt[],
  xName: string,
  yName: string | null,
  valueOf: (attempt: Attempt) => number | null,
): Heat {
  const [x, y] = [axisOf(attempts, xName), yName === null ? null : axisOf(attempts, yName)];
  const found = (y?.places ?? [null]).map(() => x.places.map((): number[] => []));
  for (const attempt of attempts) {
    const value = valueOf(attempt);
    const row = y === null ? 0 : y.placeOf(attempt.parameters[yName!]!);
    if (value !== null) found[row]![x.placeOf(attempt.parameters[xName]!)]!.push(value);
  }
  const cells = found.map((row) => row.map((values) => values.length === 0 ? null : median(values)));
  return { x: x.places, y: y?.places ?? [], cells };
}

function axisOf(attempts: readonly Attempt[], name: string) {
  const values = [...new Set(attempts.map(({ parameters }) => parameters[name]!))];
  if (values.every((value) => typeof value === "number")) values.sort((a, b) => Number(a) - Number(b));
  const isLong = values.length > MOST_PLACES && typeof values[0] === "number";
  const places = isLong ? MOST_PLACES : values.length;
  const placeAt = (index: number) => Math.floor(index * places / values.length);
  const known = new Map(values.map((value, index) => [value, placeAt(index)]));
  return {
    places: Array.from({ length: places }, (_, place): Place => {
      const there = values.filter((_, index) => placeAt(index) === place);
      return { from: there[0]!, to: there.at(-1)! };
    }),
    placeOf: (value: ParameterValue) => known.get(value)!,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How strong a cell is coloured, from 0 to 1: the further from what earns nothing (`nothing`), the stronger. */
export function strengthOf(value: number, nothing: number, { cells }: Heat): number {
  const furthest = Math.max(...cells.flat().map((one) => one === null ? 0 : Math.abs(one - nothing)));
  return furthest === 0 ? 0 : Math.abs(value - nothing) / furthest;
}
