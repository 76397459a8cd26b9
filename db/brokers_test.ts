import assert from "node:assert/strict";
import { stopActive } from "./active_strategies.ts";
import { findCredentials } from "./broker_credentials.ts";
import {
  allBrokers,
  type Broker,
  brokersOf,
  createBroker,
  dependentsOf,
  ensureBroker,
  findBroker,
  type NewBroker,
  removeBroker,
  setDefaultBroker,
  type Stored,
  updateBroker,
} from "./brokers.ts";
import { saveIntent, updateOrder } from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { testOrder, testRows } from "./test_rows.ts";

/** A text of the form that is stored; nothing is sealed in it. */
const SEALED = { sealed: `v1.0123456789ab.${"N".repeat(16)}.${"A".repeat(40)}`, fields: ["apiKey", "secret"] };

const newBroker = (userId: string, changes: Partial<NewBroker> = {}): NewBroker => ({
  id: crypto.randomUUID(),
  userId,
  name: "Kraken",
  exchange: "kraken",
  description: "",
  environment: "live",
  isDefault: false,
  paperBalances: {},
  ...changes,
});

function brokerOf(stored: Stored): Broker {
  assert.equal(stored.outcome, "stored");
  return stored.outcome === "stored" ? stored.broker : assert.fail();
}

Deno.test("a broker is stored with its credentials, found by its user, and listed for all", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker: paper } = await testRows(db);
  const other = await testRows(db, "other");
  const made = brokerOf(await createBroker(db, newBroker(user.id), SEALED));
  assert.deepEqual(await findBroker(db, user.id, made.id), made);
  assert.deepEqual(await brokersOf(db, user.id), [paper, made]);
  assert.deepEqual((await findCredentials(db, user.id, made.id))?.fields, ["apiKey", "secret"]);
  assert.deepEqual(new Set((await allBrokers(db)).map(({ id }) => id)), new Set([paper.id, made.id, other.broker.id]));
  for (const id of [made.id.toUpperCase(), "x", "", "\0", "'; --"]) {
    assert.equal(await findBroker(db, user.id, id), undefined);
    assert.deepEqual(await dependentsOf(db, user.id, id), { activeStrategies: 0, openOrders: 0 });
  }
});

Deno.test("a name is taken among the user's own brokers alone, and nothing of what is refused is stored", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker: paper } = await testRows(db);
  const other = await testRows(db, "other");
  const made = brokerOf(await createBroker(db, newBroker(user.id), null));
  const second = newBroker(user.id, { isDefault: true });
  assert.deepEqual(await createBroker(db, second, SEALED), { outcome: "name_taken" });
  assert.equal((await brokersOf(db, user.id))[0]!.id, paper.id);
  assert.deepEqual(await updateBroker(db, user.id, made.id, { ...made, name: "paper" }, null), {
    outcome: "name_taken",
  });
  brokerOf(await createBroker(db, newBroker(other.user.id), null));
  assert.equal((await brokersOf(db, user.id)).length, 2);
});

Deno.test("credentials that are no sealed text are refused without being repeated, and the broker with them", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  const clear = { sealed: `{"apiKey":"clear-key"}`, fields: ["apiKey"] };
  await assert.rejects(
    createBroker(db, newBroker(user.id), clear),
    (error) => !Deno.inspect(error).includes("clear-key"),
  );
  assert.equal((await brokersOf(db, user.id)).length, 1);
});

Deno.test("a broker is changed; its exchange and environment only as long as nothing was traded there", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, active } = await testRows(db);
  const made = brokerOf(await createBroker(db, newBroker(user.id), SEALED));
  const changes = { ...made, name: "Okx", exchange: "okx", environment: "testnet" as const, description: "mine" };
  const changed = brokerOf(await updateBroker(db, user.id, made.id, changes, null));
  assert.deepEqual(changed, { ...changes });
  assert.deepEqual((await findCredentials(db, user.id, made.id))?.sealed, SEALED.sealed);
  const newer = { ...SEALED, fields: ["apiKey", "secret", "password"] };
  await updateBroker(db, user.id, made.id, changes, newer);
  assert.deepEqual((await findCredentials(db, user.id, made.id))?.fields, newer.fields);
  await saveIntent(db, testOrder(active, { brokerId: made.id, activeStrategyId: null, clientOrderId: "m-1" }));
  const back = { ...changes, environment: "live" as const };
  assert.deepEqual(await updateBroker(db, user.id, made.id, back, null), { outcome: "in_use" });
  assert.equal(brokerOf(await updateBroker(db, user.id, made.id, { ...changes, name: "Mine" }, null)).name, "Mine");
});

