import assert from "node:assert/strict";
import {
  candle,
  close,
  ENTRY,
  guardFixture,
  hold,
  ordersBecome,
  ordersOf,
  publish,
  SOURCE,
  statusIs,
} from "./active_strategy_fixture.ts";
import { heartbeat } from "./topics.ts";
import { DESK_PATH, eventually, printAt, RECORDER_PATH, START_MS } from "./trading_fixture.ts";

const MINUTE_MS = 60_000;

Deno.test("a closed candle leads to an entry with a deterministic id, then to stop and target of what was filled", async () => {
  await using fixture = await guardFixture();
  const { openMs } = await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  assert.equal((await ordersOf(fixture))[0]?.clientOrderId, `${fixture.idOf(openMs)}-entry`);
  await printAt(fixture, "111", "0.4");
  await printAt(fixture, "112");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
  const [, stop, target] = await ordersOf(fixture);
  assert.deepEqual([stop?.quantity, stop?.stopPrice, target?.stopPrice], ["1", "80", "200"]);
  assert.equal(stop?.groupId, target?.groupId);
  const status = await fixture.guard.ask("GetStatus", undefined);
  assert.deepEqual([status.lastDecision, status.position.quantity, status.cashQuote], ["long", "1", "9888.4"]);
});

Deno.test("when the stop is hit the position is closed, the target canceled, the loss counted", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  await printAt(fixture, "80");
  await printAt(fixture, "79");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell filled", "take profit sell canceled"]);
  const status = await eventually(fixture, async () => {
    const now = await fixture.guard.ask("GetStatus", undefined);
    return now.position.quantity === "0" ? now : null;
  });
  assert.deepEqual([status.position.realisedQuote, status.equityQuote], ["-31", "9969"]);
});

Deno.test("a signal to leave calls stop and target off and sells at the market", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  await close(fixture, 1, "89");
  const canceled = [`${ENTRY} filled`, "stop loss sell canceled", "take profit sell canceled"];
  await ordersBecome(fixture, [...canceled, "exit sell accepted"]);
  await printAt(fixture, "88");
  await ordersBecome(fixture, [...canceled, "exit sell filled"]);
});

Deno.test("the same candle twice is one order; while an entry is on its way no other begins", async () => {
  await using fixture = await guardFixture();
  const first = await close(fixture, 0, "110");
  publish(fixture, first);
  await close(fixture, 1, "111");
  await fixture.kit.settle();
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});

Deno.test("an entry to which the desk did not answer is known or denied before another begins", async () => {
  await using fixture = await guardFixture();
  const { kit } = fixture;
  kit.drop(DESK_PATH, "PlaceOrder");
  await kit.advance(MINUTE_MS);
  publish(fixture, candle(0, "110"));
  await eventually(fixture, async () => {
    await kit.advance("1s"); // until the desk has not answered for long enough
    return (await ordersOf(fixture)).length > 0;
  });
  await ordersBecome(fixture, [`${ENTRY} denied`]);
  assert.match((await ordersOf(fixture))[0]?.reason ?? "", /the order desk did not answer in time/);
  await close(fixture, 1, "110");
  await ordersBecome(fixture, [`${ENTRY} denied`, `${ENTRY} accepted`]);
});

