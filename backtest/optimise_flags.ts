/** The command line of `deno task optimise`, checked. */
import type { ParseArgsConfig } from "node:util";
import { type Objective, OBJECTIVES } from "../domain/backtest/judge.ts";
import type { OptimisationRequest, SearchRange } from "../domain/backtest/request.ts";
import {
  choiceIn,
  numberIn,
  parameterValueOf,
  RUN_FLAGS,
  RUN_HELP,
  type RunFlags,
  runFlagsOf,
  valuesOf,
} from "./flags.ts";
import { Refused } from "./refused.ts";

/** What the command line asks for. */
export interface OptimiseFlags extends RunFlags {
  readonly search: Pick<OptimisationRequest, "ranges" | "search" | "objective" | "windows" | "heldOut">;
  readonly processes: number;
  /** Rows of the table. */
  readonly top: number;
  readonly json: string | undefined;
}

/** What `--help` prints. */
export const OPTIMISE_HELP = `Searches for a strategy's parameters over a file of candles.

deno task optimise --strategy FILE|NAME --candles FILE --range NAME=FROM:TO:STEP [options]

${RUN_HELP}
  --range n=5:50:5       the values to try for a parameter: from, to and step; as often as needed
  --range n=a,b,c        the same as a list
  --random 500           so many sets by chance instead of all
  --seed 1               which chance
  --objective returnPercent  by which measure the best is chosen: ${OBJECTIVES.slice(1, 3).join(", ")},
                         ${OBJECTIVES.slice(3).join(", ")}
  --held-out 0.2         share of the candles that comes last and is never optimised on
  --windows 0            windows of walking forward
  --processes N          processes at the same time; as many as the machine has cores
  --top 10               rows of the table
  --json OUT             writes all of it to a file, or to - (standard output)
`;

const FLAGS = {
  ...RUN_FLAGS,
  range: { type: "string", multiple: true },
  random: { type: "string" },
  seed: { type: "string" },
  objective: { type: "string" },
  "held-out": { type: "string" },
  windows: { type: "string" },
  processes: { type: "string" },
  top: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

type Values = ReturnType<typeof valuesOf<typeof FLAGS>>;

/**
 * Reads the command line; undefined when help was asked for.
 * @throws {Refused} naming the flag and what it takes.
 */
export function parseOptimiseFlags(args: readonly string[]): OptimiseFlags | undefined {
  const values = valuesOf(args, FLAGS);
  if (values.help) return undefined;
  const run = runFlagsOf(values);
  if (!values.range) throw new Refused("Cannot search without --range: expected name=from:to:step or name=a,b,c");
  return {
    ...run,
    search: {
      ranges: Object.fromEntries(values.range.map(rangeOf)),
      search: searchOf(values),
      objective: choiceIn(values, "objective", objectives()) ?? "returnPercent",
      windows: whole(values, "windows", 0, 50) ?? 0,
      heldOut: numberIn(values, "held-out", "a share from 0 to 0.9", 0, 0.9) ?? 0.2,
    },
    processes: whole(values, "processes", 1, 256) ?? navigator.hardwareConcurrency,
    top: whole(values, "top", 1, 10_000) ?? 10,
    json: values.json,
  };
}

function objectives(): Readonly<Record<string, Objective>> {
  return Object.fromEntries(OBJECTIVES.map((name) => [name, name]));
}

function searchOf(values: Values): OptimisationRequest["search"] {
  const tries = whole(values, "random", 1, 10_000);
  const seed = whole(values, "seed", 0, 4_294_967_295);
  if (tries !== undefined) return { by: "random", tries, seed: seed ?? 1 };
  if (seed === undefined) return { by: "grid" };
  throw new Refused("Cannot take --seed without --random: a search of all sets leaves nothing to chance");
}

function whole(values: Values, name: "random" | "seed" | "windows" | "processes" | "top", min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  const value = numberIn(values, name, expected, min, max);
  if (value === undefined || Number.isInteger(value)) return value;
  throw new Refused(`Cannot take --${name} ${value}: expected ${expected}`);
}

function rangeOf(given: string): [string, SearchRange] {
  const at = given.indexOf("=");
  const [name, text] = [given.slice(0, at), given.slice(at + 1)];
  const refused = new Refused(`Cannot take --range ${given}: expected name=from:to:step or name=a,b,c`);
  if (at <= 0 || text === "") throw refused;
  if (!text.includes(":")) return [name, { values: text.split(",").map(parameterValueOf) }];
  const [from, to, step, ...more] = text.split(":").map((part) => part.trim() === "" ? NaN : Number(part));
  const isRange = [from, to, step].every(Number.isFinite) && step! > 0 && more.length === 0;
  if (!isRange) throw refused;
  return [name, { from: from!, to: to!, step: step! }];
}
