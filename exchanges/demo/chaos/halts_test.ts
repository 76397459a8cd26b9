import assert from "node:assert/strict";
import fc from "fast-check";
import { type MarketHistory } from "../market_history.ts";
import { historyOf, minutes, NOON, shippedMarkets } from "../test_support.ts";
import { lastTradeId, tradesFrom } from "../trade_lookup.ts";
import { plannedHalts } from "./halts.ts";
import { chaosPlan } from "./plan.ts";

const MINUTE = 60_000;
const START = Date.UTC(2023, 3, 4);
const at = (minute: number) => START + minute * MINUTE;

/** Thirty minutes that rise by one each, the twelfth without a trade. */
function rising(): MarketHistory {
  return historyOf(minutes(
    START,
    Array.from({ length: 30 }, (_, minute) => {
      const price = `${100 + (minute === 12 ? 11 : minute)}.00`;
      return [price, price, price, price, minute === 12 ? "0" : "1.00000"] as const;
    }),
  ));
}

function halted(): MarketHistory {
  const history = rising();
  history.halts.restore([{ fromMs: at(5), flatMinutes: 2, missingMinutes: 3 }, {
    fromMs: at(11),
    flatMinutes: 1,
    missingMinutes: 0,
  }]);
  return history;
}

const closes = (history: MarketHistory) =>
  Array.from({ length: 16 }, (_, minute) => {
    const bar = history.bar(at(minute), at(minute + 1));
    return bar === null ? null : bar.close / 100;
  });

Deno.test("a halt is flat at the last price first, and then leaves no candle", () => {
  const history = halted();
  assert.deepEqual(closes(history), [
    100,
    101,
    102,
    103,
    104,
    104,
    104,
    null,
    null,
    null,
    110,
    110,
    110,
    113,
    114,
    115,
  ]);
  assert.deepEqual(history.bar(at(5), at(6))!.count, 0);
  assert.equal(history.bar(at(7), at(10)), null);
  const five = history.bar(at(5), at(10))!;
  assert.deepEqual([five.open, five.close, five.count], [10400, 10400, 0]);
});

Deno.test("trade ids stay consecutive over halts, and trades are found by them", () => {
  const history = halted();
  let next = 1;
  for (let index = 0; index < 30; index++) {
    assert.equal(history.firstId(index), next);
    for (const trade of history.trades(index)) {
      assert.equal(trade.id, next++);
      assert.equal(history.minuteOfTrade(trade.id), index);
    }
  }
  assert.equal(lastTradeId(history, at(8)), history.trades(4).at(-1)!.id);
  assert.deepEqual(tradesFrom(history, history.trades(4).at(-1)!.id, at(11), 2).length, 2);
});

Deno.test("what has been stays as it was when another plan is made, and a minute that runs is not touched", async () => {
  const [history] = await shippedMarkets();
  const plan = chaosPlan.parse({ seed: 9, halts: 4, flatMinutes: 6, missingMinutes: 4 });
  history!.halts.replan(plannedHalts(plan, "BTCUSDT"), NOON);
  const until = NOON + 12 * 60 * MINUTE;
  const planned = history!.halts.between(NOON, until);
  assert.ok(planned.length > 20 && planned.every((halt) => halt.fromMs > NOON && halt.fromMs % MINUTE === 0));
  const middle = planned[10]!.fromMs;
  const before = history!.bar(NOON, middle + MINUTE);
  history!.halts.replan(null, middle + 1000);
  assert.deepEqual(history!.bar(NOON, middle + MINUTE), before);
  assert.deepEqual(history!.halts.between(NOON, until), planned.slice(0, 11));
});

Deno.test("however halts fall, minutes fold to their stretch and ids never skip", async () => {
  const markets = await shippedMarkets();
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 20, noNaN: true }), (seed, halts) => {
      const [history] = markets;
      const source = plannedHalts(chaosPlan.parse({ seed, halts, flatMinutes: 3, missingMinutes: 3 }), "BTCUSDT");
      history!.halts.replan(null, 0);
      history!.halts.replan(source, NOON);
      const first = history!.timeline.indexOf(NOON);
      let steps = 0;
      for (let index = first; index < first + 120; index++) {
        const trades = history!.trades(index);
        assert.equal(history!.firstId(index + 1), history!.firstId(index) + trades.length);
        steps += trades.reduce((sum, trade) => sum + trade.steps, 0);
      }
      assert.equal(history!.bar(NOON, NOON + 120 * MINUTE)?.steps ?? 0, steps);
    }),
    { numRuns: 30 },
  );
});
