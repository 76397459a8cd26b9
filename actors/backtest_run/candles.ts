/** Reading the candles of a run, page by page: nobody in the main isolate waits long for any of them. */
import { PAGE } from "../../db/candle_columns.ts";
import { columnsOfCopy } from "../../db/copy_binary.ts";
import { type CandleColumns, COLUMN_NAMES, emptyColumns, sliceColumns } from "../../domain/backtest/candle_columns.ts";
import type { BacktestRequest } from "../../domain/backtest/request.ts";
import { type Timeframe, timeframeMs } from "../../domain/timeframe.ts";
import { candleReaderProtocol } from "../candle_reader_protocol.ts";
import type { ActorRef } from "../runtime/mod.ts";
import { openBeforeMs } from "./range.ts";

type Reader = ActorRef<typeof candleReaderProtocol>;

/** A page of a database that does much else. */
const PAGE_WITHIN = "60s";

/** What a run runs over. */
export interface RunCandles {
  readonly candles: CandleColumns;
  /** The minutes that tell what came first inside its candles; undefined where they are not wanted. */
  readonly finer: CandleColumns | undefined;
}

/**
 * Reads the candles of a request.
 * @throws {RangeError} when there are fewer than two; the signal's reason when it is aborted.
 */
export async function readCandles(reader: Reader, request: BacktestRequest, signal: AbortSignal): Promise<RunCandles> {
  const { symbol, timeframe, fromMs, toMs, detail } = request;
  const candles = await readAll(reader, { symbol, timeframe, fromMs, toMs: openBeforeMs(request) }, signal);
  const { length, openMs } = candles;
  if (length < 2) {
    const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 16));
    throw new RangeError(
      `There are ${length} candles of ${symbol} ${timeframe} from ${from} to ${to}, expected 2 or more`,
    );
  }
  if (!detail || timeframe === "1m") return { candles, finer: undefined };
  const minutes = { fromMs: openMs[0]!, toMs: openMs[length - 1]! + timeframeMs(timeframe) };
  return { candles, finer: await readAll(reader, { symbol, timeframe: "1m", ...minutes }, signal) };
}

interface Range {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly fromMs: number;
  readonly toMs: number;
}

async function readAll(reader: Reader, range: Range, signal: AbortSignal): Promise<CandleColumns> {
  const columns = emptyColumns(Math.max(0, Math.ceil((range.toMs - range.fromMs) / timeframeMs(range.timeframe))));
  let count = 0;
  for (let fromMs = range.fromMs; fromMs < range.toMs;) {
    signal.throwIfAborted();
    const copy = await reader.ask("GetCandleCopy", { ...range, fromMs, limit: PAGE }, { timeout: PAGE_WITHIN });
    const page = columnsOfCopy(copy);
    for (const name of COLUMN_NAMES) columns[name].set(page[name], count);
    count += page.length;
    if (page.length < PAGE) break;
    fromMs = columns.openMs[count - 1]! + 1;
  }
  return sliceColumns(columns, 0, count);
}
