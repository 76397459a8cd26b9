import assert from "node:assert/strict";
import { testHouse } from "../test_house.ts";
import { asker, programToken, Promises } from "./api_fixture.ts";

const DRAFT = { name: "Mine", timeframe: "5m", source: "export default class {}" };
const NOWHERE = "99999999-9999-4999-8999-999999999999";

Deno.test("strategies are made, read, saved, copied and removed by a program that may trade", async () => {
  await using house = await testHouse();
  const promises = await Promises.of(house);
  const token = await programToken(house, "trade");
  const ask = async (method: string, path: string, pattern: string, json?: unknown) => {
    const response = await asker(house)(method, path, { token, ...json !== undefined && { json } });
    await promises.held(method, pattern, response.clone());
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  };
  const ONE = "/strategies/{strategyId}";
  const made = await ask("POST", "/strategies", "/strategies", DRAFT);
  assert.equal(made.status, 201);
  const { id } = made.body;
  assert.equal((await ask("POST", "/strategies", "/strategies", DRAFT)).status, 409);
  const { body: view } = await ask("GET", `/strategies/${id}`, ONE);
  assert.deepEqual([view.name, view.version, view.parameters, view.versions[0].origin], ["Mine", 1, {}, "import"]);
  const changed = { ...DRAFT, source: "changed", parameters: { fast: 3 }, origin: "user" };
  assert.deepEqual((await ask("PUT", `/strategies/${id}`, ONE, changed)).body, { version: 2 });
  const ofVersion = "/strategies/{strategyId}/versions/{number}";
  assert.deepEqual((await ask("GET", `/strategies/${id}/versions/1`, ofVersion)).body, { source: DRAFT.source });
  assert.equal((await ask("GET", `/strategies/${id}/versions/3`, ofVersion)).status, 404);
  const copy = await ask("POST", `/strategies/${id}/duplicate`, "/strategies/{strategyId}/duplicate");
  assert.equal(copy.status, 201);
  const { body: { strategies } } = await ask("GET", "/strategies", "/strategies");
  assert.deepEqual(strategies.map(({ name }: { name: string }) => name), ["Mine", "Mine (2)"]);
  assert.deepEqual((await ask("GET", `/strategies/${id}/dependents`, "/strategies/{strategyId}/dependents")).body, {
    atWork: [],
    backtests: 0,
    orders: 0,
  });
  assert.deepEqual((await ask("POST", `/strategies/${id}/upgrade`, "/strategies/{strategyId}/upgrade")).body, {
    upgraded: 1,
  });
  assert.deepEqual((await ask("POST", "/strategies/check", "/strategies/check", { source: "x" })).body, {
    problems: [],
    specs: [],
  });
  assert.equal((await ask("DELETE", `/strategies/${id}`, ONE)).status, 204);
  assert.equal((await ask("GET", `/strategies/${id}`, ONE)).status, 404);
  assert.equal((await ask("PUT", `/strategies/${NOWHERE}`, ONE, DRAFT)).status, 404);
  assert.equal((await ask("POST", "/strategies", "/strategies", { ...DRAFT, source: "a\0b" })).status, 400);
});

Deno.test("a program that may only read changes no strategy", async () => {
  await using house = await testHouse();
  const token = await programToken(house, "read");
  const ask = asker(house);
  assert.equal((await ask("GET", "/strategies", { token })).status, 200);
  assert.equal((await ask("POST", "/strategies", { token, json: DRAFT })).status, 403);
  assert.equal((await ask("DELETE", `/strategies/${NOWHERE}`, { token })).status, 403);
});
