import assert from "node:assert/strict";
import { lastOrders } from "../db/orders.ts";
import { findCall } from "../db/webhook_calls.ts";
import { areHeldUp } from "../db/test_held_up.ts";
import { testRows } from "../db/test_rows.ts";
import { addWebhook, revokeWebhook } from "../db/webhooks.ts";
import { MANUAL_PATH } from "./manual_desk_fixture.ts";
import {
  DESK_PATH,
  eventually,
  heardBy,
  PAPER_PATH,
  printAt,
  START_MS,
  type TradingFixture,
} from "./trading_fixture.ts";
import { webhookCalls } from "./topics.ts";
import { webhookDeskProtocol } from "./webhook_desk_protocol.ts";
import {
  callBy,
  callsOf,
  EXECUTOR_PATH,
  TOKEN_HASH,
  WEBHOOK_PATH,
  webhookDeskOf,
  type WebhookFixture,
  webhookFixture,
} from "./webhook_fixture.ts";

const BUY = "buy BTCUSDT quantity=1";

async function ordersOf({ db, rows }: TradingFixture): Promise<string[]> {
  const orders = await lastOrders(db, rows.user.id, 100);
  return orders.map(({ side, type, quantity, state }) => `${side} ${type} ${quantity} ${state}`).reverse();
}

/** Waits until the user's orders are these. */
async function ordersAre(fixture: TradingFixture, expected: readonly string[]): Promise<void> {
  const isSo = async () => JSON.stringify((await ordersOf(fixture)).sort()) === JSON.stringify(expected.toSorted());
  await eventually(fixture, isSo).catch(async () => assert.deepEqual((await ordersOf(fixture)).sort(), expected));
}

async function verdictOf(fixture: WebhookFixture, body: string | null, from?: { address: string }): Promise<string> {
  const received = await callBy(fixture, body, from);
  return received.outcome === "stored" ? `${received.call.verdict}: ${received.call.reason}` : received.outcome;
}

Deno.test("a call is stored before it is answered, then it becomes one order", async () => {
  await using fixture = await webhookFixture();
  const heard = fixture.kit.probe(webhookCalls.key(fixture.rows.user.id));
  const received = await callBy(fixture, BUY);
  assert.equal(received.outcome, "stored");
  const [call] = await callsOf(fixture);
  assert.deepEqual([call!.verdict, call!.state, call!.payload], ["accepted", "done", BUY]);
  assert.deepEqual([call!.order?.state, call!.order?.symbol, call!.ticket?.quantity], ["accepted", "BTC/USDT", "1"]);
  assert.deepEqual([(await heard.next()).state, (await heard.next()).state], ["waiting", "done"]);
  await ordersAre(fixture, ["buy market 1 accepted"]);
});

Deno.test("four deliveries of one alert are one order, also when they come at once", async () => {
  await using fixture = await webhookFixture();
  const at = new Date(fixture.kit.clock.now()).toISOString();
  const body = JSON.stringify({ action: "buy", symbol: "BTC/USDT", quantity: 1, time: at });
  const received = await Promise.all([1, 2, 3, 4].map(() => callBy(fixture, body)));
  assert.deepEqual(received.map((one) => one.outcome === "stored" && one.call.verdict).sort(), [
    "accepted",
    "duplicate",
    "duplicate",
    "duplicate",
  ]);
  await fixture.kit.advance("90s");
  assert.match(await verdictOf(fixture, body), /^duplicate: the same was said before, at 2023-04-10T00:00:00.000Z/);
  await callsOf(fixture);
  await ordersAre(fixture, ["buy market 1 accepted"]);
});

Deno.test("a delivery that comes late is a duplicate of the one that came in time, and refused where none did", async () => {
  await using fixture = await webhookFixture();
  const alert = (quantity: number) =>
    JSON.stringify({ action: "buy", symbol: "BTC/USDT", quantity, time: new Date(START_MS).toISOString() });
  assert.match(await verdictOf(fixture, alert(1)), /^accepted/);
  await callsOf(fixture);
  await fixture.kit.advance("1h");
  assert.match(await verdictOf(fixture, alert(1)), /^duplicate: the same was said before/);
  assert.match(await verdictOf(fixture, alert(2)), /^refused: time is/);
  assert.match(await verdictOf(fixture, alert(2)), /^refused: time is/);
  await callsOf(fixture);
  await ordersAre(fixture, ["buy market 1 accepted"]);
});

