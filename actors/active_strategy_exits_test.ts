/** A strategy's exits where the venue holds only some of them, or none: the platform watches for the rest. */
import assert from "node:assert/strict";
import {
  close,
  ENTRY,
  type GuardFixture,
  guardFixture,
  ordersBecome,
  ordersOf,
  SOURCE,
} from "./active_strategy_fixture.ts";
import { DESK_PATH, eventually, PAPER_PATH, printAt } from "./trading_fixture.ts";

const NOTHING = { stopLoss: false, takeProfit: false, groups: false };
const STOP_ALONE = { ...NOTHING, stopLoss: true };
const holding = (holds: typeof NOTHING) => guardFixture({}, SOURCE, { holds });

function protectionIs({ guard, ...fixture }: GuardFixture, expected: string) {
  return eventually(fixture, async () => {
    const status = await guard.ask("GetStatus", undefined);
    return status.protection === expected ? status : null;
  });
}

/** Lets it enter at 110, where its venue then holds what it can. */
async function enter(fixture: GuardFixture, orders: string[]) {
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  await printAt(fixture, "110");
  await ordersBecome(fixture, [`${ENTRY} filled`, ...orders]);
}

Deno.test("exits that the venue cannot hold are watched: a print at the stop sells at the market, once", async () => {
  await using fixture = await holding(NOTHING);
  await enter(fixture, []);
  const status = await protectionIs(fixture, "emulated");
  assert.deepEqual([status.unprotectedSinceMs, status.position.quantity], [null, "1"]);
  await printAt(fixture, "80.01");
  await printAt(fixture, "80");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted"]);
  await printAt(fixture, "79");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell filled"]);
  const flat = await protectionIs(fixture, "none");
  assert.deepEqual([flat.position.quantity, flat.position.realisedQuote], ["0", "-31"]);
  await printAt(fixture, "70");
  await fixture.kit.advance("5s");
  assert.equal((await ordersOf(fixture)).length, 2);
});

Deno.test("a stop stands at the venue, the target is watched: when that is reached the stop goes and the rest is sold", async () => {
  await using fixture = await holding(STOP_ALONE);
  await enter(fixture, ["stop loss sell accepted"]);
  await protectionIs(fixture, "mixed");
  await printAt(fixture, "200");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell canceled", "take profit sell accepted"]);
  await printAt(fixture, "201");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell canceled", "take profit sell filled"]);
  await protectionIs(fixture, "none");
});

Deno.test("a stop that stands and fills ends the watch of the target", async () => {
  await using fixture = await holding(STOP_ALONE);
  await enter(fixture, ["stop loss sell accepted"]);
  await protectionIs(fixture, "mixed");
  await printAt(fixture, "79");
  await printAt(fixture, "78");
  await protectionIs(fixture, "none");
  await printAt(fixture, "300");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell filled"]);
});

Deno.test("what is watched follows from the books: a guard that begins anew watches on", async () => {
  await using fixture = await holding(NOTHING);
  await enter(fixture, []);
  await protectionIs(fixture, "emulated");
  await fixture.kit.crash(fixture.guard.path);
  await protectionIs(fixture, "emulated");
  await printAt(fixture, "80");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted"]);
});

Deno.test("a sale that the desk never answered is found in its books, or tried again at the next print", async () => {
  await using fixture = await holding(NOTHING);
  await enter(fixture, []);
  await protectionIs(fixture, "emulated");
  fixture.kit.drop(DESK_PATH, "PlaceOrder");
  await printAt(fixture, "80");
  await fixture.kit.advance("20s");
  await eventually(fixture, async () => {
    await printAt(fixture, "79");
    return (await ordersOf(fixture)).some(({ purpose, state }) => purpose === "stop loss" && state === "filled");
  });
  await protectionIs(fixture, "none");
  assert.equal((await ordersOf(fixture)).length, 2);
});

Deno.test("a signal to leave ends the watch, and sells once", async () => {
  await using fixture = await holding(NOTHING);
  await enter(fixture, []);
  await protectionIs(fixture, "emulated");
  await close(fixture, 1, "89");
  await ordersBecome(fixture, [`${ENTRY} filled`, "exit sell accepted"]);
  await printAt(fixture, "70");
  await ordersBecome(fixture, [`${ENTRY} filled`, "exit sell filled"]);
});

Deno.test("orders of which nobody knows whether they stand leave a position unprotected: measured, told, stored", async () => {
  await using fixture = await guardFixture();
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${ENTRY} accepted`]);
  fixture.kit.drop(PAPER_PATH, "PlaceGroup");
  await printAt(fixture, "110");
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return (await ordersOf(fixture)).some(({ state }) => state === "unknown");
  });
  assert.notEqual((await protectionIs(fixture, "unprotected")).unprotectedSinceMs, null);
  const notice = await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return fixture.heard.notices.got.find(({ key }) => key === "strategy_unprotected");
  });
  assert.equal(notice.level, "error");
  const status = await eventually(fixture, async () => {
    await fixture.kit.advance("5s");
    const now = await fixture.guard.ask("GetStatus", undefined);
    return now.protection === "native" ? now : null;
  });
  assert.ok(status.unprotectedMs > 60_000, `${status.unprotectedMs}`); // as long as a request may be on its way
  const [gap] = await fixture.db`select extract(epoch from ended_at - began_at) * 1000 as ms from protection_gaps`;
  assert.equal(Number(gap?.ms), status.unprotectedMs);
  await fixture.kit.crash(fixture.guard.path);
  const again = await eventually(fixture, async () => {
    const now = await fixture.guard.ask("GetStatus", undefined);
    return now.protection === "native" ? now : null;
  });
  assert.equal(again.unprotectedMs, status.unprotectedMs);
});
