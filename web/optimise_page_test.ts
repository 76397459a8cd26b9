import assert from "node:assert/strict";
import { saveStrategy } from "../db/strategies.ts";
import { STRATEGY_ID } from "./test_backtests.ts";
import { askHouse, type Asking } from "./test_ask.ts";
import { testHouse, USER_ID } from "./test_house.ts";
import { searchOf, testSearches } from "./test_optimisations.ts";

/** A house whose user has a strategy with parameters, and searches of its own making. */
async function searcher() {
  const house = await testHouse();
  const searches = testSearches();
  Object.assign(house.overrides, { backtests: searches.services });
  await saveStrategy(house.db, {
    id: STRATEGY_ID,
    userId: USER_ID,
    name: "SMA <cross>",
    description: "",
    timeframe: "1h",
    source: "export {}",
    parameters: {},
    createdMs: 1,
    updatedMs: 1,
  });
  const ask = (path: string, of?: Asking) => askHouse(house, path, of);
  return { house, searches, ask, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

Deno.test("the page has a form, what goes on, and what was found, in both languages", async () => {
  await using of = await searcher();
  const done = of.searches.keep();
  const running = of.searches.add();
  const french = await of.ask("/backtest/optimise");
  assert.equal(french.status, 200);
  assert.match(french.text, /<h1>Optimisation<\/h1>/);
  assert.match(french.text, /<option[^>]*>SMA &lt;cross><\/option>/);
  assert.match(french.text, /25 % des essais/);
  assert.match(french.text, /\+32,00 %/);
  for (const id of [done, running.id]) assert.ok(french.text.includes(`href="/backtest/optimise/${id}"`));
  assert.match((await of.ask("/backtest/optimise", { language: "en" })).text, /Start the optimisation/);
  assert.deepEqual(of.house.errors, []);
});

Deno.test("the address begins with a strategy, or with an earlier search", async () => {
  await using of = await searcher();
  const again = of.searches.keep({ windows: 17, options: { cash: 777 } });
  const { text } = await of.ask(`/backtest/optimise?again=${again}`);
  for (const value of ["777", "17"]) assert.ok(text.includes(`value="${value}"`), value);
  for (const query of [`strategy=${STRATEGY_ID}&symbol=ETH/USDT`, "strategy=x", "again=1"]) {
    assert.equal((await of.ask(`/backtest/optimise?${query}`)).status, 200, query);
  }
  assert.equal((await of.ask(`/backtest/optimise?again=${crypto.randomUUID()}`)).status, 404);
});

Deno.test("what was found stands in the sample beside out of it, with a plain warning where it falls behind", async () => {
  await using of = await searcher();
  const id = of.searches.keep();
  const { status, text } = await of.ask(`/backtest/optimise/${id}`);
  assert.equal(status, 200);
  assert.match(
    text,
    /Surapprentissage probable : sur les bougies gardées de côté, le meilleur jeu fait 0,67 \(Sharpe\), contre 2,00/,
  );
  assert.match(text, /fast = 10, slow = 40/);
  assert.match(text, /title="fast = 10, slow = 40 : 2,00"/);
  assert.match(text, /Fenêtres glissantes[\s\S]*Et avec une autre chance/);
  assert.match(text, /38,50 %/);
  assert.match(text, /Dans 1,20 % des ordres, plus de la moitié/);
  const sound = of.searches.keep({ heldOut: 0, windows: 0 });
  const plain = await of.ask(`/backtest/optimise/${sound}`, { language: "en" });
  assert.match(plain.text, /nothing says whether the best set is worth more than luck/);
  assert.doesNotMatch(plain.text, /Probably over-fitted|Walking forward/);
  const alone = of.searches.keep({ ranges: { fast: { from: 5, to: 20, step: 5 } } });
  assert.match((await of.ask(`/backtest/optimise/${alone}`)).text, /Selon fast[\s\S]*<svg/);
  assert.deepEqual(of.house.errors, []);
});

Deno.test("where the objective is not defined, sets are judged by their return, and that is said", async () => {
  await using of = await searcher();
  const judged = {
    sharpeRatio: null,
    sortinoRatio: null,
    calmarRatio: null,
    profitFactor: null,
    maxDrawdownPercent: 9,
  };
  const attempts = [20, 30].map((slow, at) => ({
    parameters: { slow },
    inSample: { ...judged, returnPercent: 30 - at, trades: 20 },
    outOfSample: { ...judged, returnPercent: -4, trades: 20 },
  }));
  const id = of.searches.keep({ ranges: { slow: { values: [20, 30] } }, windows: 0 }, { attempts, windows: [] });
  const { text } = await of.ask(`/backtest/optimise/${id}`);
  assert.match(text, /Sharpe ne se mesure pas sur une période si courte : les jeux sont classés par rendement/);
  assert.match(text, /le meilleur jeu fait -0,10 % \(Rendement, par jour\), contre \+0,16 %/);
  assert.match(text, /slow[\s\S]*\+30,00 %/);
});

Deno.test("sets that failed are told with the first error; where all did, nothing else is shown", async () => {
  await using of = await searcher();
  const id = of.searches.keep({}, {
    attempts: [],
    windows: [],
    forwardCurve: null,
    whole: null,
    monteCarlo: null,
    failed: 20,
    firstError: "fast=5: <b>line 3</b>",
  });
  const { status, text } = await of.ask(`/backtest/optimise/${id}`);
  assert.equal(status, 200);
  assert.match(text, /20 jeux n’ont pas pu être essayés\. Le premier : fast=5: &lt;b>line 3/);
  assert.match(text, /Aucun jeu n’a pu être essayé/);
  assert.doesNotMatch(text, /Surapprentissage|Essais/);
});

Deno.test("a search is started as it is asked for, and refused in words where it cannot be", async () => {
  await using of = await searcher();
  const request = searchOf();
  const started = await of.ask("/api/optimisations", { json: request });
  assert.equal(started.status, 201, started.text);
  assert.deepEqual(of.searches.asked.optimise.map(({ ranges }) => ranges), [request.ranges]);
  const view = (await of.ask(`/api/optimisations/${started.json().id}`)).json();
  assert.deepEqual([view.optimisation.row.state, view.progress.part], ["running", 0.25]);
  const axis = { from: 1, to: 1_000, step: 1 };
  const refusals: [unknown, RegExp][] = [
    [{ ...request, ranges: { a: axis, b: axis } }, /Cannot try 1000000 sets: expected at most 10000/],
    [{ ...request, ranges: { a: { from: 5, to: 1, step: 1 } } }, /Cannot search a from 5 to 1/],
    [{ ...request, ranges: { a: { from: 5, to: 1, step: 0 } } }, /ranges/],
    [{ ...request, objective: "luck" }, /objective/],
    [{ ...request, windows: 99 }, /windows/],
    [{}, /strategyId/],
  ];
  for (const [json, reason] of refusals) {
    const answer = await of.ask("/api/optimisations", { json });
    assert.equal(answer.status, 400);
    assert.match(answer.json().error, reason);
  }
  of.searches.refusal = "Too many runs wait";
  const refused = await of.ask("/api/optimisations", { json: request });
  assert.deepEqual([refused.status, refused.json().error], [409, "Too many runs wait"]);
  assert.equal(of.searches.asked.optimise.length, 1);
});

Deno.test("who asks for another's search, for none, or without signing in gets nothing", async () => {
  await using of = await searcher();
  for (const path of ["/api/optimisations/", "/backtest/optimise/"]) {
    assert.equal((await of.ask(`${path}${crypto.randomUUID()}`)).status, 404);
    assert.equal((await of.ask(`${path}x`)).status, 400);
  }
  const id = of.searches.keep();
  assert.equal((await of.ask(`/api/optimisations/${id}`, { token: "x" })).status, 401);
  assert.equal((await of.ask("/api/optimisations", { token: "x", json: searchOf() })).status, 401);
});
