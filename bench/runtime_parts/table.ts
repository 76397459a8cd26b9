/** The results as printed lines: for each place and subject the limit, this runtime, and its peers. */
import type { Figure } from "../figure.ts";
import { type Goal, goals, limits, ours } from "./goals.ts";
import {
  type ByPlace,
  isOnOneCore,
  type Measured,
  type PlaceName,
  places,
  type Results,
  type Subject,
  subjects,
} from "./subjects.ts";

const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 2, notation: "compact" });
const limitNames: readonly string[] = Object.values(limits);

/** One line for each contestant under each subject of each place. */
export function table(results: ByPlace<Results>): Figure[] {
  return (Object.keys(places) as PlaceName[]).flatMap((place) =>
    (Object.keys(subjects) as Subject[]).flatMap((subject) => lines(place, subject, results[place] ?? {}))
  );
}

function lines(place: PlaceName, subject: Subject, contestants: Readonly<Record<string, Results>>): Figure[] {
  const [what, unit] = subjects[subject];
  const group = `${places[place]}: ${what}${isOnOneCore(place, subject) ? ", on one core" : ""}`;
  const reached = new Map<string, Measured>();
  for (const [name, results] of Object.entries(contestants)) {
    const measured = results[subject];
    if (measured !== undefined) reached.set(name, measured);
  }
  return [...reached].map(([name, measured]) => ({
    group,
    name,
    unit,
    ...(typeof measured === "string"
      ? { note: measured }
      : { value: measured, note: noteOn(name, measured, reached, unit, goals[place][subject] ?? {}) }),
  }));
}

function noteOn(
  name: string,
  value: number,
  reached: ReadonlyMap<string, Measured>,
  unit: string,
  goal: Goal,
): string {
  const isTime = unit === "ms";
  if (limitNames.includes(name)) return "limit";
  if (name !== ours) return `this runtime is ${short.format(speed(reached.get(ours), value, isTime))} × as fast`;
  const ratios = (goal.beside ?? []).map((limit) => `${times(shareOf(value, reached.get(limit)), isTime)} ${limit}`);
  return [...ratios, ...verdict(value, goal, reached, isTime)].join("; ");
}

/** How many times as fast as `other` the first is. */
function speed(mine: Measured | undefined, other: Measured, isTime: boolean): number {
  const ratio = shareOf(Number(mine), other);
  return isTime ? 1 / ratio : ratio;
}

/** What cannot be told is NaN, and printed so. */
function shareOf(value: number, limit: Measured | undefined): number {
  return value / Number(limit);
}

function times(share: number, isTime: boolean): string {
  return isTime ? `${short.format(share)} ×` : `${Math.round(share * 100)} % of`;
}

function verdict(value: number, goal: Goal, reached: ReadonlyMap<string, Measured>, isTime: boolean): string[] {
  const { figure, share, beside: [limit = ""] = [] } = goal;
  const wanted = [
    ...(figure === undefined ? [] : [`${isTime ? "at most" : "at least"} ${short.format(figure)}`]),
    ...(share === undefined ? [] : [`${times(share, isTime)} the limit`]),
  ];
  if (wanted.length === 0) return [];
  const isMet = (is: number, bound = NaN) => isTime ? is <= bound : is >= bound;
  const met = isMet(value, figure) || isMet(shareOf(value, reached.get(limit)), share);
  return [`goal ${wanted.join(" or ")}: ${met ? "reached" : "missed"}`];
}
