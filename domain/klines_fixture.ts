/** Reads the recorded candles of `fixtures/`, for tests and benchmarks. */
import type { Candle } from "./candle.ts";
import { Decimal } from "./decimal.ts";
import { type Timeframe, timeframeMs } from "./timeframe.ts";

/** `[openMs, open, high, low, close, volume]`. */
type Row = readonly [number, number, number, number, number, number];

/** Candles of a fixture such as `ADA_BTC-2023-04-10` in one timeframe, as the exchange served them, oldest first. */
export async function recordedKlines(name: string, timeframe: Timeframe): Promise<Candle[]> {
  const file = await Deno.open(new URL(`fixtures/${name}-${timeframe}.json.gz`, import.meta.url));
  const rows = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json() as Row[];
  const symbol = name.split("-")[0]!.replace("_", "/");
  const text = (value: number) => new Decimal(value).toFixed();
  return rows.map(([openMs, open, high, low, close, volume]) => ({
    symbol,
    timeframe,
    openMs,
    closeMs: openMs + timeframeMs(timeframe) - 1,
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
    volume: text(volume),
  }));
}
