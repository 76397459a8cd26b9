import assert from "node:assert/strict";
import { brokersOf, ensureBroker } from "../db/brokers.ts";
import { findCredentials } from "../db/broker_credentials.ts";
import { testDatabase } from "../db/test_database.ts";
import { addUser, findUser } from "../db/users.ts";
import { BROKER_CREDENTIALS, SecretBox } from "../security/secret_box.ts";
import { newKeyText, parseSecretKeys } from "../security/secret_key.ts";
import { brokerServices } from "./broker_house.ts";
import type { BrokerForm, Saved } from "./broker_services.ts";
import { HttpError } from "./fresh/error.ts";
import { testKeeper, WRONG_SECRET, WRONG_WORDS } from "./test_keeper.ts";
import type { Viewer } from "./viewer.ts";

const KRAKEN: BrokerForm = {
  name: "Kraken",
  exchange: "kraken",
  description: "",
  environment: "live",
  isDefault: false,
  credentials: { apiKey: "a-key-of-dac", secret: "a-secret-of-dac" },
};
const DEMO: BrokerForm = { ...KRAKEN, name: "Play", exchange: "demo", environment: "demo", credentials: {} };

/** Under a secret key of its own. */
const newBox = () => new SecretBox(parseSecretKeys(newKeyText(), "test"), BROKER_CREDENTIALS);

/** Two users, each with a paper account, and what the house does for them. */
async function house() {
  const database = await testDatabase();
  const { db } = database;
  const first = newBox();
  const keeper = testKeeper();
  const serve = async (name: string, isDev = false, box = first) => {
    if (!await findUser(db, name)) await addUser(db, name);
    const { id: userId } = (await findUser(db, name))!;
    const viewer: Viewer = { userId, name, browserId: "b", sessionId: null, isDev, mustChangePassword: false };
    return { userId, ...brokerServices({ db, box, keeper, hasDemo: true }, viewer) };
  };
  return { db, keeper, serve, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

function brokerOf(saved: Saved) {
  assert.ok(saved.outcome === "saved", JSON.stringify(saved));
  return saved.broker;
}

const refusedWith = (status: number, words: RegExp) => (error: unknown) =>
  error instanceof HttpError && error.status === status && words.test(error.message);

Deno.test("an account is tried, then stored with its keys sealed, and shown without them", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const broker = brokerOf(await dac.save(KRAKEN, null));
  assert.deepEqual(of.keeper.tried, [{ exchange: "kraken", environment: "live", credentials: KRAKEN.credentials }]);
  assert.deepEqual(of.keeper.told, [`saved ${broker.id}`]);
  assert.deepEqual([broker.exchangeName, broker.credentialFields], ["Kraken", ["apiKey", "secret"]]);
  assert.deepEqual(broker.dependents, { activeStrategies: 0, openOrders: 0 });
  const { sealed } = (await findCredentials(of.db, dac.userId, broker.id))!;
  for (const told of [sealed, JSON.stringify(await dac.list()), JSON.stringify(await dac.find(broker.id))]) {
    assert.doesNotMatch(told, /of-dac/);
  }
});

Deno.test("what the exchange refuses is not stored, and its words are told", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const form = { ...KRAKEN, credentials: { apiKey: "a", secret: WRONG_SECRET } };
  const failure = { kind: "AuthenticationError", exchange: "kraken", words: WRONG_WORDS };
  assert.deepEqual(await dac.test(form, null), { outcome: "failed", failure });
  assert.deepEqual(await dac.save(form, null), { outcome: "failed", trial: { outcome: "failed", failure } });
  assert.deepEqual([await dac.list(), of.keeper.told], [[], []]);
});

Deno.test("a wrong form never reaches the exchange", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  brokerOf(await dac.save(DEMO, null));
  const tried = of.keeper.tried.length;
  const wrong: [Partial<BrokerForm>, Record<string, string>][] = [
    [{ name: " " }, { name: "required" }],
    [{ name: "Play" }, { name: "name_taken" }],
    [{ exchange: "paper" }, { exchange: "exchange_unknown" }],
    [{ exchange: "__proto__" }, { exchange: "exchange_unknown" }],
    [{ environment: "testnet" }, { environment: "environment_unknown" }],
    [{ credentials: { apiKey: "k" } }, { "credentials.secret": "required" }],
    [{ credentials: { ...KRAKEN.credentials, token: "t" } }, { "credentials.token": "credential_unknown" }],
  ];
  for (const [changes, fields] of wrong) {
    assert.deepEqual(await dac.save({ ...KRAKEN, ...changes }, null), { outcome: "invalid", fields });
  }
  assert.deepEqual(await dac.test({ ...KRAKEN, name: "", credentials: {} }, null), {
    outcome: "invalid",
    fields: { "credentials.apiKey": "required", "credentials.secret": "required" },
  });
  assert.equal(of.keeper.tried.length, tried);
});

Deno.test("the demo exchange opens an account of its own for each, and keeps it when the name changes", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const broker = brokerOf(await dac.save(DEMO, null));
  assert.deepEqual(of.keeper.told, ["opened Play", `saved ${broker.id}`]);
  const renamed = brokerOf(await dac.save({ ...DEMO, name: "Game", isDefault: true }, broker.id));
  assert.deepEqual([renamed.id, renamed.name, renamed.isDefault], [broker.id, "Game", true]);
  assert.equal(of.keeper.told.length, 2, "nothing that its actor holds has changed");
  assert.deepEqual(of.keeper.tried.map(({ credentials }) => credentials.apiKey), ["key of Play", "key of Play"]);
});

