/** What is measured of every runtime, and where. */

/** The subjects, each with its title and unit. */
export const subjects = {
  tell: ["one-way messages", "msg/s"],
  ask: ["asks, one after another", "ask/s"],
  ask64: ["asks, 64 at a time", "ask/s"],
  crash: ["crash → next answer", "ms"],
  killed: ["host killed → next answer", "ms"],
  hung: ["hung process → next answer", "ms"],
  hundred: ["100 actors started and answering", "ms"],
} as const;

/** A subject by its short name. */
export type Subject = keyof typeof subjects;

/** Where the receiver stands, seen from the sender. */
export const places = { local: "same thread", worker: "to a worker", process: "to a process" } as const;

/** A place by its short name. */
export type PlaceName = keyof typeof places;

/** Where two threads or processes wake each other in turn, which is compared on one core (`one_core.ts` says why). */
export function isOnOneCore(place: PlaceName, subject: Subject): boolean {
  return subject === "ask" && place !== "local";
}

/** A rate or a time, or why there is none. */
export type Measured = number | string;

/** What one contestant reached. */
export type Results = { readonly [S in Subject]?: Measured };

/** Contestants by their names, in each place where they stand. */
export type ByPlace<T> = { readonly [P in PlaceName]?: Readonly<Record<string, T>> };

/** Several of them as one; of a contestant that is in two, what both know. */
export function together(all: readonly ByPlace<Results>[]): ByPlace<Results> {
  const sum: Partial<Record<PlaceName, Record<string, Results>>> = {};
  for (const some of all) {
    for (const [place, contestants] of Object.entries(some) as [PlaceName, Record<string, Results>][]) {
      const here = sum[place] ??= {};
      for (const [name, results] of Object.entries(contestants)) here[name] = { ...here[name], ...results };
    }
  }
  return sum;
}