Deno.test("the same id is the same alert; what names nothing is another one after 45 s", async () => {
  await using fixture = await webhookFixture();
  assert.match(await verdictOf(fixture, `${BUY} id=a`), /^accepted/);
  assert.match(await verdictOf(fixture, "sell BTC/USDT quantity=1 id=a"), /^duplicate: id "a" came before/);
  assert.match(await verdictOf(fixture, BUY), /^accepted/);
  await fixture.kit.advance("44s");
  assert.match(await verdictOf(fixture, BUY), /^duplicate/);
  await fixture.kit.advance("2s");
  assert.match(await verdictOf(fixture, BUY), /^accepted/);
  assert.match(await verdictOf(fixture, `${BUY} id=a`), /^duplicate/);
});

Deno.test("what is wrong is refused by the name of its field, stored, and no order", async () => {
  await using fixture = await webhookFixture({ webhook: { onlyTradingView: true } });
  const late = new Date(fixture.kit.clock.now() - 121_000).toISOString();
  const early = new Date(fixture.kit.clock.now() + 61_000).toISOString();
  const wrong: [string | null, RegExp][] = [
    ["", /the body is empty/],
    [null, /the body is too large, expected at most 16384 bytes/],
    [`${BUY} time=${late}`, /time is .*, expected at most 120 s ago/],
    [`${BUY} time=${early}`, /expected no time to come/],
    ["buy BTCUSDT", /quantity is missing/],
    [`{"action":"buy","symbol":"BTCUSDT","quantity":NaN}`, /quantity is "NaN", expected a number above 0/],
  ];
  for (const [body, reason] of wrong) assert.match(await verdictOf(fixture, body), reason);
  assert.match(await verdictOf(fixture, BUY, { address: "10.0.0.1" }), /it came from 10\.0\.0\.1, expected one of/);
  const calls = await callsOf(fixture);
  assert.equal(calls.length, wrong.length + 1);
  assert.ok(calls.every(({ verdict, state, order }) => verdict === "refused" && state === "none" && order === null));
  await ordersAre(fixture, []);
});

Deno.test("an unknown token and a revoked webhook open nothing", async () => {
  await using fixture = await webhookFixture();
  const { db, rows, webhook, kit } = fixture;
  const call = { tokenHash: "b".repeat(64), address: "", body: BUY };
  assert.equal((await webhookDeskOf(fixture).ask("ReceiveCall", call)).outcome, "unknown");
  await revokeWebhook(db, rows.user.id, webhook.id, kit.clock.now());
  assert.equal((await callBy(fixture, BUY)).outcome, "unknown");
  assert.deepEqual(await callsOf(fixture), []);
});

Deno.test("a webhook takes so many calls a minute; that more came is written down once", async () => {
  await using fixture = await webhookFixture({ callsPerMinute: 3, webhook: { isTest: true } });
  const outcomes = [];
  for (let id = 0; id < 6; id++) outcomes.push((await callBy(fixture, `${BUY} id=${id}`)).outcome);
  assert.deepEqual(outcomes, ["stored", "stored", "stored", "limited", "limited", "limited"]);
  await fixture.kit.advance("20s");
  assert.equal((await callBy(fixture, `${BUY} id=x`)).outcome, "stored");
  const verdicts = (await callsOf(fixture)).map(({ verdict }) => verdict).sort();
  assert.deepEqual(verdicts, ["refused", "test", "test", "test", "test"]);
});

Deno.test("more calls than may wait are not taken, whoever makes them, and their callers are told so at once", async () => {
  await using fixture = await webhookFixture({ mostWaiting: 5, webhook: { isTest: true } });
  const desk = webhookDeskOf(fixture);
  const ask = (tokenHash: string, id: number) =>
    desk.ask("ReceiveCall", { tokenHash, address: "10.0.0.1", body: `${BUY} id=${id}` });
  const strangers = Array.from({ length: 50 }, (_, id) => ask(id.toString(16).padStart(64, "b"), id));
  const outcomes = (await Promise.all(strangers)).map(({ outcome }) => outcome);
  assert.deepEqual(new Set(outcomes), new Set(["unknown", "busy"]));
  assert.equal((await ask(TOKEN_HASH, 50)).outcome, "stored");
  assert.equal((await callsOf(fixture)).length, 1);
});

