import assert from "node:assert/strict";
import { saveIntent, updateOrder } from "../db/orders.ts";
import { addPositionEvent } from "../db/position_events.ts";
import type { Order } from "../domain/order.ts";
import type { PositionFact } from "../domain/position_event.ts";
import type { TimelineStep } from "./bot_services.ts";
import { orderOf } from "./client/trading/order_fixture.ts";
import { askHouse as ask } from "./test_ask.ts";
import { testHouse, USER_ID } from "./test_house.ts";
import { demoBroker, listMarkets, viewAt } from "./trading_fixture.ts";

/** A house whose user has an account with a listed market. */
async function trader() {
  const house = await testHouse();
  const broker = await demoBroker(house.db, USER_ID);
  await listMarkets(house.db);
  house.trading.view = viewAt(20_000);
  const keep = async (different: Partial<Order>) => {
    const order = orderOf({ userId: USER_ID, brokerId: broker.id, ...different });
    await saveIntent(house.db, order);
    return order;
  };
  const ticket = {
    brokerId: broker.id,
    symbol: "BTC/USDT",
    side: "buy",
    type: "limit",
    quantity: "0.01",
    price: "20000",
  };
  return {
    house,
    broker,
    keep,
    api: `/api/trading/${broker.id}`,
    ticket: { ...ticket, stopLoss: null, takeProfit: null },
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

Deno.test("who has no account is shown the way to one", async () => {
  await using house = await testHouse();
  const french = await ask(house, "/trading");
  assert.equal(french.status, 200);
  assert.match(french.text, /Aucun compte de courtage/);
  assert.match(french.text, /<a class="button primary" href="\/account[^"]*">Ajouter un compte de démonstration/);
  assert.match((await ask(house, "/trading", { language: "en" })).text, /Add a demo account/);
});

Deno.test("the page begins with the default account, its usual market, its orders and what became of them", async () => {
  await using of = await trader();
  const { house, keep } = of;
  await demoBroker(house.db, USER_ID, { name: "Another", isDefault: false });
  await keep({ clientOrderId: "m-1", price: "19900.5" });
  await keep({ clientOrderId: "m-2", state: "rejected", reason: "<b>binance</b> says no", createdMs: 5 });
  const { status, text } = await ask(house, "/trading");
  assert.equal(status, 200);
  assert.match(text, /<h1>Trading manuel<\/h1>/);
  assert.match(text, /Demo · [^<]*\(démo\)[\s\S]*Another/);
  assert.match(text, /BTC\/USDT[\s\S]*20 000,00/);
  assert.match(text, /19 900,50 USDT/);
  assert.match(text, /rejeté[\s\S]*&lt;b>binance&lt;\/b> says no/);
  assert.doesNotMatch(text, /<b>binance/);
  assert.deepEqual(house.errors, []);
});

Deno.test("the address says account, market and timeframe; what makes no sense there is passed over", async () => {
  await using of = await trader();
  const { house, broker } = of;
  const other = await demoBroker(house.db, USER_ID, { name: "Another", isDefault: false });
  const eth = await ask(house, `/trading?broker=${other.id}&symbol=ETH/BTC&timeframe=5m&search=eth&quote=BTC&page=1`);
  assert.match(eth.text, new RegExp(`<option selected value="${other.id}">|<option value="${other.id}" selected>`));
  assert.match(eth.text, /actuellement ETH\/BTC/);
  assert.match(eth.text, /aria-pressed="true">5m/);
  for (const query of ["symbol=<script>", "timeframe=9x&page=-1", "page=x&quote="]) {
    const answer = await ask(house, `/trading?${query}`);
    assert.equal(answer.status, 200, query);
    assert.match(answer.text, /actuellement BTC\/USDT/, query);
  }
  assert.equal((await ask(house, `/trading?broker=${broker.id}&symbol=NO/SUCH`)).status, 404);
  assert.equal((await ask(house, `/trading?broker=${crypto.randomUUID()}`)).status, 404);
  assert.equal((await ask(house, "/trading?broker=x")).status, 400);
});

Deno.test("an account whose symbols are not known yet is shown, and says so", async () => {
  await using house = await testHouse();
  house.trading.markets = [];
  await demoBroker(house.db, USER_ID);
  const { status, text } = await ask(house, "/trading");
  assert.equal(status, 200);
  assert.match(text, /Les symboles de ce compte ne sont pas encore connus/);
});

Deno.test("symbols are searched, filtered and paged", async () => {
  await using of = await trader();
  const { house, api } = of;
  const page = async (query: string) => (await ask(house, `${api}/symbols?${query}`)).json();
  const symbols = ({ symbols }: { symbols: { symbol: string }[] }) => symbols.map(({ symbol }) => symbol);
  assert.deepEqual(symbols(await page("search=eth")), ["ETH/BTC", "ETH/USDT"]);
  assert.deepEqual(symbols(await page("search=eth&quote=USDT")), ["ETH/USDT"]);
  assert.deepEqual((await page("")).quotes, ["USDT", "BTC"]);
  assert.deepEqual([(await page("page=9")).page, (await page("search=%25")).total], [1, 0]);
  assert.equal((await ask(house, `${api}/symbols?page=0`)).status, 400);
  assert.equal((await ask(house, `${api}/symbols?search=${"x".repeat(41)}`)).status, 400);
});

Deno.test("a paper account lists what the platform's market has", async () => {
  await using house = await testHouse();
  const paper = await demoBroker(house.db, USER_ID, { name: "paper", exchange: "paper" });
  const page = (await ask(house, `/api/trading/${paper.id}/symbols?search=btc`)).json();
  assert.deepEqual([page.symbols[0].symbol, page.total, page.quotes], ["BTC/USDT", 1, ["USDT"]]);
});

Deno.test("a portfolio is valued by the venue's prices, and says why where it cannot be", async () => {
  await using of = await trader();
  const { house, api } = of;
  const told = async (query = "") => (await ask(house, `${api}/portfolio${query}`)).json();
  const view = await told();
  assert.deepEqual([view.quote, view.totalValue, view.unpriced, view.failure], ["USDT", "22000", [], null]);
  assert.deepEqual((await told("?quote=BTC")).totalValue, "1.1");
  house.trading.balances = [...house.trading.balances, { currency: "ODD", free: "5", used: "0" }];
  assert.deepEqual([(await told()).totalValue, (await told()).unpriced], ["22000", ["ODD"]]);
  house.trading.venueFailure = { kind: "NetworkError", exchange: "Demo", words: "gone" };
  const unpriced = await told();
  assert.deepEqual([unpriced.failure.kind, unpriced.totalValue, unpriced.rows.length], ["NetworkError", "10000", 3]);
  house.trading.brokerFault = "timeout";
  const silent = await told();
  assert.deepEqual([silent.failure.kind, silent.rows], ["RequestTimeout", []]);
  assert.doesNotMatch(JSON.stringify(silent), /\/root/);
});

Deno.test("a ticket is sent once under its id, and stored also when it is denied", async () => {
  await using of = await trader();
  const { house, api, ticket } = of;
  const ticketId = crypto.randomUUID();
  const place = (json: unknown) => ask(house, `${api}/place`, { json });
  const first = (await place({ ticketId, ticket })).json();
  const second = (await place({ ticketId, ticket })).json();
  assert.equal(first.order.clientOrderId, `m-${ticketId.replaceAll("-", "")}`);
  assert.deepEqual(second.order, first.order);
  house.trading.judge = () => ({ verdict: "denied", reason: "quantity 9 BTC is above what is free" });
  const denied = (await place({ ticketId: crypto.randomUUID(), ticket })).json();
  assert.deepEqual([denied.order.state, denied.order.reason], ["denied", "quantity 9 BTC is above what is free"]);
  const log = (await ask(house, `${api}/orders?which=attempts`)).json();
  assert.deepEqual([log.total, log.orders.map(({ state }: Order) => state)], [2, ["denied", "accepted"]]);
  assert.equal((await ask(house, `${api}/orders?which=open`)).json().total, 1);
});

Deno.test("orders are canceled and moved, one by one and all at once", async () => {
  await using of = await trader();
  const { house, api, keep } = of;
  for (const id of ["m-1", "m-2", "m-3"]) await keep({ clientOrderId: id });
  const canceled = (await ask(house, "/api/trading/orders/m-1/cancel", { json: {} })).json();
  assert.deepEqual([canceled.outcome, canceled.order.state], ["done", "canceled"]);
  await ask(house, "/api/trading/orders/m-2/move", { json: { to: "19000.5" } });
  assert.deepEqual(house.trading.asked.at(-1), {
    kind: "MoveOrder",
    payload: { userId: USER_ID, clientOrderId: "m-2", to: "19000.5" },
  });
  const all = (await ask(house, `${api}/cancel-all`, { json: { symbol: null } })).json();
  assert.equal(all.results.length, 2);
});

Deno.test("what a desk does not answer in time is said as such, without the paths of the house", async () => {
  await using of = await trader();
  const { house, api, ticket } = of;
  house.trading.faults.push("timeout", "noproc");
  const late = await ask(house, `${api}/place`, { json: { ticketId: crypto.randomUUID(), ticket } });
  assert.deepEqual([late.status, late.json().error], [504, "no answer in time"]);
  assert.equal((await ask(house, `${api}/check`, { json: { ticket } })).status, 503);
  house.trading.venueFailure = { kind: "OnMaintenance", exchange: "Binance", words: "back at noon" };
  const candles = await ask(house, `${api}/candles?symbol=BTC/USDT&timeframe=1m`);
  assert.deepEqual([candles.status, candles.json().error], [502, "Binance: back at noon"]);
  assert.deepEqual(house.errors, []);
});

Deno.test("a check tells the limit that would deny, and that nothing opens without the guard's word", async () => {
  await using of = await trader();
  const { house, api, ticket } = of;
  const checked = async (side: "buy" | "sell") =>
    (await ask(house, `${api}/check`, { json: { ticket: { ...ticket, side } } })).json();
  assert.equal((await checked("buy")).verdict, "ok");
  house.trading.limit = { reason: "the position would be worth 600 USDT; your limit is 500 USDT" };
  assert.deepEqual(await checked("buy"), { verdict: "denied", ...house.trading.limit });
  house.trading.limit = "noproc";
  assert.deepEqual(await checked("buy"), {
    verdict: "denied",
    reason: "the risk guard does not answer (it is not there)",
  });
  assert.equal((await checked("sell")).verdict, "ok");
});

Deno.test("wrong input is refused by name, and reaches no desk", async () => {
  await using of = await trader();
  const { house, api, ticket } = of;
  const ticketId = crypto.randomUUID();
  const wrong: [string, unknown, RegExp][] = [
    [`${api}/place`, { ticketId: "x", ticket }, /ticketId/],
    [`${api}/place`, { ticketId, ticket: { ...ticket, quantity: "1e5" } }, /quantity/],
    [`${api}/place`, { ticketId, ticket: { ...ticket, quantity: "9".repeat(50) } }, /quantity/],
    [`${api}/place`, { ticketId, ticket: { ...ticket, side: "hold" } }, /side/],
    [`${api}/place`, { ticketId, ticket: { ...ticket, symbol: "BTC" } }, /symbol/],
    [
      `${api}/place`,
      { ticketId, ticket: { ...ticket, brokerId: crypto.randomUUID() } },
      /expected a ticket of the broker/,
    ],
    [`${api}/check`, {}, /ticket/],
    [`${api}/check`, null, /expected object/],
    [`${api}/cancel-all`, { symbol: "'; drop table trades" }, /symbol/],
    ["/api/trading/orders/m-1/move", { to: "soon" }, /to/],
    ["/api/trading/orders/%00/move", { to: "1" }, /id/],
  ];
  for (const [path, json, expected] of wrong) {
    const answer = await ask(house, path, { json });
    assert.equal(answer.status, 400, `${path} ${JSON.stringify(json)}`);
    assert.match(answer.text, expected, path);
  }
  for (const query of ["symbol=BTC/USDT&timeframe=2m", "symbol=BTC/USDT&timeframe=1m&limit=0", "timeframe=1m"]) {
    assert.equal((await ask(house, `${api}/candles?${query}`)).status, 400, query);
  }
  assert.deepEqual(house.trading.asked.filter(({ kind }) => kind !== "GetExits"), []);
});

Deno.test("another's account and orders are as unknown as none", async () => {
  await using of = await trader();
  const { house, broker, api, keep, ticket } = of;
  await keep({ clientOrderId: "m-1" });
  await house.addUser("eve");
  const token = await house.signIn("eve");
  const asked: [string, unknown?][] = [
    [`/trading?broker=${broker.id}`],
    ...["portfolio", "symbols", "orders?which=open", "account", "market?symbol=BTC/USDT"].map((
      what,
    ): [string] => [`${api}/${what}`]),
    [`${api}/candles?symbol=BTC/USDT&timeframe=1m`],
    [`${api}/check`, { ticket }],
    [`${api}/place`, { ticketId: crypto.randomUUID(), ticket }],
    [`${api}/cancel-all`, { symbol: null }],
    ["/api/trading/orders/m-1/cancel", {}],
    ["/api/trading/orders/m-1/move", { to: "1" }],
  ];
  for (const [path, json] of asked) {
    const theirs = await ask(house, path, { token, json });
    assert.equal(theirs.status, 404, path);
    assert.doesNotMatch(theirs.text, /22000|19900/, path);
  }
  assert.doesNotMatch((await ask(house, "/trading", { token })).text, new RegExp(broker.id));
  assert.deepEqual(house.trading.asked, []);
  assert.equal((await ask(house, "/api/trading/orders/m-1/cancel", { json: {} })).json().outcome, "done");
});

Deno.test("what came from elsewhere is told, adopted and released by its owner; what is not known is refused in words", async () => {
  await using of = await trader();
  const { house, broker, api } = of;
  const theirs = {
    ...{ orderId: "77", clientOrderId: "web_1", symbol: "BTC/USDT", side: "buy", type: "limit" } as const,
    ...{ quantity: "0.1", filledQuantity: "0", price: "19000", stopPrice: null, placedMs: 5 },
  };
  house.trading.elsewhere = { ...house.trading.elsewhere, orders: [theirs] };
  assert.deepEqual((await ask(house, `${api}/elsewhere`)).json(), house.trading.elsewhere);
  const post = (what: string, body: unknown) => ask(house, `${api}/${what}`, { json: body });
  const taken = await post("adopt-order", { symbol: "BTC/USDT", orderId: "77" });
  assert.deepEqual([taken.status, taken.json().outcome, taken.json().order.purpose], [200, "adopted", "adopted order"]);
  assert.equal((await post("adopt-order", { symbol: "BTC/USDT", orderId: "78" })).json().outcome, "refused");
  assert.equal((await post("adopt-order", { symbol: "BTC/USDT", orderId: "" })).status, 400);
  const exits = { stopLoss: null, takeProfit: null };
  const holding = { brokerId: broker.id, symbol: "BTC/USDT", quantity: "0.5", entryPrice: "20000", ...exits };
  const adopted = await post("adopt-holding", { ticketId: crypto.randomUUID(), holding });
  assert.deepEqual([adopted.status, adopted.json().outcome], [200, "adopted"]);
  const other = { ...holding, brokerId: crypto.randomUUID() };
  assert.equal((await post("adopt-holding", { ticketId: crypto.randomUUID(), holding: other })).status, 400);
  const { clientOrderId } = adopted.json().order;
  assert.equal((await post("release", { clientOrderId })).json().outcome, "done");
  assert.equal((await post("release", { clientOrderId: taken.json().order.clientOrderId })).status, 404);
  assert.equal((await post("release", { clientOrderId: "m-1" })).status, 404);
  const second = await demoBroker(house.db, USER_ID, { name: "Another", isDefault: false });
  const there = `/api/trading/${second.id}/release`;
  assert.equal((await ask(house, there, { json: { clientOrderId } })).status, 404);
});

Deno.test("what happened to a ticket is told step by step: its orders, their fills, and what its log adds", async () => {
  await using of = await trader();
  const { house, keep } = of;
  const [entryId, stopId] = [`m-${"7".repeat(32)}`, `s-${"7".repeat(32)}`];
  const at = (seconds: number) => Date.UTC(2026, 0, 2, 3, 4, seconds);
  const entry = await keep({ clientOrderId: entryId, purpose: "manual", createdMs: at(0), updatedMs: at(0) });
  const fill = { fillId: "1", clientOrderId: entryId, price: "20000", quantity: "0.1", fee: "2", feeCurrency: "USDT" };
  const filled = { ...entry, state: "filled" as const, filledQuantity: "0.1", filledQuote: "2000", updatedMs: at(5) };
  await updateOrder(house.db, filled, { ...fill, timeMs: at(5) });
  const stop = { side: "sell", type: "stop_loss", price: null, stopPrice: "19000", purpose: "stop loss" } as const;
  const ended = { state: "canceled", reason: "canceled on request" } as const;
  await keep({ clientOrderId: stopId, ...stop, ...ended, createdMs: at(6), updatedMs: at(60) });
  await keep({ clientOrderId: `${stopId}-1`, ...stop, stopPrice: "19500", createdMs: at(60), updatedMs: at(60) });
  const log = async (key: string, timeMs: number, fact: PositionFact) =>
    await addPositionEvent(house.db, { userId: USER_ID, entryId }, { key, timeMs, fact });
  await log("1", at(1), { kind: "OrderAccepted", clientOrderId: entryId });
  await log("2", at(60), { kind: "ExitMoved", exit: "stop", from: "19000", to: "19500" });
  await log("3", at(7), { kind: "Protected", stopLoss: { price: "19000", by: "venue" }, takeProfit: null });
  for (const id of [entryId, stopId]) {
    const told = (await ask(house, `/api/trading/orders/${id}/timeline`)).json() as TimelineStep[];
    assert.deepEqual(told.map((step) => [step.kind, "sinceMs" in step ? step.sinceMs : undefined]), [
      ["order", null],
      ["accepted", 1_000],
      ["fill", null],
      ["order", 1_000],
      ["order", null],
      ["over", undefined],
      ["fact", undefined],
    ]);
  }
  assert.equal((await ask(house, "/api/trading/orders/m-0/timeline")).status, 404);
});

Deno.test("an order from elsewhere and the one that has taken its place tell the same", async () => {
  await using of = await trader();
  const { house, keep } = of;
  const ours = `m-${"7".repeat(32)}`;
  const at = (seconds: number) => Date.UTC(2026, 0, 2, 3, 4, seconds);
  const gone = { state: "canceled", reason: "canceled on request", updatedMs: at(9) } as const;
  await keep({ clientOrderId: "web_1", purpose: "adopted order", ...gone, createdMs: at(0) });
  await keep({ clientOrderId: ours, purpose: "manual", price: "19000", createdMs: at(11), updatedMs: at(11) });
  const log = async (entryId: string, timeMs: number, fact: PositionFact) =>
    await addPositionEvent(house.db, { userId: USER_ID, entryId }, { key: fact.kind, timeMs, fact });
  await log("web_1", at(10), { kind: "Replaced", clientOrderId: ours });
  await log(ours, at(12), { kind: "Replaces", clientOrderId: "web_1" });
  for (const id of ["web_1", ours]) {
    const told = (await ask(house, `/api/trading/orders/${id}/timeline`)).json() as TimelineStep[];
    assert.deepEqual(told.map(({ kind }) => kind), ["order", "over", "fact", "order"], id);
  }
});
