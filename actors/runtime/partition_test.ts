import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { createSystem, defineActor, partition, partitionPath, supervisor } from "./mod.ts";
import { partitionOf, readKeyed } from "./partitions.ts";
import { counterProtocol } from "./test_actors/counter.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = { Add: {}, Get: { out: z.object({ number: z.number(), total: z.number() }) }, Crash: {} };
const module = moduleOf(defineActor({
  protocol,
  args: z.object({ number: z.number() }),
  init: (_ctx, { number }) => ({ number, total: 0 }),
  on: {
    Add: (state) => {
      state.total++;
    },
    Get: (state) => ({ ...state }),
    Crash: () => {
      throw new Error("told to crash");
    },
  },
}));
const sums = partition(4, (number) => ({ module, args: { number } }), { intensity: 10 });
const tree = supervisor({ strategy: "one_for_one", children: [{ id: "sums", supervisor: sums }] });
const keys = Array.from({ length: 100 }, (_, n) => `S${n}/USDT`);
const keyOf = (number: number) => keys.find((key) => partitionOf(key, 4) === number) ?? "";

Deno.test("a key always goes to the same partition, and keys spread over all", async () => {
  await using kit = testKit();
  const system = await kit.start(tree);
  const at = (key: string) => system.whereis(partitionPath("/root/sums", key), protocol);
  for (const key of keys) at(key).tell("Add");
  const totals = await Promise.all([0, 1, 2, 3].map((number) => at(keyOf(number)).ask("Get", undefined)));
  assert.deepEqual(totals.map(({ number }) => number), [0, 1, 2, 3]);
  assert.equal(totals.reduce((sum, { total }) => sum + total, 0), 100);
  assert.ok(totals.every(({ total }) => total > 10), JSON.stringify(totals));
});

Deno.test("a restart of one partition leaves the others, its refs stay valid, and a watch by key hears its end", async () => {
  await using kit = testKit();
  const system = await kit.start(tree);
  const [one, two] = [1, 2].map((number) => system.whereis(partitionPath("/root/sums", keyOf(number)), protocol));
  for (const ref of [one, two]) ref?.tell("Add");
  const watcher = await kit.spawn({
    id: "watcher",
    module: import.meta.resolve("./test_actors/counter.actor.ts"),
    args: { watch: partitionPath("/root/sums", keyOf(1)) },
    protocol: counterProtocol,
  });
  one?.tell("Crash");
  await kit.settle();
  assert.deepEqual(await one?.ask("Get", undefined), { number: 1, total: 0 });
  assert.deepEqual(await two?.ask("Get", undefined), { number: 2, total: 1 });
  assert.deepEqual(await watcher.ask("Ends", undefined), ["/root/sums/1 crash"]);
  const [node] = (await system.tree()).children;
  assert.equal(node?.strategy, "partition");
  assert.deepEqual(node?.children.map(({ restarts }) => restarts), [0, 1, 0, 0]);
});

Deno.test("the number of partitions is fixed, and a key below another supervisor names nobody", async () => {
  await using kit = testKit();
  const system = await kit.start(tree);
  await assert.rejects(system.start("/root/sums", { id: "4", module }), /number of its partitions is fixed/);
  await assert.rejects(system.whereis("/root/@a", protocol).ask("Get", undefined), { code: "noproc" });
  await assert.rejects(system.whereis("/root/sums/@%", protocol).ask("Get", undefined), { code: "noproc" });
  assert.throws(() => partition(0, { module }), /not 0/);
});

Deno.test("partitions may lie in workers, and are reached from there too", async () => {
  const counter = import.meta.resolve("./test_actors/counter.actor.ts");
  await using system = await createSystem(supervisor({
    strategy: "one_for_one",
    children: [
      {
        id: "sums",
        supervisor: partition(2, (n) => ({ module: counter, args: { from: n }, place: { worker: `sums-${n}` } })),
      },
      { id: "asker", module: counter, place: { worker: "asker" } },
    ],
  }));
  const asker = system.whereis("/root/asker", counterProtocol);
  for (const key of keys.slice(0, 8)) {
    const path = partitionPath("/root/sums", key);
    assert.equal(await asker.ask("AskOther", { path }), partitionOf(key, 2));
  }
});

Deno.test("any text can be a key", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 64 }), (key, count) => {
    assert.deepEqual(readKeyed(partitionPath("/root/x", key)), { parent: "/root/x", key });
    const number = partitionOf(key, count);
    assert.ok(Number.isInteger(number) && number >= 0 && number < count);
  }));
});
