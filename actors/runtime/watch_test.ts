/** Whatever the end: each watch hears of exactly one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { defineActor, type Down, downSchema, supervisor } from "./mod.ts";
import { scale, seed } from "./test_scale.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = {
  Crash: {},
  EndAs: { in: z.enum(["normal", "oom"]) },
  Watch: {},
  Ended: { in: downSchema },
  GetEnds: { out: z.array(z.custom<Down>()) },
};
const place = { process: "p" } as const;
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: () => ({ ends: [] as Down[] }),
  on: {
    Crash: () => {
      throw new Error("told to crash");
    },
    EndAs: (_state, kind, ctx) => ctx.stop({ kind }),
    Watch: (_state, _message, ctx) => void ctx.watch(ctx.whereis("/root/watched", protocol), "Ended"),
    Ended: (state, down) => void state.ends.push(down),
    GetEnds: (state) => state.ends,
  },
}));
const tree = supervisor({
  strategy: "one_for_one",
  intensity: 10_000,
  children: [{ id: "watched", module, place }, { id: "watcher", module }],
});

const command = fc.constantFrom(
  "watch",
  "watch",
  "crash",
  "normal",
  "kill",
  "hang",
  "oom",
  "stop",
  "restart",
  "upgrade",
);
const reasonOf: Record<string, string> = { crash: "crash", normal: "normal", kill: "killed", hang: "hung", oom: "oom" };

Deno.test("whatever ends an actor and whoever starts it again, each watch brings exactly one Down with the true reason", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      await using kit = testKit();
      const system = await kit.start(tree);
      const [watched, watcher] = ["watched", "watcher"].map((id) => system.whereis(`/root/${id}`, protocol));
      const expected: string[] = [];
      let waiting = 0;
      let up = true;
      const ended = (reason: string) => {
        for (; waiting > 0; waiting--) expected.push(reason);
      };
      for (const next of commands) {
        if (next === "watch") {
          watcher?.tell("Watch");
          if (up) waiting++;
          else expected.push("noproc");
        } else if (next === "stop" || next === "restart") {
          await system[next]("/root/watched");
          if (up) ended("shutdown");
          up = next === "restart";
        } else if (next === "upgrade") {
          if (up) await system.upgrade("/root/watched", module);
        } else if (up) {
          if (next === "kill") await system.killHost(place);
          else if (next === "hang") kit.hang("/root/watched");
          else if (next === "crash") watched?.tell("Crash");
          else watched?.tell("EndAs", next === "oom" ? "oom" : "normal");
          await kit.advance("2s");
          ended(reasonOf[next] ?? "");
        }
        await kit.settle();
        const answer = watcher?.ask("GetEnds", undefined);
        await kit.settle();
        assert.deepEqual((await answer)?.map(({ reason }) => reason.kind), expected);
      }
    }),
    { numRuns: scale(100, 2_000), seed },
  );
});