Deno.test("a guard that fell reads its books once the desk has stored what was handed to it, and not before", async () => {
  await using fixture = await guardFixture();
  const { kit, guard, heard } = fixture;
  kit.drop(DESK_PATH, "GetOpenOrders"); // by which the desk says that all is stored
  await kit.crash(guard.path);
  const toldOf = (isMeant: (error: string | null) => boolean, from = 0) =>
    eventually(fixture, async () => {
      await kit.advance("50ms"); // until the desk has not answered for long enough
      const at = heard.statuses.got.findIndex(({ error }, index) => index >= from && isMeant(error));
      return at < 0 ? null : { at };
    });
  const { at } = await toldOf((error) => /GetOpenOrders/.test(error ?? ""));
  await toldOf((error) => error === null, at);
  await close(fixture, 1, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});

Deno.test("after a gap the missing candles come from the recorder, and only the newest may trade", async () => {
  await using fixture = await guardFixture();
  await close(fixture, 0, "95");
  for (const index of [1, 2, 3]) {
    const missed = candle(index, "110");
    fixture.kit.system.publish(heartbeat.key("elsewhere"), { candle: missed }); // only the recorder hears every key
  }
  const { openMs } = await close(fixture, 4, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  assert.equal((await ordersOf(fixture))[0]?.clientOrderId, `${fixture.idOf(openMs)}-entry`);
});

Deno.test("candles that come all at once are decided on by the newest alone", async () => {
  await using fixture = await guardFixture();
  await fixture.kit.advance(5 * MINUTE_MS);
  for (const index of [0, 1, 2, 3]) publish(fixture, candle(index, "110"));
  await close(fixture, 4, "95");
  assert.deepEqual(await ordersOf(fixture), []);
});

Deno.test("a candle that closed long ago leads to nothing", async () => {
  await using fixture = await guardFixture();
  await fixture.kit.advance(10 * MINUTE_MS);
  await close(fixture, 3, "110");
  assert.deepEqual(await ordersOf(fixture), []);
  await close(fixture, 10, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});

Deno.test("outside its dates it watches and decides nothing", async () => {
  await using fixture = await guardFixture({ startMs: START_MS + 2 * MINUTE_MS, endMs: START_MS + 3 * MINUTE_MS });
  await close(fixture, 0, "110");
  assert.deepEqual(await ordersOf(fixture), []);
  const { openMs } = await close(fixture, 1, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  assert.equal((await ordersOf(fixture))[0]?.clientOrderId, `${fixture.idOf(openMs)}-entry`);
});

Deno.test("what it held survives its own fall, and a position that a crash left unprotected is protected", async () => {
  await using fixture = await guardFixture();
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  await fixture.kit.system.stop(fixture.guard.path);
  await printAt(fixture, "110");
  await ordersBecome(fixture, [`${ENTRY} filled`]);
  await fixture.kit.system.start("/root/strategies", {
    id: "levels",
    module: import.meta.resolve("./active_strategy.actor.ts"),
    args: {
      db: fixture.db,
      activeStrategy: fixture.rows.active,
      name: "Levels",
      source: SOURCE,
      recorderPath: RECORDER_PATH,
      orderDeskPath: DESK_PATH,
    },
  });
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
  assert.equal((await fixture.guard.ask("GetStatus", undefined)).position.quantity, "1");
});

Deno.test("sold by its user, it goes on deciding", async () => {
  await using fixture = await guardFixture();
  assert.deepEqual(await fixture.guard.ask("Sell", undefined), { sold: false, reason: "nothing is held" });
  await hold(fixture);
  assert.deepEqual(await fixture.guard.ask("Sell", undefined, { timeout: "1m" }), { sold: true, reason: null });
  await printAt(fixture, "120");
  await eventually(fixture, async () => (await fixture.guard.ask("GetStatus", undefined)).position.quantity === "0");
  await close(fixture, 1, "110");
  await eventually(fixture, async () => (await ordersOf(fixture)).length === 5);
});

Deno.test("suspended it decides nothing; resumed it decides on the next candle", async () => {
  await using fixture = await guardFixture();
  assert.equal((await fixture.guard.ask("Suspend", undefined)).state, "suspended");
  await close(fixture, 0, "110");
  assert.deepEqual(await ordersOf(fixture), []);
  assert.equal((await fixture.guard.ask("Resume", undefined)).state, "starting");
  await statusIs(fixture, "running");
  await close(fixture, 1, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});

Deno.test("an error is told with its line, the source is started again, and the fourth in ten minutes halts it", async () => {
  await using fixture = await guardFixture();
  for (let failure = 0; failure < 4; failure++) {
    await close(fixture, failure, "666");
    const status = await statusIs(fixture, failure < 3 ? "restarting" : "halted");
    assert.equal(status.error, "line 4, column 35: Error: the beast");
    if (failure === 3) break;
    await fixture.kit.advance(1_000 * 2 ** failure);
    await statusIs(fixture, "running");
  }
  assert.deepEqual(fixture.heard.notices.got.map(({ key }) => key), [
    "strategy_restarted",
    "strategy_restarted",
    "strategy_restarted",
    "strategy_halted",
  ]);
  assert.equal(fixture.heard.notices.got[0]?.parameters.name, "Levels");
  await fixture.kit.advance("10m");
  await close(fixture, 20, "110");
  assert.deepEqual(await ordersOf(fixture), []);
  await fixture.guard.ask("Resume", undefined);
  assert.equal((await statusIs(fixture, "running")).error, null);
});

Deno.test("three failures spread over more than ten minutes do not add up", async () => {
  await using fixture = await guardFixture();
  for (let failure = 0; failure < 6; failure++) {
    await close(fixture, failure * 6, "666");
    await statusIs(fixture, "restarting");
    await fixture.kit.advance(failure === 0 ? "1s" : "2s");
    await statusIs(fixture, "running");
  }
});

Deno.test("a source that hangs is killed by its heartbeat, told, and started again", async () => {
  await using fixture = await guardFixture();
  fixture.kit.hang(`${fixture.guard.path}/runner`);
  publish(fixture, candle(0, "110"));
  await fixture.kit.settle();
  await fixture.kit.advance("1500ms");
  const status = await statusIs(fixture, "restarting");
  assert.match(status.error ?? "", /did not come to an end/);
  await fixture.kit.advance("1s");
  await statusIs(fixture, "running");
});

Deno.test("a source that does not compile halts after four tries, and is told with the line", async () => {
  await using fixture = await guardFixture({}, "export default class {\n  shouldLong() { return +; }\n}");
  for (const waitS of [1, 2, 4]) {
    await statusIs(fixture, "restarting");
    await fixture.kit.advance(`${waitS}s`);
  }
  assert.equal((await statusIs(fixture, "halted")).error, "line 2, column 26: SyntaxError: Expression expected");
});

Deno.test("an entry whose exits could not be placed is denied before it is sent, and its user told why", async () => {
  // 0.05 BTC at 110 are worth 5.5 USDT, at the stop of 80 only 4: its market takes no order below 5
  const small = SOURCE.replace("calculatePositionSize() { return 1; }", "calculatePositionSize() { return 0.05; }");
  await using fixture = await guardFixture({}, small);
  await statusIs(fixture, "warming_up");
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} denied`]);
  assert.match(
    (await ordersOf(fixture))[0]?.reason ?? "",
    /what is left after fees could not be protected: .*minimum 5/,
  );
  await eventually(fixture, () => fixture.heard.notices.got.find(({ key }) => key === "order_denied"));
});

Deno.test("it never spends more than its own money", async () => {
  await using fixture = await guardFixture({ amountQuote: "50" });
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  assert.equal((await ordersOf(fixture))[0]?.quantity, "0.45454");
});
