/** What the order desk does side by side, and what it does not. */
import assert from "node:assert/strict";
import { Turns } from "./order_desk/turns.ts";
import { findOrder } from "../db/orders.ts";
import { deskOf, eventually, heardBy, PAPER_PATH, printAt, requestBy, tradingFixture } from "./trading_fixture.ts";

Deno.test("an order that its broker does not answer holds up no other one, of whatever user and broker", async () => {
  await using fixture = await tradingFixture();
  const { kit, db } = fixture;
  kit.drop(PAPER_PATH, "PlaceOrder");
  const silent = deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "silent"), { timeout: "1m" });
  await eventually(fixture, async () => (await findOrder(db, "silent"))?.state === "submitted");
  const other = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "other"));
  assert.equal(other.state, "accepted");
  const again = deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "silent"), { timeout: "1m" });
  await kit.advance("11s");
  assert.deepEqual((await Promise.all([silent, again])).map(({ state }) => state), ["unknown", "unknown"]);
});

Deno.test("what changes one order is done in its order: it is canceled after it was answered, and filled once", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const stop = { side: "sell", type: "stop_loss", stopPrice: "29000", purpose: "stop loss" } as const;
  const placed = deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "stop", stop));
  await eventually(fixture, async () => await findOrder(fixture.db, "stop"));
  const canceled = deskOf(fixture).ask("CancelOrder", { clientOrderId: "stop" });
  assert.deepEqual((await Promise.all([placed, canceled])).map(({ state }) => state), ["accepted", "canceled"]);
  const entries = ["a", "b", "c"].map((id) =>
    deskOf(fixture).ask("PlaceOrder", requestBy(fixture, id, { side: "sell", purpose: "exit", quantity: "0.1" }))
  );
  await Promise.all(entries);
  await printAt(fixture, "30000");
  const profits = await eventually(fixture, async () => {
    const found = await Promise.all(["a", "b", "c"].map((id) => findOrder(fixture.db, id)));
    return found.every((order) => order?.state === "filled") && found.map((order) => order?.filledQuantity);
  });
  assert.deepEqual(profits, ["0.1", "0.1", "0.1"]);
});

Deno.test("a group has one turn: what is told of either order waits for what is done with both", async () => {
  const turns = new Turns();
  const done: string[] = [];
  const sent = Promise.withResolvers<void>();
  const group = [{ clientOrderId: "stop", groupId: "g" }, { clientOrderId: "target", groupId: "g" }];
  const sending = turns.ofGroup(group, async () => {
    await sent.promise;
    done.push("sent");
  });
  const told = ["target", "stop"].map((name) => turns.ofName(name, () => Promise.resolve(done.push(name))));
  sent.resolve();
  await Promise.all([sending, ...told]);
  assert.deepEqual(done, ["sent", "target", "stop"]);
});

Deno.test("of one intent that comes many times at once, and is denied meanwhile, there is one order", async () => {
  await using fixture = await tradingFixture();
  const { db } = fixture;
  const request = requestBy(fixture, "twice");
  const states = await Promise.all([
    deskOf(fixture).ask("PlaceOrder", request),
    deskOf(fixture).ask("PlaceOrder", request),
    deskOf(fixture).ask("DenyOrder", { request, reason: "too late" }),
    deskOf(fixture).ask("PlaceOrder", request),
  ]).then((orders) => orders.map(({ state }) => state));
  const stored = await findOrder(db, "twice");
  assert.deepEqual(new Set(states), new Set([stored!.state]));
  assert.ok(["accepted", "denied"].includes(stored!.state), stored!.state);
});

Deno.test("of one group that comes many times at once there is one, and it is sent once", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const exit = { side: "sell", purpose: "stop loss", groupId: "g" } as const;
  const stop = requestBy(fixture, "stop", { ...exit, type: "stop_loss", stopPrice: "29000" });
  const target = requestBy(fixture, "target", {
    ...exit,
    type: "take_profit",
    stopPrice: "31000",
    purpose: "take profit",
  });
  const heard = heardBy(fixture);
  const placed = await Promise.all([1, 2, 3].map(() => deskOf(fixture).ask("PlaceGroup", { orders: [stop, target] })));
  assert.deepEqual(placed.flat().map(({ state }) => state), Array(6).fill("accepted"));
  assert.equal(heard.orders.got.filter(({ event }) => event?.kind === "OrderSubmitted").length, 2);
});

Deno.test("of a group and a sale of one name that come at once there is whichever was stored first", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const exit = { side: "sell", purpose: "stop loss", groupId: "g" } as const;
  const sale = requestBy(fixture, "stop", exit);
  const stop = { ...sale, type: "stop_loss", stopPrice: "29000" } as const;
  const target = requestBy(fixture, "target", {
    ...exit,
    type: "take_profit",
    stopPrice: "31000",
    purpose: "take profit",
  });
  const [sold, [one, other]] = await Promise.all([
    deskOf(fixture).ask("PlaceOrder", sale),
    deskOf(fixture).ask("PlaceGroup", { orders: [stop, target] }),
  ]);
  assert.deepEqual([sold.state, one.state, sold.type], ["accepted", "accepted", one.type]);
  const isWhole = one.type === "stop_loss";
  assert.equal(other.state, isWhole ? "accepted" : "denied");
  assert.equal((await findOrder(fixture.db, "target"))?.state, isWhole ? "accepted" : undefined);
});

Deno.test("who looks at a user's orders sees those that were being placed", async () => {
  await using fixture = await tradingFixture({ cash: { USDT: "1000000", BTC: "10" } });
  const { userId } = requestBy(fixture, "0");
  const stop = { side: "sell", type: "stop_loss", stopPrice: "29000", purpose: "stop loss" } as const;
  const placed = ["a", "b", "c"].map((id, index) =>
    deskOf(fixture).ask("PlaceOrder", requestBy(fixture, id, index < 2 ? {} : stop))
  );
  const seen = await deskOf(fixture).ask("GetOpenOrders", { userId });
  assert.deepEqual(seen.map(({ clientOrderId }) => clientOrderId).sort(), ["a", "b", "c"]);
  await Promise.all(placed);
});
