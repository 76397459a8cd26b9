/** What a search found, as a table for people. */
import { fallenBehind } from "../domain/backtest/over_fitting.ts";
import type { Attempt, Judged, OptimisationResult } from "../domain/backtest/optimisation.ts";
import type { Objective } from "../domain/backtest/judge.ts";
import { isoTime } from "./candle_check.ts";
import { nameOf } from "./sweep_pool.ts";

type Range = Parameters<typeof fallenBehind>[2];

/** How a search is shown. */
export interface Shown {
  readonly objective: Objective;
  /** Rows of the table of sets. */
  readonly top: number;
  /** Of the candles, UTC ms. */
  readonly range: Range;
}

/** The best sets, the windows, and what might have become of the best one's trades. */
export function optimiseTable(title: string, found: OptimisationResult, { objective, top, range }: Shown): string {
  const { attempts, failed, firstError, windows } = found;
  const shown = attempts.slice(0, top);
  return [
    `${title}: ${attempts.length} sets tried${failed > 0 ? `, ${failed} failed; the first: ${firstError}` : ""}`,
    ...shown.length > 0
      ? [`best by ${objective}`, ...aligned([header(objective), ...shown.map((a) => rowOf(a, objective))])]
      : [],
    ...windows.length > 0 ? ["walking forward", ...aligned(windowRows(found, objective))] : [],
    ...monteCarloLines(found),
    ...warnings(found, objective, range),
  ].join("\n");
}

function header(objective: Objective): string[] {
  return ["set", objective, "held out", "drawdown %", "held out", "trades", "held out"];
}

function rowOf({ parameters, inSample, outOfSample }: Attempt, objective: Objective): string[] {
  return [
    nameOf({ parameters }),
    ...bothOf(inSample, outOfSample, (judged) => judged[objective]),
    ...bothOf(inSample, outOfSample, (judged) => judged.maxDrawdownPercent),
    String(inSample.trades),
    outOfSample ? String(outOfSample.trades) : "–",
  ];
}

function bothOf(first: Judged, second: Judged | null, value: (judged: Judged) => number | null): string[] {
  return [number(value(first)), number(second && value(second))];
}

function windowRows({ windows }: OptimisationResult, objective: Objective): string[][] {
  const rows = windows.map(({ splitMs, toMs, parameters, inSample, outOfSample }) => [
    `${isoTime(splitMs).slice(0, 16)} to ${isoTime(toMs).slice(0, 16)}`,
    nameOf({ parameters }),
    number(inSample[objective]),
    number(outOfSample[objective]),
  ]);
  return [["judged", "set", objective, "judged"], ...rows];
}

function monteCarloLines({ monteCarlo }: OptimisationResult): string[] {
  if (!monteCarlo) return [];
  const { maxDrawdownPercent, finalEquityQuote, shuffles } = monteCarlo;
  return [
    `the best set's trades, ${shuffles} times in another order (5, 25, 50, 75 and 95 of 100)`,
    ...aligned([
      ["max drawdown %", ...maxDrawdownPercent.map(number)],
      ["final equity, drawn anew", ...finalEquityQuote.map(number)],
    ]),
  ];
}

function warnings(found: OptimisationResult, objective: Objective, range: Range): string[] {
  return fallenBehind(found, objective, range).map(({ where, inSample, outOfSample }) => {
    const [measure, unit] = objective === "returnPercent" ? ["return", " % a day"] : [objective, ""];
    const place = where === "held_out" ? "on the candles that were held out" : "walking forward";
    return `Beware of over-fitting: ${place} the ${measure} is ${number(outOfSample)}${unit}, ` +
      `where the search saw ${number(inSample)}${unit}`;
  });
}

function number(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

const NUMBER = /^(–|-?\d+(\.\d+)?)$/;

/** Columns under each other: words to the left, numbers and their headings to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]!.map((_, at) => rows.map((row) => row[at]!));
  const padded = columns.map((cells) => {
    const width = Math.max(...cells.map(({ length }) => length));
    const isNumeric = NUMBER.test(cells.at(-1)!);
    return cells.map((cell) => isNumeric ? cell.padStart(width) : cell.padEnd(width));
  });
  return rows.map((_, row) => `  ${padded.map((cells) => cells[row]).join("  ")}`.trimEnd());
}
