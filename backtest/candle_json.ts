/** Candles as JSON: `[[openMs, open, high, low, close, volume], …]`, as exchanges serve them. */
import { z } from "zod";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { CandleIntake } from "./candle_check.ts";
import { Refused } from "./refused.ts";

/** Exchanges send numbers as text too. */
const number = z.union([z.number(), z.string().trim().min(1).transform(Number).pipe(z.number())]);
const row = z.tuple([number, number, number, number, number, number]).rest(z.unknown());

/**
 * Reads candles from JSON text; `file` is its name for the messages.
 * @throws {Refused} naming the row, counted from 1, that is none.
 */
export function parseCandleJson(text: string, file: string): CandleColumns {
  const intake = new CandleIntake();
  rowsOf(text, file).forEach((given, at) => {
    const where = `row ${at + 1} of ${file}`;
    const parsed = row.safeParse(given);
    if (!parsed.success) {
      const shown = JSON.stringify(given)?.slice(0, 80);
      throw new Refused(`Cannot read ${where}: ${shown}; expected [openMs, open, high, low, close, volume]`);
    }
    const [openMs, open, high, low, close, volume] = parsed.data;
    intake.take([openMs, open, high, low, close, volume], where);
  });
  return intake.columns;
}

function rowsOf(text: string, file: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refused(`Cannot read ${file}: it is no JSON: ${error.message}`);
  }
  if (Array.isArray(parsed)) return parsed;
  throw new Refused(`Cannot read ${file}: expected a list of candles`);
}
