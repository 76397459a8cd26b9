/** Crossings on prices with many exact ties, against whole-number arithmetic that knows no rounding. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decisionsOf } from "./test_strategies.ts";
import SmaCross from "./sma_cross.ts";

const FAST = 4;
const SLOW = 8;

/** The candles on which the averages of these cents cross: a tie is no side, the last side before it counts. */
function exactCrossings(cents: readonly number[]): string[] {
  const sum = (at: number, length: number) => cents.slice(at - length + 1, at + 1).reduce((a, b) => a + b, 0);
  let side = 0;
  return cents.map((_, at) => {
    if (at < SLOW - 1) return "-";
    const now = Math.sign(sum(at, FAST) * (SLOW / FAST) - sum(at, SLOW));
    const crossed = now !== 0 && side !== 0 && now !== side;
    if (now !== 0) side = now;
    return crossed ? now > 0 ? "up" : "down" : "-";
  });
}

/** The candles on which the SMA cross wants to enter or to leave; it is shown prices as text would be read. */
function crossings(cents: readonly number[]): string[] {
  const candles = cents.map((cent, at) => {
    const price = cent / 100;
    return { openMs: at, open: price, high: price, low: price, close: price, volume: 1 };
  });
  const entered = decisionsOf(SmaCross, candles, { fast: FAST, slow: SLOW });
  const left = decisionsOf(Flipped, candles, { fast: FAST, slow: SLOW });
  return cents.map((_, at) => entered[at]!.kind === "enter" ? "up" : left[at]!.kind === "enter" ? "down" : "-");
}

class Flipped extends SmaCross {
  override shouldLong() {
    return this.averages.down;
  }
  override shouldShort() {
    return this.averages.up;
  }
}

Deno.test("ties never add or lose a crossing, however the last bits of the averages fall", () => {
  let tied = 0;
  const cents = fc.array(fc.integer({ min: 2_499_990, max: 2_500_010 }), { minLength: 8, maxLength: 200 });
  fc.assert(fc.property(cents, (prices) => {
    const expected = exactCrossings(prices);
    assert.deepEqual(crossings(prices), expected);
    tied += expected.filter((crossed) => crossed !== "-").length;
  }));
  assert.ok(tied > 100);
});
