/** Exits by hand that their exchange refuses, or that never reach it. */
import assert from "node:assert/strict";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import {
  BOTH,
  exitsAre,
  MANUAL_PATH,
  type ManualFixture,
  manualFixture,
  manualOf,
  ordersAre,
  ordersByName,
  placeBy,
  storedExitsOf,
} from "./manual_desk_fixture.ts";
import { DESK_PATH, eventually, heardBy, PAPER_PATH, printAt } from "./trading_fixture.ts";

Deno.test("exits that the exchange refuses leave a position unprotected, and its user is told in its words", async () => {
  await using fixture = await manualFixture();
  const heard = heardBy(fixture);
  const { ticketId } = await placeBy(fixture, { type: "limit", price: "29500", ...BOTH });
  await printAt(fixture, "30000");
  fixture.kit.drop(MANUAL_PATH, "OrderChanged");
  await printAt(fixture, "29400");
  await ordersAre(fixture, ["buy limit filled"]);
  await placeBy(fixture, { side: "sell" }); // what it bought is sold before its exits are placed
  await printAt(fixture, "29400");
  await ordersAre(fixture, ["buy limit filled", "sell market filled"]);
  await fixture.kit.advance("1m");
  const failed = await exitsAre(fixture, ticketId, "failed");
  assert.match(failed.reason ?? "", /insufficient funds/);
  const notice = await eventually(fixture, () => heard.notices.got[0]);
  const { level, key, parameters } = notice;
  assert.deepEqual([level, key, parameters["symbol"]], ["error", "manual_unprotected", "BTC/USDT"]);
  const told = await manualOf(fixture).ask("GetExits", {
    userId: fixture.rows.user.id,
    brokerId: fixture.rows.broker.id,
  });
  assert.deepEqual(told.map(({ state, stopLoss }) => [state, stopLoss]), [["failed", "29000"]]);
  const { clientOrderId } = failed;
  const other = await manualOf(fixture).ask("CancelOrder", { userId: crypto.randomUUID(), clientOrderId });
  assert.equal(other.outcome, "unknown");
  const known = await manualOf(fixture).ask("CancelOrder", { userId: fixture.rows.user.id, clientOrderId });
  assert.equal(known.outcome, "done", "its user knows, and looks after it");
  await exitsAre(fixture, ticketId, "done");
});

Deno.test("while the broker does not answer, exits are tried again, and their user is told once", async () => {
  await using fixture = await manualFixture();
  const heard = heardBy(fixture);
  const { ticketId } = await placeBy(fixture, { type: "limit", price: "29500", ...BOTH });
  await printAt(fixture, "30000");
  for (let times = 0; times < 4; times++) fixture.kit.drop(PAPER_PATH, "GetMarket");
  await printAt(fixture, "29400");
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return heard.notices.got.length > 0;
  });
  assert.equal(heard.notices.got[0]?.key, "manual_exits_late");
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return (await storedExitsOf(fixture, ticketId))?.state === "working";
  });
  assert.equal(heard.notices.got.length, 1);
  await ordersAre(fixture, ["buy limit filled", "sell stop_loss accepted", "sell take_profit accepted"]);
});

/** Buys, with a desk that falls whenever it hands on the exits: the venue never hears of those. */
async function buyWithoutExits(fixture: ManualFixture, times: number): Promise<string> {
  for (let time = 0; time < times; time++) fixture.kit.drop(PAPER_PATH, "PlaceGroup");
  const { ticketId } = await placeBy(fixture, BOTH);
  await printAt(fixture, "30000");
  return ticketId;
}

Deno.test("exits that never arrived are placed anew under other names, once that is certain", async () => {
  await using fixture = await manualFixture();
  const heard = heardBy(fixture);
  const ticketId = await buyWithoutExits(fixture, 1);
  await eventually(fixture, async () => {
    const states = [...(await ordersByName(fixture)).values()].map(({ state }) => state);
    return states.filter((state) => state === "submitted").length === 2;
  });
  await fixture.kit.settle(); // the group is on its way, where it is lost
  await fixture.kit.crash(DESK_PATH);
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return (await ordersByName(fixture)).size === 5;
  });
  await exitsAre(fixture, ticketId, "working");
  await ordersAre(fixture, [
    ...["buy market filled", "sell stop_loss rejected", "sell take_profit rejected"],
    ...["sell stop_loss accepted", "sell take_profit accepted"],
  ]);
  const orders = await ordersByName(fixture);
  assert.ok(orders.has(ticketOrderId("stop", ticketId, 1)));
  assert.deepEqual(heard.notices.got, []);
});

Deno.test("of exits that never arrive, three times in a row, their user is told", async () => {
  await using fixture = await manualFixture();
  const heard = heardBy(fixture);
  const ticketId = await buyWithoutExits(fixture, 3);
  for (let attempt = 1; attempt <= 3; attempt++) {
    await eventually(fixture, async () => {
      await fixture.kit.advance("250ms"); // slowly: the database answers outside of the turned time
      return (await ordersByName(fixture)).size === 1 + 2 * attempt;
    });
    await fixture.kit.crash(DESK_PATH);
  }
  await eventually(fixture, async () => {
    await fixture.kit.advance("250ms"); // slowly: the database answers outside of the turned time
    return (await storedExitsOf(fixture, ticketId))?.state === "failed";
  });
  assert.deepEqual(heard.notices.got.map(({ key, parameters }) => [key, parameters["reason"]]), [
    ["manual_unprotected", "it never reached its venue"],
  ]);
});
