import assert from "node:assert/strict";
import fc from "fast-check";
import { isComplete, nextBlock, startAt, tookBlock, UNKNOWN_PAST } from "./back_fill.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2023, 3, 10);

Deno.test("the past is fetched backwards in whole candles of every timeframe, a page at a time", () => {
  const past = startAt(START_MS);
  assert.deepEqual(nextBlock(past, START_MS - 99 * HOUR_MS), {
    fromMs: START_MS - 16 * HOUR_MS,
    toMs: START_MS,
    probe: false,
  });
  const next = tookBlock(past, nextBlock(past, START_MS - 99 * HOUR_MS)!, START_MS - 16 * HOUR_MS);
  assert.equal(nextBlock(next, START_MS - 99 * HOUR_MS)!.toMs, START_MS - 16 * HOUR_MS);
  assert.equal(nextBlock(startAt(START_MS + MINUTE_MS), 0)!.fromMs, START_MS - 12 * HOUR_MS);
});

Deno.test("nothing is fetched that nobody wants, is stored, or before it is known what is stored", () => {
  assert.equal(nextBlock(startAt(START_MS), null), null);
  assert.equal(nextBlock(startAt(START_MS), START_MS), null);
  assert.equal(nextBlock(UNKNOWN_PAST, 0), null);
  assert.ok(!isComplete(UNKNOWN_PAST, 0));
  assert.ok(isComplete(UNKNOWN_PAST, null));
});

Deno.test("an exchange with gaps and a beginning is fetched whole, each candle once, in a bounded number of pages", () => {
  const hole = fc.record({ at: fc.nat(6_000), length: fc.nat(3_000) });
  fc.assert(fc.property(
    fc.nat(5_000),
    fc.array(hole, { maxLength: 3 }),
    fc.nat(7_000),
    fc.nat(300),
    (minutes, holes, wanted, offset) => {
      const isHole = (n: number) => holes.some(({ at, length }) => n >= at && n < at + length);
      const exists = Array.from({ length: minutes }, (_, n) => n + 1).filter((n) => !isHole(n))
        .map((n) => START_MS - n * MINUTE_MS);
      const between = (fromMs: number, toMs: number) =>
        exists.filter((ms) => ms >= fromMs && ms < toMs).sort((a, b) => a - b).slice(0, 1_000);
      const wantedMs = START_MS - wanted * MINUTE_MS - offset;
      let past = startAt(START_MS);
      const got: number[] = [];
      let pages = 0;
      for (let block = nextBlock(past, wantedMs); block; block = nextBlock(past, wantedMs)) {
        const found = between(block.fromMs, block.toMs);
        assert.ok(block.probe || block.toMs - block.fromMs <= 960 * MINUTE_MS);
        if (!block.probe) got.unshift(...found);
        past = tookBlock(past, block, found[0] ?? null);
        assert.ok(++pages < 40);
      }
      assert.ok(isComplete(past, wantedMs));
      const expected = exists.filter((ms) => ms >= wantedMs).reverse();
      assert.deepEqual(got.filter((ms) => ms >= wantedMs), expected);
    },
  ));
});
