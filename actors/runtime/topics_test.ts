import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor, topic } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const news = topic("news", z.object({ n: z.number() }));
const protocol = { Heard: { in: news.schema }, GetHeard: { out: z.array(z.number()) } } as const;

const listener = moduleOf(defineActor({
  protocol,
  args: z.object({ slow: z.boolean(), conflate: z.boolean().optional(), max: z.number().optional() }),
  mailbox: { capacity: 100, overflow: "drop-old" },
  init: (ctx, { slow, conflate, max }) => {
    ctx.subscribe(news, "Heard", {
      ...(conflate === undefined ? {} : { conflate }),
      ...(max === undefined ? {} : { demand: { max, min: 1 } }),
    });
    return { slow, heard: [] as number[] };
  },
  on: {
    async Heard(state, { n }, ctx) {
      if (state.slow) await ctx.clock.sleep("1s");
      state.heard.push(n);
    },
    GetHeard: (state) => state.heard,
  },
}));

Deno.test("a slow subscriber holds no other one up, and loses only its own", async () => {
  await using kit = testKit();
  const spec = { module: listener, protocol };
  const slow = await kit.spawn({ ...spec, id: "slow", args: { slow: true } });
  await kit.spawn({ ...spec, id: "conflating", args: { slow: true, conflate: true } });
  await kit.spawn({ ...spec, id: "demanding", args: { slow: true, max: 10 } });
  const fast = await kit.spawn({ ...spec, id: "fast", args: { slow: false } });
  const far = await kit.spawn({ ...spec, id: "far", args: { slow: false }, place: { worker: "w" } });
  const all = Array.from({ length: 1_000 }, (_, n) => n);
  for (const n of all) {
    kit.system.publish(news, { n });
    if (n % 50 === 0) await kit.settle();
  }
  await kit.settle();
  assert.equal(kit.clock.now(), 0);
  assert.deepEqual(await fast.ask("GetHeard", undefined), all);
  assert.deepEqual(await far.ask("GetHeard", undefined), all);
  const lost = Object.groupBy(kit.deadLetters, ({ to }) => to);
  // One is at hand, a hundred wait; ten are in flight, a hundred wait behind them; one is at hand, one waits.
  assert.deepEqual(Object.fromEntries(Object.entries(lost).map(([to, letters]) => [to, letters?.length])), {
    "/root/slow": 1_000 - 101,
    "/root/demanding": 1_000 - 110 - 1,
  });
  await kit.advance("10m");
  assert.deepEqual((await slow.ask("GetHeard", undefined)).slice(-100), all.slice(-100));
  const { sent, handled, dead, queued } = kit.system.counts();
  assert.equal(sent, handled + dead + queued);
});
