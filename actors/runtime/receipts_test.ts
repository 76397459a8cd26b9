/** What a host reports of the messages that it handled, and what the main isolate counts from it. */
import assert from "node:assert/strict";
import { type Logger, type Place, supervisor } from "./mod.ts";
import { ProcessKind } from "./process_host.ts";
import { RemoteHosts } from "./remote_hosts.ts";
import { LiveSystem } from "./system.ts";
import { clerkProtocol } from "./test_actors/clerk.ts";
import { counterProtocol } from "./test_actors/counter.ts";
import { overhear, type Overheard } from "./test_actors/overheard_hosts.ts";
import { WorkerKind } from "./worker_host.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

interface Stage extends AsyncDisposable {
  readonly system: LiveSystem;
  readonly overheard: Overheard;
  /** Counters and conservation, at this moment. */
  assertCounted(handled: number, dead: number): Promise<void>;
}

async function open(actor: "counter" | "clerk", place: Place): Promise<Stage> {
  const overheard: Overheard = { sent: [], heard: [], mostOpen: 0 };
  const module = import.meta.resolve(`./test_actors/${actor}.actor.ts`);
  const tree = supervisor({ strategy: "one_for_one", children: [{ id: "a", module, place }] });
  const system = new LiveSystem(tree, { logger: silent }, {
    hosts: (of) =>
      new RemoteHosts(of, {
        worker: overhear(new WorkerKind(), overheard),
        process: overhear(new ProcessKind(() => {}), overheard),
      }),
  });
  await system.boot();
  return {
    system,
    overheard,
    async assertCounted(handled, dead) {
      assert.deepEqual(system.counts(), { sent: handled + dead, handled, dead, queued: 0 });
      const [node] = (await system.tree()).children;
      assert.deepEqual([node?.handled, node?.mailbox.depth], [handled, 0]);
    },
    [Symbol.asyncDispose]: () => system.stop(),
  };
}

for (const [name, place] of [["worker", { worker: "w" }], ["process", { process: "p" }]] as const) {
  Deno.test(`an answer from a ${name} is the receipt of its question: nothing else is reported, and all is counted`, async () => {
    await using stage = await open("counter", place);
    const a = stage.system.whereis("/root/a", counterProtocol);
    await a.ask("Get", undefined);
    stage.overheard.heard.length = 0;
    for (let n = 2; n <= 50; n++) {
      await a.ask("Get", undefined);
      await stage.assertCounted(n, 0);
    }
    await Promise.all(Array.from({ length: 150 }, () => a.ask("Get", undefined)));
    await stage.assertCounted(200, 0);
    assert.deepEqual(new Set(stage.overheard.heard.map(([report]) => report)), new Set(["answer"]));
  });

  Deno.test(`what a ${name} was told is counted by the time the next question is answered`, async () => {
    await using stage = await open("counter", place);
    const a = stage.system.whereis("/root/a", counterProtocol);
    for (let round = 1; round <= 20; round++) {
      for (let n = 0; n < 9; n++) a.tell("Add", { by: 1 });
      assert.equal(await a.ask("Get", undefined), 9 * round);
      await stage.assertCounted(10 * round, 0);
    }
    a.tell("Add", { by: "1" as unknown as number });
    await assert.rejects(a.ask("Slow", { ms: "1" as unknown as number }), { code: "invalid" });
    await a.ask("Get", undefined);
    await stage.assertCounted(201, 2);
  });

  Deno.test(`an answer that cannot leave a ${name} is no receipt, and its question is counted all the same`, async () => {
    await using stage = await open("clerk", place);
    const a = stage.system.whereis("/root/a", clerkProtocol);
    assert.equal(await a.ask("Get", undefined), 1);
    await assert.rejects(a.ask("GetOdd", undefined), { code: "invalid" });
    await stage.assertCounted(2, 0);
    assert.equal(await a.ask("Get", undefined), 3);
    await stage.assertCounted(3, 0);
  });

  Deno.test(`a full mailbox in a ${name} refuses, and takes questions again once there is room`, async () => {
    await using stage = await open("clerk", place);
    const a = stage.system.whereis("/root/a", clerkProtocol);
    await a.ask("Get", undefined);
    const asks = Array.from({ length: 6 }, () => a.ask("Wait", { ms: 20 }));
    const outcomes = (await Promise.allSettled(asks)).map((ask) =>
      ask.status === "fulfilled" ? ask.value : ask.reason.code
    );
    assert.deepEqual(outcomes, [2, 3, 4, "overflow", "overflow", "overflow"]);
    await stage.assertCounted(4, 3);
    assert.equal(await a.ask("Get", undefined), 5);
  });
}

Deno.test("no more questions than the window are on their way; the others follow as answers come", async () => {
  await using stage = await open("counter", { worker: "w" });
  const a = stage.system.whereis("/root/a", counterProtocol);
  await Promise.all(Array.from({ length: 9_000 }, () => a.ask("Get", undefined)));
  assert.equal(stage.overheard.mostOpen, 4_096);
  await stage.assertCounted(9_000, 0);
  const asks = Array.from({ length: 15_000 }, () => a.ask("Get", undefined).then(() => "answer", ({ code }) => code));
  const outcomes = await Promise.all(asks);
  assert.equal(outcomes.filter((outcome) => outcome === "overflow").length, 15_000 - 4_096 - 10_000);
  await stage.assertCounted(9_000 + 14_096, 15_000 - 14_096);
});

Deno.test("the counters of an actor outlive its host", async () => {
  await using stage = await open("counter", { worker: "w" });
  const a = stage.system.whereis("/root/a", counterProtocol);
  for (let n = 0; n < 3; n++) await a.ask("Get", undefined);
  await stage.system.killHost({ worker: "w" });
  await a.ask("Get", undefined);
  await stage.assertCounted(4, 0);
});
