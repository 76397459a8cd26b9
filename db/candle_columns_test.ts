import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "../domain/candle.ts";
import { columnsOf } from "../domain/backtest/candle_columns.ts";
import { candleCopy, PAGE, readColumns } from "./candle_columns.ts";
import { saveCandles } from "./candles.ts";
import { columnsOfCopy } from "./copy_binary.ts";
import { testDatabase } from "./test_database.ts";

const START_MS = Date.UTC(1999, 11, 31, 23, 58);
const SYMBOL = "it's\\/USDT";

function minute(at: number, changes: Partial<Candle> = {}): Candle {
  const openMs = START_MS + at * 60_000;
  const prices = { open: "28366.61000000", high: "28370.5", low: "0.00001230", close: "28366.7", volume: "0" };
  return { symbol: SYMBOL, timeframe: "1m", openMs, closeMs: openMs + 59_999, ...prices, ...changes };
}

const numbersOf = ({ openMs, open, high, low, close, volume }: Candle) =>
  [openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)] as const;

Deno.test("a range comes as columns: its first candle included, its end not, those of other markets never", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const candles = Array.from({ length: 10 }, (_, at) => minute(at));
  await saveCandles(db, "demo", candles);
  await saveCandles(db, "binance", candles.map((one) => ({ ...one, volume: "9" })));
  await saveCandles(db, "demo", candles.map((one) => ({ ...one, symbol: "ETH/USDT", volume: "7" })));
  const range = { symbol: SYMBOL, timeframe: "1m", fromMs: START_MS + 120_000, toMs: START_MS + 480_000 } as const;
  assert.deepEqual(await readColumns(db, "demo", range), columnsOf(candles.slice(2, 8).map(numbersOf)));
  assert.equal((await readColumns(db, "demo", { ...range, timeframe: "5m" })).length, 0);
  const page = columnsOfCopy(await candleCopy(db, "demo", { ...range, limit: 3 }));
  assert.deepEqual(page, columnsOf(candles.slice(2, 5).map(numbersOf)));
});

Deno.test("a range of several pages is whole, and in order", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const candles = Array.from({ length: PAGE + 3 }, (_, at) => minute(at, { volume: String(at) }));
  await saveCandles(db, "demo", candles);
  const range = { symbol: SYMBOL, timeframe: "1m", fromMs: 0, toMs: START_MS + 1e9 } as const;
  const { length, volume, openMs } = await readColumns(db, "demo", range);
  assert.equal(length, PAGE + 3);
  assert.deepEqual([volume[PAGE], openMs[PAGE]], [PAGE, candles[PAGE]!.openMs]);
  const first = columnsOfCopy(await candleCopy(db, "demo", { ...range, toMs: candles[PAGE]!.openMs, limit: PAGE }));
  assert.equal(first.length, PAGE);
});

Deno.test("any number is the float64 that its text is", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
  const texts = fc.sample(
    fc.tuple(digits(20), digits(24)).map(([whole, fraction]) => `${BigInt(whole)}.${fraction}`),
    { numRuns: 300, seed: 7 },
  );
  texts.push("9007199254740993", "0.1", "123456789012345678901234567890", "0.000000000000000000000000123", "1e-30");
  const candles = texts.map((text, at) => minute(at, { open: text, high: text, low: text, close: text, volume: text }));
  await saveCandles(db, "demo", candles);
  const { volume } = await readColumns(db, "demo", { symbol: SYMBOL, timeframe: "1m", fromMs: 0, toMs: 2e12 });
  assert.deepEqual([...volume], texts.map(Number));
});

Deno.test("what is no copy of candles is refused", () => {
  assert.throws(() => columnsOfCopy(new Uint8Array(30)), /no binary copy/);
});
