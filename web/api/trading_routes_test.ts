import assert from "node:assert/strict";
import { HttpError } from "../fresh/error.ts";
import { ensureBroker } from "../../db/brokers.ts";
import { testHouse, USER_ID } from "../test_house.ts";
import { asker, BROKER_ID, btcMarket, handOrder, handTicket, Promises, scripted } from "./api_fixture.ts";

const KEY = "99999999-9999-4999-8999-999999999999";
const whole = { ...handTicket, stopLoss: null, takeProfit: null };

Deno.test("an order is placed under its key, and a key that stands for another order is refused", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const asked = scripted(house, "trading", {
    place: () => Promise.resolve({ order: handOrder, exits: null, changes: [] }),
  });
  const place = async (json: unknown, headers: Record<string, string> = { "idempotency-key": KEY }) => {
    const response = await ask("POST", "/orders", { json, headers });
    await promises.held("POST", "/orders", response.clone());
    return response;
  };
  const done = await place(handTicket);
  assert.equal(done.status, 201);
  assert.equal((await done.json()).order.clientOrderId, handOrder.clientOrderId);
  assert.deepEqual(asked, [["place", KEY, whole]]);
  const other = await place({ ...handTicket, side: "sell" });
  assert.equal(other.status, 422);
  assert.match((await other.json()).type, /#used-key$/);
  const refused = [
    await place(handTicket, {}),
    await place(handTicket, { "idempotency-key": "1" }),
    await place({ ...handTicket, quantity: "1e3" }),
    await place({ ...handTicket, quantity: "1".repeat(41) }),
    await place({ ...handTicket, leverage: 5 }),
    await place({ ...handTicket, brokerId: "x" }),
  ];
  assert.deepEqual(refused.map(({ status }) => status), [400, 400, 400, 400, 400, 400]);
  assert.equal(asked.length, 2);
});

Deno.test("orders are canceled and moved by their id: done, refused in words, or unknown", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const order = handOrder;
  const asked = scripted(house, "trading", {
    cancel: (id) =>
      Promise.resolve(
        id === "m-1"
          ? { outcome: "done", order }
          : id === "m-2"
          ? { outcome: "refused", reason: "it is filled", order }
          : { outcome: "unknown" },
      ),
    move: () => Promise.resolve({ outcome: "done", order: { ...order, price: "99" } }),
    cancelAll: () =>
      Promise.resolve([
        { outcome: "done", order },
        { outcome: "refused", reason: "too late", order: null },
        { outcome: "unknown" },
      ]),
  });
  const answers = [];
  for (const id of ["m-1", "m-2", "m-3"]) {
    const response = await ask("DELETE", `/orders/${id}`);
    answers.push([response.status, await promises.held("DELETE", "/orders/{clientOrderId}", response)]);
  }
  assert.deepEqual(answers.map(([status]) => status), [200, 409, 404]);
  assert.equal((answers[1]![1] as { detail: string }).detail, "it is filled");
  const moved = await ask("PATCH", "/orders/m-1", { json: { price: "99" } });
  assert.equal((await promises.held("PATCH", "/orders/{clientOrderId}", moved) as { price: string }).price, "99");
  await ask("PATCH", "/orders/m-1", { json: { price: "98", exit: "stop" } });
  assert.equal((await ask("PATCH", "/orders/m-1", { json: { price: "98", exit: "both" } })).status, 400);
  assert.equal((await ask("DELETE", "/orders/m%201")).status, 400);
  const all = await ask("DELETE", `/brokers/${BROKER_ID}/orders?symbol=BTC/USDT`);
  const { results } = await promises.held("DELETE", "/brokers/{brokerId}/orders", all) as { results: unknown[] };
  assert.deepEqual(results, [
    { outcome: "done", reason: null, order },
    { outcome: "refused", reason: "too late", order: null },
    { outcome: "unknown", reason: null, order: null },
  ]);
  assert.deepEqual(asked.slice(3), [
    ["move", "m-1", "99", undefined],
    ["move", "m-1", "98", "stop"],
    ["cancelAll", BROKER_ID, "BTC/USDT"],
  ]);
});

