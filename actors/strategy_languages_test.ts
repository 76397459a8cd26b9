import assert from "node:assert/strict";
import { createSystem, supervisor, type System } from "./runtime/mod.ts";
import { testKit } from "./runtime/testkit.ts";
import { askLanguage, checkSource } from "./strategy_languages.ts";

const GOOD = `import { Strategy } from "aristobot/strategy";
export default class Mine extends Strategy {
  shouldLong() { return this.price > 1; }
}
`;
/** Types that keep a compiler busy for minutes. */
const ENDLESS =
  `type Inner<N extends number, K, T extends unknown[] = []> = T["length"] extends N ? K : Inner<N, K, [...T, K]>;
type Outer<N extends number, K, T extends unknown[] = []> = T["length"] extends N ? K
  : Outer<N, K, [...T, Inner<900, [K, T["length"]]>]>;
${Array.from({ length: 500 }, (_, at) => `export const v${at}: Outer<400, ${at}> = ${at} as never;`).join("\n")}`;

const languages = { id: "languages", supervisor: supervisor({ strategy: "dynamic", maxChildren: 2 }) };
const laboratory = supervisor({ strategy: "one_for_one", children: [languages] });
const tree = supervisor({ strategy: "one_for_one", children: [{ id: "laboratory", supervisor: laboratory }] });

async function running(): Promise<System> {
  const quiet = () => {};
  return await createSystem(tree, { logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
}

Deno.test("a user's language service is started once, by the first who ask, and answers from a process", async () => {
  await using system = await running();
  const answers = await Promise.all([1, 2, 3].map(() => checkSource(system, "dac", GOOD)));
  assert.deepEqual(answers, [[], [], []]);
  const [wrong] = await checkSource(system, "dac", GOOD.replace("price", "cost"));
  assert.deepEqual([wrong?.line, wrong?.column, wrong?.code], [3, 30, "TS2339"]);
  const offset = GOOD.indexOf("price") + 2;
  const told = await askLanguage(
    system,
    "dac",
    (language, options) => language.ask("Complete", { source: GOOD, offset }, options),
  );
  assert.deepEqual(told.options.map(({ label }) => label), ["price"]);
  const hover = await askLanguage(
    system,
    "dac",
    (language, options) => language.ask("Hover", { source: GOOD, offset }, options),
  );
  assert.match(hover!.documentation, /newest close/);
});

Deno.test("types without end are told as such; the process is ended, and the next source has a new one", async () => {
  await using system = await running();
  assert.deepEqual(await checkSource(system, "dac", GOOD), []);
  const [only, ...rest] = await checkSource(system, "dac", ENDLESS, 2);
  assert.deepEqual([only?.severity, only?.line, only?.column, rest], ["error", 1, 1, []]);
  assert.match(only!.message, /not through after 2 s; its types are too involved/);
  assert.deepEqual(await checkSource(system, "dac", GOOD), []);
});

Deno.test("one user's endless types do not keep another user waiting", async () => {
  await using system = await running();
  assert.deepEqual(await checkSource(system, "eve", GOOD), []);
  let isThrough = false;
  const endless = checkSource(system, "dac", ENDLESS, 4).finally(() => isThrough = true);
  assert.deepEqual(await checkSource(system, "eve", GOOD.replace("1", "2")), []);
  assert.equal(isThrough, false);
  assert.equal((await endless).length, 1);
});

Deno.test("there are never more processes than there is room for", async () => {
  await using system = await running();
  await Promise.all([checkSource(system, "dac", GOOD), checkSource(system, "eve", GOOD)]);
  await assert.rejects(checkSource(system, "mal", GOOD), { name: "LanguageUnavailable" });
});

Deno.test("a service that nobody asks goes, and is there again when it is asked", async () => {
  await using kit = testKit();
  await kit.start(tree);
  const count = async () => (await kit.system.tree()).children[0]!.children[0]!.children.length;
  assert.deepEqual(await checkSource(kit.system, "dac", GOOD), []);
  await kit.advance("2m");
  assert.deepEqual(await checkSource(kit.system, "dac", GOOD), []);
  await kit.advance("2m");
  assert.equal(await count(), 1);
  await kit.advance("2m");
  assert.equal(await count(), 0);
  assert.deepEqual(await checkSource(kit.system, "dac", GOOD), []);
});
