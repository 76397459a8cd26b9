import assert from "node:assert/strict";
import { activate } from "../db/active_strategies.ts";
import { ensureBroker } from "../db/brokers.ts";
import { setVerdict } from "../db/strategy_versions.ts";
import { testActive, testStrategy } from "../db/test_rows.ts";
import type { Verdict } from "../domain/strategy_verdict.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";
import type { StrategyDraft, StrategyView } from "./workshop_services.ts";

const HERE = "/api/workshop/strategies";
const DRAFT: StrategyDraft = {
  name: "Mine",
  description: "of mine",
  timeframe: "5m",
  source: "export default class {}",
  parameters: { fast: 5 },
  origin: "user",
};
const SOUND: Verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 1 };

/** Asks as somebody's browser does; the answer's status and body. */
async function ask(house: TestHouse, path: string, body?: unknown, token = house.token) {
  const answer = await fetch(house.url + path, {
    headers: { cookie: `aristobot_session=${token}`, origin: house.url, "content-type": "application/json" },
    ...body !== undefined && { method: "POST", body: JSON.stringify(body) },
  });
  return { status: answer.status, body: await answer.json() };
}

async function created(house: TestHouse, changes: Partial<StrategyDraft> = {}): Promise<string> {
  const { status, body } = await ask(house, HERE, { ...DRAFT, ...changes });
  assert.equal(status, 200);
  return body.id;
}

async function opened(house: TestHouse, id: string): Promise<StrategyView> {
  return (await ask(house, `${HERE}/${id}`)).body;
}

Deno.test("a strategy is made, opened, saved as the next version, and audited after each", async () => {
  await using house = await testHouse();
  const id = await created(house);
  const view = await opened(house, id);
  assert.deepEqual([view.name, view.version, view.source, view.parameters], ["Mine", 1, DRAFT.source, { fast: 5 }]);
  assert.deepEqual((await ask(house, `${HERE}/${id}`, { ...DRAFT, source: "changed" })).body, { version: 2 });
  assert.deepEqual((await ask(house, `${HERE}/${id}`, { ...DRAFT, source: "changed", name: "Other" })).body, {
    version: 2,
  });
  assert.deepEqual(house.workshop.asked, [`saved ${id} 1`, `saved ${id} 2`]);
  await setVerdict(house.db, id, 2, SOUND);
  const { name, verdict, versions } = await opened(house, id);
  assert.deepEqual([name, verdict], ["Other", SOUND]);
  assert.deepEqual(versions.map(({ number, origin }) => [number, origin]), [[2, "user"], [1, "user"]]);
  assert.deepEqual((await ask(house, `${HERE}/${id}/versions/1`)).body, { source: DRAFT.source });
  assert.equal((await ask(house, `${HERE}/${id}/versions/3`)).status, 404);
});

Deno.test("a name is a user's once, and what is too long or empty is refused", async () => {
  await using house = await testHouse();
  const id = await created(house);
  const taken = await ask(house, HERE, DRAFT);
  assert.equal(taken.status, 409);
  assert.match(taken.body.error, /another strategy with the name "Mine"/);
  await created(house, { name: "Second" });
  assert.equal((await ask(house, `${HERE}/${id}`, { ...DRAFT, name: "Second" })).status, 409);
  const wrong = [{ name: " " }, { name: "x".repeat(101) }, { source: "x".repeat(50_001) }, { timeframe: "7m" }];
  for (const change of wrong) assert.equal((await ask(house, HERE, { ...DRAFT, ...change })).status, 400);
});

Deno.test("a copy has the next free name and is audited; who wrote the source stays known", async () => {
  await using house = await testHouse();
  const id = await created(house, { origin: "assistant" });
  const { body: { id: copyId } } = await ask(house, `${HERE}/${id}/duplicate`, {});
  const { name, source, parameters, versions } = await opened(house, copyId);
  assert.deepEqual([name, source, parameters], ["Mine (2)", DRAFT.source, DRAFT.parameters]);
  assert.deepEqual(versions.map(({ origin }) => origin), ["assistant"]);
  assert.equal(house.workshop.asked.at(-1), `saved ${copyId} 1`);
});

