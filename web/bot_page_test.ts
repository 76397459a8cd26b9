/** The pages of strategies at work, as the server renders them, and their endpoints. */
import assert from "node:assert/strict";
import { TEST_START_MS, testFill, testOrder, testRows } from "../db/test_rows.ts";
import { saveDecision } from "../db/decisions.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import { ensureBroker } from "../db/brokers.ts";
import { flatPosition } from "../domain/position.ts";
import { askHouse, type Asking } from "./test_ask.ts";
import { type TestHouse, testHouse, USER_NAME } from "./test_house.ts";

const NOBODY = "22222222-2222-4222-8222-222222222222";

const ask = (house: TestHouse, path: string, of: Asking = {}) => askHouse(house, path, { language: "en", ...of });

/** A house whose user has a strategy at work that has bought once. */
async function atWork() {
  const house = await testHouse();
  const rows = await testRows(house.db, USER_NAME);
  const { active } = rows;
  const id = `${active.id.replaceAll("-", "").slice(0, 12)}-${TEST_START_MS}-entry`;
  const order = testOrder(active, { clientOrderId: id, createdMs: TEST_START_MS + 60_020 });
  await saveIntent(house.db, order);
  const fill = testFill(order, { timeMs: TEST_START_MS + 60_050 });
  await updateOrder(house.db, { ...order, state: "filled", filledQuantity: "0.1", filledQuote: "2836.661" }, fill);
  await saveDecision(house.db, {
    ...{ userId: active.userId, activeStrategyId: active.id, openMs: TEST_START_MS, version: 1 },
    ...{ kind: "enter", side: "long", quantity: 0.1, stopLoss: 28_000, takeProfit: null },
    ...{ held: 0, decidedMs: TEST_START_MS + 60_012, tookMs: 3 },
  });
  return { house, ...rows, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("who has no account is led to one, who has no strategy is led to writing one", async () => {
  await using house = await testHouse();
  assert.match((await ask(house, "/bot")).text, /Add a demo account/);
});

Deno.test("the page of one at work tells its terms and each trade in words, to its user alone", async () => {
  await using of = await atWork();
  const { house, active } = of;
  const shown = await ask(house, `/bot/${active.id}`);
  assert.equal(shown.status, 200);
  assert.match(shown.text, /SMA cross/);
  assert.match(shown.text, /Version 1 decided to go long 0\.1 BTC, stop 28,000\.00, target none/);
  assert.match(shown.text, /Bought 0\.1 BTC at 28,366\.61, fee 2\.836661 USDT/);
  assert.match(shown.text, /\+30 ms/);
  await house.addUser("eve");
  const eve = await house.signIn("eve");
  for (const path of [`/bot/${active.id}`, `/api/bot/${active.id}`, `/bot?copy=${active.id}`]) {
    assert.equal((await ask(house, path, { token: eve })).status, 404, path);
  }
  assert.equal((await ask(house, `/bot/${NOBODY}`)).status, 404);
});

Deno.test("a copy begins with the terms of what it copies", async () => {
  await using of = await atWork();
  const page = await ask(of.house, `/bot?copy=${of.active.id}`);
  assert.match(page.text, /Copy an active strategy/);
  assert.equal((await ask(of.house, "/bot?copy=nonsense")).status, 200);
});

Deno.test("each account of an activation is told for itself, and what does not fit is refused before anything starts", async () => {
  await using of = await atWork();
  const { house, user, strategy, broker } = of;
  house.workshop.checked = { problems: [], specs: [{ name: "fast", default: 5, min: 2 }] };
  house.holdings.balances = [{ currency: "USDT", free: "400", used: "100.5" }];
  const second = await ensureBroker(house.db, {
    ...{ userId: user.id, name: "second", exchange: "demo", description: "", environment: "demo", isDefault: false },
    paperBalances: {},
  });
  const shares = [broker, second].map(({ id }) => ({ brokerId: id, amountQuote: "500" }));
  const wanted = { strategyId: strategy.id, symbol: "BTC/USDT", parameters: { fast: 7 }, shares };
  const post = (json: unknown) => ask(house, "/api/bot", { json });
  const refusals: [Record<string, unknown>, number, RegExp][] = [
    [{ parameters: { fast: 1 } }, 400, /Parameter \\"fast\\" is 1; expected a number of at least 2/],
    [{ parameters: { slow: 1 } }, 400, /Parameter \\"slow\\" is not declared; expected one of fast/],
    [{ version: 9 }, 404, /has no version 9/],
    [{ strategyId: NOBODY }, 404, /You have no strategy/],
    [{ shares: [...shares, { brokerId: NOBODY, amountQuote: "1" }] }, 404, /You have no broker/],
    [{ shares: [shares[0], shares[0]] }, 400, /expected each account once/],
    [{ shares: [] }, 400, /shares/],
  ];
  for (const [different, status, words] of refusals) {
    const answer = await post({ ...wanted, ...different });
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.text, words);
  }
  const [{ count } = { count: 0 }] = await house.db`select count(*)::int as count from active_strategies`;
  assert.equal(count, 1);
  const more = { ...wanted, shares: [{ brokerId: second.id, amountQuote: "500.6" }] };
  const [refused] = JSON.parse((await post(more)).text);
  assert.equal(refused.reason, "it holds 500.5 USDT, less than 500.6 USDT");
  const told = JSON.parse((await post(wanted)).text);
  assert.deepEqual(told.map(({ brokerName, outcome }: Record<string, string>) => [brokerName, outcome]), [
    ["paper", "refused"],
    ["second", "done"],
  ]);
  const [row] = await house.db`select parameters, version, amount_quote as amount from active_strategies
    where broker_id = ${second.id}`;
  assert.deepEqual({ ...row }, { parameters: { fast: 7 }, version: 1, amount: "500" });
});

Deno.test("a rest that is too small for its market is said to be, and no sale of it is offered", async () => {
  await using of = await atWork();
  const { house, active } = of;
  const shown = async (quantity: string) => {
    house.holdings.strategies = [{
      ...{ activeStrategyId: active.id, userId: active.userId, name: "SMA cross", symbol: active.symbol },
      ...{ timeframe: active.timeframe, state: "running", error: null, restarts: 0, lastDecision: null },
      ...{ lastCandleMs: null, protection: "none", unprotectedSinceMs: null, unprotectedMs: 0 },
      position: { ...flatPosition(active.symbol), quantity, costQuote: "2.5", openedMs: 1 },
      ...{ cashQuote: "9000", equityQuote: `${9000 + 20000 * Number(quantity)}` },
    }];
    const [english, french] = [
      (await ask(house, `/bot/${active.id}`)).text,
      (await ask(house, `/bot/${active.id}`, { language: "fr" })).text,
    ];
    assert.equal(
      /Trop petit pour être vendu : le marché ne prend pas moins de 0,0001 BTC, 10 USDT/.test(french),
      /Too small to be sold: the market takes no less than 0\.0001 BTC, 10 USDT/.test(english),
    );
    return { isDust: english.includes("Too small to be sold"), isOffered: />Sell<\/button>/.test(english) };
  };
  assert.deepEqual(await shown("0.00049"), { isDust: true, isOffered: false }); // worth 9.80 USDT
  assert.deepEqual(await shown("0.0005"), { isDust: false, isOffered: true });
  assert.deepEqual(await shown("0.00001"), { isDust: true, isOffered: false });
  assert.deepEqual(await shown("0"), { isDust: false, isOffered: false });
});
