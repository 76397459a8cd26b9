import assert from "node:assert/strict";
import { removeStrategy, saveStrategy } from "../db/strategies.ts";
import { findVersion } from "../db/strategy_versions.ts";
import { testDatabase } from "../db/test_database.ts";
import { testRows } from "../db/test_rows.ts";
import { isSound } from "../domain/strategy_verdict.ts";
import type { VersionJudged } from "../domain/strategy_version.ts";
import { createSystem, supervisor } from "./runtime/mod.ts";
import { untilWithin } from "./runtime/test_until.ts";
import { testKit } from "./runtime/testkit.ts";
import { verdicts } from "./topics.ts";
import { PATHS } from "./tree.ts";
import { workshopDeskProtocol } from "./workshop_desk_protocol.ts";

const source = (body: string) =>
  `import { Strategy } from "aristobot/strategy";\nexport default class Mine extends Strategy {\n${body}\n}\n`;
const HONEST = source("  shouldLong() { return this.price > this.candles.last('close', 5); }\n  warmUp = 10;");

/** A desk with its language services over a database; `heard` grows by what it tells. */
async function running() {
  const database = await testDatabase();
  const quiet = () => {};
  const children = [
    { id: "languages", supervisor: supervisor({ strategy: "dynamic" as const }) },
    { id: "workshop-desk", module: import.meta.resolve("./workshop_desk.actor.ts"), args: { db: database.db } },
  ];
  const laboratory = { id: "laboratory", supervisor: supervisor({ strategy: "one_for_one", children }) };
  const tree = supervisor({ strategy: "one_for_one", children: [laboratory] });
  const system = await createSystem(tree, { logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
  const waiting: ((judged: VersionJudged) => void)[] = [];
  const heard: VersionJudged[] = [];
  system.subscribe(verdicts, (judged) => {
    const next = waiting.shift();
    if (next) next(judged);
    else heard.push(judged);
  });
  const { db } = database;
  return {
    db,
    rows: await testRows(db),
    desk: system.whereis(PATHS.workshopDesk, workshopDeskProtocol),
    heard,
    next: () =>
      heard.length > 0 ? Promise.resolve(heard.shift()!) : new Promise<VersionJudged>((take) => waiting.push(take)),
    [Symbol.asyncDispose]: async () => {
      await system.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a version that was saved is judged, stored and told to its user", async () => {
  await using of = await running();
  const { db, rows: { strategy, user }, desk } = of;
  const version = await saveStrategy(db, { ...strategy, source: HONEST });
  desk.tell("AuditVersion", { strategyId: strategy.id, version });
  const { verdict, ...judged } = await of.next();
  assert.deepEqual(judged, { userId: user.id, strategyId: strategy.id, version });
  assert.deepEqual(verdict.problems, []);
  assert.deepEqual([verdict.lookAhead?.outcome, verdict.warmUp?.outcome], ["passed", "passed"]);
  assert.ok(isSound(verdict));
  assert.deepEqual((await findVersion(db, strategy.id, version))?.verdict, verdict);
});

Deno.test("what does not compile or load is told with its places, and not audited", async () => {
  await using of = await running();
  const { db, rows: { strategy }, desk } = of;
  const wrong: [string, RegExp][] = [
    [source("  shouldLong() { return 1 +; }"), /Expression expected/],
    [source("  shouldLong() { return true; }").replace("export default ", ""), /expected `export default class/],
    [`import { z } from "zod";\n${HONEST}`, /a strategy imports "aristobot\/strategy" and nothing else/],
    [source("  shouldLong() { return true; }\n  constructor() { super(); throw new Error('no'); }"), /Error: no/],
  ];
  for (const [text, words] of wrong) {
    const version = await saveStrategy(db, { ...strategy, source: text });
    desk.tell("AuditVersion", { strategyId: strategy.id, version });
    const { verdict } = await of.next();
    assert.ok(verdict.problems.some(({ message, severity }) => severity === "error" && words.test(message)), text);
    assert.deepEqual([verdict.lookAhead, verdict.warmUp, isSound(verdict)], [null, null, false]);
  }
});

Deno.test("of many saves at once only the newest is judged, and a removed strategy is not", async () => {
  await using of = await running();
  const { db, rows: { strategy }, desk } = of;
  const gone = { ...strategy, id: crypto.randomUUID(), name: "gone", source: HONEST };
  const removed = { strategyId: gone.id, version: await saveStrategy(db, gone) };
  await removeStrategy(db, gone.id, 1);
  const saved: number[] = [];
  for (const price of [1, 2, 3]) {
    saved.push(await saveStrategy(db, { ...strategy, source: HONEST.replace("10", `1${price}`) }));
  }
  assert.equal(saved.at(-1), 4);
  desk.tell("AuditVersion", removed); // all before the first is begun
  for (const version of saved) desk.tell("AuditVersion", { strategyId: strategy.id, version });
  assert.deepEqual((await of.next()).version, 4);
  assert.deepEqual(of.heard, []);
  assert.equal((await findVersion(db, strategy.id, 3))?.verdict, null);
});

Deno.test("what a platform that fell left unjudged is judged after its next start", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  await saveStrategy(db, { ...strategy, source: "1 +;" });
  await using kit = testKit();
  const children = [
    { id: "languages", supervisor: supervisor({ strategy: "dynamic" as const }) },
    { id: "workshop-desk", module: import.meta.resolve("./workshop_desk.actor.ts"), args: { db } },
  ];
  await kit.start(supervisor({
    strategy: "one_for_one",
    children: [{ id: "laboratory", supervisor: supervisor({ strategy: "one_for_one", children }) }],
  }));
  const told = async () => (await findVersion(db, strategy.id, 2))?.verdict;
  await kit.advance("1m");
  assert.equal(await told(), null);
  await kit.advance("1m");
  await untilWithin(60_000)(async () => (await told()) != null);
  assert.match((await told())!.problems[0]!.message, /Expression expected/);
});
