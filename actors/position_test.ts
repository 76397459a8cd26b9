/** One open position: what its log tells, and that it is left once, whoever wants it and whatever falls. */
import assert from "node:assert/strict";
import { positionEventsOf } from "../db/position_events.ts";
import { Decimal } from "../domain/decimal.ts";
import {
  close,
  ENTRY,
  type GuardFixture,
  guardFixture,
  hold,
  ordersBecome,
  ordersOf,
  SOURCE,
  statusIs,
} from "./active_strategy_fixture.ts";
import { trades } from "./topics.ts";
import { DESK_PATH, eventually, PAPER_PATH, printAt } from "./trading_fixture.ts";

const NOTHING = { stopLoss: false, takeProfit: false, groups: false };
const holding = (holds: typeof NOTHING, seed?: number) => guardFixture({}, SOURCE, { holds }, { seed });
const positionOf = ({ guard }: GuardFixture, number = 1) => `${guard.path}/position-${number}`;

/** Lets it enter at 110; its exits are watched. */
async function watched(fixture: GuardFixture, entry = ENTRY) {
  await close(fixture, 0, "110");
  await ordersBecome(fixture, [`${entry} accepted`]);
  await printAt(fixture, "110");
  await protectionIs(fixture, "emulated");
}

function protectionIs(fixture: GuardFixture, expected: string) {
  return eventually(fixture, async () => {
    const status = await fixture.guard.ask("GetStatus", undefined);
    return status.protection === expected ? status : null;
  });
}

/** The log of its first position. */
async function logOf(fixture: GuardFixture) {
  const entryId = (await ordersOf(fixture))[0]!.clientOrderId;
  return await positionEventsOf(fixture.db, { userId: fixture.rows.user.id, entryId });
}

function logTells(fixture: GuardFixture, kinds: string[]) {
  const told = async () => (await logOf(fixture)).map(({ fact }) => fact.kind);
  return eventually(fixture, async () => JSON.stringify(await told()) === JSON.stringify(kinds))
    .catch(async () => assert.deepEqual(await told(), kinds));
}

/** What was sold of the 1 BTC that it bought. */
async function soldOf(fixture: GuardFixture): Promise<string> {
  const sales = (await ordersOf(fixture)).filter(({ side }) => side === "sell");
  return sales.reduce((sum, { filledQuantity }) => sum.plus(filledQuantity), new Decimal(0)).toFixed();
}

/** Once the market has gone on at that price it is flat, each thing was sold once, and no order stands. */
async function isLeftOnce(fixture: GuardFixture, price: string) {
  await eventually(fixture, async () => {
    await printAt(fixture, price);
    return (await fixture.guard.ask("GetStatus", undefined)).position.quantity === "0";
  });
  await fixture.kit.advance("2m");
  assert.equal(await soldOf(fixture), "1");
  const open = (await ordersOf(fixture)).filter(({ state }) => state === "accepted" || state === "partially_filled");
  assert.deepEqual(open, []);
}

Deno.test("the log of a position whose exits stand at the venue: opened, entered, protected, closed with profit and fees", async () => {
  await using fixture = await guardFixture({}, SOURCE, { feeRate: "0.001", feeCurrency: "quote" });
  await hold(fixture);
  await protectionIs(fixture, "native");
  await printAt(fixture, "80");
  await printAt(fixture, "79");
  await logTells(fixture, ["Opened", "EntryFilled", "Protected", "Closed"]);
  const [, entered, kept, closed] = await logOf(fixture);
  assert.deepEqual(entered?.fact, { kind: "EntryFilled", quantity: "1", price: "110" });
  assert.deepEqual(kept?.fact, {
    kind: "Protected",
    stopLoss: { price: "80", by: "venue" },
    takeProfit: { price: "200", by: "venue" },
  });
  assert.deepEqual(closed?.fact, {
    kind: "Closed",
    purpose: "stop loss",
    profitQuote: "-31.189",
    feeQuote: "0.189",
  });
});

Deno.test("the log of a position that is watched tells the exit that was reached, and at which price", async () => {
  await using fixture = await holding(NOTHING);
  await watched(fixture);
  await printAt(fixture, "79.5");
  await isLeftOnce(fixture, "79");
  await logTells(fixture, ["Opened", "EntryFilled", "Protected", "ExitReached", "Closed"]);
  const facts = (await logOf(fixture)).map(({ fact }) => fact);
  assert.deepEqual(facts[2], {
    kind: "Protected",
    stopLoss: { price: "80", by: "platform" },
    takeProfit: { price: "200", by: "platform" },
  });
  assert.deepEqual(facts[3], { kind: "ExitReached", exit: "stop", price: "79.5", attempt: 1 });
});

