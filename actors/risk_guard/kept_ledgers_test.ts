import assert from "node:assert/strict";
import { saveIntent, updateOrder } from "../../db/orders.ts";
import { fillsAt } from "../../db/risk.ts";
import { testDatabase } from "../../db/test_database.ts";
import { TEST_START_MS, testOrder, testRows } from "../../db/test_rows.ts";
import { fillOf } from "../../domain/order_arbitraries.ts";
import { riskLedger } from "../../domain/risk/ledger.ts";
import { KeptLedgers } from "./kept_ledgers.ts";

Deno.test("what is kept is what all executions lead to, also where one is told late", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker, active } = await testRows(db);
  const ledgers = new KeptLedgers();
  const accounts = { brokerId: broker.id };
  const trade = async (number: number, side: "buy" | "sell", price: string, timeMs: number) => {
    const clientOrderId = `order-${number}`;
    const order = testOrder(active, { clientOrderId, side, createdMs: timeMs, updatedMs: timeMs, state: "filled" });
    await saveIntent(db, order);
    await updateOrder(db, order, fillOf({ fillId: `f${number}`, clientOrderId, price, quantity: "1", timeMs }));
  };
  const both = async () => {
    const kept = await ledgers.at(db, user.id, accounts);
    const anew = riskLedger(await fillsAt(db, user.id, accounts));
    assert.deepEqual(JSON.parse(JSON.stringify(kept)), JSON.parse(JSON.stringify(anew)));
    return kept.closings.map(({ profitQuote }) => profitQuote.gt(0));
  };
  assert.deepEqual(await both(), []);
  await trade(1, "buy", "100", TEST_START_MS);
  await trade(2, "sell", "110", TEST_START_MS + 2_000);
  assert.deepEqual(await both(), [true]);
  await trade(3, "buy", "100", TEST_START_MS + 3_000);
  await trade(4, "sell", "90", TEST_START_MS + 4_000);
  assert.deepEqual(await both(), [true, false]);
  assert.deepEqual(await both(), [true, false]);
  await trade(5, "buy", "200", TEST_START_MS + 1_000); // the average of what was sold first was higher
  assert.equal((await both())[0], false);
  const stranger = await testRows(db, "stranger");
  assert.deepEqual((await ledgers.at(db, stranger.user.id, accounts)).positions, []);
});
