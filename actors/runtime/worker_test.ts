import assert from "node:assert/strict";
import { victimProtocol } from "./chaos/victim.ts";
import { createSystem, type Logger, supervisor, type System, type TreeNode } from "./mod.ts";
import { counterProtocol, numbers } from "./test_actors/counter.ts";
import { untilWithin } from "./test_until.ts";

const module = import.meta.resolve("./test_actors/counter.actor.ts");
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function twoIn(worker: string, heartbeat?: { every: "50ms"; misses: number }): Promise<System> {
  const place = { worker };
  const watched = heartbeat === undefined ? {} : { heartbeat };
  return createSystem(
    supervisor({
      strategy: "one_for_one",
      intensity: 100,
      children: [
        { id: "a", module, place, ...watched },
        { id: "b", module, place, args: { from: 100 } },
        { id: "local", module },
      ],
    }),
    { logger: silent },
  );
}

async function nodeOf(system: System, path: string): Promise<TreeNode> {
  const node = (await system.tree()).children.find((child) => child.path === path);
  assert.ok(node);
  return node;
}

const until = untilWithin(5_000);

Deno.test("actors in a worker are told and asked like any other", async () => {
  await using system = await twoIn("w");
  const a = system.whereis("/root/a", counterProtocol);
  for (let n = 1; n <= 1_000; n++) a.tell("Add", { by: n });
  assert.equal(await a.ask("Get", undefined), 500_500);
  assert.equal(await system.whereis("/root/b", counterProtocol).ask("Get", undefined), 100);
  assert.equal(await a.ask("Nothing", undefined), undefined);
  await assert.rejects(a.ask("WrongAnswer", undefined), { code: "invalid" });
  a.tell("Add", { by: "1" } as unknown as { by: number });
  a.tell("Add", { by: (() => 1) as unknown as number });
  assert.equal(await a.ask("Get", undefined), 500_500);
  const { sent, handled, dead, queued } = system.counts();
  assert.deepEqual({ sent, dead }, { sent: handled + dead + queued, dead: 2 });
});

Deno.test("an actor in a worker reaches its neighbour, the main isolate, and learns who is not there", async () => {
  await using system = await twoIn("w");
  const a = system.whereis("/root/a", counterProtocol);
  const local = system.whereis("/root/local", counterProtocol);
  a.tell("TellOther", { path: "/root/b", by: 1 });
  assert.equal(await a.ask("AskOther", { path: "/root/b" }), 101);
  a.tell("TellOther", { path: "/root/local", by: 7 });
  assert.equal(await a.ask("AskOther", { path: "/root/local" }), 7);
  assert.equal(await local.ask("AskOther", { path: "/root/a" }), 0);
  assert.equal(await a.ask("AskOther", { path: "/root/nobody" }), "noproc");
});

Deno.test("a topic reaches every isolate once and each subscriber in it", async () => {
  await using system = await twoIn("w");
  const [a, b, local] = ["a", "b", "local"].map((id) => system.whereis(`/root/${id}`, counterProtocol));
  a?.tell("Hear", {});
  b?.tell("Hear", { key: "x" });
  local?.tell("Hear", {});
  await b?.ask("Get", undefined);
  const heard: number[] = [];
  system.subscribe(numbers, ({ n }) => heard.push(n));
  system.publish(numbers.key("x"), { n: 1 });
  system.publish(numbers.key("y"), { n: 2 });
  a?.tell("Publish", { key: "x", n: 4 });
  await a?.ask("Get", undefined);
  assert.deepEqual(heard, [1, 2, 4]);
  assert.equal(await a?.ask("Get", undefined), 7);
  assert.equal(await b?.ask("Get", undefined), 105);
  assert.equal(await local?.ask("Get", undefined), 7);
});

Deno.test("what contained code leaves behind is no crash but handed over, in the main isolate and in a worker", async () => {
  await using system = await twoIn("w");
  for (const path of ["/root/local", "/root/a"]) {
    const counter = system.whereis(path, counterProtocol);
    counter.tell("RejectContained");
    await until(async () => await counter.ask("Get", undefined) === 2);
    assert.equal((await nodeOf(system, path)).restarts, 0);
  }
});

Deno.test("a crash in a worker is one actor's crash, by throw or by rejection; a raw timer's is the whole group's", async () => {
  await using system = await twoIn("w");
  const a = system.whereis("/root/a", counterProtocol);
  for (const fault of ["Throw", "Reject", "RawTimer"] as const) {
    assert.equal((await nodeOf(system, "/root/b")).restarts, 0);
    a.tell("Add", { by: 5 });
    const before = (await nodeOf(system, "/root/a")).restarts;
    a.tell(fault);
    await until(async () => (await nodeOf(system, "/root/a")).restarts > before);
    assert.equal(await a.ask("Get", undefined), 0);
  }
  await until(async () => (await nodeOf(system, "/root/b")).restarts === 1);
  assert.match((await nodeOf(system, "/root/a")).lastExit?.error?.message ?? "", /raw timer/);
});

