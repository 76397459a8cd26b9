import assert from "node:assert/strict";
import type { ElsewhereServices } from "../trading_services.ts";
import { testHouse } from "../test_house.ts";
import { asker, BROKER_ID, handOrder, programToken, Promises } from "./api_fixture.ts";

const PATH = "/brokers/{brokerId}/elsewhere";
const path = (more = "") => `/brokers/${BROKER_ID}/elsewhere${more}`;
const KEY = "99999999-9999-4999-8999-999999999999";
const order = { ...handOrder, brokerId: BROKER_ID, symbol: "BTC/USDT" };
const theirs = {
  ...{ orderId: "77", clientOrderId: null, symbol: "BTC/USDT", side: "sell", type: "stop_loss" } as const,
  ...{ quantity: "0.1", filledQuantity: "0", price: null, stopPrice: "15000", placedMs: null },
};

/** A house in which one order and one holding may be adopted. */
async function openHouse() {
  const house = await testHouse();
  const elsewhere: ElsewhereServices = {
    look: () => Promise.resolve({ orders: [theirs], holdings: [], adopted: [], failure: null }),
    adoptOrder: (_, { orderId }) =>
      Promise.resolve(orderId === "77" ? { outcome: "adopted", order } : { outcome: "refused", reason: "it is gone" }),
    adoptHolding: (_, { quantity }) =>
      Promise.resolve(
        quantity === "1" ? { outcome: "adopted", order, exits: null } : { outcome: "refused", reason: "too much" },
      ),
    release: (_, id) =>
      Promise.resolve(
        id === "m-1"
          ? { outcome: "done", order }
          : id === "m-2"
          ? { outcome: "refused", reason: "it was sold", order }
          : { outcome: "unknown" },
      ),
  };
  Object.assign(house.overrides, { trading: { elsewhere } });
  const ask = asker(house);
  const promises = await Promises.of(house);
  return { house, ask, promises, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("what came from elsewhere is told as promised, and orders are adopted by the exchange's name of them", async () => {
  await using of = await openHouse();
  const { ask, promises } = of;
  const told = await promises.held("GET", PATH, await ask("GET", path()));
  assert.deepEqual(told, { orders: [theirs], holdings: [], adopted: [], failure: null });
  const adopt = async (json: unknown) => {
    const response = await ask("POST", path("/orders"), { json });
    await promises.held("POST", `${PATH}/orders`, response.clone());
    return response.status;
  };
  const wishes = [{ symbol: "BTC/USDT", orderId: "77" }, { symbol: "BTC/USDT", orderId: "78" }, { orderId: "77" }];
  assert.deepEqual(await Promise.all(wishes.map(adopt)), [200, 409, 400]);
});

Deno.test("a holding is adopted once for each key, and released: done, refused in words, or unknown", async () => {
  await using of = await openHouse();
  const { house, ask, promises } = of;
  const adopt = async (json: unknown, headers: Record<string, string> = { "idempotency-key": KEY }) => {
    const response = await ask("POST", path("/holdings"), { json, headers });
    await promises.held("POST", `${PATH}/holdings`, response.clone());
    return response.status;
  };
  const holding = { symbol: "BTC/USDT", quantity: "1", entryPrice: "20000" };
  assert.equal(await adopt(holding), 200);
  assert.equal(await adopt({ ...holding, quantity: "2" }), 409);
  assert.equal(await adopt({ ...holding, symbol: "ETH/USDT" }), 422, "the key stands for another");
  assert.equal(await adopt(holding, {}), 400);
  assert.equal(await adopt({ ...holding, entryPrice: "x" }), 400);
  const release = async (id: string) => {
    const response = await ask("DELETE", path(`/holdings/${id}`));
    await promises.held("DELETE", `${PATH}/holdings/{clientOrderId}`, response.clone());
    return response.status;
  };
  assert.deepEqual([await release("m-1"), await release("m-2"), await release("m-3")], [200, 409, 404]);
  const token = await programToken(house, "read");
  assert.equal(
    (await ask("POST", path("/orders"), { json: { symbol: "BTC/USDT", orderId: "77" }, token })).status,
    403,
  );
});
