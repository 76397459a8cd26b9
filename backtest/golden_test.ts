/** The engine against what backtesting.py computed; see fixtures/README.md. */
import assert from "node:assert/strict";
import { Backtest } from "../domain/backtest/engine.ts";
import { deciderFor } from "../strategies/backtest_decider.ts";
import SmaCross from "../strategies/sma_cross.ts";
import { readCandles } from "./candle_file.ts";

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname;

async function rowsOf(name: string): Promise<string[][]> {
  const bytes = await Deno.readFile(fixture(name));
  const stream = new Blob([bytes]).stream();
  const text = name.endsWith(".gz") ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  return (await new Response(text).text()).trim().split("\n").slice(1).map((line) => line.split(","));
}

const run = async () => {
  const candles = await readCandles(fixture("GOOG.csv"));
  const backtest = new Backtest({}, deciderFor(SmaCross, {}, {}), undefined, candles.length);
  backtest.feed(candles);
  return backtest.finish();
};

Deno.test("GOOG daily, SMA 10/20, always in: the trades equal the golden list line by line", async () => {
  const { trades } = await run();
  const golden = await rowsOf("goog_sma10_20_nocost_excl.trades.csv");
  const lines = trades.map((
    { side, quantity, entryIndex, exitIndex, entryPrice, exitPrice, profit, fees, ...times },
  ) => [
    side === "long" ? quantity : -quantity,
    entryIndex,
    exitIndex,
    entryPrice,
    exitPrice,
    Math.round(profit * 1e6) / 1e6,
    fees,
    new Date(times.entryMs).toISOString().slice(0, 10),
    new Date(times.exitMs).toISOString().slice(0, 10),
  ]);
  const expected = golden.map(([size, from, to, entry, exit, , , profit, fees, , entryTime, exitTime]) => [
    ...[size, from, to, entry, exit, profit, fees].map(Number),
    entryTime,
    exitTime,
  ]);
  assert.deepEqual(lines, expected);
});

Deno.test("GOOG daily, SMA 10/20, always in: the equity equals the golden curve", async () => {
  const { equity } = await run();
  const golden = (await rowsOf("goog_sma10_20_nocost_excl.equity.csv.gz")).map(([, value]) => Number(value));
  assert.equal(equity.length, golden.length);
  golden.forEach((value, at) => assert.ok(Math.abs(equity[at]! - value) < 1e-6, `candle ${at}: ${equity[at]}`));
});
