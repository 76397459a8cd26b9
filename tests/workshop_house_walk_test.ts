/** A strategy's way through a running house, without a browser: written, checked, tried, saved, judged, and the same by its API. */
import assert from "node:assert/strict";
import { findVersion } from "../db/strategy_versions.ts";
import { isSound } from "../domain/strategy_verdict.ts";
import { type House, openHouse, until } from "./house.ts";

const SOURCE = `import { cross, sma, Strategy } from "aristobot/strategy";

export default class Mine extends Strategy {
  fast = sma(this, this.parameter("fast", 5, { min: 2, max: 100 }));
  turn = cross(this, this.fast, sma(this, 20));

  shouldLong() {
    console.log("asked");
    return this.turn.up;
  }

  shouldExit() {
    return this.turn.down;
  }
}
`;

async function ask(house: House, path: string, body?: unknown) {
  const headers = { origin: house.url, "content-type": "application/json", accept: "application/json" };
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(house.url + path, { headers, ...init });
  return { status: answer.status, body: await answer.json() };
}

Deno.test("a source is checked at its lines, tried on the market's candles, saved and judged", async () => {
  await using house = await openHouse();
  const good = await ask(house, "/api/workshop/check", { source: SOURCE });
  assert.deepEqual(good.body, { problems: [], specs: [{ name: "fast", default: 5, min: 2, max: 100 }] });
  const wrong = SOURCE.replace("this.turn.up", "this.turn.upp");
  const { body: { problems, specs } } = await ask(house, "/api/workshop/check", { source: wrong });
  assert.deepEqual([problems.length, problems[0].line, problems[0].code], [1, 9, "TS2339"]);
  assert.equal(specs.length, 1); // it runs all the same
  const foreign = `import "zod";\n${SOURCE}`;
  const { body: refused } = await ask(house, "/api/workshop/check", { source: foreign });
  assert.deepEqual(refused.problems.map(({ line, message }: { line: number; message: string }) => [line, message]), [
    [1, `Cannot import "zod": a strategy imports "aristobot/strategy" and nothing else`],
  ]);

  const offset = SOURCE.indexOf("this.turn.up") + "this.t".length;
  const { body: completion } = await ask(house, "/api/workshop/complete", { source: SOURCE, offset });
  assert.deepEqual(completion.options.map(({ label }: { label: string }) => label), ["turn"]);
  const { body: hover } = await ask(house, "/api/workshop/hover", {
    source: SOURCE,
    offset: SOURCE.indexOf("sma(this"),
  });
  assert.match(hover.documentation, /Simple moving average/);

  const tried = { source: SOURCE, parameters: { fast: 3 }, symbol: "BTC/USDT", timeframe: "1m" };
  await until("candles to try it on", 60_000, async () => {
    const { body } = await ask(house, "/api/workshop/dry-run", tried);
    return body.candles?.length >= 60 && body.trades > 0;
  });
  const { body: run } = await ask(house, "/api/workshop/dry-run", tried);
  assert.equal(run.error, null);
  assert.equal(run.marks.length, 2 * run.trades);
  assert.ok(run.printed.length > 0 && run.printed.every((line: string) => line === "asked"));
  const { body: broken } = await ask(house, "/api/workshop/dry-run", {
    ...tried,
    source: wrong.replace("console", "con"),
  });
  assert.deepEqual([broken.error.line, broken.error.severity, broken.trades], [8, "error", 0]);

  const draft = { name: "Mine", description: "", timeframe: "1m", source: SOURCE, parameters: {}, origin: "user" };
  const { body: { id } } = await ask(house, "/api/workshop/strategies", draft);
  await until("its verdict", 120_000, async () => (await findVersion(house.db, id, 1))?.verdict != null);
  const { body: view } = await ask(house, `/api/workshop/strategies/${id}`);
  assert.deepEqual([view.version, view.verdict.lookAhead.outcome, view.verdict.warmUp.outcome], [
    1,
    "passed",
    "passed",
  ]);
  assert.ok(isSound(view.verdict));
  assert.equal((await ask(house, `/api/workshop/strategies/${id}/remove`, { stop: false })).status, 200);
});
