/**
 * Tests of the test: supervisors that are broken on purpose, each in one expression of a copy of the runtime. The random
 * histories must tell every one of them from the reference, whatever the seed.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { behavesLikeTheReference, type Subject } from "./supervisor_histories.ts";

interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutations: readonly Mutation[] = [
  {
    name: "rest_for_one forgets those that were started later",
    file: "supervision.ts",
    from: "children.slice(children.findIndex(({ id }) => id === ended))",
    to: "children.filter(({ id }) => id === ended)",
  },
  {
    name: "permanent children are treated as transient ones",
    file: "supervision.ts",
    from: 'restart === "permanent" || (restart === "transient" && !isOrderly(reason))',
    to: 'restart !== "temporary" && !isOrderly(reason)',
  },
  {
    name: "one restart fewer than the intensity is allowed",
    file: "restart_policy.ts",
    from: "this.#restartsMs.length <= this.intensity",
    to: "this.#restartsMs.length < this.intensity",
  },
  {
    name: "one_for_all stops the others in the order of their start",
    file: "supervision.ts",
    from: "others.filter(({ up }) => up).map(({ id }) => id).reverse()",
    to: "others.filter(({ up }) => up).map(({ id }) => id)",
  },
  {
    name: "restarts are counted for ever",
    file: "restart_policy.ts",
    from: "while ((this.#restartsMs[0] ?? Infinity) <= sinceMs) this.#restartsMs.shift();",
    to: "void sinceMs;",
  },
  {
    name: "a group brings its temporary children back",
    file: "supervision.ts",
    from: 'drops: others.filter(({ restart }) => restart === "temporary").map(({ id }) => id)',
    to: "drops: []",
  },
  {
    name: "the end of one partition takes the others along",
    file: "supervision.ts",
    from: 'if (strategy === "one_for_all") return children;',
    to: 'if (strategy === "one_for_all" || strategy === "partition") return children;',
  },
  {
    name: "a partition more is let in",
    file: "supervisor.ts",
    from: 'if (this.spec.strategy === "partition") throw',
    to: "if (this.spec.maxChildren === 0) throw",
  },
];

const seeds = Array.from({ length: 10 }, (_, n) => n + 1);
const histories = 500;

/** A copy of the runtime with one expression changed. */
async function broken({ file, from, to }: Mutation, folder: string): Promise<Subject> {
  const here = new URL("./", import.meta.url);
  for await (const { name } of Deno.readDir(here)) {
    if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
      await Deno.copyFile(new URL(name, here), `${folder}/${name}`);
    }
  }
  const source = await Deno.readTextFile(new URL(file, here));
  assert.equal(source.split(from).length, 2, `${file} must hold exactly once: ${from}`);
  await Deno.writeTextFile(`${folder}/${file}`, source.replace(from, to));
  return await import(`file://${folder}/testkit.ts`);
}

for (const mutation of mutations) {
  Deno.test(`found out with each of ${seeds.length} seeds: ${mutation.name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const property = behavesLikeTheReference(await broken(mutation, folder));
      for (const seed of seeds) {
        const { failed } = await fc.check(property, { numRuns: histories, seed, endOnFailure: true });
        assert.ok(failed, `not found out in ${histories} histories of seed ${seed}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("a copy with nothing broken is taken for a sound one", async () => {
  const decide = "export function decide(";
  const folder = await Deno.makeTempDir();
  try {
    const copy = await broken({ name: "nothing", file: "supervision.ts", from: decide, to: decide }, folder);
    for (const seed of seeds) await fc.assert(behavesLikeTheReference(copy), { numRuns: 50, seed });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
