/** What a language service tells of a source: problems, what can stand at a place, and what stands there. Plain data. */
import { z } from "zod";
import { problem } from "../domain/strategy_verdict.ts";

/** More than this is told of no source. */
export const MOST_PROBLEMS = 100;
/** Options that are told at once. */
export const MOST_OPTIONS = 100;
const LONGEST_TEXT = 4_000;

const text = z.string().max(LONGEST_TEXT);
const offset = z.int().min(0);

/** What an option can be. */
export const OPTION_KINDS = [
  "class",
  "function",
  "method",
  "property",
  "variable",
  "keyword",
  "constant",
  "type",
] as const;

/** All that is wrong with a source, in the order of its lines. */
export const problems = z.array(problem).max(MOST_PROBLEMS);

/** What can stand at a place; `from`: where the word there begins, in UTF-16 units. */
export const completion = z.object({
  from: offset,
  options: z.array(z.object({
    label: text,
    kind: z.enum(OPTION_KINDS),
    /** Its signature. */
    detail: text,
    /** Its documentation. */
    info: text,
  })).max(MOST_OPTIONS),
});
/** What can stand at a place. */
export type Completion = z.infer<typeof completion>;

/** What stands at a place. */
export const hover = z.object({ from: offset, to: offset, signature: text, documentation: text });
/** What stands at a place. */
export type Hover = z.infer<typeof hover>;

/** A text as it may be told. */
export function shortened(whole: string, longest: number = LONGEST_TEXT): string {
  return whole.length <= longest ? whole : `${whole.slice(0, longest - 1)}…`;
}
