import assert from "node:assert/strict";
import { createSystem, type Logger, type Place, supervisor } from "./mod.ts";
import { keeperProtocol } from "./test_actors/keeper.ts";

import { testKit } from "./testkit.ts";

const first = import.meta.resolve("./test_actors/keeper.actor.ts");
const second = import.meta.resolve("./test_actors/keeper2.actor.ts");
const broken = "data:application/javascript,throw new Error('bad module')";
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const places: Record<string, Place> = { local: "local", worker: { worker: "w" }, process: { process: "p" } };

for (const [name, place] of Object.entries(places)) {
  Deno.test(`a ${name} actor's new code takes over its state and mailbox; code that does not start changes nothing`, async () => {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "keeper", module: first, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const keeper = system.whereis("/root/keeper", keeperProtocol);
    for (let n = 0; n < 100; n++) keeper.tell("Add", { by: 1 });
    await assert.rejects(system.upgrade("/root/keeper", broken), /bad module/);
    assert.equal(await keeper.ask("Get", undefined), 100);
    let upgraded = false;
    const upgrading = system.upgrade("/root/keeper", second).then(() => upgraded = true);
    for (let n = 0; !upgraded; n++) {
      keeper.tell("Add", { by: 1 });
      keeper.tell("Add", { by: -1 });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await upgrading;
    assert.equal(await keeper.ask("Get", undefined), 10_000);
    keeper.tell("Throw");
    assert.equal(await keeper.ask("Get", undefined), 10_000);
    assert.equal((await system.tree()).children[0]?.restarts, 1);
    const { sent, handled, dead, queued } = system.counts();
    assert.deepEqual({ sent, dead }, { sent: handled + dead + queued, dead: 1 });
  });

  Deno.test(`a ${name} actor's kept state survives a crash in the middle of a change`, async () => {
    const tree = supervisor({ strategy: "one_for_one", children: [{ id: "keeper", module: first, place }] });
    await using system = await createSystem(tree, { logger: silent });
    const keeper = system.whereis("/root/keeper", keeperProtocol);
    keeper.tell("Add", { by: 5 });
    keeper.tell("Throw");
    keeper.tell("Add", { by: 1 });
    assert.equal(await keeper.ask("Get", undefined), 6);
  });
}

Deno.test("in the test kit, too, new code takes over state and mailbox, or nothing changes", async () => {
  await using kit = testKit();
  const place = { process: "p" };
  const keeper = await kit.spawn({ id: "keeper", module: first, protocol: keeperProtocol, place });
  for (let n = 0; n < 5; n++) keeper.tell("Add", { by: 1 });
  await assert.rejects(kit.system.upgrade("/root/keeper", broken), /bad module/);
  assert.equal(await keeper.ask("Get", undefined), 5);
  const upgrading = kit.system.upgrade("/root/keeper", second);
  for (let n = 0; n < 5; n++) keeper.tell("Add", { by: 1 });
  await upgrading;
  assert.equal(await keeper.ask("Get", undefined), 1_000);
  const [node] = (await kit.system.tree()).children;
  assert.deepEqual([node?.restarts, node?.handled], [0, 12]);
});
