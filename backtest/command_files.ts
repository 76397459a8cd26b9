/** What the commands that run a strategy over a file have in common. */
import { type CandleColumns, foldColumns, spacingMs } from "../domain/backtest/candle_columns.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { Refused } from "./refused.ts";

/** Where a command writes. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs a command; the exit code: its own, else 0, or 1 when something was refused, which is told in words. */
export async function exitCodeOf(run: () => Promise<0 | 1 | void>, err: Console["err"]): Promise<0 | 1> {
  try {
    return await run() ?? 0;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof SourceRefused)) throw error;
    err(error.message);
    return 1;
  }
}

/** A user's source. @throws {Refused} when there is no such file. */
export async function sourceOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const names = Object.keys(BUILT_IN).join(", ");
    throw new Refused(`Cannot run "${path}": there is no such file, and the built-in strategies are ${names}`);
  }
}

/** Candles folded to a length (ms; undefined = as they are). @throws {Refused} when no whole number of them fits into it. */
export function inTimeframe(candles: CandleColumns, lengthMs: number | undefined): CandleColumns {
  const spacing = spacingMs(candles);
  if (lengthMs === undefined || spacing === lengthMs || spacing === 0) return candles;
  if (lengthMs % spacing === 0) return foldColumns(candles, lengthMs);
  const minutes = (ms: number) => `${ms / 60_000} minutes`;
  throw new Refused(`Cannot make candles of ${minutes(lengthMs)} from the file's of ${minutes(spacing)}`);
}

/** Writes a file, or to standard output for `-`. @throws {Refused} when it cannot. */
export async function put(path: string, text: string, out: Console["out"]): Promise<void> {
  if (path === "-") return out(text);
  try {
    await Deno.writeTextFile(path, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Refused(`Cannot write ${path}: ${error.message}`);
  }
}