Deno.test("one at work goes on with the newest version when told to, is removed only with its stop, and leaves its name free", async () => {
  await using house = await testHouse();
  const id = await created(house);
  const { id: brokerId } = await ensureBroker(house.db, {
    ...{ userId: USER_ID, name: "paper", exchange: "paper", description: "", environment: "demo" },
    ...{ isDefault: true, paperBalances: {} },
  });
  const active = testActive(testStrategy(USER_ID, { id }), brokerId);
  await activate(house.db, active);
  assert.deepEqual((await ask(house, `${HERE}/${id}/dependents`)).body, {
    atWork: [{ id: active.id, symbol: "BTC/USDT", broker: "paper" }],
    backtests: 0,
    orders: 0,
  });
  const counts = async () => {
    const { atWork, outdated } = await opened(house, id);
    return [atWork, outdated];
  };
  assert.deepEqual(await counts(), [1, 0]);
  await ask(house, `${HERE}/${id}`, { ...DRAFT, source: `${DRAFT.source}// changed` });
  assert.deepEqual(await counts(), [1, 1]);
  assert.deepEqual((await ask(house, `${HERE}/${id}/upgrade`, {})).body, { upgraded: 1 });
  assert.equal(house.workshop.asked.at(-1), `upgraded ${id}`);
  assert.equal((await ask(house, `${HERE}/${id}/remove`, { stop: false })).status, 409);
  house.workshop.refusal = "the guard does not answer";
  const refused = await ask(house, `${HERE}/${id}/upgrade`, {});
  assert.deepEqual([refused.status, refused.body.error], [409, "the guard does not answer"]);
  assert.equal((await ask(house, `${HERE}/${id}/remove`, { stop: true })).body.error, "the guard does not answer");
  house.workshop.refusal = null;
  assert.equal((await ask(house, `${HERE}/${id}/remove`, { stop: true })).status, 200);
  assert.equal(house.workshop.asked.at(-1), `stopped ${active.id}`);
  assert.equal((await ask(house, `${HERE}/${id}`)).status, 404);
  await created(house);
});

Deno.test("nobody sees or touches another user's strategy", async () => {
  await using house = await testHouse();
  const id = await created(house);
  await house.addUser("eve");
  const eve = await house.signIn("eve");
  const asked: [string, unknown?][] = [
    ["", undefined],
    ["", DRAFT],
    ["/versions/1", undefined],
    ["/dependents", undefined],
    ["/duplicate", {}],
    ["/upgrade", {}],
    ["/remove", { stop: true }],
  ];
  for (const [path, body] of asked) {
    const { status, body: told } = await ask(house, `${HERE}/${id}${path}`, body, eve);
    assert.deepEqual([path, status, told.error], [path, 404, `You have no strategy "${id}"`]);
  }
  assert.equal((await opened(house, id)).version, 1);
  assert.equal((await ask(house, HERE, DRAFT, eve)).status, 200);
});

Deno.test("a source is checked, completed, explained and tried for its own user", async () => {
  await using house = await testHouse();
  const source = "const x = 1";
  house.workshop.hover = { from: 6, to: 7, signature: "const x: 1", documentation: "" };
  assert.deepEqual((await ask(house, "/api/workshop/check", { source })).body, { problems: [], specs: [] });
  assert.deepEqual((await ask(house, "/api/workshop/complete", { source, offset: 3 })).body, { from: 0, options: [] });
  assert.deepEqual((await ask(house, "/api/workshop/hover", { source, offset: 6 })).body, house.workshop.hover);
  const tried = { source, parameters: {}, symbol: "BTC/USDT", timeframe: "5m" };
  assert.deepEqual((await ask(house, "/api/workshop/dry-run", tried)).body, { ...house.workshop.dryRun, candles: [] });
  assert.deepEqual(house.workshop.asked, [`check ${USER_ID}: ${source}`, `dry run ${USER_ID}: ${source}`]);
  assert.equal((await ask(house, "/api/workshop/complete", { source, offset: -1 })).status, 400);
  assert.equal((await ask(house, "/api/workshop/dry-run", { ...tried, symbol: "nonsense" })).status, 400);
});