Deno.test("value and percent of what is free become a quantity in the market's steps", async () => {
  await using fixture = await webhookFixture({ cash: { USDT: "90000", BTC: "2" } });
  await verdictOf(fixture, "buy BTCUSDT value=1000");
  await verdictOf(fixture, "buy BINANCE:BTCUSDT percent=10 type=limit price=20000");
  await verdictOf(fixture, "sell btc/usdt percent=50 type=limit price=40000");
  const calls = await callsOf(fixture);
  assert.deepEqual(calls.map(({ ticket, reason }) => ticket?.quantity ?? reason), ["0.03333", "0.45", "1"]);
});

Deno.test("in test mode nothing is sent, and what would be is shown", async () => {
  await using fixture = await webhookFixture({ webhook: { isTest: true } });
  await verdictOf(fixture, `${BUY} stop=29000`);
  await verdictOf(fixture, "buy BTCUSDT quantity=1 stop=31000");
  const [good, bad] = await callsOf(fixture);
  assert.deepEqual([good!.verdict, good!.state, good!.ticket?.stopLoss, good!.order], ["test", "done", "29000", null]);
  assert.deepEqual([bad!.state, bad!.reason], ["failed", "the stop-loss at 31000 is not below the price of 30000"]);
  assert.equal(bad!.canRetry, false);
  await ordersAre(fixture, []);
});

Deno.test("an entry with a stop is protected, and close cancels the stop and sells what the webhook has bought", async () => {
  await using fixture = await webhookFixture();
  await verdictOf(fixture, "buy BTC/USDT quantity=2 stop=29000");
  await callsOf(fixture);
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy market 2 filled", "sell stop_loss 2 accepted"]);
  await verdictOf(fixture, "sell BTC/USDT position=flat contracts=7");
  const [, close] = await callsOf(fixture);
  assert.deepEqual([close!.state, close!.reason, close!.ticket?.quantity], ["done", null, "2"]);
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy market 2 filled", "sell market 2 filled", "sell stop_loss 2 canceled"]);
  await verdictOf(fixture, "close BTC/USDT id=again");
  const again = (await callsOf(fixture)).at(-1)!;
  assert.deepEqual([again.state, again.reason, again.order], ["done", "nothing is open that it could close", null]);
});

Deno.test("close sells what others have not bought, and nothing of theirs", async () => {
  await using fixture = await webhookFixture({ cash: { USDT: "100000", BTC: "5" } });
  await verdictOf(fixture, "close BTC/USDT");
  assert.equal((await callsOf(fixture))[0]!.reason, "nothing is open that it could close");
  await ordersAre(fixture, []);
});

Deno.test("old calls are forgotten, but those that became orders: what they bought can be closed after months", async () => {
  await using fixture = await webhookFixture();
  const { kit } = fixture;
  await verdictOf(fixture, `${BUY} id=1`);
  await verdictOf(fixture, "buy BTCUSDT");
  await verdictOf(fixture, "buy BTCUSDT quantity=1 type=limit price=0.001 id=2");
  await callsOf(fixture);
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy limit 1 denied", "buy market 1 filled"]);
  kit.clock.jump(91 * 86_400_000);
  kit.system.whereis(WEBHOOK_PATH, webhookDeskProtocol).tell("Forget");
  await eventually(fixture, async () => (await callsOf(fixture)).length === 1);
  await verdictOf(fixture, "close BTCUSDT");
  await ordersAre(fixture, ["buy limit 1 denied", "buy market 1 filled", "sell market 1 accepted"]);
});

