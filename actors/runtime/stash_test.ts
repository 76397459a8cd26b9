import assert from "node:assert/strict";
import { createSystem, type DeadLetter, type Logger, supervisor } from "./mod.ts";
import { hesitantProtocol } from "./test_actors/hesitant.ts";
import { untilWithin } from "./test_until.ts";

const module = import.meta.resolve("./test_actors/hesitant.actor.ts");
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const until = untilWithin(10_000);

for (const place of [{ worker: "w" }, { process: "p" }] as const) {
  const where = "worker" in place ? "worker" : "process";

  Deno.test(`what an actor in a ${where} has put aside comes back in order`, async () => {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "it", module, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const it = system.whereis("/root/it", hesitantProtocol);
    for (const n of [1, 2, 3]) it.tell("Note", { n });
    const confirmed = it.ask("Confirm", { n: 4 });
    assert.deepEqual(await it.ask("GetNotes", undefined), []);
    assert.equal(system.counts().queued, 4);
    it.tell("Decide");
    assert.equal(await confirmed, 4);
    assert.deepEqual(await it.ask("GetNotes", undefined), [1, 2, 3]);
    const { sent, handled, dead, queued } = system.counts();
    assert.deepEqual([sent, handled, dead, queued], [7, 7, 0, 0]);
  });

  Deno.test(`what an actor in a ${where} has put aside is lost with its host: each a dead letter, each asker told`, async () => {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "it", module, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const letters: DeadLetter[] = [];
    void (async () => {
      for await (const letter of system.deadLetters()) letters.push(letter);
    })();
    const it = system.whereis("/root/it", hesitantProtocol);
    for (const n of [1, 2, 3]) it.tell("Note", { n });
    const asked = [4, 5].map((n) => it.ask("Confirm", { n }));
    // Handled after they were put aside, and not lost.
    for (let n = 0; n < 3; n++) {
      it.tell("Remember", { n });
      assert.deepEqual(await it.ask("GetNotes", undefined), []);
    }
    await Promise.all([
      system.killHost(place),
      ...asked.map((ask) => assert.rejects(ask, { code: "crash" })),
    ]);
    await until(() => letters.length >= 5);
    assert.deepEqual(letters.map(({ to, kind, why }) => `${to} ${kind} ${why}`).toSorted(), [
      "/root/it Confirm killed",
      "/root/it Confirm killed",
      "/root/it Note killed",
      "/root/it Note killed",
      "/root/it Note killed",
    ]);
    it.tell("Decide");
    assert.deepEqual(await it.ask("GetNotes", undefined), []);
    const { sent, handled, dead, queued } = system.counts();
    assert.deepEqual([sent, handled, dead, queued], [13, 8, 5, 0]);
  });

  Deno.test(`what an actor in a ${where} has put aside goes along with an upgrade`, async () => {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "it", module, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const it = system.whereis("/root/it", hesitantProtocol);
    for (const n of [1, 2]) it.tell("Note", { n });
    const confirmed = it.ask("Confirm", { n: 3 });
    it.tell("Remember", { n: 0 });
    assert.deepEqual(await it.ask("GetNotes", undefined), []);
    await system.upgrade("/root/it", `${module}?again`);
    it.tell("Note", { n: 4 });
    it.tell("Decide");
    assert.equal(await confirmed, 3);
    assert.deepEqual(await it.ask("GetNotes", undefined), [1, 2, 4]);
    const { sent, handled, dead, queued } = system.counts();
    assert.deepEqual([sent, handled, dead, queued], [8, 8, 0, 0]);
  });
}
