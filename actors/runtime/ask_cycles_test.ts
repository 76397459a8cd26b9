import assert from "node:assert/strict";
import { z } from "zod";
import { AskError, defineActor, type Place } from "./mod.ts";
import { moduleOf, type TestKit, testKit, type TestKitOptions } from "./testkit.ts";

type Way = "await" | "return" | "all" | "callback" | "finally" | "leave";

const protocol = {
  /** Asks the actors of the route in turn, and in the end nobody. */
  Walk: { in: z.object({ route: z.array(z.string()), way: z.string() }), out: z.string() },
  GetError: { out: z.string() },
} as const;

const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: () => ({ error: "" }),
  on: {
    async Walk(state, { route: [next, ...route], way }, ctx) {
      if (next === undefined) return "arrived";
      const ask = () => ctx.whereis(`/root/${next}`, protocol).ask("Walk", { route, way }, { timeout: "1m" });
      const note = (error: unknown) => void (state.error = String(error));
      switch (way as Way) {
        case "await":
          return await ask();
        case "return":
          return ask();
        case "all":
          return (await Promise.all([ask()]))[0] ?? "";
        case "finally":
          return await ask().then((answer) => answer).finally(() => {});
        case "callback":
          ask().then((answer) => answer === "arrived" || note(answer), note);
          await ctx.clock.sleep("10s");
          return "arrived";
        case "leave":
          ask().catch(note);
          return "arrived";
      }
    },
    GetError: (state) => state.error,
  },
}));

async function kitOf(names: string, options: TestKitOptions = {}, place: Place = "local"): Promise<TestKit> {
  const kit = testKit(options);
  for (const id of names) await kit.spawn({ id, module, place });
  return kit;
}

/** Asks the first actor of the route to go on from there. */
function walk(kit: TestKit, way: Way, [first, ...route]: string): Promise<unknown> {
  const ref = kit.system.whereis(`/root/${first}`, protocol);
  return ref.ask("Walk", { route, way }, { timeout: "2m" }).catch((error: unknown) => error);
}

for (const way of ["await", "return", "all", "finally"] as const) {
  Deno.test(`a cycle of asks (by ${way}) fails at once, and the error names it`, async () => {
    await using kit = await kitOf("abc");
    const outcome = walk(kit, way, "abca");
    await kit.settle();
    const error = await outcome;
    assert(error instanceof AskError && error.code === "crash");
    assert.match(error.message, /it closes a cycle: \/root\/c awaits \/root\/a awaits \/root\/b awaits \/root\/c/);
    assert.equal(kit.clock.now(), 0);
  });
}

Deno.test("an actor that awaits itself is a cycle", async () => {
  await using kit = await kitOf("a");
  const outcome = walk(kit, "await", "aa");
  await kit.settle();
  assert.match(String(await outcome), /\/root\/a awaits \/root\/a/);
});

Deno.test("the asker sees the code cycle and may go on", async () => {
  const going = { Go: { in: z.boolean(), out: z.string() } } as const;
  await using kit = testKit();
  const asker = await kit.spawn({
    id: "self",
    protocol: going,
    module: moduleOf(defineActor({
      protocol: going,
      args: z.undefined(),
      init: () => null,
      on: {
        async Go(_state, further, ctx) {
          if (!further) return "here";
          return await ctx.self.ask("Go", false).catch((error: unknown) => error instanceof AskError ? error.code : "");
        },
      },
    })),
  });
  const answer = asker.ask("Go", true);
  await kit.settle();
  assert.equal(await answer, "cycle");
});

Deno.test("a cycle across places is found where the test kit puts them in one isolate", async () => {
  await using kit = await kitOf("ab", {}, { worker: "w" });
  const outcome = walk(kit, "await", "aba");
  await kit.settle();
  assert.match(String(await outcome), /closes a cycle/);
});

Deno.test("an answer that only a callback takes is not awaited", async () => {
  await using kit = await kitOf("ab");
  const outcome = walk(kit, "callback", "aba");
  await kit.advance("1m");
  assert.equal(await outcome, "arrived");
  for (const name of "ab") {
    const error = kit.system.whereis(`/root/${name}`, protocol).ask("GetError", undefined);
    await kit.settle();
    assert.equal(await error, "");
  }
});

Deno.test("an ask that its handler left behind is not awaited", async () => {
  await using kit = await kitOf("ab");
  const outcome = walk(kit, "leave", "ababab");
  await kit.settle();
  assert.equal(await outcome, "arrived");
  const error = kit.system.whereis("/root/a", protocol).ask("GetError", undefined);
  await kit.settle();
  assert.equal(await error, "");
});

Deno.test("asks that meet without a cycle all arrive", async () => {
  await using kit = await kitOf("abcd");
  const outcomes = [
    walk(kit, "await", "abd"),
    walk(kit, "await", "acd"),
    walk(kit, "all", "bcd"),
    walk(kit, "await", "bd"),
  ];
  await kit.settle();
  assert.deepEqual(await Promise.all(outcomes), ["arrived", "arrived", "arrived", "arrived"]);
});

Deno.test("without the detection a cycle ends by its deadline", async () => {
  await using kit = await kitOf("ab", { detectCycles: false });
  const outcome = walk(kit, "await", "aba");
  await kit.advance("3m");
  assert.match(String(await outcome), /no answer within/);
});
