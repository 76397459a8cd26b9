/** What must hold of every strategy that comes along, over the whole engine: no look ahead, and no seam between portions. */
import assert from "node:assert/strict";
import { walk } from "../domain/backtest/backtest_fixture.ts";
import { sliceColumns } from "../domain/backtest/candle_columns.ts";
import { DecisionLog, unpackDecisions } from "../domain/backtest/decision_log.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import type { StrategyClass } from "../strategies/decide.ts";
import { beginRun, runHere } from "./job.ts";

const LENGTH = 3_000;
const CUTS = [1, 777, 1_500, 2_999];
const candles = walk(LENGTH, 11);
const terms = {
  parameters: {},
  options: { cash: 100_000, takerFee: 0.001, quantityStep: 0.001, canShort: false, finalize: false },
};

function whole(from: StrategyClass, length: number) {
  const log = new DecisionLog();
  const result = runHere(from, terms, sliceColumns(candles, 0, length), undefined, log);
  return { decisions: unpackDecisions(log.packed), ...result };
}

for (const [name, from] of Object.entries(BUILT_IN)) {
  Deno.test(`${name}: neither its decisions nor its trades change with the candles that follow`, () => {
    const all = whole(from, LENGTH);
    assert.ok(all.decisions.some(({ kind }) => kind === "enter"), "it never entered: this would show nothing");
    for (const length of CUTS) {
      const part = whole(from, length);
      assert.deepEqual(part.decisions, all.decisions.slice(0, length));
      assert.deepEqual(part.trades, all.trades.filter(({ exitIndex }) => exitIndex < length));
      assert.deepEqual(part.equity, all.equity.slice(0, length));
    }
  });

  Deno.test(`${name}: over data that was split, with its state carried over, it trades the same`, () => {
    const all = whole(from, LENGTH);
    for (const cut of CUTS) {
      const log = new DecisionLog();
      const run = beginRun(from, terms, LENGTH, undefined, log);
      run.feed(sliceColumns(candles, 0, cut));
      run.feed(sliceColumns(candles, cut));
      assert.deepEqual({ decisions: unpackDecisions(log.packed), ...run.finish() }, all);
    }
  });
}
