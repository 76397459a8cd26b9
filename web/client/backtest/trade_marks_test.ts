import assert from "node:assert/strict";
import type { BacktestTrade } from "../../../domain/backtest/trade.ts";
import { marksOf, rangeAround } from "./trade_marks.ts";

const MINUTE_MS = 60_000;
const TRADE: BacktestTrade = {
  side: "long",
  quantity: 1,
  entryIndex: 1,
  exitIndex: 9,
  entryMs: 61 * MINUTE_MS,
  exitMs: 130 * MINUTE_MS,
  entryPrice: 100,
  exitPrice: 90,
  fees: 0,
  profit: -10,
  exitReason: "signal",
};

Deno.test("a trade is marked on the candles that are drawn, numbered, its exit in the colour of what it earned", () => {
  const marks = marksOf([TRADE, { ...TRADE, side: "short", profit: 5 }], 101, "1h");
  assert.deepEqual(marks.map(({ time }) => time), [3600, 3600, 7200, 7200]);
  assert.deepEqual(marks.map(({ text, shape, color }) => [text, shape, color]), [
    ["101", "arrowUp", "--up"],
    ["102", "arrowDown", "--down"],
    ["101", "circle", "--down"],
    ["102", "circle", "--up"],
  ]);
});

Deno.test("a chart shows some candles around its trades, more around a single one, and none before 1970", () => {
  assert.deepEqual(rangeAround([TRADE], "1m"), { fromMs: MINUTE_MS, toMs: 190 * MINUTE_MS });
  assert.deepEqual(rangeAround([TRADE, TRADE], "1m"), { fromMs: 41 * MINUTE_MS, toMs: 150 * MINUTE_MS });
  assert.equal(rangeAround([TRADE], "4h")!.fromMs, 0);
  assert.equal(rangeAround([], "1m"), undefined);
});
