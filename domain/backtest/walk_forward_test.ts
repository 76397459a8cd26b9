import assert from "node:assert/strict";
import fc from "fast-check";
import { divide, FEWEST_CANDLES, MOST_WARM_UP, SAMPLE_RATIO } from "./walk_forward.ts";

Deno.test("the tail is held out, and the windows roll up to it, each judged where the one before ended", () => {
  const { inSample, heldOut, windows } = divide(1_000, 0.2, 5);
  assert.deepEqual(inSample, { warmFrom: 0, from: 0, to: 800 });
  assert.deepEqual(heldOut, { warmFrom: 0, from: 800, to: 1_000 });
  assert.deepEqual(windows.map((w) => [w.inSample.from, w.outOfSample.from, w.outOfSample.to]), [
    [0, 300, 400],
    [100, 400, 500],
    [200, 500, 600],
    [300, 600, 700],
    [400, 700, 800],
  ]);
});

Deno.test("nothing is optimised on what it is judged on, and no part begins cold where there is a past", () => {
  const lengths = fc.integer({ min: 600, max: 50_000 });
  // a tail of less than ten candles is refused
  const shares = fc.oneof(fc.constant(0), fc.double({ min: 0.02, max: 0.5, noNaN: true }));
  fc.assert(
    fc.property(lengths, shares, fc.nat(20), (length, share, count) => {
      const { inSample, heldOut, windows } = divide(length, share, count);
      assert.equal(windows.length, count);
      assert.equal(inSample.from, 0);
      assert.equal(heldOut?.from ?? length, inSample.to);
      assert.equal(heldOut?.to ?? length, length);
      windows.forEach((window, at) => {
        const { inSample: optimised, outOfSample: judged } = window;
        assert.equal(optimised.to, judged.from);
        assert.equal(judged.from, at === 0 ? optimised.to : windows[at - 1]!.outOfSample.to);
        const ratio = (optimised.to - optimised.from) / (judged.to - judged.from);
        assert.ok(Math.abs(ratio - SAMPLE_RATIO) < 0.4, `${ratio}`);
      });
      if (count > 0) assert.equal(windows.at(-1)!.outOfSample.to, inSample.to);
      const parts = [inSample, ...heldOut ? [heldOut] : [], ...windows.flatMap((w) => [w.inSample, w.outOfSample])];
      for (const { warmFrom, from, to } of parts) {
        assert.equal(from - warmFrom, Math.min(from, MOST_WARM_UP));
        assert.ok(to - from >= FEWEST_CANDLES);
      }
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("too few candles are refused with their number", () => {
  assert.throws(
    () => divide(100, 0, 50),
    /Cannot divide 100 candles for 50 windows: a part would have 1; expected at least 10/,
  );
  assert.throws(() => divide(40, 0.1, 0), /Cannot divide 40 candles for that tail: a part would have 4/);
  assert.throws(() => divide(0, 0, 0), /a part would have 0/);
});
