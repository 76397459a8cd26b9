import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor } from "./mod.ts";
import { explore, moduleOf, testKit } from "./testkit.ts";

const protocol = { Visit: { in: z.string() }, Visits: { out: z.string() } } as const;
const book = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: () => ({ visits: "" }),
  on: {
    Visit: (state, name) => {
      state.visits += name;
    },
    Visits: (state) => state.visits,
  },
}));
const callerProtocol = { Call: {} } as const;
const caller = moduleOf(defineActor({
  protocol: callerProtocol,
  args: z.string(),
  init: (_ctx, name) => name,
  on: {
    Call: (name, _, ctx) => ctx.whereis("/root/book", protocol).tell("Visit", name),
  },
}));

async function raceOf(seed: number): Promise<string> {
  await using kit = testKit({ seed });
  const log = await kit.spawn({ id: "book", module: book, protocol });
  const callers = await Promise.all(
    ["a", "b", "c"].map((name) => kit.spawn({ id: name, module: caller, protocol: callerProtocol, args: name })),
  );
  for (const one of callers) one.tell("Call");
  await kit.settle();
  return await log.ask("Visits", undefined);
}

Deno.test("the same seed gives the same order, other seeds find the others", async () => {
  const orders = new Set<string>();
  for (let seed = 1; seed <= 40; seed++) {
    const order = await raceOf(seed);
    assert.equal(await raceOf(seed), order);
    orders.add(order);
  }
  assert.deepEqual([...orders].toSorted(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
});

Deno.test("explore finds a race, names the seed, and that seed fails again", async () => {
  const test = async (kit: { seed: number }) => assert.equal(await raceOf(kit.seed), "abc");
  const printed: unknown[] = [];
  const { error } = console;
  console.error = (line) => printed.push(line);
  try {
    const failed = await explore({ runs: 100 }, test).then(() => undefined, (reason: Error) => reason);
    const seed = Number(/Seed (\d+) fails \(played again, it failed again\)/.exec(failed?.message ?? "")?.[1]);
    assert.ok(seed > 0, String(failed?.message));
    await assert.rejects(explore({ runs: 1, seed }, test), new RegExp(`Seed ${seed} fails`));
    assert.equal(printed.length, 2);
  } finally {
    console.error = error;
  }
});
