import assert from "node:assert/strict";
import { saveIntent, updateOrder } from "../../db/orders.ts";
import { fillOf } from "../../domain/order_arbitraries.ts";
import { ticketOrderId } from "../../domain/ticket_ids.ts";
import { orderOf } from "../client/trading/order_fixture.ts";
import { testHouse, USER_ID } from "../test_house.ts";
import { demoBroker } from "../trading_fixture.ts";
import { asker, programToken, Promises } from "./api_fixture.ts";

Deno.test("a program that may read is told what trading has brought, by the days of the zone that it names", async () => {
  await using house = await testHouse();
  const { db } = house;
  const promises = await Promises.of(house);
  const token = await programToken(house, "read");
  const ask = async (query: string) => {
    const response = await asker(house)("GET", `/statistics${query}`, { token });
    await promises.held("GET", "/statistics", response.clone());
    return { status: response.status, body: await response.json() };
  };
  assert.deepEqual((await ask("")).body.quote, null);
  const { id: brokerId } = await demoBroker(db, USER_ID);
  for (const [index, side] of (["buy", "sell"] as const).entries()) {
    const clientOrderId = ticketOrderId("entry", crypto.randomUUID());
    const order = orderOf({ clientOrderId, userId: USER_ID, brokerId, side, createdMs: index });
    await saveIntent(db, order);
    const timeMs = Date.UTC(2026, 2, 28, 23, 30, index);
    const price = side === "buy" ? "100" : "107.000000000000000001";
    await updateOrder(db, { ...order, state: "filled" }, fillOf({ clientOrderId, price, timeMs }));
  }
  const { body } = await ask(`?broker=${brokerId}&zone=Europe/Paris`);
  assert.deepEqual([body.quote, body.sums.profitQuote, body.sums.winPercent], ["USDT", "7.000000000000000001", 100]);
  assert.deepEqual(body.days.map(({ key }: { key: string }) => key), ["2026-03-29"]);
  assert.equal((await ask("")).body.days[0].key, "2026-03-28");
  assert.equal((await ask(`?broker=${crypto.randomUUID()}`)).status, 404);
  assert.equal((await ask("?zone=Mars")).status, 400);
  assert.equal((await ask("?since=1")).status, 400);
});
