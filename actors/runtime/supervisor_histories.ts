/**
 * Random histories of one supervisor, played to the real one and to the reference side by side.
 *
 * The real one is handed in as a module of its own, so that a broken copy of the runtime can take its place.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { defineActor, partitionPath, supervisor } from "./define.ts";
import type { ActorContext, ChildSpec } from "./types.ts";
import { type ModelOptions, ModelSupervisor } from "./supervisor_model.ts";
import type { moduleOf, TestKit, testKit } from "./testkit.ts";

/** The test kit of the runtime under test. */
export interface Subject {
  readonly testKit: typeof testKit;
  readonly moduleOf: typeof moduleOf;
}

const protocol = { Crash: {}, End: {} };
type Context = ActorContext<typeof protocol>;

const id = fc.constantFrom("0", "1", "2", "3");
const restart = fc.constantFrom("permanent" as const, "transient" as const, "temporary" as const);
const childOf = (name: string) => fc.record({ id: fc.constant(name), restart, significant: fc.boolean() });
const options: fc.Arbitrary<ModelOptions> = fc.record({
  strategy: fc.constantFrom("one_for_one", "one_for_all", "rest_for_one", "dynamic", "partition"),
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
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("jump" as const), ms: fc.integer({ min: -5_000, max: 5_000 }) }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const path = (child: string) => `/root/sup/${child}`;
/** Of three partitions, who handles which key: written down here, since it must never change. */
const keys: Readonly<Record<string, string>> = { "0": "BTC/USDT", "1": "ETH/USDT", "2": "ADA/USDT" };
const nameOf = (child: string) => child.slice("/root/sup/".length);

/** Both supervisors, and what the children of the real one lived through. */
class SideBySide {
  readonly #real: string[] = [];
  readonly #module: string;

  constructor(
    subject: Subject,
    readonly kit: TestKit,
    readonly model: ModelSupervisor,
    readonly options: ModelOptions,
  ) {
    this.#module = subject.moduleOf(defineActor({
      protocol,
      args: z.undefined(),
      init: (ctx: Context) => {
        this.#real.push(`${nameOf(ctx.self.path)} starts`);
      },
      on: {
        Crash: () => {
          throw new Error("told to crash");
        },
        End: (_state, _message, ctx) => ctx.stop(),
      },
      terminate: (_state, _reason, ctx: Context) => {
        this.#real.push(`${nameOf(ctx.self.path)} ends`);
      },
    }));
  }

  async begin(): Promise<void> {
    const { strategy, intensity, periodMs, autoShutdown } = this.options;
    const children = this.model.children.map(({ id, restart, significant }) => ({
      id,
      restart,
      significant,
      module: this.#module,
    }));
    const spec = supervisor({ strategy, intensity, period: periodMs, autoShutdown, children });
    const sup = { id: "sup", restart: "temporary" as const, supervisor: spec };
    await this.kit.start(supervisor({ strategy: "one_for_one", children: [sup] }));
  }

  /** Does the command to both; what one refuses the other must not have. */
  async perform(next: Command): Promise<void> {
    const { kit, model } = this;
    if (next.do === "wait") return await kit.advance(next.ms);
    if (next.do === "jump") return kit.clock.jump(next.ms);
    if (next.do === "start") return await this.#start(next);
    if (next.do === "stop" || next.do === "restart") return await this.#byHand(next.do, next.id);
    kit.system.whereis(this.#address(next.id), protocol).tell(next.do === "crash" ? "Crash" : "End");
    await kit.settle();
    model.ends(next.id, next.do === "crash", kit.clock.elapsed());
  }

  /** @throws when they differ in who is there, who runs, how often each was started, or in which order they came and went. */
  async compare(): Promise<void> {
    const { kit, model, options: { strategy } } = this;
    const [sup] = (await kit.system.tree()).children;
    assert.equal(sup?.status === "running", model.running);
    const real = sup?.children.map((node) => ({
      id: nameOf(node.path),
      running: node.status === "running",
      starts: node.restarts + 1,
    }));
    assert.deepEqual(real, model.children.map(({ id, running, starts }) => ({ id, running, starts })));
    // The children of a dynamic supervisor end together, in any order.
    const order = (log: string[]) => strategy === "dynamic" ? log.toSorted() : log;
    assert.deepEqual(order(this.#real.splice(0)), order(model.log.splice(0)));
    const { sent, handled, dead, queued } = kit.system.counts();
    assert.equal(sent, handled + dead + queued);
  }

  /** A partition is reached by a key. */
  #address(id: string): string {
    const key = this.options.strategy === "partition" ? keys[id] : undefined;
    return key === undefined ? path(id) : partitionPath("/root/sup", key);
  }

  async #start(next: Extract<Command, { do: "start" }>): Promise<void> {
    const { id, restart, significant } = next;
    const spec: ChildSpec = { id, module: this.#module, restart, significant };
    const started = this.kit.system.start("/root/sup", spec);
    const { model } = this;
    if (!model.running || !model.start(id, restart, significant)) await assert.rejects(started);
    else await started;
  }

  async #byHand(what: "stop" | "restart", id: string): Promise<void> {
    const known = this.model.children.some((child) => child.id === id);
    const done = this.kit.system[what](path(id));
    if (known) await done;
    else await assert.rejects(done);
    this.model[what](id);
  }
}

/** The property: whatever happens, the subject does what the reference does. */
export function behavesLikeTheReference(subject: Subject) {
  return fc.asyncProperty(
    options,
    fc.tuple(childOf("0"), childOf("1"), childOf("2")),
    fc.array(command, { minLength: 1, maxLength: 25 }),
    async (opts, children, commands) => {
      await using kit = subject.testKit();
      const both = new SideBySide(subject, kit, new ModelSupervisor(opts, children), opts);
      await both.begin();
      for (const next of commands) {
        await both.compare();
        await both.perform(next);
      }
      await both.compare();
    },
  );
}
