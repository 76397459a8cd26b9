import assert from "node:assert/strict";
import { readKlinesFile } from "./klines_file.ts";
import { SHIPPED_RECORDINGS } from "./markets.ts";
import { MINUTE_MS } from "./recording.ts";
import { historyOf, minutes, shippedMarkets } from "./test_support.ts";
import { lastTradeId, lastTrades, tradesBetween, tradesFrom } from "./trade_lookup.ts";
import { fromUnits, toUnits } from "./units.ts";

const START = Date.UTC(2023, 3, 4);
const small = () =>
  historyOf(minutes(START, [
    ["100.00", "101.00", "99.50", "100.50", "3.00000"],
    ["100.60", "100.70", "100.40", "100.70", "1.50000"],
    ["100.70", "100.70", "100.70", "100.70", "0.00000"],
    null,
    ["100.80", "102.00", "100.80", "101.00", "0.70000"],
  ]));

Deno.test("every minute of the shipped recordings comes back from its trades, exactly", async () => {
  const markets = await shippedMarkets();
  for (const [index, path] of SHIPPED_RECORDINGS.entries()) {
    const history = markets[index]!;
    const { pricePlaces, quantityPlaces } = history.rules;
    for (const row of await readKlinesFile(path)) {
      const bar = history.bar(row.openMs, row.openMs + MINUTE_MS)!;
      const prices = [row.open, row.high, row.low, row.close].map((text) => toUnits(text, pricePlaces));
      assert.deepEqual([bar.open, bar.high, bar.low, bar.close, bar.steps], [
        ...prices,
        toUnits(row.volume, quantityPlaces),
      ]);
      assert.equal(bar.count === 0, bar.steps === 0);
    }
  }
});

Deno.test("the grid of the shipped markets is Binance's: ticks of 0.01, steps of 0.00001 and 0.0001", async () => {
  const rules = (await shippedMarkets()).map((history) => history.rules);
  assert.deepEqual(rules.map(({ pricePlaces, quantityPlaces }) => [pricePlaces, quantityPlaces]), [[2, 5], [2, 4]]);
});

Deno.test("trade ids are consecutive over minutes, the halt and the turns of the recording", () => {
  const history = small();
  let next = 1;
  for (let index = 0; index < 4 * history.timeline.length; index++) {
    assert.equal(history.firstId(index), next);
    for (const trade of history.trades(index)) {
      assert.equal(trade.id, next++);
      assert.equal(history.minuteOfTrade(trade.id), index);
    }
  }
});

Deno.test("the price goes on without a jump where the recording turns", () => {
  const history = small();
  const { length } = history.timeline;
  for (const turn of [length, 2 * length, 3 * length]) {
    assert.equal(history.trades(turn)[0]!.price, history.trades(turn - 1).at(-1)!.price);
  }
});

Deno.test("played backwards, open and close change places and a silent minute is flat at the close before it", () => {
  const history = small();
  const bar = (index: number) => history.bar(history.timeline.openMs(index), history.timeline.openMs(index + 1));
  const text = (index: number) => {
    const { open, high, low, close } = bar(index)!;
    return [open, high, low, close].map((price) => fromUnits(price, 2).slice(0, 6));
  };
  assert.deepEqual(text(5), ["101.00", "102.00", "100.80", "100.80"]);
  assert.equal(bar(6), null);
  assert.deepEqual(text(7), ["100.80", "100.80", "100.80", "100.80"]);
  assert.deepEqual(text(8), ["100.70", "100.70", "100.40", "100.60"]);
  assert.equal(bar(8)!.steps, bar(1)!.steps);
  assert.equal(bar(8)!.takerSteps, bar(1)!.steps - bar(1)!.takerSteps);
});

