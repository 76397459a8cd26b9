/** Answers that are made beside the messages that follow. */
import assert from "node:assert/strict";
import { z } from "zod";
import { AskError, createSystem, defineActor, later, type Logger, supervisor } from "./mod.ts";
import { moduleOf, testKit } from "./testkit.ts";

const protocol = {
  /** Answered when somebody says `Settle`. */
  Wait: { in: z.string(), out: z.string() },
  Settle: { in: z.string() },
  Fail: { in: z.string() },
  GetHeard: { out: z.array(z.string()) },
} as const;

interface State {
  readonly heard: string[];
  readonly waiting: Map<string, PromiseWithResolvers<string>>;
}

const module = moduleOf(defineActor({
  protocol,
  args: z.undefined(),
  init: (): State => ({ heard: [], waiting: new Map() }),
  on: {
    Wait({ heard, waiting }, name) {
      heard.push(name);
      const answer = Promise.withResolvers<string>();
      waiting.set(name, answer);
      return later(answer.promise);
    },
    Settle: ({ waiting }, name) => waiting.get(name)?.resolve(`${name} is settled`),
    Fail: ({ waiting }, name) => waiting.get(name)?.reject(new Error(`${name} went wrong`)),
    GetHeard: ({ heard }) => heard,
  },
}));
const tree = supervisor({ strategy: "one_for_one", children: [{ id: "it", module }] });

Deno.test("an answer that is made later holds up no other message, and comes in its own time", async () => {
  await using kit = testKit({ seed: 1 });
  const system = await kit.start(tree);
  const it = system.whereis("/root/it", protocol);
  const settled: string[] = [];
  const [one, other] = ["one", "other"].map((name) => it.ask("Wait", name).finally(() => settled.push(name)));
  const heard = it.ask("GetHeard", undefined);
  await kit.settle();
  assert.deepEqual(await heard, ["one", "other"]);
  assert.equal(system.counts().queued, 2);
  for (const name of ["other", "one"]) it.tell("Settle", name);
  await kit.settle();
  assert.deepEqual(await Promise.all([one, other]), ["one is settled", "other is settled"]);
  assert.deepEqual(settled, ["other", "one"]);
  const { sent, handled, dead, queued } = system.counts();
  assert.deepEqual([sent, handled, dead, queued], [5, 5, 0, 0]);
});

Deno.test("when the incarnation ends first, each asker is told, and nothing is lost uncounted", async () => {
  await using kit = testKit({ seed: 1 });
  const system = await kit.start(tree);
  const it = system.whereis("/root/it", protocol);
  const asked = ["one", "other"].map((name) => it.ask("Wait", name).catch((error: AskError) => error.code));
  await kit.settle();
  it.tell("Fail", "one");
  await kit.settle();
  assert.deepEqual(await Promise.all(asked), ["crash", "crash"]);
  const heard = it.ask("GetHeard", undefined);
  await kit.settle();
  assert.deepEqual(await heard, []);
  const { sent, handled, dead, queued } = system.counts();
  assert.deepEqual([sent, handled, dead, queued], [4, 2, 2, 0]);
});

Deno.test("a stop waits for the answers that are still made, and takes no further message meanwhile", async () => {
  await using kit = testKit({ seed: 1 });
  const system = await kit.start(tree);
  const it = system.whereis("/root/it", protocol);
  const codeOf = (asked: Promise<unknown>) => asked.then(() => "answer", (error: AskError) => error.code);
  const patient = { timeout: "1m" } as const;
  const asked = ["one", "other"].map((name) => codeOf(it.ask("Wait", name, patient)));
  await kit.settle();
  const stopped = system.stop("/root/it");
  const late = codeOf(it.ask("GetHeard", undefined, patient));
  await kit.advance("6s"); // nobody settles them any more: the stop becomes a kill
  await stopped;
  assert.deepEqual(await Promise.all([...asked, late]), ["crash", "crash", "noproc"]);
});

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

Deno.test("answers that are made later come out of a worker, too, each to its asker", async () => {
  const clerk = import.meta.resolve("./test_actors/patient.actor.ts");
  const { patientProtocol } = await import("./test_actors/patient.ts");
  const children = [{ id: "it", module: clerk, place: { worker: "w" } }];
  await using system = await createSystem(supervisor({ strategy: "one_for_one", children }), { logger: silent });
  const it = system.whereis("/root/it", patientProtocol);
  const order: number[] = [];
  const asked = [60, 1].map(async (ms) => order.push(await it.ask("AnswerIn", ms)));
  assert.equal(await it.ask("AnswerIn", 0), 0);
  await Promise.all(asked);
  assert.deepEqual(order, [1, 60]);
  assert.equal(system.counts().queued, 0);
});
