import assert from "node:assert/strict";
import { testSearches } from "../test_optimisations.ts";
import { slimmed } from "./slim.ts";

Deno.test("figures lose digits that nobody sees, and nothing else", async () => {
  const searches = testSearches();
  const { result } = await searches.services.optimisation(searches.keep());
  const slim = slimmed(result!);
  const figure = 1.23456789;
  const [first] = slimmed({
    ...result!,
    attempts: [{
      parameters: { n: figure },
      inSample: { ...result!.attempts[0]!.inSample, sharpeRatio: figure, profitFactor: null },
      outOfSample: null,
    }],
  }).attempts;
  assert.deepEqual([first!.parameters.n, first!.inSample.sharpeRatio], [figure, 1.23457]);
  assert.deepEqual([first!.inSample.profitFactor, first!.outOfSample], [null, null]);
  assert.deepEqual(slim.windows, result!.windows);
  result!.attempts.forEach(({ inSample: { returnPercent: before } }, at) => {
    assert.ok(Math.abs(slim.attempts[at]!.inSample.returnPercent! - before!) <= Math.abs(before!) * 1e-5);
  });
});