Deno.test("portfolio, symbols, market, orders, exits and fills are told as promised; another's broker is unknown", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const own = <T>(id: string, told: T) =>
    id === BROKER_ID ? Promise.resolve(told) : Promise.reject(new HttpError(404, `You have no broker ${id}`));
  const page = { total: 1, page: 1, pages: 1 };
  const asked = scripted(house, "trading", {
    portfolio: (id) =>
      own(id, {
        brokerId: id,
        quote: "USDT",
        rows: [{ currency: "BTC", free: "1", used: "0", total: "1", price: "100", value: "100" }],
        totalValue: "100",
        unpriced: ["XYZ"],
        failure: { kind: "RequestTimeout", exchange: "Binance", words: "no answer" },
      }),
    symbols: (id) => own(id, { symbols: [btcMarket], quotes: ["USDT"], ...page }),
    market: (id) => own(id, btcMarket),
    candles: (id) => own(id, []),
    view: (id) => own(id, null),
    exits: (id) => own(id, []),
    orders: (id) => own(id, { orders: [handOrder], ...page }),
    fills: (id) =>
      own(id, [{
        fillId: "1",
        clientOrderId: "m-1",
        price: "100",
        quantity: "0.5",
        fee: "0",
        feeCurrency: "USDT",
        timeMs: 1,
        symbol: "BTC/USDT",
        side: "buy",
      }]),
    check: ({ brokerId }) => own(brokerId, { verdict: "denied", reason: "below the minimum" }),
  });
  const of = `/brokers/{brokerId}`;
  const market = "symbol=BTC/USDT";
  const questions = [
    `${of}/portfolio?quote=EUR`,
    `${of}/symbols?search=bt&page=2`,
    `${of}/market?${market}`,
    `${of}/candles?${market}&timeframe=1m`,
    `${of}/view?${market}`,
    `${of}/exits`,
    `${of}/orders?which=attempts`,
    `${of}/fills?limit=5`,
  ];
  for (const question of questions) {
    for (const [id, status] of [[BROKER_ID, 200], [KEY, 404]] as const) {
      const response = await ask("GET", question.replace("{brokerId}", id));
      assert.equal(response.status, status, question);
      await promises.held("GET", question.split("?")[0]!, response);
    }
  }
  const checked = await ask("POST", "/tickets/check", { json: handTicket });
  assert.deepEqual(await promises.held("POST", "/tickets/check", checked), {
    verdict: "denied",
    reason: "below the minimum",
  });
  assert.deepEqual(asked.filter(([, id]) => id === BROKER_ID), [
    ["portfolio", BROKER_ID, "EUR"],
    ["symbols", BROKER_ID, { search: "bt", quote: null, page: 2, pageSize: 50 }],
    ["market", BROKER_ID, "BTC/USDT"],
    ["candles", BROKER_ID, "BTC/USDT", "1m", 500],
    ["view", BROKER_ID, "BTC/USDT"],
    ["exits", BROKER_ID],
    ["orders", BROKER_ID, { which: "attempts", symbol: null, page: 1, pageSize: 50 }],
    ["fills", BROKER_ID, null, 5],
  ]);
  assert.deepEqual(asked.at(-1), ["check", whole]);
  assert.deepEqual(house.errors, []);
});

Deno.test("a market that the exchange does not have is not found; an exchange that fails is none of ours", async () => {
  await using house = await testHouse();
  const promises = await Promises.of(house);
  const { id } = await ensureBroker(house.db, {
    userId: USER_ID,
    name: "demo",
    exchange: "demo",
    description: "",
    environment: "demo",
    isDefault: false,
    paperBalances: {},
  });
  const statusAt = async (kind: "BadSymbol" | "RequestTimeout") => {
    house.trading.venueFailure = { kind, exchange: "Demo", words: "no" };
    const response = await asker(house)("GET", `/brokers/${id}/candles?symbol=NOPE/USDT&timeframe=1m`);
    await promises.held("GET", "/brokers/{brokerId}/candles", response.clone());
    return response.status;
  };
  assert.deepEqual([await statusAt("BadSymbol"), await statusAt("RequestTimeout")], [404, 502]);
});
