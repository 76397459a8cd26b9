/** What overtakes what: a kill, a stop, the end of somebody watched, a message. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { defineActor, downSchema, supervisor } from "./mod.ts";
import { scale, seed } from "./test_scale.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = { Work: {}, Note: { in: z.string() }, Ended: { in: downSchema } };
const others = ["o0", "o1", "o2", "o3"];

const event = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("note" as const) },
  { weight: 2, arbitrary: fc.constantFrom("down" as const) },
  { weight: 1, arbitrary: fc.constantFrom("stop" as const, "kill" as const) },
);

/** The rules in the plainest words. While it works, everything waits; then one lane after the other. */
function expectedOf(events: readonly string[]): string[] {
  const until = events.findIndex((one) => one === "stop" || one === "kill");
  if (until !== -1) return events[until] === "kill" ? ["begun"] : ["begun", "worked", "terminated"];
  let downs = 0;
  const ended = events.flatMap((one) => one === "down" && downs < others.length ? [`down o${downs++}`] : []);
  const noted = events.flatMap((one, n) => one === "note" ? [`note ${n}`] : []);
  return ["begun", "worked", ...ended, ...noted];
}

Deno.test("a kill overtakes everything, a stop what waits, the end of somebody watched all messages", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
      const log: string[] = [];
      const busy = moduleOf(defineActor({
        protocol,
        args: z.undefined(),
        init: (ctx) => {
          for (const id of others) ctx.watch(ctx.whereis(`/root/${id}`, {}), "Ended");
        },
        on: {
          async Work(_state, _message, ctx) {
            log.push("begun");
            await ctx.clock.sleep("1s");
            if (!ctx.signal.aborted) log.push("worked");
          },
          Note: (_state, text) => void log.push(text),
          Ended: (_state, { path }) => void log.push(`down ${path.slice("/root/".length)}`),
        },
        terminate: () => void log.push("terminated"),
      }));
      const idle = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} }));
      await using kit = testKit();
      const system = await kit.start(supervisor({
        strategy: "one_for_one",
        children: [...others.map((id) => ({ id, module: idle })), {
          id: "busy",
          module: busy,
          place: { worker: "w" },
          restart: "temporary",
        }],
      }));
      const ref = system.whereis("/root/busy", protocol);
      ref.tell("Work");
      await kit.settle();
      let downs = 0;
      let stopping: Promise<void> | undefined;
      for (const [n, next] of events.entries()) {
        if (next === "note") ref.tell("Note", `note ${n}`);
        else if (next === "down") {
          const id = others[downs++];
          if (id !== undefined) await system.stop(`/root/${id}`);
        } else {
          if (next === "kill") await system.killHost({ worker: "w" });
          else stopping = system.stop("/root/busy");
          break;
        }
        await kit.settle();
      }
      await kit.advance("10s");
      await stopping;
      assert.deepEqual(log, expectedOf(events));
    }),
    { numRuns: scale(200, 5_000), seed },
  );
});
