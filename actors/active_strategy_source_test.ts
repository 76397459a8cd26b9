/** What a source at work is told, what is kept of what it decides, and how it becomes another version. */
import assert from "node:assert/strict";
import { decisionsOf } from "../db/decisions.ts";
import { close, ENTRY, guardFixture, hold, ordersBecome, SOURCE, statusIs } from "./active_strategy_fixture.ts";
import { eventually, printAt, START_MS } from "./trading_fixture.ts";

const MINUTE_MS = 60_000;
const ALL = { fromMs: null, toMs: null, limit: 100 };

/** As the source of the fixture; at 666 it throws what `told` says. */
const telling = (told: string, members = "") =>
  SOURCE.replace('"the beast"', told).replace("override calculateStopLoss", `${members}\n  override calculateStopLoss`);

Deno.test("a source at work knows its fees and what its market demands", async () => {
  const source = telling("JSON.stringify([this.fees, this.market])");
  await using fixture = await guardFixture({}, source, { feeRate: "0.002" });
  await statusIs(fixture, "warming_up");
  await close(fixture, 0, "666");
  const { error } = await statusIs(fixture, "restarting");
  const [fees, market] = JSON.parse(error!.slice(error!.indexOf("[")));
  assert.deepEqual(fees, { maker: 0.002, taker: 0.002 });
  assert.deepEqual(market, { quantityStep: 0.00001, priceStep: 0.01, minQuantity: 0.00001, minNotional: 5 });
});

Deno.test("a source is told of each of its fills once, in the words of a backtest", async () => {
  const source = telling(
    "JSON.stringify(this.fills)",
    "fills: unknown[] = [];\n  override onFill(fill: unknown) { this.fills.push(fill); }",
  );
  await using fixture = await guardFixture({}, source, { feeRate: "0.001" });
  await statusIs(fixture, "warming_up");
  await hold(fixture);
  await printAt(fixture, "79");
  await printAt(fixture, "78");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell filled", "take profit sell canceled"]);
  await close(fixture, 1, "666");
  const { error } = await statusIs(fixture, "restarting");
  assert.deepEqual(JSON.parse(error!.slice(error!.indexOf("["))), [
    { side: "buy", quantity: 1, price: 110, fee: 0.11, reason: "entry" },
    { side: "sell", quantity: 1, price: 78, fee: 0.078, reason: "stop-loss" },
  ]);
});

Deno.test("a fill that the source cannot take is its error; position and exits stay", async () => {
  const source = telling('"unused"', 'override onFill() { throw new Error("too much"); }');
  await using fixture = await guardFixture({}, source);
  await statusIs(fixture, "warming_up");
  await hold(fixture);
  assert.match((await statusIs(fixture, "restarting")).error!, /^line \d+, column \d+: Error: too much$/);
  assert.equal((await fixture.guard.ask("GetStatus", undefined)).position.quantity, "1");
  await fixture.kit.advance("1s");
  await statusIs(fixture, "running");
});

Deno.test("each decision is kept, with what was held and by which version; candles that are only shown are not", async () => {
  await using fixture = await guardFixture();
  const { id, userId } = fixture.rows.active;
  await close(fixture, 0, "95");
  await close(fixture, 1, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  await printAt(fixture, "110");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
  await fixture.kit.advance(10 * MINUTE_MS);
  await close(fixture, 3, "105"); // long ago
  await close(fixture, 12, "89");
  const kept = await eventually(fixture, async () => {
    const found = await decisionsOf(fixture.db, id, ALL);
    return found.length === 3 ? found : null;
  });
  const of = { userId, activeStrategyId: id, version: 1 };
  const nothing = { side: null, quantity: null, stopLoss: null, takeProfit: null };
  const [wait, entry, exit] = kept.map(({ decidedMs, tookMs, ...rest }) => {
    assert.ok(decidedMs >= rest.openMs + MINUTE_MS && tookMs >= 0);
    return rest;
  });
  assert.deepEqual(wait, { ...of, openMs: START_MS, kind: "wait", ...nothing, held: 0 });
  const entered = { kind: "enter", side: "long", quantity: 1, stopLoss: 80, takeProfit: 200, held: 0 };
  assert.deepEqual(entry, { ...of, openMs: START_MS + MINUTE_MS, ...entered });
  assert.deepEqual(exit, { ...of, openMs: START_MS + 12 * MINUTE_MS, kind: "exit", ...nothing, held: 1 });
});

Deno.test("another version takes over with the position, its exits and the candles so far", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  const source = SOURCE.replace("this.price > 100", "false").replace("this.price < 90", "this.candles.seen > 1");
  assert.deepEqual(await fixture.guard.ask("Upgrade", { version: 1, source }), { upgraded: true, reason: null });
  const status = await statusIs(fixture, "running");
  assert.deepEqual([status.position.quantity, status.restarts], ["1", 0]);
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
  await close(fixture, 1, "104");
  await ordersBecome(fixture, [
    `${ENTRY} filled`,
    "stop loss sell canceled",
    "take profit sell canceled",
    "exit sell accepted",
  ]);
});

Deno.test("a version that does not load changes nothing", async () => {
  await using fixture = await guardFixture();
  const answer = await fixture.guard.ask("Upgrade", { version: 1, source: "export default 1;" });
  assert.equal(answer.upgraded, false);
  assert.match(answer.reason!, /no strategy/);
  assert.equal((await fixture.guard.ask("GetStatus", undefined)).restarts, 0);
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});

Deno.test("suspended it starts as the version that it was given meanwhile", async () => {
  await using fixture = await guardFixture();
  await fixture.guard.ask("Suspend", undefined);
  const source = SOURCE.replace("this.price > 100", "this.price > 50");
  assert.equal((await fixture.guard.ask("Upgrade", { version: 1, source })).upgraded, true);
  await fixture.guard.ask("Resume", undefined);
  await statusIs(fixture, "warming_up");
  await close(fixture, 0, "95");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
});
