/** Orders that another client has placed with the same account, at the demo exchange. */
import assert from "node:assert/strict";
import { requestOf } from "../domain/order_arbitraries.ts";
import { BROKER_ID, CCXT_BROKER_PATH, type CcxtHouse, ccxtHouse } from "./ccxt_broker_fixture.ts";
import { elsewhere } from "./other_client_fixture.ts";
import { accountEvents } from "./topics.ts";

const SYMBOL = "BTC/USDT";
const lowOf = ({ price }: CcxtHouse) => String(Math.floor(price * 0.9));
const pictureOf = async ({ broker }: CcxtHouse) => (await broker.ask("GetForeign", { symbols: [SYMBOL] }))!;

Deno.test("an order that another client has placed is told as such, ours is not, and balances are told with it", async () => {
  await using house = await ccxtHouse();
  await using other = await elsewhere(house.running, house.key);
  const price = lowOf(house);
  await house.broker.ask("PlaceOrder", requestOf({ clientOrderId: "ours", type: "limit", price, quantity: "0.1" }));
  const theirs = await other.place({ clientOrderId: "web_1", side: "buy", quantity: "0.2", price });
  const { orders, balances } = await pictureOf(house);
  assert.deepEqual(orders.map(({ placedMs: _, ...order }) => order), [{
    ...{ orderId: theirs, clientOrderId: "web_1", symbol: SYMBOL, side: "buy", type: "limit", quantity: "0.2" },
    ...{ filledQuantity: "0", price, stopPrice: null },
  }]);
  assert.equal(balances.find(({ currency }) => currency === "BTC")?.free, "2");
});

Deno.test("that another client has ordered is told at once, as is what that does to the balances", async () => {
  await using house = await ccxtHouse();
  await using other = await elsewhere(house.running, house.key);
  const { got } = house.kit.probe(accountEvents.key(BROKER_ID));
  await house.until(async () => {
    await other.place({ clientOrderId: null, side: "buy", quantity: "0.01", price: lowOf(house) });
    return ["orders", "balance"].every((what) => got.some((told) => told.what === what));
  });
});

Deno.test("by the exchange's own name an order of another client is followed, filled and canceled like ours", async () => {
  await using house = await ccxtHouse();
  await using other = await elsewhere(house.running, house.key);
  const price = lowOf(house);
  const orderId = await other.place({ clientOrderId: null, side: "buy", quantity: "0.2", price });
  await house.until(async () => (await pictureOf(house)).orders.length === 1);
  await house.print(Number(price) - 1, "0.05");
  const name = { symbol: SYMBOL, clientOrderId: "f-1", orderId };
  const early = (await house.broker.ask("GetOrderEvents", name))!;
  assert.deepEqual(early.map(({ kind }) => kind), ["OrderAccepted", "OrderFilled"]);
  assert.deepEqual((await pictureOf(house)).orders, [], "it is ours now");
  await house.print(Number(price) - 1, "0.05");
  await house.until(() => house.told.filter(({ kind }) => kind === "OrderFilled").length === 2);
  await house.kit.crash(CCXT_BROKER_PATH);
  await house.until(() => house.broker.ask("GetAbilities", undefined).then(() => true, () => false));
  assert.equal((await house.broker.ask("CancelOrder", name)).canceled, true);
  const events = (await house.broker.ask("GetOrderEvents", name))!;
  assert.deepEqual(events.map(({ kind }) => kind), [
    "OrderAccepted",
    "OrderFilled",
    "OrderFilled",
    "OrderCanceled",
  ]);
});

Deno.test("an exchange that does not answer tells nothing, rather than that nothing stands", async () => {
  await using house = await ccxtHouse();
  await house.running.close();
  assert.equal(await house.broker.ask("GetForeign", { symbols: [] }, { timeout: "30s" }), null);
});