Deno.test("sold by its user in the moment in which its stop is reached, it is sold once", async () => {
  for (const seed of [1, 2, 3, 4]) {
    await using fixture = await holding(NOTHING, seed);
    await watched(fixture);
    const trade = { symbol: "BTC/USDT", id: 9_000 + seed, price: "80", quantity: "100", takerSide: "buy" } as const;
    const sell = fixture.guard.ask("Sell", undefined, { timeout: "1m" });
    fixture.kit.system.publish(trades.key("BTC/USDT"), { trade: { ...trade, timeMs: fixture.kit.clock.now() } });
    assert.deepEqual(await sell, { sold: true, reason: null });
    await isLeftOnce(fixture, "79");
    assert.equal((await ordersOf(fixture)).filter(({ state }) => state === "filled").length, 2);
  }
});

Deno.test("a sale to which the desk did not answer is known or denied before another sells", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  const { kit, guard } = fixture;
  kit.drop(DESK_PATH, "PlaceOrder");
  const unanswered = guard.ask("Sell", undefined, { timeout: "1m" });
  const told = { sold: null as boolean | null };
  void unanswered.then(({ sold }) => told.sold = sold);
  await eventually(fixture, async () => {
    await kit.advance("1s"); // until the desk has not answered for long enough
    return told.sold === false;
  });
  assert.match((await unanswered).reason ?? "", /the order desk does not answer/);
  const sale = () =>
    eventually(fixture, async () => (await ordersOf(fixture)).find(({ purpose }) => purpose === "sell"));
  await kit.advance("2s");
  assert.deepEqual([(await sale()).state, (await sale()).reason], ["denied", "the order desk did not answer in time"]);
  await protectionIs(fixture, "native");
  await guard.ask("Sell", undefined);
  await isLeftOnce(fixture, "110");
});

Deno.test("a sale that its venue did not answer is not told as done, and one that never arrived is followed by another", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  const { kit, guard } = fixture;
  kit.drop(PAPER_PATH, "PlaceOrder");
  const told = { reason: null as string | null };
  const sell = () => guard.ask("Sell", undefined, { timeout: "1m" });
  void sell().then(({ reason }) => told.reason = reason);
  await eventually(fixture, async () => {
    await kit.advance("50ms"); // until the venue has not answered for long enough
    return told.reason;
  });
  assert.match(told.reason ?? "", /not known yet whether its venue has the sale/);
  assert.deepEqual(await sell(), { sold: false, reason: told.reason });
  await eventually(fixture, async () => {
    await kit.advance("10s"); // until it cannot have arrived any more
    return (await ordersOf(fixture)).some(({ purpose, state }) => purpose === "sell" && state === "rejected");
  });
  await eventually(fixture, async () => (await sell()).sold);
  await isLeftOnce(fixture, "110");
});

Deno.test("an exit that was reached is left by after a fall, also where the price has gone back", async () => {
  await using fixture = await holding(NOTHING);
  await watched(fixture);
  fixture.kit.drop(DESK_PATH, "PlaceOrder");
  await printAt(fixture, "80");
  await eventually(fixture, async () => (await logOf(fixture)).some(({ fact }) => fact.kind === "ExitReached"));
  assert.equal((await ordersOf(fixture)).length, 1);
  await fixture.kit.crash(positionOf(fixture));
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted"]);
  await isLeftOnce(fixture, "120");
});

Deno.test("wherever its actor falls, it is protected again, left once, and its log tells each thing once", async () => {
  for (const holds of [NOTHING, { ...NOTHING, stopLoss: true }, { stopLoss: true, takeProfit: true, groups: true }]) {
    for (const step of ["entered", "filled", "protected", "reached", "sold"]) {
      await using fixture = await holding(holds);
      const isThere = async () => JSON.stringify(await fixture.kit.system.tree()).includes("position-1");
      const fall = async (at: string) => {
        if (at === step && await isThere()) await fixture.kit.crash(positionOf(fixture));
      };
      await close(fixture, 0, "110");
      await ordersBecome(fixture, [`${ENTRY} accepted`]);
      await eventually(fixture, isThere);
      await fall("entered");
      await printAt(fixture, "110");
      await fall("filled");
      await eventually(fixture, async () => {
        const { protection } = await fixture.guard.ask("GetStatus", undefined);
        return ["native", "mixed", "emulated"].includes(protection);
      });
      await fall("protected");
      await printAt(fixture, "200");
      await fall("reached");
      await printAt(fixture, "201");
      await fall("sold");
      await isLeftOnce(fixture, "201");
      const kinds = await eventually(fixture, async () => {
        const told = (await logOf(fixture)).map(({ fact }) => fact.kind);
        return told.at(-1) === "Closed" ? told : null;
      });
      for (const kind of ["Opened", "EntryFilled", "Closed"] as const) {
        assert.equal(kinds.filter((one) => one === kind).length, 1, `${kind} after a fall once ${step}: ${kinds}`);
      }
    }
  }
});