Deno.test("what is acknowledged is executed after a fall of any room, once", async () => {
  await using fixture = await webhookFixture();
  const { kit } = fixture;
  kit.drop(EXECUTOR_PATH, "ExecuteCall");
  await verdictOf(fixture, `${BUY} id=1`);
  assert.equal((await callsOf(fixture, { ended: false }))[0]!.state, "waiting");
  await kit.crash(EXECUTOR_PATH);
  await callsOf(fixture);
  kit.drop(MANUAL_PATH, "PlaceTicket");
  await verdictOf(fixture, `${BUY} id=2`);
  for (let turn = 0; turn < 25 && (await ordersOf(fixture)).length < 2; turn++) await kit.advance("4s");
  await callsOf(fixture);
  for (const path of [MANUAL_PATH, DESK_PATH, EXECUTOR_PATH, WEBHOOK_PATH]) await kit.crash(path);
  await kit.advance("60s");
  const calls = await callsOf(fixture);
  assert.deepEqual(calls.map(({ state }) => state), ["done", "done"]);
  await ordersAre(fixture, ["buy market 1 accepted", "buy market 1 accepted"]);
});

Deno.test("a call that was being stored when its desk fell, and comes again in that moment, is one order", async () => {
  await using fixture = await webhookFixture();
  const { kit, db, webhook } = fixture;
  await verdictOf(fixture, `${BUY} id=0`); // the desk knows its webhook from here on
  await callsOf(fixture);
  const { first, again } = await db.begin(async (tx) => {
    await tx`select from webhooks where id = ${webhook.id} for update`; // nothing of it is stored meanwhile
    const untilHeldUp = (count: number) =>
      eventually(fixture, () => areHeldUp({ db, tx }, "insert into webhook_calls", count));
    const first = callBy(fixture, `${BUY} id=1`).then(({ outcome }) => outcome, ({ code }) => code);
    await untilHeldUp(1);
    await kit.crash(WEBHOOK_PATH);
    const again = verdictOf(fixture, `${BUY} id=1`);
    await untilHeldUp(2);
    return { first, again }; // both go on when this is over
  });
  assert.equal(await first, "crash");
  assert.match(await again, /^duplicate: id "1" came before/);
  const calls = await eventually(fixture, async () => {
    await kit.advance("1s"); // the executor looks for what nobody has told it of
    const calls = await callsOf(fixture, { ended: false });
    return calls.some(({ state }) => state === "waiting") ? undefined : calls;
  });
  assert.deepEqual(calls.map(({ verdict }) => verdict).sort(), ["accepted", "accepted", "duplicate"]);
  await ordersAre(fixture, ["buy market 1 accepted", "buy market 1 accepted"]);
});

Deno.test("calls of one user are executed in their order, and those of another do not wait for them", async () => {
  await using fixture = await webhookFixture();
  const { kit, db } = fixture;
  const other = await testRows(db, "another");
  const tokenHash = "b".repeat(64);
  await addWebhook(db, {
    ...{ id: crypto.randomUUID(), userId: other.user.id, name: "theirs", brokerId: other.broker.id, tokenHash },
    ...{ isTest: false, onlyTradingView: false, nowMs: kit.clock.now() },
  });
  kit.drop(MANUAL_PATH, "PlaceTicket"); // nobody answers for half a minute
  await verdictOf(fixture, `${BUY} id=1`);
  await verdictOf(fixture, `${BUY} id=2`);
  await webhookDeskOf(fixture).ask("ReceiveCall", { tokenHash, address: "52.89.214.238", body: "close BTCUSDT" });
  // its account does not run here, which is found out at once
  await eventually(fixture, () => kit.deadLetters.some(({ to }) => to.includes(other.broker.id)));
  const calls = await callsOf(fixture, { ended: false });
  assert.deepEqual(calls.map(({ state }) => state), ["waiting", "waiting", "waiting"]);
  assert.deepEqual(await ordersOf(fixture), []);
});

Deno.test("what was to be opened before a later call closed is not opened after it: its user is told", async () => {
  await using fixture = await webhookFixture();
  const { kit, prices } = fixture;
  const price = prices["BTC/USDT"]!;
  delete prices["BTC/USDT"];
  await verdictOf(fixture, "buy BTCUSDT value=30000 id=1");
  await eventually(fixture, async () => (await callsOf(fixture, { ended: false }))[0]!.state === "waiting");
  await kit.settle();
  await verdictOf(fixture, "close BTC/USDT id=2");
  await eventually(fixture, async () => (await callsOf(fixture, { ended: false }))[1]!.state === "done");
  prices["BTC/USDT"] = price;
  await eventually(fixture, async () => {
    await kit.advance("1s");
    return (await callsOf(fixture, { ended: false }))[0]!.state !== "waiting";
  });
  const [bought] = await callsOf(fixture);
  assert.deepEqual([bought!.state, bought!.reason], [
    "failed",
    "a later call closed BTCUSDT before it could be executed",
  ]);
  await ordersAre(fixture, []);
});

