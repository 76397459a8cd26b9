/**
 * Reading candles of table `candles` straight into columns of float64, by `COPY … (format binary)`: several times as fast as
 * rows, and numbers are decoded here, since a cast to float8 costs the server more than that.
 */
import { once } from "node:events";
import type { Readable } from "node:stream";
import { type CandleColumns, joinColumns } from "../domain/backtest/candle_columns.ts";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { columnsOfCopy } from "./copy_binary.ts";
import type { Queries } from "./db.ts";

/** Which candles: those that open at or after `fromMs` and before `toMs`, UTC ms; at most `limit`, the oldest first. */
export interface ColumnRange {
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** Candles that are asked for at once: few enough that nobody else waits long, neither here nor in the database. */
export const PAGE = 16_384;

/** The candles of a range as the database copies them out; {@linkcode columnsOfCopy} reads them, in any isolate. */
export async function candleCopy(db: Queries, exchange: string, range: ColumnRange): Promise<Uint8Array<ArrayBuffer>> {
  const [row] = await db`
    select format(
      'copy (select open_time, open, high, low, close, volume from candles where exchange = %L and symbol = %L
        and timeframe = %L and open_time >= %L and open_time < %L order by open_time limit %s)
        to stdout (format binary)',
      ${exchange}::text, ${range.symbol}::text, ${range.timeframe}::text, ${range.fromMs}::timestamptz,
      ${range.toMs}::timestamptz, ${range.limit}::int
    ) as statement`;
  return await bytesOf(await db.unsafe(row!.statement).readable());
}

/** All candles of a range, page by page. */
export async function readColumns(
  db: Queries,
  exchange: string,
  range: Omit<ColumnRange, "limit">,
): Promise<CandleColumns> {
  const pages: CandleColumns[] = [];
  for (let { fromMs } = range;;) {
    const page = columnsOfCopy(await candleCopy(db, exchange, { ...range, fromMs, limit: PAGE }));
    pages.push(page);
    if (page.length < PAGE) return joinColumns(pages);
    fromMs = page.openMs[page.length - 1]! + 1;
  }
}

async function bytesOf(stream: Readable): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  stream.on("data", (piece: Uint8Array) => pieces.push(piece));
  await once(stream, "end");
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