Deno.test("one broker is the default, whoever was it before", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker: paper } = await testRows(db);
  const defaults = async () => (await brokersOf(db, user.id)).filter(({ isDefault }) => isDefault).map(({ id }) => id);
  const first = brokerOf(await createBroker(db, newBroker(user.id, { isDefault: true }), null));
  assert.deepEqual(await defaults(), [first.id]);
  assert.equal(await setDefaultBroker(db, user.id, paper.id), true);
  assert.deepEqual(await defaults(), [paper.id]);
  await updateBroker(db, user.id, first.id, { ...first, isDefault: true }, null);
  await updateBroker(db, user.id, first.id, { ...first, isDefault: true }, null);
  assert.deepEqual(await defaults(), [first.id]);
  assert.equal(await setDefaultBroker(db, user.id, crypto.randomUUID()), false);
  assert.deepEqual(await defaults(), [first.id]);
});

Deno.test("a broker is removed when nothing depends on it; its orders stay, its key does not, its name is free", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, active } = await testRows(db);
  const made = brokerOf(await createBroker(db, newBroker(user.id, { isDefault: true }), SEALED));
  const order = testOrder(active, {
    brokerId: made.id,
    activeStrategyId: null,
    clientOrderId: "m-1",
    state: "unknown",
  });
  await saveIntent(db, order);
  assert.deepEqual(await dependentsOf(db, user.id, made.id), { activeStrategies: 0, openOrders: 1 });
  assert.equal(await removeBroker(db, user.id, made.id), "in_use");
  await updateOrder(db, { ...order, state: "filled" });
  assert.deepEqual(await dependentsOf(db, user.id, made.id), { activeStrategies: 0, openOrders: 0 });
  assert.equal(await removeBroker(db, user.id, made.id), "removed");
  assert.equal(await removeBroker(db, user.id, made.id), "unknown");
  assert.equal(await findBroker(db, user.id, made.id), undefined);
  assert.equal(await findCredentials(db, user.id, made.id), undefined);
  assert.ok(!(await allBrokers(db)).some(({ id }) => id === made.id));
  assert.deepEqual(await updateBroker(db, user.id, made.id, made, null), { outcome: "unknown" });
  const again = brokerOf(await createBroker(db, newBroker(user.id), null));
  assert.notEqual(again.id, made.id);
  assert.equal((await ensureBroker(db, newBroker(user.id))).id, again.id);
  const [row] = await db`select count(*)::int as count from trades where broker_id = ${made.id}`;
  assert.equal(row!.count, 1);
});

Deno.test("neither the paper account nor one with a strategy at work is removed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker, active } = await testRows(db);
  assert.deepEqual(await dependentsOf(db, user.id, broker.id), { activeStrategies: 1, openOrders: 0 });
  assert.equal(await removeBroker(db, user.id, broker.id), "in_use");
  await stopActive(db, active.id);
  assert.deepEqual(await dependentsOf(db, user.id, broker.id), { activeStrategies: 0, openOrders: 0 });
  assert.equal(await removeBroker(db, user.id, broker.id), "in_use");
});

Deno.test("another user finds, changes and removes nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  const { user: other } = await testRows(db, "other");
  const made = brokerOf(await createBroker(db, newBroker(user.id), SEALED));
  assert.equal(await findBroker(db, other.id, made.id), undefined);
  assert.deepEqual(await updateBroker(db, other.id, made.id, { ...made, name: "theirs" }, SEALED), {
    outcome: "unknown",
  });
  assert.equal(await setDefaultBroker(db, other.id, made.id), false);
  assert.equal(await removeBroker(db, other.id, made.id), "unknown");
  assert.deepEqual(await findBroker(db, user.id, made.id), made);
});
