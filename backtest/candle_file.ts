/** Candle files from disk: CSV or JSON, gzipped or not. */
import { basename } from "node:path";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { parseCandleCsv } from "./candle_csv.ts";
import { parseCandleJson } from "./candle_json.ts";
import { Refused } from "./refused.ts";

/**
 * Reads the candles of a file, oldest first. What it is, is seen from its content rather than from its name.
 * @throws {Refused} when it is not there, or a line of it is no candle.
 */
export async function readCandles(path: string): Promise<CandleColumns> {
  const file = basename(path);
  const text = await textOf(path);
  const candles = /^\s*\[/.test(text.slice(0, 100)) ? parseCandleJson(text, file) : parseCandleCsv(text, file);
  if (candles.length === 0) throw new Refused(`Cannot run over ${file}: it has no candle`);
  return candles;
}

async function textOf(path: string): Promise<string> {
  const bytes = await bytesOf(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  try {
    const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(unzipped).text();
  } catch (error) {
    throw new Refused(`Cannot unzip ${basename(path)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Refused(`Cannot read ${path}: there is no such file`);
    if (error instanceof Deno.errors.IsADirectory) throw new Refused(`Cannot read ${path}: it is a directory`);
    throw error;
  }
}
