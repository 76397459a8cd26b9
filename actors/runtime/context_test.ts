import assert from "node:assert/strict";
import { z } from "zod";
import { type ActorContext, defineActor, downSchema, supervisor, topic } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = {
  Note: { in: z.string() },
  Notes: { out: z.array(z.string()) },
  Later: { in: z.object({ after: z.string().optional(), every: z.string().optional() }) },
  Hold: {},
  Release: {},
  Throw: {},
  Sleep: { in: z.object({ ms: z.number() }) },
  Ended: { in: downSchema },
  Unwatch: { in: z.string() },
} as const;

/** Notes what it is told, unless it holds: then it puts notes aside. */
const noter = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  mailbox: { capacity: 4 },
  init: () => ({ notes: [] as string[], holds: false }),
  on: {
    Note: (state, note, ctx) => state.holds ? ctx.stash() : void state.notes.push(note),
    Notes: (state) => state.notes,
    Later: (_state, { after, every }, ctx) => {
      if (after !== undefined) ctx.after("1s", "Note", after);
      if (every !== undefined) ctx.every("1s", "Note", every);
    },
    Hold: (state) => {
      state.holds = true;
    },
    Release: (state, _, ctx) => {
      state.holds = false;
      ctx.unstash();
    },
    Throw: () => {
      throw new Error("told to throw");
    },
    Sleep: (_state, { ms }, ctx) => ctx.clock.sleep(ms),
    Ended: (state, { path }) => void state.notes.push(`${path} ended`),
    Unwatch: (_state, path, ctx) => ctx.watch(ctx.whereis(path, {}), "Ended")(),
  },
}));

Deno.test("timers come at their time, again without drift, and end with the incarnation", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const ref = await kit.spawn({ id: "n", module: noter, protocol });
  ref.tell("Later", { after: "once", every: "again" });
  await kit.advance("2500ms");
  assert.deepEqual(await ref.ask("Notes", undefined), ["once", "again", "again"]);
  await kit.crash(ref.path);
  await kit.advance("10s");
  assert.deepEqual(await ref.ask("Notes", undefined), []);
});

Deno.test("what is put aside comes back first and in order, also after a crash", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "n", module: noter, protocol });
  ref.tell("Hold");
  ref.tell("Note", "1");
  ref.tell("Note", "2");
  await kit.settle();
  assert.deepEqual(await ref.ask("Notes", undefined), []);
  ref.tell("Release");
  ref.tell("Note", "3");
  assert.deepEqual(await ref.ask("Notes", undefined), ["1", "2", "3"]);
  ref.tell("Hold");
  ref.tell("Note", "4");
  ref.tell("Throw");
  assert.deepEqual(await ref.ask("Notes", undefined), ["4"]);
});

Deno.test("a full mailbox refuses: the ask fails, the tell is a dead letter", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "n", module: noter, protocol });
  ref.tell("Sleep", { ms: 1_000 });
  await kit.settle();
  for (const note of ["1", "2", "3", "4", "5"]) ref.tell("Note", note);
  await assert.rejects(ref.ask("Notes", undefined), { code: "overflow" });
  await kit.advance("1s");
  assert.deepEqual(await ref.ask("Notes", undefined), ["1", "2", "3", "4"]);
  assert.deepEqual(kit.deadLetters.map(({ kind, why }) => `${kind} ${why}`), ["Note overflow", "Notes overflow"]);
  assert.equal((await kit.system.tree()).children[0]?.mailbox.dropped, 2);
});

Deno.test("messages of one sender arrive in order, and a watch that was given up is silent", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "n", module: noter, protocol, place: { worker: "w" } });
  ref.tell("Unwatch", "/root/nobody");
  for (let n = 0; n < 30; n++) {
    ref.tell("Note", String(n));
    if (n % 3 === 0) await kit.settle();
  }
  const expected = ["/root/nobody ended", ...Array.from({ length: 30 }, (_, n) => String(n))];
  assert.deepEqual(await ref.ask("Notes", undefined), expected);
});

