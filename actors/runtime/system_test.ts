import assert from "node:assert/strict";
import { z } from "zod";
import { type AskError, createSystem, defineActor, type Down, downSchema, supervisor, topic } from "./mod.ts";
import { explore, moduleOf, testKit } from "./testkit.ts";

const numbers = topic("numbers", z.object({ n: z.number() }));

const counterProtocol = {
  Add: { in: z.object({ by: z.number() }) },
  Fail: {},
  Reject: {},
  Leave: {},
  Get: { out: z.number() },
} as const;

const counter = moduleOf(defineActor({
  protocol: counterProtocol,
  args: z.object({ from: z.number() }).optional(),
  init: (_ctx, args) => ({ total: args?.from ?? 0 }),
  on: {
    Add: (state, { by }) => {
      state.total += by;
    },
    Fail: () => {
      throw new Error("told to fail");
    },
    Reject: () => {
      void Promise.reject(new Error("left behind"));
    },
    Leave: (_state, _message, ctx) => ctx.stop(),
    Get: (state) => state.total,
  },
}));

Deno.test("an actor handles what it is told in order and answers what it is asked", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "counter", module: counter, protocol: counterProtocol, args: { from: 5 } });
  ref.tell("Add", { by: 1 });
  ref.tell("Add", { by: 2 });
  assert.equal(await ref.ask("Get", undefined), 8);
  // @ts-expect-error a payload of the wrong type does not compile
  ref.tell("Add", { by: "1" });
  // @ts-expect-error what is only told cannot be asked
  void (() => ref.ask("Fail", undefined));
});

Deno.test("a crash loses the state and the message at hand, and keeps those queued", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "counter", module: counter, protocol: counterProtocol });
  ref.tell("Add", { by: 10 });
  ref.tell("Fail");
  ref.tell("Add", { by: 1 });
  assert.equal(await ref.ask("Get", undefined), 1);
  const [node] = (await kit.system.tree()).children;
  assert.equal(node?.restarts, 1);
  assert.equal(node?.lastExit?.error?.message, "told to fail");
  assert.deepEqual(kit.deadLetters.map(({ kind, why }) => ({ kind, why })), [{ kind: "Fail", why: "crash" }]);
});

Deno.test("an actor whose waiting messages end it again and again is started as often", async () => {
  for (const place of ["local", { worker: "w" }] as const) {
    await using kit = testKit();
    const ref = await kit.spawn({ id: "counter", module: counter, protocol: counterProtocol, place });
    for (let n = 0; n < 3; n++) ref.tell("Fail");
    assert.equal(await ref.ask("Get", undefined), 0);
    await kit.settle();
    const [node] = (await kit.system.tree()).children;
    assert.deepEqual([node?.restarts, node?.status], [3, "running"]);
  }
});

Deno.test("a rejection that nobody awaits is the crash of the actor that left it", async () => {
  await using system = await createSystem(
    supervisor({
      strategy: "one_for_one",
      children: [{ id: "counter", module: counter }],
    }),
    { logger: { debug() {}, info() {}, warn() {}, error() {} } },
  );
  const ref = system.whereis("/root/counter", counterProtocol);
  ref.tell("Add", { by: 3 });
  ref.tell("Reject");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await ref.ask("Get", undefined), 0);
});

Deno.test("asking nobody, or somebody who ends, fails once and by name", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "c", module: counter, protocol: counterProtocol, restart: "transient" });
  const nobody = kit.system.whereis("/root/nobody", counterProtocol);
  await assert.rejects(nobody.ask("Get", undefined), { name: "AskError", code: "noproc" });
  ref.tell("Leave");
  await assert.rejects(ref.ask("Get", undefined), (error: AskError) => error.code === "noproc");
});

const idleProtocol = {
  Never: { out: z.number() },
  Ended: { in: downSchema },
  Ends: { out: z.array(z.custom<Down>()) },
};
const idle = moduleOf(defineActor({
  protocol: idleProtocol,
  args: z.object({ watch: z.string() }).optional(),
  init(ctx, args) {
    if (args !== undefined) ctx.watch(ctx.whereis(args.watch, {}), "Ended");
    return { ends: [] as Down[] };
  },
  on: {
    Never: () => new Promise<number>(() => {}),
    Ended: (state, down) => {
      state.ends.push(down);
    },
    Ends: (state) => state.ends,
  },
}));