Deno.test("a hanging worker is killed within its heartbeats, and all its actors are told and restarted", async () => {
  await using system = await twoIn("w", { every: "50ms", misses: 3 });
  const [a, b, local] = ["a", "b", "local"].map((id) => system.whereis(`/root/${id}`, counterProtocol));
  local?.tell("Watch", { path: "/root/a" });
  local?.tell("Watch", { path: "/root/b" });
  await local?.ask("Get", undefined);
  a?.tell("Spin");
  await assert.rejects(b!.ask("Get", undefined), { code: "crash" });
  assert.equal(await b?.ask("Get", undefined), 100);
  assert.deepEqual((await local?.ask("Ends", undefined))?.toSorted(), ["/root/a hung", "/root/b hung"]);
});

Deno.test("a killed worker is replaced, what waited for it is kept", async () => {
  await using system = await twoIn("w");
  const a = system.whereis("/root/a", counterProtocol);
  await system.killHost({ worker: "w" });
  a.tell("Add", { by: 3 });
  assert.equal(await a.ask("Get", undefined), 3);
  assert.equal((await nodeOf(system, "/root/a")).lastExit?.kind, "killed");
});

Deno.test("a worker that leaves, or eats its heap, does not take the platform along", async () => {
  await using system = await twoIn("w");
  const [a, b] = ["a", "b"].map((id) => system.whereis(`/root/${id}`, counterProtocol));
  a?.tell("Leave", { code: 3 });
  await until(async () => (await nodeOf(system, "/root/a")).restarts === 1);
  assert.equal(await b?.ask("Get", undefined), 100);
});

Deno.test("an actor's children live in its worker and end with it", async () => {
  await using system = await twoIn("w");
  const a = system.whereis("/root/a", counterProtocol);
  const path = await a.ask("Spawn", { id: "child", module });
  const child = system.whereis(path, counterProtocol);
  child.tell("Add", { by: 2 });
  assert.equal(await child.ask("Get", undefined), 2);
  assert.deepEqual((await nodeOf(system, "/root/a")).children.map((node) => node.place), [{ worker: "w" }]);
  a.tell("Throw");
  await until(async () => (await nodeOf(system, "/root/a")).restarts === 1);
  await assert.rejects(child.ask("Get", undefined), { code: "noproc" });
});

Deno.test("args that are no plain data are refused when the actor starts", async () => {
  const tree = supervisor({
    strategy: "one_for_one",
    children: [{ id: "a", module, place: { worker: "w" }, args: { from: () => 1 } }],
  });
  await assert.rejects(createSystem(tree, { logger: silent }), /Cannot start \/root\/a: .*could not be cloned/);
});

Deno.test("the counters of an actor elsewhere are live, whatever way its messages took", async () => {
  for (const place of [{ worker: "w" }, { process: "p", reach: { subscribe: ["numbers"] } }] as const) {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "a", module, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const a = system.whereis("/root/a", counterProtocol);
    a.tell("Hear", {});
    await a.ask("Get", undefined);
    for (let n = 0; n < 50; n++) system.publish(numbers, { n });
    await until(async () => (await nodeOf(system, "/root/a")).handled === 52);
    a.tell("Slow" as "Throw", { ms: 5_000 } as unknown as undefined);
    a.tell("Nothing" as "Throw");
    for (let n = 0; n < 3; n++) system.publish(numbers, { n });
    await until(async () => (await nodeOf(system, "/root/a")).mailbox.depth >= 4);
    await system.killHost(place);
  }
});

Deno.test("a worker that lets go of its link, or says nonsense over it, is replaced", async () => {
  const victim = import.meta.resolve("./chaos/victim.actor.ts");
  const tree = supervisor({
    strategy: "one_for_one",
    children: [{ id: "a", module: victim, place: { worker: "w" } }],
  });
  await using system = await createSystem(tree, { logger: silent });
  const a = system.whereis("/root/a", victimProtocol);
  a.tell("Fail", "DropLink");
  await until(async () => (await nodeOf(system, "/root/a")).restarts === 1);
  assert.match((await nodeOf(system, "/root/a")).lastExit?.error?.message ?? "", /closed its port/);
  assert.equal(await a.ask("Get", undefined), 0);
  a.tell("Fail", "Nonsense");
  await until(async () => (await nodeOf(system, "/root/a")).restarts === 2);
  assert.equal((await nodeOf(system, "/root/a")).lastExit?.error?.name, "TypeError");
  assert.equal(await a.ask("Get", undefined), 0);
});
