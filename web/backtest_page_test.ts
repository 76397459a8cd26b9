import assert from "node:assert/strict";
import { saveStrategy } from "../db/strategies.ts";
import { FIRST_MS, requestOf, STRATEGY_ID, testBacktests } from "./test_backtests.ts";
import { askHouse, type Asking } from "./test_ask.ts";
import { testHouse, USER_ID } from "./test_house.ts";

/** A house whose user has a strategy with parameters, and backtests of its own making. */
async function backtester() {
  const house = await testHouse();
  const backtests = testBacktests();
  Object.assign(house.overrides, { backtests: backtests.services });
  house.workshop.checked = {
    problems: [],
    specs: [{ name: "fast", default: 10, min: 1, max: 1000 }, { name: "short", default: true }],
  };
  await saveStrategy(house.db, {
    id: STRATEGY_ID,
    userId: USER_ID,
    name: "SMA <cross>",
    description: "",
    timeframe: "1h",
    source: "export {}",
    parameters: { fast: 12 },
    createdMs: 1,
    updatedMs: 1,
  });
  const ask = (path: string, of?: Asking) => askHouse(house, path, of);
  return { house, backtests, ask, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("the page has a form, what goes on, and the results, in both languages", async () => {
  await using of = await backtester();
  const done = of.backtests.keep();
  const failed = of.backtests.add({ state: "failed", error: "<b>line 3</b>" });
  const running = of.backtests.add({ part: 0.25 });
  const french = await of.ask("/backtest");
  assert.equal(french.status, 200);
  assert.match(french.text, /<h1>Backtest<\/h1>/);
  assert.match(french.text, /<option[^>]*>SMA &lt;cross><\/option>/);
  assert.match(french.text, /25 % des bougies/);
  assert.ok(french.text.includes(`href="/backtest/${done}"`) && french.text.includes(`href="/backtest/${running.id}"`));
  assert.match(french.text, /échoué[\s\S]*&lt;b>line 3&lt;\/b>/);
  assert.ok(!french.text.includes("<b>line 3"), failed.id);
  assert.match((await of.ask("/backtest", { language: "en" })).text, /Start the backtest[\s\S]*25% of the candles/);
  assert.deepEqual(of.house.errors, []);
});

Deno.test("who has no strategy is shown the way to one", async () => {
  await using house = await testHouse();
  Object.assign(house.overrides, { backtests: testBacktests().services });
  const page = (await askHouse(house, "/backtest", { language: "en" })).text;
  assert.match(page, /You have no strategy yet\. <a href="\/strategies">Write one/);
});

Deno.test("the address begins with a strategy, or with an earlier run; what makes no sense there is passed over", async () => {
  await using of = await backtester();
  const again = of.backtests.keep({ options: { cash: 777 }, timeframe: "4h" });
  assert.match((await of.ask(`/backtest?again=${again}`)).text, /value="777"/);
  for (const query of [`strategy=${STRATEGY_ID}&symbol=ETH/USDT`, "strategy=x", "symbol=<script>", "again=1"]) {
    assert.equal((await of.ask(`/backtest?${query}`)).status, 200, query);
  }
  assert.equal((await of.ask(`/backtest?again=${crypto.randomUUID()}`)).status, 404);
});

Deno.test("the form is told what a version declares, and what its audits found", async () => {
  await using of = await backtester();
  const { status, json } = await of.ask(`/api/backtests/setup?strategy=${STRATEGY_ID}`);
  assert.equal(status, 200);
  const { version, versions, specs, parameters, problem, seesFuture } = json();
  assert.deepEqual([version, versions, parameters, problem, seesFuture], [1, [1], { fast: 12 }, null, false]);
  assert.deepEqual(specs.map(({ name }: { name: string }) => name), ["fast", "short"]);
  assert.equal((await of.ask(`/api/backtests/setup?strategy=${STRATEGY_ID}&version=9`)).status, 404);
  assert.equal((await of.ask(`/api/backtests/setup?strategy=${crypto.randomUUID()}`)).status, 404);
  assert.equal((await of.ask("/api/backtests/setup?strategy=x")).status, 400);
  const other = await of.house.addUser("other");
  const token = await of.house.signIn("other");
  assert.equal((await of.ask(`/api/backtests/setup?strategy=${STRATEGY_ID}`, { token })).status, 404, other);
});

Deno.test("a run is started as asked, refused in words, and listed while it goes on", async () => {
  await using of = await backtester();
  const request = requestOf({ parameters: { fast: 5 } });
  const started = await of.ask("/api/backtests", { json: request });
  assert.equal(started.status, 201);
  const { id } = started.json();
  assert.deepEqual(of.backtests.asked.start, [request]);
  const lists = (await of.ask("/api/backtests")).json();
  assert.deepEqual([lists.queue[0].row.id, lists.queue[0].progress.state, lists.runs.total], [id, "running", 1]);
  assert.equal((await of.ask(`/api/backtests?kind=optimisation`)).json().runs.total, 0);
  of.backtests.refusal = "there are no candles in this range";
  const refused = await of.ask("/api/backtests", { json: request });
  assert.deepEqual([refused.status, refused.json().error], [409, "there are no candles in this range"]);
  assert.equal((await of.ask("/api/backtests", { json: { ...request, version: 0 } })).status, 400);
});

Deno.test("a run is interrupted and removed on request", async () => {
  await using of = await backtester();
  const { id } = of.backtests.add({});
  assert.equal((await of.ask(`/api/backtests/${id}/interrupt`, { json: {} })).status, 200);
  assert.match((await of.ask(`/backtest/${id}`)).text, /Ce backtest a été interrompu/);
  assert.equal((await of.ask(`/api/backtests/${id}/remove`, { json: {} })).status, 200);
  assert.deepEqual([of.backtests.asked.interrupt, of.backtests.asked.remove], [[id], [id]]);
  assert.equal((await of.ask(`/backtest/${id}`)).status, 404);
  assert.equal((await of.ask(`/api/backtests/${id}/interrupt`, { json: {} })).status, 404);
});

Deno.test("a result has figures, what to beware of, months, terms, trades and what was printed", async () => {
  await using of = await backtester();
  const id = of.backtests.keep({ options: { cash: 10_000, quantityStep: 0.001 } }, "<i>cross</i>");
  const { status, text } = await of.ask(`/backtest/${id}`);
  assert.equal(status, 200);
  assert.match(text, /Rendement<\/dt><dd class="up">\+[\d ]+,\d\d %/);
  assert.match(text, /Sans frais : aucune place n’exécute pour rien\./);
  assert.match(text, /<th scope="row">2023<\/th>/);
  assert.match(text, /Capital de départ<\/dt><dd>10 000,00 USDT/);
  assert.match(text, /&lt;b>world&lt;\/b>/);
  assert.ok(!text.includes("<i>cross") && !text.includes("<b>world"));
  assert.match((await of.ask(`/backtest/${id}`, { language: "en" })).text, /Left by[\s\S]*signal/);
  assert.deepEqual(of.house.errors, []);
});

Deno.test("trades come in pages, candles in the range that is asked for", async () => {
  await using of = await backtester();
  const id = of.backtests.keep();
  const first = (await of.ask(`/api/backtests/${id}/trades`)).json();
  const last = (await of.ask(`/api/backtests/${id}/trades?page=99`)).json();
  assert.deepEqual([first.trades.length, first.page, last.page], [100, 1, Math.ceil(first.total / 100)]);
  assert.ok(last.trades.length > 0 && last.trades.length <= 100);
  const query = `from=${FIRST_MS}&to=${FIRST_MS + 10 * 3_600_000}`;
  const { timeframe, candles } = (await of.ask(`/api/backtests/${id}/candles?${query}`)).json();
  assert.deepEqual([timeframe, candles.length, candles[0][0]], ["1h", 10, FIRST_MS]);
  assert.equal((await of.ask(`/api/backtests/${id}/candles?from=x&to=1`)).status, 400);
  assert.equal((await of.ask(`/api/backtests/${id}/trades?page=0`)).status, 400);
});

Deno.test("files have the form of the command line's, a name that says what they are, and are stored rather than shown", async () => {
  await using of = await backtester();
  const id = of.backtests.keep({ parameters: { fast: 5 } }, `été "x"\r\n/../<b>`);
  const file = (name: string) => of.ask(`/backtest/${id}/${name}`, { language: "en" });
  const [csv, json, html] = [await file("trades.csv"), await file("backtest.json"), await file("report.html")];
  const types = [csv, json, html].map(({ headers }) => headers.get("content-type"));
  assert.deepEqual(types.map((type) => type?.split(";")[0]), ["text/csv", "application/json", "text/html"]);
  for (const { headers } of [csv, json, html]) {
    assert.match(headers.get("content-disposition")!, /^attachment; filename="[A-Za-z0-9.-]+"$/);
  }
  assert.match(csv.headers.get("content-disposition")!, /-v1-BTC-USDT-1h-2023-11-01-trades\.csv"/);
  const { stats, trades, months, equity, equityTime } = json.json();
  const lines = csv.text.trimEnd().split("\n");
  assert.equal(
    lines[0],
    "side,quantity,entryIndex,exitIndex,entryTime,exitTime,entryPrice,exitPrice,fees,profit,exitReason",
  );
  assert.deepEqual([lines.length - 1, stats.trades], [trades.length, trades.length]);
  assert.deepEqual(Object.keys(trades[0]), lines[0]!.split(","));
  assert.ok(months.length > 5 && equity.length === equityTime.length && equity.length <= 2_000);
  assert.match(html.text, /<html lang="en">[\s\S]*fast = 5/);
  assert.ok(!html.text.includes("<b>") && !html.text.includes("<script"));
  assert.equal((await file("secrets.txt")).status, 404);
  const { id: running } = of.backtests.add({});
  assert.equal((await of.ask(`/backtest/${running}/trades.csv`)).status, 409);
});

Deno.test("trades of many pages are one file, under one header", async () => {
  await using of = await backtester();
  const id = of.backtests.keep();
  const { trades } = of.backtests.services;
  Object.assign(of.backtests.services, {
    trades: (id: string, from: number, limit: number) => trades(id, from, Math.min(limit, 50)),
  });
  const lines = (await of.ask(`/backtest/${id}/trades.csv`)).text.trimEnd().split("\n");
  const json = (await of.ask(`/backtest/${id}/backtest.json`)).json();
  assert.ok(lines.length > 150);
  assert.deepEqual([lines.filter((line) => line.startsWith("side,")).length, lines.length - 1], [
    1,
    json.trades.length,
  ]);
});

Deno.test("two runs are compared by what differs and by every measure; one that is not done is not", async () => {
  await using of = await backtester();
  const [a, b] = [of.backtests.keep(), of.backtests.keep({ parameters: { fast: 5 }, toMs: FIRST_MS + 4e9 })];
  const { status, text } = await of.ask(`/backtest/compare?a=${a}&b=${b}`, { language: "en" });
  assert.equal(status, 200);
  assert.match(text, /Parameters<\/th><td>–<\/td><td>fast = 5/);
  assert.match(text, /Ranges or markets differ/);
  assert.match(text, /Max drawdown<\/th><td class="number/);
  assert.match(text, /class="number up best"|class="number\s+best"/);
  const { id: running } = of.backtests.add({});
  assert.equal((await of.ask(`/backtest/compare?a=${a}&b=${running}`)).status, 409);
  assert.equal((await of.ask(`/backtest/compare?a=${a}`)).status, 400);
});
