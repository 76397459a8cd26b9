import assert from "node:assert/strict";
import { snapshotStore } from "./snapshots.ts";
import { testDatabase } from "./test_database.ts";

Deno.test("an actor's state comes back with the events since, in their order", async () => {
  await using database = await testDatabase();
  const store = snapshotStore(database.db);
  assert.equal(await store.load("/root/a"), undefined);
  await store.save("/root/a", 2, { count: 1, text: "é\n", list: [null, { deep: true }] });
  await store.append("/root/a", [{ at: 3 }, "two", 1]);
  await store.append("/root/a", []);
  await store.append("/root/a", [null]);
  assert.deepEqual(await store.load("/root/a"), {
    version: 2,
    state: { count: 1, text: "é\n", list: [null, { deep: true }] },
    events: [{ at: 3 }, "two", 1, null],
  });
});

Deno.test("a new state ends the events before it, of its actor alone", async () => {
  await using database = await testDatabase();
  const store = snapshotStore(database.db);
  for (const id of ["a", "b"]) {
    await store.save(id, 1, 0);
    await store.append(id, [1]);
  }
  await store.save("a", 3, [1]);
  assert.deepEqual(await store.load("a"), { version: 3, state: [1], events: [] });
  assert.deepEqual(await store.load("b"), { version: 1, state: 0, events: [1] });
});

Deno.test("events of an actor without a state are dropped", async () => {
  await using database = await testDatabase();
  const store = snapshotStore(database.db);
  await store.append("a", [1]);
  await store.save("a", 1, null);
  assert.deepEqual(await store.load("a"), { version: 1, state: null, events: [] });
});