Deno.test("a field that is left empty keeps what is stored; another environment asks for all keys anew", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const form: BrokerForm = { ...KRAKEN, name: "Binance", exchange: "binance", environment: "testnet" };
  const { id } = brokerOf(await dac.save(form, null));
  const changed = { ...form, credentials: { apiKey: "", secret: "another" } };
  assert.deepEqual((await dac.test(changed, id)).outcome, "connected");
  brokerOf(await dac.save(changed, id));
  assert.deepEqual(of.keeper.tried.at(-1)!.credentials, { apiKey: "a-key-of-dac", secret: "another" });
  assert.deepEqual(of.keeper.told, [`saved ${id}`, `saved ${id}`]);
  assert.deepEqual(await dac.save({ ...form, environment: "live", credentials: { apiKey: "" } }, id), {
    outcome: "invalid",
    fields: { "credentials.apiKey": "credential_anew", "credentials.secret": "credential_anew" },
  });
  const live = brokerOf(await dac.save({ ...form, environment: "live" }, id));
  assert.equal(live.environment, "live");
});

Deno.test("keys that open no more are asked for anew, and the demo exchange opens another account", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const [kraken, demo] = [brokerOf(await dac.save(KRAKEN, null)), brokerOf(await dac.save(DEMO, null))];
  const later = await of.serve("dac", false, newBox());
  assert.equal((await later.list()).length, 2);
  assert.deepEqual(await later.save({ ...KRAKEN, credentials: { apiKey: "k" } }, kraken.id), {
    outcome: "invalid",
    fields: { "credentials.secret": "credential_unreadable" },
  });
  brokerOf(await later.save(KRAKEN, kraken.id));
  brokerOf(await later.save(DEMO, demo.id));
  assert.deepEqual(of.keeper.told.slice(-3), [`saved ${kraken.id}`, "opened Play", `saved ${demo.id}`]);
  assert.equal((await later.test({ ...KRAKEN, credentials: {} }, kraken.id)).outcome, "connected");
});

Deno.test("the paper account may be renamed, and neither moved nor removed", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const { id } = await ensureBroker(
    of.db,
    {
      userId: dac.userId,
      ...{ name: "Paper", exchange: "paper", description: "", environment: "demo", isDefault: true },
      paperBalances: { USDT: "10000" },
    } as const,
  );
  const form: BrokerForm = { ...DEMO, name: "Sandbox", exchange: "paper", isDefault: true };
  assert.equal(brokerOf(await dac.save(form, id)).name, "Sandbox");
  assert.deepEqual((await brokersOf(of.db, dac.userId))[0]!.paperBalances, { USDT: "10000" });
  assert.deepEqual(await dac.save({ ...form, exchange: "demo" }, id), {
    outcome: "invalid",
    fields: { exchange: "paper_stays" },
  });
  await assert.rejects(dac.remove(id), refusedWith(409, /paper account is the platform's own/));
  assert.deepEqual([of.keeper.tried, of.keeper.told], [[], []]);
});

Deno.test("an account that something relies on stays, with what that is", async () => {
  await using of = await house();
  const dac = await of.serve("dac");
  const { id } = brokerOf(await dac.save(DEMO, null));
  await of.db`
    insert into trades (user_id, broker_id, client_order_id, symbol, side, type, quantity, purpose, state, created_at, updated_at)
    values (${dac.userId}, ${id}, 'm-1', 'BTC/USDT', 'buy', 'market', 1, 'manual', 'accepted', now(), now())`;
  assert.deepEqual((await dac.find(id)).dependents, { activeStrategies: 0, openOrders: 1 });
  await assert.rejects(dac.remove(id), refusedWith(409, /0 active strategies and 1 open orders rely on it/));
  await of.db`update trades set state = 'canceled'`;
  await dac.remove(id);
  assert.deepEqual([await dac.list(), of.keeper.told.at(-1)], [[], `removed ${id}`]);
});

Deno.test("another's account is as unknown as none; dev sees all, and changes them for their owner", async () => {
  await using of = await house();
  const [dac, eve, dev] = [await of.serve("dac"), await of.serve("eve"), await of.serve("dev", true)];
  const { id } = brokerOf(await dac.save(DEMO, null));
  for (const unknown of [id, crypto.randomUUID(), "", "' or 1=1 --"]) {
    const is404 = refusedWith(404, /You have no broker/);
    await assert.rejects(eve.find(unknown), is404);
    await assert.rejects(eve.save(DEMO, unknown), is404);
    await assert.rejects(eve.test(DEMO, unknown), is404);
    await assert.rejects(eve.remove(unknown), is404);
    await assert.rejects(eve.setDefault(unknown), is404);
    await assert.rejects(eve.loadSymbols(unknown), is404);
  }
  assert.deepEqual(await eve.list(), []);
  assert.equal((await dev.list()).length, 1);
  const changed = brokerOf(await dev.save({ ...DEMO, description: "by dev" }, id));
  assert.deepEqual([changed.userId, changed.description], [dac.userId, "by dev"]);
  brokerOf(await eve.save(DEMO, null));
  assert.equal((await eve.list())[0]!.name, "Play", "names are each user's own");
});

Deno.test("every exchange is offered, the demo one first where it runs", async () => {
  await using of = await house();
  const choices = await (await of.serve("dac")).exchanges();
  assert.equal(choices[0]!.id, "demo");
  assert.ok(choices.length > 100, `${choices.length}`);
  assert.ok(choices.slice(1).every(({ fields }) => fields.length > 0));
});