Deno.test("an ask without answer ends at its deadline, and a signal ends it before", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "idle", module: idle, protocol: idleProtocol });
  const late = assert.rejects(ref.ask("Never", undefined, { timeout: "1s" }), { code: "timeout" });
  await kit.advance("999ms");
  await kit.advance("1ms");
  await late;
  const abort = new AbortController();
  const given = assert.rejects(ref.ask("Never", undefined, { signal: abort.signal }), { code: "aborted" });
  abort.abort();
  await given;
});

Deno.test("a watcher hears of an end exactly once, and at once of one who never was", async () => {
  await using kit = testKit();
  const watched = await kit.spawn({ id: "counter", module: counter, protocol: counterProtocol });
  const watcher = await kit.spawn({ id: "a", module: idle, protocol: idleProtocol, args: { watch: watched.path } });
  const other = await kit.spawn({ id: "b", module: idle, protocol: idleProtocol, args: { watch: "/root/nobody" } });
  watched.tell("Fail");
  await kit.settle();
  watched.tell("Fail");
  await kit.settle();
  assert.deepEqual((await watcher.ask("Ends", undefined)).map(({ path, reason }) => [path, reason.kind]), [
    ["/root/counter", "crash"],
  ]);
  assert.deepEqual((await other.ask("Ends", undefined)).map(({ reason }) => reason.kind), ["noproc"]);
});

const listenerProtocol = { Heard: { in: z.object({ n: z.number() }) }, All: { out: z.array(z.number()) } };
const listener = moduleOf(defineActor({
  protocol: listenerProtocol,
  args: z.object({ key: z.string().optional(), conflate: z.boolean().optional(), slow: z.boolean().optional() }),
  init(ctx, { key, conflate, slow }) {
    ctx.subscribe(key === undefined ? numbers : numbers.key(key), "Heard", { conflate: conflate ?? false });
    return { slow, heard: [] as number[] };
  },
  on: {
    async Heard(state, { n }, ctx) {
      if (state.slow) await ctx.clock.sleep("1s");
      state.heard.push(n);
    },
    All: (state) => state.heard,
  },
}));

Deno.test("a subscriber hears its key, one of the unkeyed topic every key, a conflating one the newest", async () => {
  await using kit = testKit();
  const spec = { module: listener, protocol: listenerProtocol };
  const all = await kit.spawn({ ...spec, id: "all", args: {} });
  const a = await kit.spawn({ ...spec, id: "a", args: { key: "a" }, place: { worker: "w" } });
  const newest = await kit.spawn({ ...spec, id: "newest", args: { key: "a", conflate: true, slow: true } });
  kit.system.publish(numbers.key("a"), { n: 1 });
  await kit.settle();
  kit.system.publish(numbers.key("b"), { n: 2 });
  kit.system.publish(numbers.key("a"), { n: 3 });
  kit.system.publish(numbers.key("a"), { n: 4 });
  kit.system.publish(numbers, { n: 5 });
  assert.deepEqual(await all.ask("All", undefined), [1, 2, 3, 4, 5]);
  assert.deepEqual(await a.ask("All", undefined), [1, 3, 4]);
  await kit.advance("3s");
  assert.deepEqual(await newest.ask("All", undefined), [1, 4]);
});