Deno.test("what is to be opened after a call that closes waits for it", async () => {
  await using fixture = await webhookFixture();
  const { kit } = fixture;
  await verdictOf(fixture, `${BUY} id=1`);
  await callsOf(fixture);
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy market 1 filled"]);
  kit.drop(PAPER_PATH, "GetMarket"); // the account does not answer for some seconds
  await verdictOf(fixture, "close BTCUSDT id=2");
  await verdictOf(fixture, "buy BTC/USDT quantity=3 id=3");
  await eventually(fixture, async () => {
    await kit.advance("1s");
    return (await callsOf(fixture, { ended: false })).every(({ state }) => state === "done");
  });
  await ordersAre(fixture, ["buy market 1 filled", "buy market 3 accepted", "sell market 1 accepted"]);
});

Deno.test("what could not be executed in time is not executed late: its user is told, and may try it again, once", async () => {
  await using fixture = await webhookFixture();
  const { kit, rows } = fixture;
  kit.drop(EXECUTOR_PATH, "ExecuteCall");
  await verdictOf(fixture, BUY);
  kit.clock.jump(130_000);
  const { notices } = heardBy(fixture);
  await kit.crash(EXECUTOR_PATH);
  const [late] = await callsOf(fixture);
  assert.equal(late!.state, "failed");
  assert.match(late!.reason!, /^it could not be executed within 120 s: the platform did not run$/);
  assert.equal((await eventually(fixture, () => notices.got[0])).key, "webhook_failed");
  await ordersAre(fixture, []);
  const of = { userId: rows.user.id, callId: late!.id };
  assert.ok(late!.canRetry);
  assert.equal(
    (await webhookDeskOf(fixture).ask("RetryCall", { ...of, userId: crypto.randomUUID() })).outcome,
    "unknown",
  );
  assert.equal((await webhookDeskOf(fixture).ask("RetryCall", of)).outcome, "stored");
  assert.equal((await webhookDeskOf(fixture).ask("RetryCall", of)).outcome, "refused");
  const calls = await callsOf(fixture);
  assert.deepEqual(calls.map(({ retryOf, state }) => [retryOf, state]), [[null, "failed"], [late!.id, "done"]]);
  await ordersAre(fixture, ["buy market 1 accepted"]);
});

Deno.test("a market that its venue lists, and does not tell now, is waited for", async () => {
  await using fixture = await webhookFixture();
  const { kit, db } = fixture;
  await db`
    insert into symbols (venue, symbol, base, quote, price_step, quantity_step, min_quantity, max_quantity, min_notional)
    values ('paper', 'DOGE/USDT', 'DOGE', 'USDT', 0.01, 0.01, 0.01, null, 5)`;
  const received = await callBy(fixture, "buy DOGEUSDT quantity=1");
  assert.ok(received.outcome === "stored");
  await kit.advance("10s");
  assert.equal((await findCall(db, received.call.id))!.state, "waiting");
  await eventually(fixture, async () => {
    await kit.advance("5s");
    return (await findCall(db, received.call.id))!.state === "failed";
  });
  const [late] = await callsOf(fixture);
  assert.equal(late!.reason, "it could not be executed within 120 s: paper does not tell DOGE/USDT now");
});

Deno.test("an order that is denied is a failed call with the reason", async () => {
  await using fixture = await webhookFixture();
  await verdictOf(fixture, "buy BTC/USDT quantity=0.0000001");
  await verdictOf(fixture, "buy DOGEUSDT quantity=1");
  await verdictOf(fixture, "buy BTCUSDT quantity=1 broker=other");
  const reasons = (await callsOf(fixture)).map(({ state, reason }) => `${state}: ${reason}`);
  assert.match(reasons[0]!, /^failed: .*quantity/);
  assert.equal(reasons[1], `failed: symbol is "DOGEUSDT", expected one that is traded at paper`);
  assert.equal(reasons[2], `failed: broker is "other", expected one of: paper`);
});
