/** Every ask settles once, and every sender's messages keep their order, whatever happens meanwhile. */
import assert from "node:assert/strict";
import { z } from "zod";
import { AskError, defineActor, type Place, supervisor } from "./mod.ts";
import { scale, seed } from "./test_scale.ts";
import { explore, moduleOf } from "./testkit.ts";

const protocol = {
  Get: { in: z.number(), out: z.number() },
  Slow: { in: z.number(), out: z.number() },
  Crash: {},
};
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  mailbox: { capacity: 5 },
  init: () => null,
  on: {
    Get: (_state, n) => n,
    async Slow(_state, n, ctx) {
      await ctx.clock.sleep("1s");
      return n;
    },
    Crash: () => {
      throw new Error("told to crash");
    },
  },
}));
const places: readonly Place[] = ["local", { worker: "w" }, { process: "p" }];

Deno.test("every ask has exactly one outcome, whatever happens to the asked", () =>
  explore({ runs: scale(50, 1_000), seed }, async (kit) => {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(kit.random() * from.length)] as T;
    const children = places.map((place, n) => ({ id: `a${n}`, module, place }));
    const system = await kit.start(supervisor({ strategy: "one_for_one", intensity: 1_000, children }));
    const outcomes: string[][] = [];
    for (let step = 0; step < 40; step++) {
      const { id, place } = pick(children);
      const ref = system.whereis(`/root/${id}`, protocol);
      const what = pick(["ask", "ask", "ask", "ask", "crash", "restart", "stop", "kill", "hang", "advance", "settle"]);
      if (what === "ask") {
        const settled: string[] = [];
        outcomes.push(settled);
        const kind = pick(["Get", "Slow"] as const);
        const signal = kit.random() < 0.2 ? abortLater(kit.random) : undefined;
        const timeout = pick([500, 5_000]);
        void ref.ask(kind, step, { timeout, ...(signal === undefined ? {} : { signal }) }).then(
          (answer) => settled.push(answer === step ? "answer" : `answer to another: ${answer}`),
          (error: unknown) => settled.push(error instanceof AskError ? error.code : String(error)),
        );
      } else if (what === "crash") ref.tell("Crash");
      else if (what === "restart") void system.restart(ref.path);
      else if (what === "stop") void system.stop(ref.path);
      else if (what === "kill" && place !== "local") void system.killHost(place);
      else if (what === "hang" && place !== "local") kit.hang(ref.path);
      else if (what === "advance") await kit.advance(pick([100, 2_000]));
      else await kit.settle();
    }
    await kit.advance("1m");
    const known = ["answer", "timeout", "noproc", "crash", "overflow", "aborted"];
    for (const settled of outcomes) assert.ok(settled.length === 1 && known.includes(settled[0] ?? ""), settled.join());
    const { sent, handled, dead, queued } = system.counts();
    assert.equal(sent, handled + dead + queued);
  }));

function abortLater(random: () => number): AbortSignal {
  if (random() < 0.5) return AbortSignal.abort();
  const abort = new AbortController();
  queueMicrotask(() => abort.abort());
  return abort.signal;
}

const talk = {
  Say: { in: z.object({ to: z.string(), count: z.number() }) },
  Hear: { in: z.tuple([z.string(), z.number()]) },
};

Deno.test("what one sender says to one receiver arrives in order, also around a crash of the receiver", () =>
  explore({ runs: scale(50, 1_000), seed }, async (kit) => {
    const heard = new Map<string, number[]>();
    let crashes = 0;
    const talker = moduleOf(defineActor({
      protocol: talk,
      args: z.undefined(),
      init: () => ({ said: 0 }),
      on: {
        Say(state, { to, count }, ctx) {
          for (let n = 0; n < count; n++) ctx.whereis(to, talk).tell("Hear", [ctx.self.path, state.said++]);
        },
        Hear(_state, [from, n]) {
          heard.set(from, [...heard.get(from) ?? [], n]);
          if (kit.random() < 0.1 && ++crashes > 0) throw new Error("drawn to crash");
        },
      },
    }));
    const children = places.map((place, n) => ({ id: `t${n}`, module: talker, place }));
    const all = [...children, { id: "ear", module: talker, place: { worker: "w" } }];
    const system = await kit.start(supervisor({ strategy: "one_for_one", intensity: 1_000, children: all }));
    for (let round = 0; round < 10; round++) {
      for (const { id } of children) system.whereis(`/root/${id}`, talk).tell("Say", { to: "/root/ear", count: 3 });
      if (kit.random() < 0.5) await kit.settle();
    }
    await kit.settle();
    for (const { id } of children) {
      assert.deepEqual(heard.get(`/root/${id}`), Array.from({ length: 30 }, (_, n) => n));
    }
  }));
