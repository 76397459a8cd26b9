import assert from "node:assert/strict";
import { type ChildSpec, createSystem, type Logger, supervisor, type TreeNode } from "./mod.ts";
import { seededRandom } from "./random.ts";
import { scale, seed } from "./test_scale.ts";
import { counterProtocol } from "./test_actors/counter.ts";

const module = import.meta.resolve("./test_actors/counter.actor.ts");
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const faults = ["Throw", "Reject", "RawTimer", "Spin", "Leave", "kill"] as const;

const rounds = scale(25, 500);

const heartbeat = { every: "50ms", misses: 4 } as const;
const children: ChildSpec[] = [
  ...Array.from({ length: 6 }, (_, n) => ({ id: `w${n}`, module, place: { worker: `worker-${n % 2}` }, heartbeat })),
  ...Array.from({ length: 2 }, (_, n) => ({ id: `p${n}`, module, place: { process: `process-${n}` }, heartbeat })),
  { id: "local", module },
];

function running(nodes: readonly TreeNode[]): boolean {
  return nodes.every(({ status }) => status === "running");
}

Deno.test(`after ${rounds} random faults everybody is back, every ask has settled once, nothing is lost uncounted`, async () => {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  await using system = await createSystem(
    supervisor({ strategy: "one_for_one", intensity: 10_000, children }),
    { logger: silent },
  );
  const outcomes: string[] = [];
  const asks: Promise<unknown>[] = [];
  const ask = (path: string) => {
    const asked = system.whereis(path, counterProtocol).ask("Get", undefined, { timeout: "2m" });
    asks.push(asked.then(() => outcomes.push("answer"), (error: { code: string }) => outcomes.push(error.code)));
  };
  for (let round = 0; round < rounds; round++) {
    const { id, place } = pick(children);
    const ref = system.whereis(`/root/${id}`, counterProtocol);
    for (let n = 0; n < 20; n++) ref.tell("Add", { by: 1 });
    ask(ref.path);
    const fault = id === "local" ? pick(["Throw", "Reject"] as const) : pick(faults);
    if (fault === "kill") await system.killHost(place ?? "local").catch(() => {});
    else if (fault === "Leave") ref.tell("Leave", { code: 1 });
    else ref.tell(fault);
    ask(ref.path);
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
  }
  await Promise.all(asks);
  for (let look = 0; look < 1_000 && !running((await system.tree()).children); look++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(running((await system.tree()).children));
  for (const { id } of children) {
    assert.equal(typeof await system.whereis(`/root/${id}`, counterProtocol).ask("Get", undefined), "number");
  }
  assert.equal(outcomes.length, 2 * rounds);
  assert.ok(outcomes.every((outcome) => outcome === "answer" || outcome === "crash"), outcomes.join(" "));
  const { sent, handled, dead, queued } = system.counts();
  assert.deepEqual({ sent, queued }, { sent: handled + dead + queued, queued: 0 });
});
