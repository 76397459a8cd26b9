/** The broker through ccxt when things go wrong: nothing is sent twice, nothing lost, and no key is told in words. */
import assert from "node:assert/strict";
import { requestOf } from "../domain/order_arbitraries.ts";
import type { OrderRequest } from "../domain/order.ts";
import {
  CCXT_BROKER_PATH,
  type CcxtHouse,
  ccxtHouse,
  isListening,
  misbehaving,
  openAccount,
} from "./ccxt_broker_fixture.ts";
import type { Logger } from "./runtime/mod.ts";

const limit = (house: CcxtHouse, id: string, different: Partial<OrderRequest> = {}): OrderRequest =>
  requestOf({
    clientOrderId: id,
    type: "limit",
    quantity: "0.5",
    price: String(Math.floor(house.price * 0.9)),
    ...different,
  });
const kindsOf = ({ told }: CcxtHouse, id: string) =>
  told.filter(({ clientOrderId }) => clientOrderId === id).map(({ kind }) => kind);
const ordersAt = ({ running, key }: CcxtHouse) =>
  running.exchange.desk.engine.accounts.ordersOf(key.accountId).map(({ clientOrderId, status }) =>
    `${clientOrderId} ${status}`
  );

Deno.test("the private stream tells what happens, without a look-up", async () => {
  await using house = await ccxtHouse();
  const request = limit(house, "a");
  await house.broker.ask("PlaceOrder", request);
  const asked = house.running.exchange.desk.engine.accounts.executionsOf(house.key.accountId).length;
  await house.print(Number(request.price) - 1, "0.2");
  const endMs = performance.now() + 10_000; // the actor's clock stands: no timer can have looked anything up
  while (!kindsOf(house, "a").includes("OrderFilled") && performance.now() < endMs) {
    await house.kit.settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.deepEqual(kindsOf(house, "a"), ["OrderAccepted", "OrderFilled"]);
  assert.equal(asked, 0);
});

Deno.test("an order that is carried out without an answer is unknown, and soon found and told; it was sent once", async () => {
  await using house = await ccxtHouse();
  for (const [id, plan] of [["a", { unknownOutcome: 1 }], ["b", { lostAnswer: 1 }]] as const) {
    const answer = await misbehaving(house.running, plan, () => house.broker.ask("PlaceOrder", limit(house, id)));
    assert.equal(answer.outcome, "unknown", id);
    await house.until(() => kindsOf(house, id).includes("OrderAccepted"));
  }
  assert.deepEqual(ordersAt(house), ["a NEW", "b NEW"]);
});

Deno.test("a market order whose answer is lost on a connection that served before is there once", async () => {
  await using house = await ccxtHouse();
  for (const id of ["a", "b", "c"]) {
    assert.ok(await house.broker.ask("GetMarket", { symbol: "BTC/USDT" }));
    await house.broker.ask("GetBalances", undefined);
    const buy = limit(house, id, { type: "market", price: null, quantity: "0.01" });
    await misbehaving(house.running, { lostAnswer: 1 }, () => house.broker.ask("PlaceOrder", buy));
  }
  assert.deepEqual(ordersAt(house), ["a FILLED", "b FILLED", "c FILLED"]);
});

Deno.test("a cancel that is carried out without an answer is a cancel", async () => {
  await using house = await ccxtHouse();
  const { symbol, clientOrderId } = limit(house, "a");
  await house.broker.ask("PlaceOrder", limit(house, "a"));
  const canceled = await misbehaving(
    house.running,
    { lostAnswer: 1 },
    () => house.broker.ask("CancelOrder", { symbol, clientOrderId }),
  );
  assert.deepEqual(canceled, { canceled: true, reason: null });
  assert.deepEqual(ordersAt(house), ["a CANCELED"]);
});

Deno.test("too much asked: the order waits as long as the exchange says, and is sent once more", async () => {
  await using house = await ccxtHouse();
  house.running.setChaos({ tooMany: 1 });
  const placing = house.broker.ask("PlaceOrder", limit(house, "a"));
  await house.until(() => house.running.faults().some(({ kind }) => kind === "tooMany"));
  house.running.setChaos(null);
  const answer = await house.until(() => Promise.race([placing, new Promise<null>((r) => setTimeout(r, 1, null))]));
  assert.deepEqual(answer, { outcome: "accepted" });
  assert.deepEqual(ordersAt(house), ["a NEW"]);
});

Deno.test("events twice, out of order, and silence after a partial fill: each fill is told once, and none is missing", async () => {
  await using house = await ccxtHouse();
  house.running.setChaos({ userDuplicate: 0.4, userReorder: 0.4, silentFill: 0.5, outageMs: 1_000, delayMs: 100 });
  const ids = Array.from({ length: 8 }, (_, number) => `o${number}`);
  for (const id of ids) {
    const request = limit(house, id, { quantity: "0.1" });
    assert.equal((await house.broker.ask("PlaceOrder", request)).outcome, "accepted");
    await house.print(Number(request.price) - 1, "0.03");
    await house.print(Number(request.price) - 1, "5");
  }
  const fillsOf = (id: string) =>
    house.told.flatMap((event) => event.kind === "OrderFilled" && event.clientOrderId === id ? [event.fill] : []);
  const sums = () => ids.map((id) => fillsOf(id).reduce((sum, { quantity }) => sum + Number(quantity), 0).toFixed(4));
  await house.kit.advance("1m");
  await house.until(() => sums().every((sum) => sum === "0.1000"));
  const told = ids.flatMap(fillsOf).map(({ fillId }) => fillId);
  assert.equal(new Set(told).size, told.length);
});

Deno.test("what happens while the private stream is cut is found when it is back", async () => {
  await using house = await ccxtHouse();
  const request = limit(house, "a");
  await house.broker.ask("PlaceOrder", request);
  house.running.strike("cut", 0);
  await house.print(Number(request.price) - 1, "5");
  await house.until(() => kindsOf(house, "a").includes("OrderFilled"));
});

Deno.test("a broker that fell follows again the orders that it is asked about, and sends none of them", async () => {
  await using house = await ccxtHouse();
  const request = limit(house, "a");
  const { symbol, clientOrderId } = request;
  await house.broker.ask("PlaceOrder", request);
  await house.kit.crash(CCXT_BROKER_PATH);
  await house.print(Number(request.price) - 1, "0.2");
  const events = await house.broker.ask("GetOrderEvents", { symbol, clientOrderId });
  assert.deepEqual(events?.map(({ kind }) => kind), ["OrderAccepted", "OrderFilled"]);
  await house.print(Number(request.price) - 1, "5");
  await house.kit.advance("1m");
  await house.until(() => kindsOf(house, "a").filter((kind) => kind === "OrderFilled").length === 2);
  assert.deepEqual(ordersAt(house), ["a FILLED"]);
});

Deno.test("quantities that are not in the market's steps are refused before anything is sent", async () => {
  await using house = await ccxtHouse();
  const answer = await house.broker.ask("PlaceOrder", limit(house, "a", { quantity: "0.123456789" }));
  assert.match("reason" in answer ? answer.reason : "", /quantity 0.123456789 is not in the market's steps; 0.12345/);
  assert.deepEqual(ordersAt(house), []);
});

Deno.test("an exchange that is gone: nothing is known of an order, which is not that there is none", async () => {
  await using house = await ccxtHouse();
  const request = limit(house, "a");
  const { symbol, clientOrderId } = request;
  await house.broker.ask("PlaceOrder", request);
  await house.running.close();
  assert.equal(await house.broker.ask("GetOrderEvents", { symbol, clientOrderId }), null);
  assert.equal((await house.broker.ask("PlaceOrder", limit(house, "b"))).outcome, "unknown");
  assert.equal((await house.broker.ask("CancelOrder", { symbol, clientOrderId })).canceled, false);
  assert.deepEqual(await house.broker.ask("GetBalances", undefined), []);
});

Deno.test("neither key nor secret is ever written or told, whatever goes wrong", async () => {
  const lines: string[] = [];
  const write = (message: string, fields?: Record<string, unknown>) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  await using house = await ccxtHouse({ logger });
  const request = limit(house, "a");
  const { symbol, clientOrderId } = request;
  house.running.setChaos({ serverError: 0.6, tooMany: 0.1, unknownOutcome: 0.5, lostAnswer: 0.5 });
  for (let round = 0; round < 10; round++) {
    const placing = house.broker.ask("PlaceOrder", { ...request, clientOrderId: `a${round}` });
    const answer = await house.until(() => Promise.race([placing, new Promise<null>((r) => setTimeout(r, 1, null))]));
    lines.push(JSON.stringify(answer));
    lines.push(JSON.stringify(await house.broker.ask("GetOrderEvents", { symbol, clientOrderId })));
    lines.push(JSON.stringify(await house.broker.ask("GetBalances", undefined)));
  }
  house.running.setChaos(null);
  house.running.strike("cut", 0);
  await house.until(() => !isListening(house.running));
  await house.until(() => isListening(house.running));
  assert.ok(lines.length > 30);
  const { apiKey, secret } = openAccount(house.running);
  for (const hidden of [apiKey, secret, "signature="]) {
    assert.deepEqual(lines.filter((line) => line.includes(hidden)), []);
  }
});