Deno.test("a part that was filled makes it smaller; what is left is sold with it", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  await protectionIs(fixture, "native");
  await printAt(fixture, "80", "0.4");
  await printAt(fixture, "79", "0.4");
  await eventually(fixture, async () => {
    return (await fixture.guard.ask("Sell", undefined, { timeout: "1m" })).sold;
  });
  await isLeftOnce(fixture, "79");
  const reduced = await eventually(fixture, async () => {
    const facts = (await logOf(fixture)).map(({ fact }) => fact);
    return facts.at(-1)?.kind === "Closed" ? facts.find(({ kind }) => kind === "Reduced") : null;
  });
  assert.ok(reduced.kind === "Reduced" && reduced.purpose === "stop loss" && Number(reduced.quantity) < 1);
});

Deno.test("as long as it is not known whether its stop was canceled, nothing else is sold in its place", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  fixture.kit.drop(PAPER_PATH, "CancelOrder");
  const answers: Awaited<ReturnType<typeof fixture.guard.ask<"Sell">>>[] = [];
  const asked = fixture.guard.ask("Sell", undefined, { timeout: "5m" }).then((answer) => answers.push(answer));
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return answers[0];
  });
  await asked;
  const { sold, reason } = answers[0]!;
  assert.equal(sold, false);
  assert.match(reason ?? "", /not known yet that order ".*" is canceled/);
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell accepted", "take profit sell accepted"]);
  assert.deepEqual(await fixture.guard.ask("Sell", undefined, { timeout: "1m" }), { sold: true, reason: null });
  await isLeftOnce(fixture, "120");
});

Deno.test("what it has not heard of its orders it finds in the books within a minute, and says so", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  for (let times = 0; times < 10; times++) fixture.kit.drop(positionOf(fixture), "OrderChanged");
  fixture.kit.drop(positionOf(fixture), "BrokerReported");
  await printAt(fixture, "80");
  await printAt(fixture, "79");
  await ordersBecome(fixture, [`${ENTRY} filled`, "stop loss sell filled", "take profit sell canceled"]);
  await fixture.kit.advance("1m");
  await eventually(fixture, async () => {
    await fixture.kit.advance("2s");
    return (await logOf(fixture)).some(({ fact }) => fact.kind === "Closed");
  });
  const told = (await logOf(fixture)).find(({ fact }) => fact.kind === "Reconciled")?.fact;
  assert.ok(told?.kind === "Reconciled");
  assert.equal(told.differences[0], "1 was held, by the books 0");
  await protectionIs(fixture, "none");
});

Deno.test("each position has its own actor and log; the one that is over is gone", async () => {
  await using fixture = await guardFixture();
  await hold(fixture);
  await protectionIs(fixture, "native");
  await printAt(fixture, "80");
  await printAt(fixture, "79");
  await logTells(fixture, ["Opened", "EntryFilled", "Protected", "Closed"]);
  await close(fixture, 1, "120");
  await eventually(fixture, async () => {
    await printAt(fixture, "120");
    return (await fixture.guard.ask("GetStatus", undefined)).protection === "native";
  });
  const below = JSON.stringify(await fixture.kit.system.tree());
  assert.ok(below.includes("position-2") && !below.includes("position-1"), below);
  await statusIs(fixture, "running");
});

Deno.test("one that is worth too little to be sold for a while is left by the exit that is reached when it is worth more", async () => {
  const small = SOURCE.replace("calculatePositionSize() { return 1; }", "calculatePositionSize() { return 0.05; }")
    .replace("override calculateStopLoss() { return 80; }", "");
  await using fixture = await guardFixture({}, small, { holds: NOTHING });
  await statusIs(fixture, "warming_up");
  await watched(fixture, ENTRY.replace("stop loss 80, ", ""));
  await close(fixture, 1, "99"); // 0.05 BTC are worth 4.95 USDT, its market takes 5
  await fixture.kit.advance("2m");
  await protectionIs(fixture, "none");
  await printAt(fixture, "200");
  await eventually(fixture, async () => {
    await printAt(fixture, "201");
    return (await soldOf(fixture)) === "0.05";
  });
  await logTells(fixture, ["Opened", "EntryFilled", "Protected", "ExitReached", "Closed"]);
});
