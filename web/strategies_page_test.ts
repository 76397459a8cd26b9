/** The pages of strategies, as the server renders them. */
import assert from "node:assert/strict";
import { setVerdict } from "../db/strategy_versions.ts";
import { strategiesOf } from "../db/strategies.ts";
import type { StrategyDraft } from "./workshop_services.ts";
import { askHouse as ask } from "./test_ask.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const DRAFT: StrategyDraft = {
  name: "Été <b>1</b>",
  description: "Follows it",
  timeframe: "15m",
  source: "// </script><b>\nexport default 1;\n",
  parameters: {},
  origin: "user",
};

/** A house whose user has one strategy; its id. */
async function withStrategy(house: TestHouse): Promise<string> {
  const made = await ask(house, "/api/workshop/strategies", { json: DRAFT });
  assert.equal(made.status, 200, made.text);
  return JSON.parse(made.text).id;
}

Deno.test("who has no strategy is told how to begin", async () => {
  await using house = await testHouse();
  const french = await ask(house, "/strategies");
  assert.equal(french.status, 200);
  assert.match(french.text, /Aucune stratégie\. Commencez par le modèle/);
  assert.match((await ask(house, "/strategies", { language: "en" })).text, /No strategy yet/);
});

Deno.test("the list shows each strategy with its verdict, as text", async () => {
  await using house = await testHouse();
  const id = await withStrategy(house);
  assert.match((await ask(house, "/strategies")).text, /audits en cours/);
  await setVerdict(house.db, id, 1, {
    problems: [{ line: 1, column: 1, endLine: 1, endColumn: 2, severity: "error", message: "no", code: null }],
    lookAhead: null,
    warmUp: null,
    checkedMs: 1,
  });
  const { text } = await ask(house, "/strategies");
  assert.match(text, /1 erreur<\/span>/);
  assert.match(text, /Été &lt;b>1&lt;\/b>/);
  assert.doesNotMatch(text, /<b>1/);
});

Deno.test("a strategy opens in the workshop with its source readable before any script runs", async () => {
  await using house = await testHouse();
  const id = await withStrategy(house);
  const { status, text } = await ask(house, `/strategies/${id}`);
  assert.equal(status, 200);
  assert.match(text, /\/\/ &lt;\/script>&lt;b>\nexport default 1;/);
  assert.match(text, /Verdict de la version 1/);
  assert.match(text, /<option selected value="15m">|<option value="15m" selected>/);
  assert.deepEqual(house.errors, []);
});

Deno.test("a source is exported under the strategy's name, as it is", async () => {
  await using house = await testHouse();
  const id = await withStrategy(house);
  const { text, headers } = await ask(house, `/strategies/${id}/export`);
  assert.equal(text, DRAFT.source);
  assert.equal(headers.get("content-disposition"), "attachment; filename*=UTF-8''%C3%89t%C3%A9%20_b_1_b_.ts");
  assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
});

Deno.test("another's strategy is as unknown as none", async () => {
  await using house = await testHouse();
  const id = await withStrategy(house);
  await house.addUser("eve");
  const token = await house.signIn("eve");
  for (const path of [`/strategies/${id}`, `/strategies/${id}/export`, `/strategies/${crypto.randomUUID()}`]) {
    const { status, text } = await ask(house, path, { token });
    assert.equal(status, 404, path);
    assert.doesNotMatch(text, /Follows it/);
  }
  assert.doesNotMatch((await ask(house, "/strategies", { token })).text, /Follows it/);
  assert.equal((await ask(house, "/strategies/x")).status, 400);
  assert.equal((await strategiesOf(house.db, USER_ID)).length, 1);
});
