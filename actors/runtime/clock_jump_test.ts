/** The time of day may be set at any moment: what is measured in durations goes on as before. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { defineActor, supervisor } from "./mod.ts";
import { Heartbeat } from "./heartbeat.ts";
import { moduleOf, testKit } from "./testkit.ts";
import { VirtualClock } from "./virtual_clock.ts";

const hour = 3_600_000;
const protocol = { Tick: {}, Ticks: { out: z.number() }, Never: { out: z.number() }, Crash: {} };
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: (ctx) => {
    ctx.every("1s", "Tick");
    return { ticks: 0 };
  },
  on: {
    Tick: (state) => void state.ticks++,
    Ticks: (state) => state.ticks,
    Never: () => new Promise<number>(() => {}),
    Crash: () => {
      throw new Error("told to crash");
    },
  },
}));

for (const jumpMs of [-hour, hour]) {
  const set = jumpMs < 0 ? "back" : "forward";

  Deno.test(`asks end by their deadline and timers keep their rhythm when the clock is set ${set}`, async () => {
    await using kit = testKit({ nowMs: 10 * hour });
    const [asked, ticking] = await Promise.all(["asked", "ticking"].map((id) => kit.spawn({ id, module, protocol })));
    const outcomes: string[] = [];
    void asked?.ask("Never", undefined, { timeout: "3s" }).catch(({ code }) => outcomes.push(code));
    await kit.advance("1500ms");
    kit.clock.jump(jumpMs);
    await kit.advance("1499ms");
    assert.deepEqual(outcomes, []);
    await kit.advance("1ms");
    assert.deepEqual(outcomes, ["timeout"]);
    await kit.advance("2s");
    assert.equal(await ticking?.ask("Ticks", undefined), 5);
    assert.equal(kit.system.clock.now(), 10 * hour + 5_000 + jumpMs);
  });

  Deno.test(`a supervisor counts restarts by the time that has gone by when the clock is set ${set}`, async () => {
    await using kit = testKit({ nowMs: 10 * hour });
    const spec = supervisor({ strategy: "one_for_one", intensity: 2, period: "10s", children: [{ id: "a", module }] });
    const system = await kit.start({
      strategy: "one_for_one",
      children: [{ id: "s", supervisor: spec, restart: "temporary" }],
    });
    for (let crash = 0; crash < 2; crash++) await kit.crash("/root/s/a");
    kit.clock.jump(jumpMs);
    await kit.advance("1s");
    await kit.crash("/root/s/a");
    assert.equal((await system.tree()).children[0]?.status, "halted");
  });
}

Deno.test("a heartbeat is missed by silence alone, not by a clock that was set or an isolate that stood still", () => {
  const event = fc.oneof(
    fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ do: fc.constant("jump" as const), ms: fc.integer({ min: -hour, max: hour }) }),
    fc.constant({ do: "beat" as const, ms: 0 }),
  );
  fc.assert(fc.property(fc.array(event, { maxLength: 100 }), (events) => {
    const clock = new VirtualClock(10 * hour);
    let [beats, silentSinceMs, found] = [0, clock.elapsed(), false];
    const heartbeat = new Heartbeat(clock, () => beats, () => ({ everyMs: 100, misses: 3 }), () => found = true);
    for (const { do: what, ms } of events) {
      if (what === "jump") clock.jump(ms);
      else if (what === "beat") [beats, silentSinceMs] = [beats + 1, clock.elapsed()];
      else {
        const untilMs = clock.elapsed() + ms;
        while (clock.step(untilMs));
        if (clock.elapsed() < untilMs) clock.timer(untilMs - clock.elapsed(), () => {});
        while (clock.step(untilMs));
      }
      const silentMs = clock.elapsed() - silentSinceMs;
      if (found) return assert.ok(silentMs >= 300 - 25, `found after ${silentMs} ms`);
      assert.ok(silentMs <= 300 + 2 * 25, `not found after ${silentMs} ms`);
    }
    heartbeat.stop();
  }));
});
