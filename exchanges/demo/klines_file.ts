/**
 * Recorded one-minute klines from a file: the JSON layout `[[openMs, open, high, low, close, volume], …]`, or the
 * 12-column CSV of Binance's public data (with or without a header line; microseconds since 2025), gzipped or not.
 */
import { Decimal } from "../../domain/decimal.ts";

/** One recorded minute: open time in UTC ms, prices in quote and volume in base currency as decimal text. */
export interface KlineRow {
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

const MINUTE_MS = 60_000;
const CSV_COLUMNS = 12;
const MICROSECONDS_FROM = 1e14;
const HEADER = /^[a-z_ ]/i;
const DECIMAL = /^\d+(\.\d+)?$/;
const FIELDS = ["open", "high", "low", "close", "volume"] as const;

/** Reads and checks a file. @throws {SyntaxError} naming the file, the line, its value and what was expected. */
export async function readKlinesFile(path: string): Promise<KlineRow[]> {
  const bytes = await Deno.readFile(path);
  return parseKlines(await textOf(bytes), path);
}

/** Checks the text of a file; `name` stands in error messages. @throws {SyntaxError} as {@linkcode readKlinesFile} does. */
export function parseKlines(text: string, name: string): KlineRow[] {
  const rows = checkedRows(text.trimStart().startsWith("[") ? jsonRows(text, name) : csvRows(text, name));
  if (rows.length === 0) throw new SyntaxError(`Cannot read klines from ${name}: it holds no row`);
  return rows;
}

/** A row before it is checked, and where it stands. */
interface RawRow {
  readonly cells: readonly string[];
  readonly at: string;
}

async function textOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!gzipped) return new TextDecoder().decode(bytes);
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function* jsonRows(text: string, name: string): Iterable<RawRow> {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new SyntaxError(`Cannot read klines from ${name}: expected an array of rows`);
  for (const [index, row] of list.entries()) yield { cells: cellsOf(row), at: `${name}, row ${index + 1}` };
}

function cellsOf(row: unknown): string[] {
  if (!Array.isArray(row)) return [String(row)];
  return row.map((cell) => typeof cell === "number" && Number.isFinite(cell) ? plainText(cell) : String(cell));
}

/** The shortest text that reads back as the same number: the decimal that stood in the file. */
function plainText(value: number): string {
  const text = String(value);
  return text.includes("e") ? new Decimal(value).toFixed() : text;
}

function* csvRows(text: string, name: string): Iterable<RawRow> {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "" || (index === 0 && HEADER.test(line))) continue;
    const at = `${name}, line ${index + 1}`;
    const cells = line.split(",");
    if (cells.length !== CSV_COLUMNS) refuse(at, line, `${CSV_COLUMNS} columns`);
    yield { cells, at };
  }
}

function checkedRows(raw: Iterable<RawRow>): KlineRow[] {
  const rows: KlineRow[] = [];
  for (const { cells, at } of raw) {
    const row = checkedRow(cells, at);
    const previous = rows.at(-1);
    if (previous !== undefined && row.openMs <= previous.openMs) {
      refuse(at, String(row.openMs), `an open time after ${previous.openMs}, that of the row before`);
    }
    rows.push(row);
  }
  return rows;
}

function checkedRow(cells: readonly string[], at: string): KlineRow {
  if (cells.length < 6) refuse(at, cells.join(","), "open time, open, high, low, close, volume");
  const [time = "", open = "", high = "", low = "", close = "", volume = ""] = cells;
  const row = { openMs: openTime(time, at), open, high, low, close, volume };
  for (const field of FIELDS) {
    if (!DECIMAL.test(row[field])) refuse(at, row[field], `${field} as a decimal number such as 28366.61`);
  }
  const prices = [Number(open), Number(close)];
  if (Number(high) < Math.max(...prices)) refuse(at, high, `high not below open ${open} and close ${close}`);
  if (Number(low) > Math.min(...prices)) refuse(at, low, `low not above open ${open} and close ${close}`);
  if (Number(low) <= 0) refuse(at, low, "a price above 0");
  return row;
}

function openTime(text: string, at: string): number {
  const value = Number(text);
  const openMs = value >= MICROSECONDS_FROM ? value / 1000 : value;
  if (!/^\d+$/.test(text) || openMs % MINUTE_MS !== 0) refuse(at, text, "an open time in ms or µs on a whole minute");
  return openMs;
}

function refuse(at: string, value: string, expected: string): never {
  throw new SyntaxError(`Cannot read ${at}: "${value.slice(0, 200)}", expected ${expected}`);
}
