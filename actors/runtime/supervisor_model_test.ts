import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type ChildSpec, defineActor, supervisor } from "./mod.ts";
import { type ModelOptions, ModelSupervisor } from "./supervisor_model.ts";
import { moduleOf, type TestKit, testKit } from "./testkit.ts";

const protocol = { Crash: {}, End: {} };
const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: () => undefined,
  on: {
    Crash: () => {
      throw new Error("told to crash");
    },
    End: (_state, _message, ctx) => ctx.stop(),
  },
}));

const ids = ["a", "b", "c", "d"];
const id = fc.constantFrom(...ids);
const restart = fc.constantFrom("permanent" as const, "transient" as const, "temporary" as const);
const childOf = (name: string) => fc.record({ id: fc.constant(name), restart, significant: fc.boolean() });
const options: fc.Arbitrary<ModelOptions> = fc.record({
  strategy: fc.constantFrom("one_for_one", "one_for_all", "rest_for_one", "dynamic"),
  intensity: fc.integer({ min: 0, max: 4 }),
  periodMs: fc.constant(1_000),
  autoShutdown: fc.constantFrom("never", "never", "any_significant", "all_significant"),
});
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("crash" as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("end" as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("start" as const), id, restart, significant: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 800 }) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const path = (child: string) => `/root/sup/${child}`;

/** Does the command to both; what one refuses the other must not have. */
async function perform(next: Command, kit: TestKit, model: ModelSupervisor): Promise<void> {
  const known = "id" in next && model.children.some((child) => child.id === next.id);
  if (next.do === "wait") await kit.advance(next.ms);
  else if (next.do === "start") {
    const spec: ChildSpec = { id: next.id, module, restart: next.restart, significant: next.significant };
    const started = kit.system.start("/root/sup", spec);
    if (!model.running || !model.start(next.id, next.restart, next.significant)) await assert.rejects(started);
    else await started;
  } else if (next.do === "stop" || next.do === "restart") {
    const done = next.do === "stop" ? kit.system.stop(path(next.id)) : kit.system.restart(path(next.id));
    if (known) await done;
    else await assert.rejects(done);
    model[next.do](next.id);
  } else {
    kit.system.whereis(path(next.id), protocol).tell(next.do === "crash" ? "Crash" : "End");
    await kit.settle();
    model.ends(next.id, next.do === "crash", kit.clock.now());
  }
}

async function compare(kit: TestKit, model: ModelSupervisor): Promise<void> {
  const [sup] = (await kit.system.tree()).children;
  assert.equal(sup?.status === "running", model.running);
  const real = sup?.children.map((node) => ({
    id: node.path.slice("/root/sup/".length),
    running: node.status === "running",
    starts: node.restarts + 1,
  }));
  assert.deepEqual(real, model.children.map(({ id, running, starts }) => ({ id, running, starts })));
}

const histories = Number(Deno.env.get("HISTORIES") ?? 300);

Deno.test(`a supervisor does what the reference does, in ${histories} random histories`, async () => {
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.tuple(childOf("a"), childOf("b"), childOf("c")),
      fc.array(command, { minLength: 1, maxLength: 25 }),
      async (opts, children, commands) => {
        await using kit = testKit();
        const { strategy, intensity, periodMs, autoShutdown } = opts;
        const specs = children.map((child) => ({ ...child, module }));
        const spec = supervisor({ strategy, intensity, period: periodMs, autoShutdown, children: specs });
        await kit.start(supervisor({
          strategy: "one_for_one",
          children: [{ id: "sup", restart: "temporary", supervisor: spec }],
        }));
        const model = new ModelSupervisor(opts, children);
        for (const next of commands) {
          await perform(next, kit, model);
          await compare(kit, model);
        }
        const { sent, handled, dead, queued } = kit.system.counts();
        assert.equal(sent, handled + dead + queued);
      },
    ),
    { numRuns: histories },
  );
});
