/** Loading a source where it can do nothing: whether it can be loaded, and what it declares. */
import { runContained } from "../backtest/contained_run.ts";
import { Refused } from "../backtest/refused.ts";
import { emptyColumns } from "../domain/backtest/candle_columns.ts";
import type { Problem } from "../domain/strategy_verdict.ts";
import type { ParameterSpec } from "../strategies/parameter.ts";
import { SourceRefused, type UserError } from "../strategies/user_error.ts";
import { placeAt } from "./place.ts";

/** What came of loading a source: what it declares, or why it cannot be loaded. */
export type Loaded =
  | { readonly specs: readonly ParameterSpec[]; readonly problem: null }
  | { readonly specs: null; readonly problem: Problem };

/** How long a source may be silent while it is loaded, unless somebody says otherwise, ms. */
const PATIENCE_MS = 5_000;

/**
 * Loads a source in a process of its own and makes its strategy once, with all parameters at their defaults.
 * @throws the signal's reason when it was given up.
 */
export async function loadContained(
  source: string,
  { signal, patienceMs = PATIENCE_MS }: { readonly signal?: AbortSignal; readonly patienceMs?: number } = {},
): Promise<Loaded> {
  const job = { source, parameters: {}, options: {}, candles: emptyColumns(0) };
  try {
    const { specs } = await runContained(job, { patienceMs, ...signal && { signal } });
    return { specs, problem: null };
  } catch (error) {
    return { specs: null, problem: problemOf(error, source) };
  }
}

/** What a contained run threw, as a problem of its source. @throws {unknown} what is no fault of the source. */
export function problemOf(error: unknown, source: string): Problem {
  if (error instanceof SourceRefused) return atPlace(withQuestion(error.userError, source));
  if (error instanceof Refused) return atPlace({ message: error.message, line: null, column: null });
  throw error;
}

/** A question that was answered wrongly is over when that shows: its method stands for it. */
function withQuestion(error: UserError, source: string): UserError {
  if (error.line !== null) return error;
  const [, name] = /(\w+)\(\) answered/.exec(error.message) ?? [];
  const at = name === undefined ? -1 : source.search(new RegExp(`\\b${name}\\s*\\(`));
  return at < 0 ? error : { ...error, ...placeAt(source, at) };
}

/** Without a place, the problem is the whole source's: its first character stands for it. */
function atPlace({ message, line, column }: UserError): Problem {
  const start = { line: Math.max(line ?? 1, 1), column: Math.max(column ?? 1, 1) };
  return {
    ...start,
    endLine: start.line,
    endColumn: start.column + 1,
    severity: "error",
    message,
    code: null,
  };
}
