import assert from "node:assert/strict";
import DonchianBreakout from "./donchian_breakout.ts";
import { decide } from "./decide.ts";
import RsiReversal from "./rsi_reversal.ts";
import SmaCross from "./sma_cross.ts";
import { candlesClosingAt, decisionsOf, LONG, shown } from "./test_strategies.ts";

const falling = (from: number, count: number) => Array.from({ length: count }, (_, index) => from - index);
const rising = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

Deno.test("the SMA cross enters on the one candle where the fast average rises above the slow one", () => {
  const closes = [...falling(200, 40), ...rising(161, 40)];
  const entered = decisionsOf(SmaCross, candlesClosingAt(closes)).flatMap((made, at) =>
    made.kind === "enter" ? [at] : []
  );
  const above = (at: number) => average(closes.slice(at - 9, at + 1)) > average(closes.slice(at - 19, at + 1));
  assert.deepEqual(entered, [closes.findIndex((_, at) => at >= 20 && above(at) && !above(at - 1))]);
});

Deno.test("the SMA cross leaves when the averages cross back", () => {
  const up = [...falling(200, 40), ...rising(161, 40)];
  const count = falling(199, 40).findIndex((_, n) =>
    decide(shown(SmaCross, [...up, ...falling(199, n + 1)]), LONG, 0).kind === "exit"
  );
  assert.ok(count > 3 && count < 20, `left after ${count} candles`);
});

Deno.test("the SMA cross takes its lengths as parameters", () => {
  const closes = [...falling(50, 10), ...rising(41, 4)];
  const decided = decisionsOf(SmaCross, candlesClosingAt(closes), { fast: 2, slow: 3 });
  assert.equal(decided.findIndex(({ kind }) => kind === "enter"), 11);
});

Deno.test("the RSI reversal enters when the strength climbs out of the oversold zone, with a stop below", () => {
  const closes = [...rising(50, 150), ...falling(200, 20), ...rising(184, 6)];
  const entries = decisionsOf(RsiReversal, candlesClosingAt(closes)).filter(({ kind }) => kind === "enter");
  assert.equal(entries.length, 1);
  const [entry] = entries;
  assert.ok(entry?.kind === "enter" && entry.stopLoss! < 184 && entry.takeProfit === null);
});

Deno.test("the RSI reversal leaves when the market is overbought", () => {
  assert.deepEqual(decide(shown(RsiReversal, rising(100, 160)), LONG, 0), { kind: "exit", reason: "shouldExit" });
});

Deno.test("the Donchian breakout enters above the highest high before, never on a candle's own high", () => {
  const quiet = Array.from({ length: 125 }, (_, index) => 100 + index % 2);
  const decided = decisionsOf(DonchianBreakout, candlesClosingAt([...quiet, 102, 104]));
  assert.deepEqual(decided.map(({ kind }) => kind).lastIndexOf("wait"), 125);
  const last = decided.at(-1);
  assert.ok(last?.kind === "enter" && last.stopLoss! < 104 && last.takeProfit! > 104);
});

Deno.test("the Donchian breakout leaves below the lowest low before", () => {
  const quiet = Array.from({ length: 125 }, (_, index) => 100 + index % 2);
  assert.deepEqual(decide(shown(DonchianBreakout, [...quiet, 90]), LONG, 0), { kind: "exit", reason: "shouldExit" });
});
