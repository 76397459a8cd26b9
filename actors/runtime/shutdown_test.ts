/** How a child ends: it finishes what it has begun, says its last words, and is killed when that takes too long. */
import assert from "node:assert/strict";
import { z } from "zod";
import { type ChildSpec, defineActor } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = { Work: { in: z.object({ ms: z.number() }) } };

/** Stops a child that works for `workMs` and takes `lastMs` for its last words; tells what it logged, and when it had ended. */
async function stopped(workMs: number, lastMs: number, shutdown?: ChildSpec["shutdown"]) {
  const log: string[] = [];
  const module = moduleOf(defineActor({
    protocol,
    args: z.undefined(),
    init: () => null,
    on: {
      async Work(_state, { ms }, ctx) {
        await ctx.clock.sleep(ms);
        log.push("worked");
      },
    },
    async terminate(_state, reason, ctx) {
      log.push(`last words ${reason.kind}`);
      await ctx.clock.sleep(lastMs);
      log.push("said");
    },
  }));
  await using kit = testKit();
  const ref = await kit.spawn({ id: "a", module, protocol, ...(shutdown === undefined ? {} : { shutdown }) });
  ref.tell("Work", { ms: workMs });
  ref.tell("Work", { ms: workMs });
  await kit.settle();
  let endedMs: number | undefined;
  const stopping = kit.system.stop(ref.path).then(() => endedMs = kit.clock.now());
  for (let step = 0; step < 1_000 && endedMs === undefined; step++) await kit.advance(100);
  await stopping;
  return { log: [...log], endedMs, dead: kit.deadLetters.map(({ why }) => why) };
}

Deno.test("a child that is stopped finishes its message, says its last words and hears nothing more", async () => {
  assert.deepEqual(await stopped(1_000, 2_000, "5s"), {
    log: ["worked", "last words shutdown", "said"],
    endedMs: 3_000,
    dead: ["stopped"],
  });
});

Deno.test("a child that takes too long to stop is killed, whatever it is at", async () => {
  assert.deepEqual(await stopped(60_000, 0, "2s"), { log: [], endedMs: 2_000, dead: ["killed", "stopped"] });
  const talks = await stopped(500, 60_000, "2s");
  assert.deepEqual(talks, { log: ["worked", "last words shutdown"], endedMs: 2_000, dead: ["stopped"] });
});

Deno.test("brutal is at once and without last words, infinity waits, the default is five seconds", async () => {
  assert.deepEqual(await stopped(1_000, 1_000, "brutal"), { log: [], endedMs: 0, dead: ["killed", "stopped"] });
  assert.equal((await stopped(30_000, 30_000, "infinity")).endedMs, 60_000);
  assert.equal((await stopped(30_000, 0)).endedMs, 5_000);
});
