/** A crash at every point of writing: what was confirmed is there, and what is there makes the state. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { AskError, defineActor, type SnapshotStore, supervisor } from "./mod.ts";
import { MemoryStore } from "./journal.ts";
import { moduleOf, testKit } from "./testkit.ts";

/** Fails at the given writes (counted over both kinds), before they took effect or after. */
class FailingStore implements SnapshotStore {
  readonly inner = new MemoryStore();
  writes = 0;

  constructor(private readonly failures: ReadonlyMap<number, "before" | "after">) {}

  load(id: string) {
    return this.inner.load(id);
  }

  append(id: string, events: readonly unknown[]): Promise<void> {
    return this.#write(() => this.inner.append(id, events));
  }

  save(id: string, version: number, state: unknown): Promise<void> {
    return this.#write(() => this.inner.save(id, version, state));
  }

  async #write(write: () => Promise<void>): Promise<void> {
    const failure = this.failures.get(this.writes++);
    if (failure === "before") throw new Error("the store is away");
    await write();
    if (failure === "after") throw new Error("the store went away before it could say so");
  }
}

const protocol = { Add: { in: z.number(), out: z.array(z.number()) }, Get: { out: z.array(z.number()) } };
const numbers = z.object({ list: z.array(z.number()) });

/** Keeps every number, by events or by snapshots. */
const keepers = {
  events: moduleOf(defineActor({
    protocol,
    args: z.undefined(),
    persist: {
      version: 1,
      state: numbers,
      event: z.number(),
      snapshotEvery: 3,
      apply: ({ list }, n) => ({ list: [...list, n] }),
    },
    init: (_ctx, _args, recovered) => recovered ?? { list: [] as number[] },
    on: {
      async Add(state, n, ctx) {
        await ctx.persist(n);
        return state.list;
      },
      Get: (state) => state.list,
    },
  })),
  snapshots: moduleOf(defineActor({
    protocol,
    args: z.undefined(),
    persist: { version: 1, state: numbers },
    init: (_ctx, _args, recovered) => recovered ?? { list: [] as number[] },
    on: {
      Add(state, n) {
        state.list.push(n);
        return state.list;
      },
      Get: (state) => state.list,
    },
  })),
};

const failures = fc.uniqueArray(
  fc.tuple(fc.nat(25), fc.constantFrom("before" as const, "after" as const)),
  { selector: ([write]) => write, maxLength: 6 },
).map((entries) => new Map(entries));

for (const [way, module] of Object.entries(keepers)) {
  Deno.test(`whichever writes fail, an actor that keeps ${way} comes back with what the store holds`, async () => {
    await fc.assert(fc.asyncProperty(failures, async (failing) => {
      const store = new FailingStore(failing);
      await using kit = testKit({ store });
      const children = [{ id: "keeper", module }];
      const system = await kit.start(supervisor({ strategy: "one_for_one", intensity: 100, children }));
      const keeper = system.whereis("/root/keeper", protocol);
      const confirmed: number[] = [];
      for (let n = 1; n <= 15; n++) {
        const asked = keeper.ask("Add", n).then(
          () => confirmed.push(n),
          (error: unknown) => assert.ok(error instanceof AskError && error.code === "crash"),
        );
        await kit.settle();
        await asked;
      }
      await kit.crash("/root/keeper");
      const answer = keeper.ask("Get", undefined);
      await kit.settle();
      const kept = await answer;
      assert.deepEqual(kept, await replay(store.inner));
      assert.deepEqual(kept, kept.toSorted((a, b) => a - b));
      // Events are confirmed when they are safe; a snapshot follows its message.
      if (way === "events") assert.deepEqual(confirmed.filter((n) => !kept.includes(n)), []);
    }));
  });
}

/** What the store holds, put together by hand. */
async function replay(store: MemoryStore): Promise<readonly number[]> {
  const stored = await store.load("/root/keeper");
  return [...(stored?.state as { list: number[] } | undefined)?.list ?? [], ...(stored?.events ?? []) as number[]];
}
