import assert from "node:assert/strict";
import { profitCurves } from "./balance_curve.ts";
import { saveIntent } from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testOrder, testRows } from "./test_rows.ts";

Deno.test("profit adds up closing order by closing order, and the oldest are left out beyond the limit", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const close = (index: number, profitQuote: string | null) =>
    saveIntent(
      db,
      testOrder(active, { clientOrderId: `o${index}`, profitQuote, updatedMs: TEST_START_MS + index, state: "filled" }),
    );
  for (const [index, profit] of ["0.1", null, "0.2", "-1.000000000000000001"].entries()) await close(index, profit);
  const curveOf = async (limit: number) =>
    (await profitCurves(db, [active.id], limit)).get(active.id)?.map(({ timeMs, profitQuote }) => [
      timeMs - TEST_START_MS,
      profitQuote,
    ]);
  assert.deepEqual(await curveOf(10), [[0, "0.1"], [2, "0.3"], [3, "-0.700000000000000001"]]);
  assert.deepEqual(await curveOf(2), [[2, "0.3"], [3, "-0.700000000000000001"]]);
  assert.deepEqual(await profitCurves(db, [], 10), new Map());
  assert.equal((await profitCurves(db, [crypto.randomUUID()], 10)).size, 0);
});
