/** Candles as CSV: a header that names the columns in any order and letter case, then a line a candle. */
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { CandleIntake } from "./candle_check.ts";
import { Refused } from "./refused.ts";

/** What each column may be called; an unnamed first column is the time. */
const NAMES = {
  time: ["time", "date", "datetime", "timestamp", "open_time", "opentime", "openms", "open time", "unix", "index"],
  open: ["open", "o"],
  high: ["high", "h"],
  low: ["low", "l"],
  close: ["close", "c"],
  volume: ["volume", "vol", "v", "tick_volume"],
} as const;

type Field = keyof typeof NAMES;
type Places = Readonly<Record<Field, number>>;

/**
 * Reads candles from CSV text; `file` is its name for the messages. Separators are commas, semicolons or tabs. Times are
 * ISO dates, ISO date-times (UTC unless they say otherwise) or ms since 1970. A file without a volume column has none.
 * @throws {Refused} naming the line that cannot be read.
 */
export function parseCandleCsv(text: string, file: string): CandleColumns {
  const intake = new CandleIntake();
  let places: Places | undefined;
  let separator = ",";
  let width = 0;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (line.trim() === "") continue;
    if (!places) {
      separator = separatorOf(line);
      const names = cellsOf(line, separator);
      width = names.length;
      places = placesOf(names, file);
      continue;
    }
    const where = `line ${number} of ${file}`;
    const cells = cellsOf(line, separator);
    if (cells.length !== width) {
      throw new Refused(`Cannot read ${where}: it has ${cells.length} cells; the header has ${width}`);
    }
    const price = (field: Field) => numberOf(cells[places![field]]!, field, where);
    const volume = places.volume < 0 ? 0 : price("volume");
    const openMs = timeOf(cells[places.time]!, where);
    intake.take([openMs, price("open"), price("high"), price("low"), price("close"), volume], where);
  }
  if (!places) throw new Refused(`Cannot read ${file}: it is empty`);
  return intake.columns;
}

/** Lines without copying the text in one go: files have millions of them. */
function* linesOf(text: string): Generator<string> {
  let from = text.charCodeAt(0) === 0xFEFF ? 1 : 0; // a byte order mark
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    yield text.charCodeAt(to - 1) === 13 ? text.slice(from, to - 1) : text.slice(from, to);
    from = to + 1;
  }
}

function separatorOf(header: string): string {
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ",";
}

function cellsOf(line: string, separator: string): string[] {
  const cells = line.split(separator);
  return line.includes('"') ? cells.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")) : cells;
}

function placesOf(header: readonly string[], file: string): Places {
  const names = header.map((name) => name.trim().toLowerCase());
  const place = (field: Field) => names.findIndex((name) => (NAMES[field] as readonly string[]).includes(name));
  const found = {
    time: place("time") < 0 && names[0] === "" ? 0 : place("time"),
    open: place("open"),
    high: place("high"),
    low: place("low"),
    close: place("close"),
    volume: place("volume"),
  };
  const missing = (["time", "open", "high", "low", "close"] as const).filter((field) => found[field] < 0);
  if (missing.length === 0) return found;
  const has = header.map((name) => `"${name.trim()}"`).join(", ");
  throw new Refused(`Cannot read line 1 of ${file}: the header has no ${missing.join(", ")} among ${has}`);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function numberOf(cell: string, field: Field, where: string): number {
  const text = cell.trim();
  if (NUMBER.test(text)) return Number(text);
  throw new Refused(`Cannot read ${where}: ${field} is "${text}"; expected a number`);
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

function timeOf(cell: string, where: string): number {
  const text = cell.trim();
  if (/^\d+$/.test(text)) return Number(text);
  const ms = isoMs(text);
  if (!Number.isNaN(ms)) return ms;
  throw new Refused(`Cannot read ${where}: time is "${text}"; expected an ISO date, an ISO date-time or ms since 1970`);
}

function isoMs(text: string): number {
  const match = ISO.exec(text);
  if (!match) return NaN;
  const [, date, minutes = "00:00", seconds = ":00", fraction = "", zone = "Z"] = match;
  const offset = zone === "UTC" ? "Z" : zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return NaN; // 30 February
  return Date.parse(`${date}T${minutes}${seconds}${fraction.slice(0, 4)}${offset}`);
}
