import assert from "node:assert/strict";
import fc from "fast-check";
import {
  leastTrades,
  type MinuteRow,
  type MinuteTrade,
  minuteTrades,
  mirrorTrades,
  tradeCount,
} from "./minute_trades.ts";
import { randomFrom } from "./random.ts";

const anyMinute = fc.record({
  prices: fc.tuple(fc.integer({ min: 1, max: 5_000_000 }), fc.nat(3000), fc.nat(), fc.nat()),
  steps: fc.oneof(fc.integer({ min: 4, max: 60 }), fc.integer({ min: 4, max: 2e9 })),
}).map(({ prices: [low, span, open, close], steps }): MinuteRow => ({
  low,
  high: low + span,
  open: low + (open % (span + 1)),
  close: low + (close % (span + 1)),
  steps,
}));

function fold(trades: readonly MinuteTrade[]): MinuteRow {
  const prices = trades.map((trade) => trade.price);
  return {
    open: prices[0]!,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1)!,
    steps: trades.reduce((sum, trade) => sum + trade.steps, 0),
  };
}

Deno.test("the trades of any minute fold to that minute, exactly", () => {
  fc.assert(
    fc.property(anyMinute, fc.integer(), (row, seed) => {
      const random = randomFrom(seed);
      const count = tradeCount(row, 3e6, random);
      const trades = minuteTrades(row, count, random);
      assert.deepEqual(fold(trades), row);
      assert.equal(trades.length, count);
      assert.ok(count >= leastTrades(row) && count <= 40);
      assert.ok(trades.every((trade) => trade.steps >= 1 && Number.isInteger(trade.price)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("times rise strictly inside the minute, and a buyer lifts the price while a seller lowers it", () => {
  fc.assert(fc.property(anyMinute, fc.integer(), (row, seed) => {
    const trades = minuteTrades(row, tradeCount(row, 3e6, randomFrom(seed)), randomFrom(seed));
    trades.slice(1).forEach((trade, index) => {
      const before = trades[index]!;
      assert.ok(trade.offsetMs > before.offsetMs);
      if (trade.price !== before.price) assert.equal(trade.buyerIsMaker, trade.price < before.price);
    });
    assert.ok(trades[0]!.offsetMs >= 10 && trades.at(-1)!.offsetMs < 59_990);
  }));
});

Deno.test("mirrored trades fold to the mirrored minute, and mirroring twice changes nothing", () => {
  fc.assert(fc.property(anyMinute, fc.integer(), (row, seed) => {
    const trades = minuteTrades(row, tradeCount(row, 3e6, randomFrom(seed)), randomFrom(seed));
    assert.deepEqual(fold(mirrorTrades(trades)), { ...row, open: row.close, close: row.open });
    assert.deepEqual(mirrorTrades(mirrorTrades(trades)), trades);
  }));
});

Deno.test("a minute needs one trade when flat, two to move, and one more for each turn", () => {
  const minute = (open: number, high: number, low: number, close: number) =>
    leastTrades({ open, high, low, close, steps: 9 });
  assert.deepEqual([minute(5, 5, 5, 5), minute(5, 7, 5, 7), minute(5, 7, 5, 5), minute(5, 7, 3, 6)], [1, 2, 3, 4]);
});

Deno.test("a silent minute has no trade, and a volume of few steps has few", () => {
  const flat = { open: 5, high: 5, low: 5, close: 5 };
  assert.equal(tradeCount({ ...flat, steps: 0 }, 1000, randomFrom(1)), 0);
  assert.equal(tradeCount({ ...flat, steps: 2 }, 1000, randomFrom(1)), 2);
});
