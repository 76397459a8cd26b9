/** The page of statistics, and its file, over orders and fills in the database. */
import assert from "node:assert/strict";
import { saveBalanceSnapshot } from "../db/balance_snapshots.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import { activate } from "../db/active_strategies.ts";
import { saveStrategy } from "../db/strategies.ts";
import { testActive, testStrategy } from "../db/test_rows.ts";
import type { Order } from "../domain/order.ts";
import { fillOf } from "../domain/order_arbitraries.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { orderOf } from "./client/trading/order_fixture.ts";
import { askHouse, wordsOf } from "./test_ask.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";
import { demoBroker } from "./trading_fixture.ts";

/** 2026-03-28 23:30 UTC, which in Paris is the next day. */
const START_MS = Date.UTC(2026, 2, 28, 23, 30);

async function show(house: TestHouse, path: string, token = house.token) {
  const { status, headers, text: html } = await askHouse(house, path, { token, language: "en" });
  return { status, html, text: wordsOf(html), headers };
}

/** A house whose user won 20 USDT with a strategy and lost 7 by hand, two hours later. */
async function trader() {
  const house = await testHouse();
  const { db } = house;
  const { id: brokerId } = await demoBroker(db, USER_ID, { name: "=Demo" });
  const strategy = testStrategy(USER_ID, { name: "Fourths, <b>bold</b>" });
  await saveStrategy(db, strategy);
  const active = testActive(strategy, brokerId);
  await activate(db, active);
  let number = 0;
  const trade = async (different: Partial<Order>, price: string, atMs: number, fee = "0") => {
    const id = { clientOrderId: `x-${++number}`, brokerId, symbol: "BTC/USDT", ...different };
    const order = orderOf({ createdMs: atMs, ...id });
    await saveIntent(db, order);
    const { clientOrderId } = order;
    const filled = fillOf({ clientOrderId, price, quantity: "1", timeMs: atMs, fee, feeCurrency: "USDT" });
    await updateOrder(db, { ...order, state: "filled" }, filled);
  };
  const own = { activeStrategyId: active.id };
  await trade(own, "100", START_MS - 3_600_000);
  await trade({ ...own, side: "sell" }, "121", START_MS, "1");
  const ticket = () => ({ clientOrderId: ticketOrderId("entry", crypto.randomUUID()) });
  await trade(ticket(), "100", START_MS + 1);
  await trade({ ...ticket(), side: "sell" }, "93", START_MS + 7_200_000);
  return { house, brokerId, strategyId: strategy.id, trade, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("who has executed nothing is told so", async () => {
  await using house = await testHouse();
  const { status, text } = await show(house, "/statistics");
  assert.equal(status, 200);
  assert.match(text, /Nothing was executed yet/);
});

Deno.test("the page sums profit, fees and closings, by author and by day in the user's zone", async () => {
  await using of = await trader();
  const { status, text, html } = await show(of.house, "/statistics");
  assert.equal(status, 200);
  assert.match(text, /Realised profit \(USDT\) \+13\.00 /);
  assert.match(text, /Win rate 50\.0 %/);
  assert.match(text, /Fees \(USDT\) 1\.00/);
  assert.match(text, /Drawdown \(USDT\) 7\.00/);
  assert.match(text, /2026-03-29 -7\.00 .* 2026-03-28 \+20\.00/);
  assert.ok(!html.includes("<b>bold"));
  await of.house.db`update users set time_zone = 'Europe/Paris' where id = ${USER_ID}`;
  const paris = await show(of.house, "/statistics");
  assert.match(paris.text, /2026-03-29 \+13\.00/);
  assert.match(
    (await show(of.house, "/statistics?from=2026-03-29&origin=manual")).text,
    /\(USDT\) -7\.00 Win rate 0\.0 %/,
  );
});

Deno.test("the page counts only what is chosen: an account, a strategy, days, a currency; and says when nothing fits", async () => {
  await using of = await trader();
  const strategy = await show(of.house, `/statistics?strategy=${of.strategyId}&broker=${of.brokerId}&origin=&symbol=`);
  assert.match(strategy.text, /Realised profit \(USDT\) \+20\.00 Win rate 100\.0 %/);
  assert.match((await show(of.house, "/statistics?to=2026-03-28")).text, /profit \(USDT\) \+20\.00/);
  assert.match((await show(of.house, "/statistics?origin=webhook")).text, /No execution fits/);
  assert.match((await show(of.house, "/statistics?quote=EUR")).text, /No execution fits/);
  await of.trade({ symbol: "ETH/BTC" }, "0.05", START_MS);
  assert.match((await show(of.house, "/statistics?quote=BTC")).text, /Traded \(BTC\) 0\.05/);
  assert.match((await show(of.house, "/statistics")).text, /profit \(USDT\) \+13\.00/);
});

Deno.test("the balance is that of the account that is chosen, or of the only one, and is none before the first snapshot", async () => {
  await using of = await trader();
  const { db } = of.house;
  assert.match((await show(of.house, "/statistics")).text, /No balance was taken yet/);
  const taken = { userId: USER_ID, brokerId: of.brokerId, quote: "USDT" };
  await saveBalanceSnapshot(db, { ...taken, timeMs: START_MS, valueQuote: "1234.5" });
  await saveBalanceSnapshot(db, { ...taken, timeMs: START_MS + 86_400_000, valueQuote: "2345.5" });
  assert.match((await show(of.house, "/statistics")).text, /2,345\.50 USDT/);
  assert.match((await show(of.house, "/statistics?to=2026-03-28")).text, /1,234\.50 USDT/);
  const second = await demoBroker(db, USER_ID, { name: "Second", isDefault: false });
  await of.trade({ brokerId: second.id }, "100", START_MS);
  assert.match((await show(of.house, "/statistics")).text, /Choose an account/);
  assert.match((await show(of.house, `/statistics?broker=${of.brokerId}`)).text, /2,345\.50 USDT/);
});

Deno.test("what was sold without having been bought here is said beside the numbers", async () => {
  await using of = await trader();
  await of.trade({ side: "sell", symbol: "ETH/USDT" }, "2000", START_MS);
  const { text } = await show(of.house, "/statistics");
  assert.match(text, /Sales of what was not bought here: 1\./);
  assert.match(text, /profit \(USDT\) \+13\.00/);
});

Deno.test("what is no choice is refused, and what is another user's is as unknown as nothing", async () => {
  await using of = await trader();
  for (const query of ["from=yesterday", "broker=1", "quote=%3Cb%3E", "symbol=x", "origin=nobody"]) {
    assert.equal((await show(of.house, `/statistics?${query}`)).status, 400, query);
    assert.equal((await show(of.house, `/statistics/executions.csv?${query}`)).status, 400, query);
  }
  await of.house.addUser("eve");
  const eve = await of.house.signIn("eve");
  for (const query of [`broker=${of.brokerId}`, `strategy=${of.strategyId}`, `webhook=${crypto.randomUUID()}`]) {
    assert.equal((await show(of.house, `/statistics?${query}`, eve)).status, 404, query);
    assert.equal((await show(of.house, `/statistics/executions.csv?${query}`, eve)).status, 404, query);
  }
  assert.match((await show(of.house, "/statistics", eve)).text, /Nothing was executed yet/);
});

Deno.test("the file has a line an execution, oldest first, and no text that a spreadsheet would calculate", async () => {
  await using of = await trader();
  const { html, headers } = await show(of.house, `/statistics/executions.csv?strategy=${of.strategyId}`);
  assert.equal(headers.get("content-type"), "text/csv; charset=utf-8");
  const [head, bought, sold, end] = html.split("\r\n");
  assert.equal(head?.split(",").length, 16);
  const shared = `'=Demo,BTC/USDT`;
  const author = `strategy,"Fourths, <b>bold</b>"`;
  assert.equal(bought, `2026-03-28T22:30:00.000Z,${shared},buy,${author},100,1,100,0,,,USDT,no,x-1,f1`);
  assert.equal(sold, `2026-03-28T23:30:00.000Z,${shared},sell,${author},121,1,121,1,20,,USDT,no,x-2,f1`);
  assert.equal(end, "");
});