Deno.test("the platform starts in order, stops in reverse, and names what did not start", async () => {
  const log: string[] = [];
  const logging = moduleOf(defineActor({
    protocol: {},
    args: z.object({ name: z.string(), fails: z.boolean().optional() }),
    init(_ctx, { name, fails }) {
      if (fails) throw new Error("no port");
      log.push(`start ${name}`);
      return name;
    },
    on: {},
    terminate: (name, reason) => void log.push(`stop ${name} ${reason.kind}`),
  }));
  const tree = (fails: boolean) =>
    supervisor({
      strategy: "rest_for_one",
      children: [
        { id: "a", module: logging, args: { name: "a" } },
        {
          id: "s",
          supervisor: supervisor({
            strategy: "one_for_one",
            children: [{ id: "b", module: logging, args: { name: "b" } }],
          }),
        },
        { id: "c", module: logging, args: { name: "c", fails } },
      ],
    });
  {
    await using kit = testKit();
    await kit.start(tree(false));
  }
  const orderly = ["start a", "start b", "start c", "stop c shutdown", "stop b shutdown", "stop a shutdown"];
  assert.deepEqual(log.splice(0), orderly);
  await using kit = testKit();
  await assert.rejects(kit.start(tree(true)), { message: "Cannot start /root/c: crash: Error: no port" });
  assert.deepEqual(log, ["start a", "start b", "stop b shutdown", "stop a shutdown"]);
});

Deno.test("too many restarts end the supervisor, and its own supervisor decides", async () => {
  await using kit = testKit();
  const system = await kit.start(supervisor({
    strategy: "one_for_one",
    children: [{
      id: "strategy",
      restart: "temporary",
      supervisor: supervisor({
        strategy: "one_for_all",
        intensity: 2,
        period: "10s",
        children: [{ id: "counter", module: counter }],
      }),
    }],
  }));
  for (let crash = 0; crash < 3; crash++) await kit.crash("/root/strategy/counter");
  const [node] = (await system.tree()).children;
  assert.equal(node?.status, "halted");
  assert.match(node?.lastExit?.error?.message ?? "", /gave up: more than 2 restarts in 10000 ms/);
});

Deno.test("a back-off waits longer each time and keeps the mailbox", async () => {
  await using kit = testKit();
  const system = await kit.start(supervisor({
    strategy: "one_for_one",
    backoff: { min: "1s", max: "4s", resetAfter: "1h" },
    children: [{ id: "counter", module: counter }],
  }));
  const ref = system.whereis("/root/counter", counterProtocol);
  for (const waitS of [1, 2, 4, 4]) {
    await kit.crash(ref.path);
    ref.tell("Add", { by: waitS });
    await kit.advance((waitS * 1_000) - 1);
    assert.equal((await system.tree()).children[0]?.status, "restarting");
    await kit.advance("1ms");
    assert.equal(await ref.ask("Get", undefined), waitS);
  }
});

Deno.test("with a back-off a child that cannot start is tried again, ever more seldom, and its supervisor starts", async () => {
  const startsMs: number[] = [];
  const reluctant = moduleOf(defineActor({
    protocol: {},
    args: z.undefined(),
    init(ctx) {
      startsMs.push(ctx.clock.now());
      if (ctx.clock.now() < 30_000) throw new Error("not yet");
    },
    on: {},
  }));
  await using kit = testKit();
  const system = await kit.start(supervisor({
    strategy: "one_for_one",
    backoff: { min: "1s", max: "16s", resetAfter: "20s" },
    children: [{ id: "reluctant", module: reluctant }],
  }));
  assert.equal((await system.tree()).children[0]?.status, "restarting");
  await kit.advance("1m");
  assert.deepEqual(startsMs, [0, 1_000, 3_000, 7_000, 15_000, 31_000]);
  assert.equal((await system.tree()).children[0]?.status, "running");
});

Deno.test("nothing is lost uncounted, in whatever order actors take turns", () =>
  explore({ runs: 50, seed: 100 }, async (kit) => {
    const ref = await kit.spawn({ id: "counter", module: counter, protocol: counterProtocol });
    for (let n = 0; n < 20; n++) {
      if (kit.random() < 0.1) ref.tell("Fail");
      else ref.tell("Add", { by: 1 });
      if (kit.random() < 0.2) await kit.settle();
      if (kit.random() < 0.2) await kit.advance("10s");
    }
    await kit.settle();
    const { sent, handled, dead, queued } = kit.system.counts();
    assert.equal(sent, handled + dead + queued);
  }));
