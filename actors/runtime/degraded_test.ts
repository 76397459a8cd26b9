import assert from "node:assert/strict";
import {
  type ActorRef,
  type AskError,
  createSystem,
  type ExitReason,
  type Logger,
  type Place,
  supervisor,
  type SupervisorSpec,
} from "./mod.ts";
import { Losses } from "./losses.ts";
import { ProcessKind } from "./process_host.ts";
import { RemoteHosts } from "./remote_hosts.ts";
import { LiveSystem } from "./system.ts";
import { counterProtocol } from "./test_actors/counter.ts";
import { WorkerKind } from "./worker_host.ts";
import { untilWithin } from "./test_until.ts";

const module = import.meta.resolve("./test_actors/counter.actor.ts");
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function treeOf(place: Place): SupervisorSpec {
  return supervisor({
    strategy: "one_for_one",
    intensity: 100,
    children: [
      { id: "runner", module, place, heartbeat: { every: "100ms", misses: 3 } },
      { id: "guard", module, args: { watch: "/root/runner" } },
    ],
  });
}

const until = untilWithin(10_000);

/** A new host that is given no time by a busy machine is replaced once more. */
async function answerOf(runner: ActorRef<typeof counterProtocol>): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await runner.ask("Get", undefined, { timeout: "20s" }).catch((error: AskError) => error);
    if (typeof answer === "number") return answer;
    assert.ok(["crash", "noproc"].includes(answer.code), `${answer}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("the runner never answers again");
}

for (const place of [{ worker: "w" }, { process: "p" }] as const) {
  const name = "worker" in place ? "worker w" : "process p";
  Deno.test(`a ${name.split(" ")[0]} that hangs is noticed, ended, answers again, and says so`, async () => {
    await using system = await createSystem(treeOf(place), { logger: silent });
    const runner = system.whereis("/root/runner", counterProtocol);
    await runner.ask("Get", undefined);
    const order: string[] = [];
    const startMs = performance.now();
    runner.tell("Spin");
    const lost = runner.ask("Get", undefined, { timeout: "20s" }).catch(() => order.push("ended"));
    await lost;
    assert.equal(await answerOf(runner), 0);
    order.push("answers");
    const tookMs = performance.now() - startMs;
    console.log(`${name}: hung, ended and answering again after ${Math.round(tookMs)} ms at 100 ms × 3`);
    assert.ok(tookMs >= 250, `${tookMs} ms`);
    assert.deepEqual(order, ["ended", "answers"]);
    const [first] = await system.whereis("/root/guard", counterProtocol).ask("Ends", undefined);
    assert.equal(first, "/root/runner hung");
    const { degraded, children: [node] } = await system.tree();
    assert.deepEqual([degraded, node?.degraded], [undefined, `${name} hung and was replaced`]);
    assert.equal(node?.lastExit?.kind, "hung");
  });
}

Deno.test("a worker that cannot be stopped is fenced and replaced, and its core is lost as long as it runs", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const system = new LiveSystem(treeOf({ worker: "w" }), { logger: silent }, {
    hosts: (of) => new RemoteHosts(of, { worker: new WorkerKind(false), process: new ProcessKind(() => {}) }),
  });
  await system.boot();
  try {
    const runner = system.whereis("/root/runner", counterProtocol);
    await runner.ask("Get", undefined);
    runner.tell("SpinOn", { cell });
    await assert.rejects(runner.ask("Get", undefined, { timeout: "20s" }), { code: "crash" });
    assert.equal(await answerOf(runner), 0);
    if (Deno.build.os === "linux") {
      await until(async () => (await system.tree()).degraded !== undefined);
      const { degraded, children: [node] } = await system.tree();
      assert.equal(degraded, "worker w could not be stopped: one core is lost until the program restarts");
      assert.equal(
        node?.degraded,
        "worker w hung and could not be stopped: one core is lost until the program restarts",
      );
    }
  } finally {
    Atomics.store(cell, 0, 1);
    await system.stop();
  }
});

Deno.test("what was replaced is worth a word for a minute, what is lost for as long as it runs", () => {
  let nowMs = 0;
  let runs = true;
  const losses = new Losses({ now: () => nowMs, elapsed: () => nowMs, sleep: () => Promise.resolve() });
  const hung: ExitReason = { kind: "hung" };
  losses.add("worker a", hung, () => runs);
  losses.add("process b", { kind: "oom" });
  losses.add("process c", { kind: "killed" });
  losses.add("worker d", { kind: "shutdown" }, () => true);
  const all = () =>
    [..."abcd"].map((name) => losses.about(`${name < "b" || name > "c" ? "worker" : "process"} ${name}`));
  const replaced = "worker a hung and was replaced";
  assert.deepEqual(all(), [replaced, "process b ran out of memory and was replaced", undefined, undefined]);
  assert.equal(losses.total, undefined, "a thread may take a moment to end");
  nowMs = 3_600_000;
  const lost = "could not be stopped: one core is lost until the program restarts";
  assert.deepEqual(all(), [`worker a hung and ${lost}`, undefined, undefined, undefined]);
  losses.add("worker a", hung, () => runs);
  nowMs += 5_000;
  assert.equal(losses.total, "worker a could not be stopped: 2 cores are lost until the program restarts");
  runs = false;
  assert.deepEqual([losses.about("worker a"), losses.total], [replaced, undefined]);
});