Deno.test("a bucket is the fold of its minutes; silent ones move nothing; a lost bucket is none", () => {
  const history = small();
  const bar = history.bar(START, START + 5 * MINUTE_MS)!;
  assert.deepEqual([bar.open, bar.high, bar.low, bar.close, bar.steps], [10000, 10200, 9950, 10100, 520000]);
  assert.equal(history.bar(START + 3 * MINUTE_MS, START + 4 * MINUTE_MS), null);
  assert.equal(history.bar(START - MINUTE_MS, START), null);
  const silent = history.bar(START + 2 * MINUTE_MS, START + 4 * MINUTE_MS)!;
  assert.deepEqual([silent.open, silent.close, silent.count, silent.firstId, silent.lastId], [10070, 10070, 0, -1, -1]);
});

Deno.test("a part of a minute holds exactly the trades of that part", () => {
  const history = small();
  for (const trade of history.trades(0)) {
    const bar = history.bar(START, trade.timeMs + 1)!;
    assert.deepEqual([bar.lastId, bar.close], [trade.id, trade.price]);
    const after = history.bar(trade.timeMs + 1, START + MINUTE_MS)!;
    assert.equal(bar.steps + after.steps, 300000);
  }
});

Deno.test("trades are found by id and by time, and never before they happen", () => {
  const history = small();
  const all = [0, 1, 2, 3, 4].flatMap((index) => history.trades(index));
  const end = START + 5 * MINUTE_MS - 1;
  assert.deepEqual(tradesFrom(history, 1, end, 1000), all);
  assert.deepEqual(tradesFrom(history, 3, end, 4), all.slice(2, 6));
  assert.deepEqual(lastTrades(history, end, 3), all.slice(-3));
  const [, second, third] = all;
  assert.equal(lastTradeId(history, third!.timeMs - 1), 2);
  assert.deepEqual(tradesBetween(history, second!.timeMs, third!.timeMs, 10), [second, third]);
  assert.deepEqual(tradesFrom(history, 3, second!.timeMs, 10), []);
  assert.deepEqual(lastTrades(history, START - 1, 10), []);
  assert.equal(lastTradeId(history, START + 3 * MINUTE_MS + 5), history.trades(1).at(-1)!.id);
});

Deno.test("the same seed gives the same trades, another seed others with the same candles", () => {
  const rows = minutes(START, [["100.00", "101.00", "99.50", "100.50", "3.00000"]]);
  const [one, same, other] = [historyOf(rows, 1), historyOf(rows, 1), historyOf(rows, 2)];
  assert.deepEqual(one.trades(0), same.trades(0));
  assert.notDeepEqual(one.trades(0), other.trades(0));
  assert.equal(one.bar(START, START + MINUTE_MS)!.close, other.bar(START, START + MINUTE_MS)!.close);
});

Deno.test("a recording that cannot be made of trades is refused with the minute and the reason", () => {
  const refuse = (cells: [string, string, string, string, string], message: RegExp) =>
    assert.throws(() => historyOf(minutes(START, [["1.00", "1.00", "1.00", "1.00", "1.00000"], cells])), { message });
  refuse(["1.00", "2.00", "1.00", "1.00", "0.00001"], /00:01:00.000Z has volume 0.00001, expected at least 3 steps/);
  refuse(["1.00", "1.00", "1.00", "1.00", "0.123456789"], /has 0.123456789, expected at most 8 decimals/);
  const [early, late] = [START, START + 2 * 86_400_000].map((at) => minutes(at, [["1", "1", "1", "1", "1"]]));
  assert.throws(() => historyOf([...early!, ...late!]), {
    message: /has its next row at .*, expected it within a day/,
  });
  assert.throws(() => historyOf(minutes(START, [["1", "1", "1", "1", "0"]])), {
    message: /no recorded minute has a trade/,
  });
  assert.throws(
    () => historyOf(minutes(START, [["1", "1", "1", "1", "1"], ["2", "2", "2", "2", "0"], ["1", "1", "1", "1", "1"]])),
    { message: /volume 0 and opens at 2.00000000, expected all its prices at the close before, 1.00000000/ },
  );
});