Deno.test("a hanging group is found by its heartbeats and comes back whole; a dropped message is counted", async () => {
  await using kit = testKit();
  const heartbeat = { every: "500ms", misses: 3 } as const;
  const place = { worker: "w" };
  const a = await kit.spawn({ id: "a", module: noter, protocol, place, heartbeat });
  const b = await kit.spawn({ id: "b", module: noter, protocol, place });
  kit.hang(a.path);
  a.tell("Note", "kept");
  await kit.advance("1499ms");
  assert.equal((await kit.system.tree()).children[0]?.restarts, 0);
  await kit.advance("1ms");
  assert.deepEqual((await kit.system.tree()).children.map(({ restarts, lastExit }) => [restarts, lastExit?.kind]), [
    [1, "hung"],
    [1, "hung"],
  ]);
  assert.deepEqual(await a.ask("Notes", undefined), ["kept"]);
  kit.drop(b.path, "Note");
  b.tell("Note", "lost");
  b.tell("Note", "arrives");
  assert.deepEqual(await b.ask("Notes", undefined), ["arrives"]);
  assert.deepEqual(kit.deadLetters.map(({ why }) => why), ["dropped"]);
});

const accountProtocol = { Deposit: { in: z.number(), out: z.number() }, Throw: {} } as const;
const deposited = z.object({ amount: z.number() });
const account = moduleOf(defineActor({
  protocol: accountProtocol,
  args: z.object({ opening: z.number() }),
  persist: {
    version: 1,
    state: z.object({ balance: z.number() }),
    event: deposited,
    snapshotEvery: 3,
    apply: (state, { amount }) => ({ balance: state.balance + amount }),
  },
  init: (_ctx, { opening }, recovered) => recovered ?? { balance: opening },
  on: {
    Deposit: async (state, amount, ctx) => {
      await ctx.persist({ amount });
      return state.balance;
    },
    Throw: () => {
      throw new Error("told to throw");
    },
  },
}));

Deno.test("an event-sourced actor comes back with every stored event", async () => {
  await using kit = testKit();
  const spec = { id: "account", module: account, protocol: accountProtocol, args: { opening: 100 } };
  const ref = await kit.spawn(spec);
  for (let n = 1; n <= 5; n++) await ref.ask("Deposit", n);
  ref.tell("Throw");
  assert.equal(await ref.ask("Deposit", 0), 115);
  await kit.system.stop(ref.path);
  await kit.spawn({ ...spec, args: { opening: 0 } });
  assert.equal(await ref.ask("Deposit", 0), 115);
});

Deno.test("children of an actor end before it and start with it again", async () => {
  const told: string[] = [];
  const leaf = moduleOf(defineActor({
    protocol: {},
    args: z.string(),
    init: (_ctx, name) => {
      told.push(`${name} starts`);
      return name;
    },
    on: {},
    terminate: (name, { kind }) => void told.push(`${name} ends: ${kind}`),
  }));
  const parent = moduleOf(defineActor({
    protocol: { Throw: {} },
    args: z.undefined(),
    init: async (ctx: ActorContext) => {
      await ctx.spawn({ id: "one", module: leaf, args: "one" });
      await ctx.spawn({ id: "two", module: leaf, args: "two" });
    },
    on: {
      Throw: () => {
        throw new Error("told to throw");
      },
    },
    terminate: (_state, { kind }) => void told.push(`parent ends: ${kind}`),
  }));
  await using kit = testKit();
  const ref = await kit.spawn({ id: "parent", module: parent, protocol: { Throw: {} } });
  assert.deepEqual(told.splice(0), ["one starts", "two starts"]);
  ref.tell("Throw");
  await kit.settle();
  assert.deepEqual(told.slice(0, 1), ["parent ends: crash"]);
  assert.deepEqual(told.splice(0).slice(-2), ["one starts", "two starts"]);
  await kit.system.stop(ref.path);
  assert.deepEqual(told.toSorted(), ["one ends: shutdown", "parent ends: shutdown", "two ends: shutdown"]);
  assert.equal(told.at(-1), "parent ends: shutdown");
});

