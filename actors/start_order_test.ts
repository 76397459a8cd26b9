/** At the start nothing is decided before the account is known: its open orders looked up, its exchange heard once. */
import assert from "node:assert/strict";
import { saveIntent } from "../db/orders.ts";
import { intendedOrder } from "../domain/order_life.ts";
import { candle, close, publish, startGuard } from "./active_strategy_fixture.ts";
import {
  DESK_PATH,
  deskOf,
  eventually,
  PAPER_PATH,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

/** Lets the candle close on which the strategy would enter, and everybody run; no time passes. */
async function closeAtStart(fixture: TradingFixture): Promise<void> {
  publish(fixture, candle(-1, "110"));
  for (let turn = 0; turn < 50; turn++) {
    await fixture.kit.settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Asks the desk while time goes on: it may wait for a broker that does not answer. */
async function readinessOf(fixture: TradingFixture) {
  let isOver = false;
  const asked = deskOf(fixture).ask("GetReadiness", { brokerId: fixture.rows.broker.id }, { timeout: "1h" });
  void asked.finally(() => isOver = true);
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return isOver;
  });
  return await asked;
}

Deno.test("a strategy decides only when its exchange has told once what stands in the account, and says so meanwhile", async () => {
  await using fixture = await tradingFixture();
  const { kit } = fixture;
  kit.drop(PAPER_PATH, "GetForeign");
  const house = { ...fixture, ...await startGuard(fixture) };
  await eventually(fixture, async () => (await house.guard.ask("GetStatus", undefined)).error !== null);
  await closeAtStart(fixture);
  const waiting = await house.guard.ask("GetStatus", undefined);
  assert.deepEqual([waiting.state, waiting.lastDecision], ["starting", null]);
  assert.match(waiting.error ?? "", /nothing is decided yet: its exchange has not told yet what stands in the account/);
  const ready = await eventually(fixture, async () => {
    await kit.advance("1s");
    const status = await house.guard.ask("GetStatus", undefined);
    return status.state === "starting" ? null : status;
  });
  assert.equal(ready.error, null);
  await close(house, 1, "110");
  await eventually(fixture, async () => (await house.guard.ask("GetStatus", undefined)).lastDecision !== null);
});

Deno.test("an account is known when its open orders were looked up, too; a desk that begins anew looks again", async () => {
  await using fixture = await tradingFixture();
  const { kit, db } = fixture;
  await eventually(fixture, async () => (await readinessOf(fixture)).ready);
  await saveIntent(db, { ...intendedOrder(requestBy(fixture, "a"), START_MS), state: "submitted" });
  kit.drop(PAPER_PATH, "GetOrderEvents");
  await kit.crash(DESK_PATH);
  await eventually(fixture, async () => {
    const { ready, reason } = await readinessOf(fixture);
    assert.equal(ready, false);
    return reason === "its exchange does not tell how the account's open orders stand";
  });
  await kit.advance("1m");
  await eventually(fixture, async () => (await readinessOf(fixture)).ready);
});

Deno.test("an account whose broker does not run is not known, and why is told", async () => {
  await using fixture = await tradingFixture();
  await fixture.kit.system.stop(PAPER_PATH);
  const reason = await eventually(fixture, async () => /\(.+\)/.exec((await readinessOf(fixture)).reason ?? "")?.[0]);
  assert.equal(reason, "(no such actor)");
});
