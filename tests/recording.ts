/** The exchange's own candles of the recorded period, to compare stored candles with. */
import { join } from "node:path";
import type { Candle } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import { type Timeframe, timeframeMs } from "../domain/timeframe.ts";

/** Timeframes of which the exchange's own candles are there. */
export const RECORDED_TIMEFRAMES = ["5m", "15m", "1h"] as const satisfies readonly Timeframe[];

/** `[openMs, open, high, low, close, volume]` as floats. */
type Row = readonly [number, number, number, number, number, number];

const cache = new Map<string, Promise<Map<number, Row>>>();

async function load(symbol: Symbol, timeframe: Timeframe): Promise<Map<number, Row>> {
  const name = `${symbol.replace("/", "_")}-${timeframe}.json.gz`;
  const file = await Deno.open(join(import.meta.dirname!, "fixtures/recording", name));
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  return new Map((JSON.parse(text) as Row[]).map((row) => [row[0], row]));
}

/** The exchange's own candles by their recorded open time, UTC ms. */
export function recordedCandles(symbol: Symbol, timeframe: Timeframe): Promise<Map<number, Row>> {
  const key = `${symbol}@${timeframe}`;
  if (!cache.has(key)) cache.set(key, load(symbol, timeframe));
  return cache.get(key)!;
}

/** What {@linkcode compareWithRecording} found. */
export interface Comparison {
  readonly compared: number;
  /** One sentence a difference: the candle, the field, the stored and the recorded value. */
  readonly differences: readonly string[];
}

/**
 * Compares stored candles of one symbol and timeframe with the recording, shifted by `shiftMs` (stored − recorded time).
 * Open, high, low and close must be equal, volume within one part in 10⁹; the stored candles must be regular, one per
 * bucket, wherever the recording is.
 */
export async function compareWithRecording(stored: readonly Candle[], shiftMs: number): Promise<Comparison> {
  const differences: string[] = [];
  let compared = 0;
  const [first] = stored;
  if (!first) return { compared, differences: ["no candle is stored"] };
  const truth = await recordedCandles(first.symbol, first.timeframe);
  const length = timeframeMs(first.timeframe);
  const byOpenMs = new Map(stored.map((candle) => [candle.openMs, candle]));
  const last = stored.at(-1)!;
  for (let openMs = first.openMs; openMs <= last.openMs; openMs += length) {
    const row = truth.get(openMs - shiftMs);
    const candle = byOpenMs.get(openMs);
    const where = `${first.symbol} ${first.timeframe} ${new Date(openMs).toISOString()}`;
    if (!row) continue;
    if (!candle) {
      differences.push(`${where} is missing`);
      continue;
    }
    compared++;
    const fields = ["open", "high", "low", "close"] as const;
    fields.forEach((field, i) => {
      if (Number(candle[field]) !== row[i + 1]) {
        differences.push(`${where} ${field}: ${candle[field]}, recorded ${row[i + 1]}`);
      }
    });
    if (Math.abs(Number(candle.volume) - row[5]) > 1e-9 * Math.max(1, row[5])) {
      differences.push(`${where} volume: ${candle.volume}, recorded ${row[5]}`);
    }
  }
  if (byOpenMs.size !== stored.length) differences.push(`${first.symbol} ${first.timeframe}: a candle is stored twice`);
  return { compared, differences };
}