Deno.test("a module may declare a supervisor, and a limit of children is kept", async () => {
  const pool = moduleOf(supervisor({ strategy: "dynamic", maxChildren: 1 }));
  await using kit = testKit();
  await kit.spawn({ id: "pool", module: pool });
  await kit.system.start("/root/pool", { id: "a", module: noter });
  await assert.rejects(
    kit.system.start("/root/pool", { id: "b", module: noter }),
    /Cannot start "b" below \/root\/pool: it may have 1 children/,
  );
  await kit.system.stop("/root/pool/a");
  await kit.system.start("/root/pool", { id: "b", module: noter });
});

Deno.test("traces, dead letters and the end of the system can be followed", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "n", module: noter, protocol });
  const traced: string[] = [];
  const tracing = (async () => {
    for await (const { kind, direction } of kit.system.trace(ref.path)) traced.push(`${direction} ${kind}`);
  })();
  ref.tell("Note", "1");
  await ref.ask("Notes", undefined);
  await kit.system.stop();
  await tracing;
  assert.deepEqual(traced, ["in Note", "in Notes"]);
  assert.deepEqual(await kit.system.ended, { kind: "shutdown" });
  ref.tell("Note", "2");
  assert.equal(kit.system.counts().dead, 1);
});

Deno.test("random junk from another isolate never crashes an actor", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "n", module: noter, protocol, place: { process: "p" } });
  const junk = [null, 1, "x", {}, [], { ms: "1" }, { path: 1 }, undefined, true, { reason: null }];
  for (const payload of junk) {
    for (const kind of ["Later", "Sleep", "Ended", "constructor", "__proto__", "nonsense"]) {
      (ref as unknown as { tell(kind: string, payload: unknown): void }).tell(kind, payload);
      await kit.settle();
    }
  }
  assert.equal((await kit.system.tree()).children[0]?.restarts, 0);
  const { sent, handled, dead, queued } = kit.system.counts();
  assert.equal(sent, handled + dead + queued);
});

Deno.test("a schema that throws refuses the message, and a value nested without end fits none", async () => {
  type Nested = { readonly next?: Nested | undefined };
  const nested: z.ZodType<Nested> = z.object({
    get next() {
      return nested.optional();
    },
  });
  const picky = z.string().refine(() => {
    throw new TypeError("the check itself failed");
  });
  const strict = { Take: { in: picky, out: z.string() }, Nest: { in: nested, out: nested } };
  await using kit = testKit();
  const module = moduleOf(defineActor({
    protocol: strict,
    args: z.undefined(),
    init: () => null,
    on: { Take: () => "taken", Nest: (_state, { next }) => ({ next }) },
  }));
  const ref = await kit.spawn({ id: "strict", module, protocol: strict, place: { process: "p" } });
  let deep: Nested = {};
  for (let depth = 0; depth < 3_000; depth++) deep = { next: deep };
  for (const asked of [ref.ask("Take", "x"), ref.ask("Nest", deep)]) {
    await kit.settle();
    await assert.rejects(asked, { code: "invalid" });
  }
  assert.deepEqual(await ref.ask("Nest", { next: {} }), { next: {} });
});

Deno.test("a value that does not fit its topic is refused where it enters", async () => {
  const sizes = topic("sizes", z.number());
  await using kit = testKit();
  await kit.spawn({ id: "n", module: noter, protocol });
  const probe = kit.probe(sizes);
  probe.none();
  kit.system.publish(sizes, 4);
  assert.equal(await probe.next(), 4);
  await assert.rejects(probe.next(), /No further value on topic sizes/);
});

Deno.test("a child that nobody starts again leaves a dynamic supervisor, which remembers the last ten", async () => {
  await using kit = testKit();
  await kit.start(supervisor({ strategy: "dynamic" }));
  for (let n = 1; n <= 12; n++) {
    await kit.spawn({ id: `c${n}`, module: noter, protocol, restart: "temporary" });
    await kit.advance(100);
    await kit.crash(`/root/c${n}`, new RangeError(`end ${n}`));
  }
  const { children, departed } = await kit.system.tree();
  assert.deepEqual(children, []);
  assert.equal(departed?.length, 10);
  assert.deepEqual(departed?.at(-1), { id: "c12", reason: departed?.at(-1)?.reason, atMs: 1_200 });
  assert.deepEqual([departed?.at(-1)?.reason.kind, departed?.at(-1)?.reason.error?.message], ["crash", "end 12"]);
});
