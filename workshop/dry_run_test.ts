import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { runDry } from "./dry_run.ts";

const source = (body: string) =>
  `import { Strategy } from "aristobot/strategy";\nexport default class Mine extends Strategy {\n${body}\n}\n`;
/** Rises for 30 candles, and falls as long. */
const closes = Array.from({ length: 60 }, (_, at) => 100 + (at < 30 ? at : 60 - at));
const candles = closes.map((close, at): Candle => ({
  symbol: "BTC/USDT",
  timeframe: "1m",
  openMs: at * 60_000,
  closeMs: at * 60_000 + 59_999,
  open: String(close),
  high: String(close),
  low: String(close),
  close: String(close),
  volume: "1",
}));

Deno.test("a dry run tells each execution on its candle, the result, and what was printed", async () => {
  const { marks, trades, returnPercent, printed, error, candles: told } = await runDry({
    source: source(`  shouldLong() { console.log("at", this.price); return this.candles.seen === 10; }
  shouldExit() { return this.candles.seen === 20; }
  size = this.parameter("size", 1);
  calculatePositionSize() { return this.size; }`),
    parameters: { size: 2 },
    candles,
  });
  assert.equal(error, null);
  assert.deepEqual(marks, [
    { openMs: 600_000, kind: "enter-long", reason: null, price: 110 },
    { openMs: 1_200_000, kind: "exit", reason: "signal", price: 120 },
  ]);
  const fees = 2 * 0.001 * (110 + 120);
  assert.equal(trades, 1);
  assert.ok(Math.abs(returnPercent - (2 * 10 - fees) / 100) < 1e-9, String(returnPercent));
  assert.equal(printed[0], "at 100");
  assert.equal(told, candles);
});

Deno.test("what is open at the end is closed there, and a short is told as one", async () => {
  const { marks } = await runDry({
    source: source("  shouldLong() { return false; }\n  shouldShort() { return this.candles.seen === 40; }"),
    parameters: {},
    candles,
  });
  assert.deepEqual(marks.map(({ kind, reason }) => [kind, reason]), [["enter-short", null], ["exit", "end"]]);
});

Deno.test("what goes wrong on the way is told at its line, with what was printed before", async () => {
  const { error, marks, printed } = await runDry({
    source: source(
      "  shouldLong() {\n    console.log('so far');\n    return this.candles.seen < 5 ? false : this.no.way;\n  }",
    ),
    parameters: {},
    candles,
  });
  assert.deepEqual([error?.line, error?.severity, marks.length, printed.length], [5, "error", 0, 5]);
  assert.match(error!.message, /^TypeError/);
});

Deno.test("a question that is answered wrongly is told at its method", async () => {
  const sized = source("  shouldLong() { return true; }\n  override calculatePositionSize() { return NaN; }");
  const { error } = await runDry({ source: sized, parameters: {}, candles });
  assert.match(error!.message, /^Error: calculatePositionSize\(\) answered NaN/);
  assert.deepEqual([error!.line, error!.column], [4, 12]);
});

Deno.test("a chosen value that does not fit is told in words", async () => {
  const wrong = { source: source("  shouldLong() { return false; }"), parameters: { none: 1 }, candles };
  assert.match((await runDry(wrong)).error!.message, /Unknown parameter "none"; the strategy declares none/);
});
