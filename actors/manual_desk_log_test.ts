/** What the log of a ticket says that none of its orders tells. */
import assert from "node:assert/strict";
import { ordersOfTicket } from "../db/orders.ts";
import { positionEventsOf } from "../db/position_events.ts";
import { ticketOrderId, ticketOrderName } from "../domain/ticket_ids.ts";
import { type ManualFixture, manualFixture, manualOf, placeBy } from "./manual_desk_fixture.ts";
import { eventually, printAt } from "./trading_fixture.ts";

const BOTH = { stopLoss: "29000", takeProfit: "32000" } as const;
const holding = (holds: Record<string, boolean>) => manualFixture({ paper: { holds } });

async function factsOf(fixture: ManualFixture, ticketId: string) {
  const entryId = ticketOrderId("entry", ticketId);
  return (await positionEventsOf(fixture.db, { userId: fixture.rows.user.id, entryId })).map(({ fact }) => fact);
}

/** Waits until the log ends with facts of these kinds, and answers with the whole of it. */
async function logEnds(fixture: ManualFixture, ticketId: string, ...kinds: string[]) {
  const facts = () => factsOf(fixture, ticketId);
  const ends = (all: Awaited<ReturnType<typeof facts>>) => all.slice(-kinds.length).map(({ kind }) => kind).join();
  await eventually(fixture, async () => ends(await facts()) === kinds.join())
    .catch(async () => assert.equal(ends(await facts()), kinds.join()));
  return await facts();
}

Deno.test("the log tells what the venue took, who keeps the exits, where they were moved, and what was reached; each once", async () => {
  await using fixture = await holding({ stopLoss: true, takeProfit: false, groups: false });
  const { ticketId, order } = await placeBy(fixture, { ...BOTH, type: "limit", price: "29500" });
  await printAt(fixture, "30000");
  await printAt(fixture, "29400");
  const kept = { stopLoss: { price: "29000", by: "venue" }, takeProfit: { price: "32000", by: "platform" } };
  const stop = ticketOrderId("stop", ticketId);
  await eventually(fixture, async () => (await factsOf(fixture, ticketId)).length === 3);
  assert.deepEqual(
    (await factsOf(fixture, ticketId)).toSorted((a, b) => a.kind < b.kind ? -1 : 1),
    [
      { kind: "OrderAccepted", clientOrderId: order.clientOrderId },
      { kind: "OrderAccepted", clientOrderId: stop },
      { kind: "Protected", ...kept },
    ],
  );
  await fixture.kit.advance("5m");
  assert.equal((await factsOf(fixture, ticketId)).length, 3);
  const clientOrderId = ticketOrderId("entry", ticketId);
  const userId = fixture.rows.user.id;
  await manualOf(fixture).ask("MoveOrder", { userId, clientOrderId, to: "33000", exit: "target" });
  const moved = await logEnds(fixture, ticketId, "ExitMoved");
  assert.deepEqual(moved.at(-1), { kind: "ExitMoved", exit: "target", from: "32000", to: "33000" });
  await manualOf(fixture).ask("MoveOrder", { userId, clientOrderId: stop, to: "29100" });
  await eventually(
    fixture,
    async () => (await factsOf(fixture, ticketId)).some((one) => one.kind === "ExitMoved" && one.exit === "stop"),
  );
  await eventually(fixture, async () => {
    await printAt(fixture, "33000");
    return (await factsOf(fixture, ticketId)).some(({ kind }) => kind === "ExitReached");
  });
  const reached = (await factsOf(fixture, ticketId)).filter(({ kind }) => kind === "ExitReached");
  assert.deepEqual(reached, [{ kind: "ExitReached", exit: "target", price: "33000", attempt: 2 }]);
});

Deno.test("the log tells that exits were called off, or that another order has sold what they protected", async () => {
  await using fixture = await holding({ stopLoss: false, takeProfit: false, groups: false });
  const called = await placeBy(fixture, { ...BOTH, quantity: "0.5" });
  const sold = await placeBy(fixture, { ...BOTH, quantity: "0.5" });
  await printAt(fixture, "30000");
  for (const { ticketId } of [called, sold]) await logEnds(fixture, ticketId, "Protected");
  const userId = fixture.rows.user.id;
  await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId: called.order.clientOrderId });
  const calledOff = await logEnds(fixture, called.ticketId, "ExitsEnded");
  assert.deepEqual(calledOff.at(-1), { kind: "ExitsEnded", why: "called_off" });
  await placeBy(fixture, { side: "sell" });
  await printAt(fixture, "30000");
  await eventually(fixture, async () => {
    await printAt(fixture, "28900");
    return (await factsOf(fixture, sold.ticketId)).some(({ kind }) => kind === "ExitsEnded");
  });
  assert.deepEqual((await factsOf(fixture, sold.ticketId)).at(-1), { kind: "ExitsEnded", why: "sold" });
});

Deno.test("orders of strategies, and at the market, leave no word of their acceptance in a log", async () => {
  await using fixture = await manualFixture();
  const { ticketId } = await placeBy(fixture);
  await printAt(fixture, "30000");
  const { stem } = ticketOrderName(ticketOrderId("entry", ticketId))!;
  const state = async () => (await ordersOfTicket(fixture.db, fixture.rows.user.id, stem))[0]?.state;
  await eventually(fixture, async () => await state() === "filled");
  await fixture.kit.settle();
  assert.deepEqual(await factsOf(fixture, ticketId), []);
});
