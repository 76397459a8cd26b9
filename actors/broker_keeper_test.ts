/** The keeper with a turned clock: what it waits for, and what it tells. */
import assert from "node:assert/strict";
import { NetworkError } from "ccxt/base/errors.js";
import { join } from "node:path";
import { z } from "zod";
import type { BrokerCredentials } from "../db/broker_credentials.ts";
import { type Broker, createBroker } from "../db/brokers.ts";
import { symbolPage } from "../db/symbols.ts";
import { testDatabase } from "../db/test_database.ts";
import { ensureUser } from "../db/users.ts";
import { openDemoAccount } from "./broker_keeper/trying.ts";
import { brokerKeeperProtocol, brokerPath } from "./broker_keeper_protocol.ts";
import { brokerProtocol } from "./broker_protocol.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { defineActor, type Logger, supervisor } from "./runtime/mod.ts";
import { moduleOf, testKit } from "./runtime/testkit.ts";
import { jobs } from "./topics.ts";

/** What ccxt's sockets leave behind is caught by the system that they run in; this is for those that outlive a test's. */
globalThis.addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof NetworkError) event.preventDefault();
});

const DEMO_PATH = "/root/demo-exchange";
const DESK_PATH = "/root/desk";
const KEEPER_PATH = "/root/trading/broker-keeper";
const PATIENCE_MS = 30_000;
/** A text of the form that is stored; the keeper of this test opens it by its broker. */
const SEALED = `v1.0123456789ab.${"N".repeat(16)}.${"A".repeat(40)}`;

interface Line {
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A keeper with brokers of two users at a demo exchange that comes and goes. */
async function keeperHouse() {
  const [database, directory] = [await testDatabase(), await Deno.makeTempDir()];
  const { db } = database;
  const lines: Line[] = [];
  const write = (message: string, fields: Record<string, unknown> = {}) => void lines.push({ message, fields });
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const keys = new Map<string, Record<string, string>>();
  const desk = { reconciled: 0 };
  const kit = testKit({ nowMs: Date.now(), logger });
  const orderDesk = defineActor({
    protocol: { Reconcile: {} },
    args: z.undefined(),
    init: () => desk,
    on: { Reconcile: () => void desk.reconciled++ },
  });
  const openCredentials = ({ brokerId }: BrokerCredentials) => {
    const found = keys.get(brokerId);
    if (!found) throw new Error("Cannot open it");
    return found;
  };
  const keeper = {
    id: "broker-keeper",
    module: import.meta.resolve("./broker_keeper.actor.ts"),
    args: {
      db,
      openCredentials,
      demoPath: DEMO_PATH,
      orderDeskPath: DESK_PATH,
      paper: { path: "/root/p", symbols: [] },
    },
  };
  await kit.start(supervisor({
    strategy: "one_for_one",
    children: [{ id: "desk", module: moduleOf(orderDesk) }, {
      id: "trading",
      supervisor: supervisor({
        strategy: "rest_for_one",
        children: [{ id: "brokers", supervisor: supervisor({ strategy: "dynamic" }) }, keeper],
      }),
    }],
  }));
  const { system } = kit;
  const ref = () => system.whereis(KEEPER_PATH, brokerKeeperProtocol);
  /** Lets the actors run, a second of their clock every 20 turns, until `look` finds something. */
  const until = async <T>(look: () => T | Promise<T>): Promise<NonNullable<T>> => {
    const endMs = performance.now() + PATIENCE_MS;
    for (let turn = 1; performance.now() < endMs; turn++) {
      const found = await look();
      if (found) return found;
      await (turn % 20 === 0 ? kit.advance("1s") : kit.settle());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`Nothing was found: ${look}`);
  };
  const statusOf = async ({ id }: Broker) => (await ref().ask("GetStatuses", { brokerIds: [id] }))[0];
  return {
    kit,
    db,
    lines,
    desk,
    keeper: ref,
    until,
    statusOf,
    demo: {
      id: "demo-exchange",
      module: import.meta.resolve("./demo_exchange.actor.ts"),
      args: { port: 0, klines: [], speed: 1, seed: 1, statePath: null, tradingPath: join(directory, "demo.sqlite") },
    },
    connected: (broker: Broker) => until(async () => (await statusOf(broker))?.state === "connected"),
    async save(name: string, credentials: Record<string, string> | null): Promise<Broker> {
      const user = await ensureUser(db, name);
      const [id, exchange, environment] = [crypto.randomUUID(), "demo", "demo" as const];
      const row = {
        id,
        userId: user.id,
        name,
        exchange,
        environment,
        description: "",
        isDefault: false,
        paperBalances: {},
      };
      if (credentials) keys.set(id, credentials);
      const stored = await createBroker(db, row, { sealed: SEALED, fields: ["apiKey", "secret"] });
      ref().tell("BrokerSaved", { brokerId: id });
      return stored.outcome === "stored" ? stored.broker : assert.fail(stored.outcome);
    },
    async [Symbol.asyncDispose]() {
      await kit[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

Deno.test("a broker whose exchange is away is tried ever more seldom, and is connected soon after it is back", async () => {
  await using house = await keeperHouse();
  const broker = await house.save("a", { apiKey: "x", secret: "y" });
  await house.until(async () => (await house.statusOf(broker))?.state === "failed");
  const { failure } = (await house.statusOf(broker))!;
  assert.equal(failure?.kind, "ExchangeNotAvailable");
  assert.match(failure.words, /does not run/);
  const isAway = async () => (await house.statusOf(broker))?.failure?.kind === "ExchangeNotAvailable";
  const waits = () =>
    house.lines.filter(({ message }) => /not connected/.test(message)).map(({ fields }) => fields.retryInMs);
  await house.until(() => waits().length >= 4);
  const told = waits().map(Number);
  told.forEach((waitMs, index) => assert.ok(waitMs >= 2_000 * 2 ** index && waitMs <= 2_400 * 2 ** index, told.join()));
  assert.equal(house.desk.reconciled, 0);
  await house.kit.system.start("/root", house.demo);
  const credentials = await openDemoAccount(house.kit.system, "a", DEMO_PATH);
  const good = await house.save("b", credentials);
  await house.connected(good);
  // its next attempt is due; the exchange itself answers in the world's time, so that the clock is turned slowly again
  for (let seconds = 0; seconds < 30 && await isAway(); seconds++) await house.kit.advance("1s");
  await house.until(async () => (await house.statusOf(broker))?.failure?.kind === "AuthenticationError");
  const balances = house.kit.system.whereis(brokerPath(broker.id), brokerProtocol).ask("GetBalances", undefined);
  await assert.rejects(balances, { code: "noproc" });
  await house.until(() => house.desk.reconciled > 0);
  await house.connected(good);
});

Deno.test("the demo exchange comes back elsewhere: its accounts follow, and their orders are looked up", async () => {
  await using house = await keeperHouse();
  const { kit } = house;
  await kit.system.start("/root", house.demo);
  const demo = kit.system.whereis(DEMO_PATH, demoExchangeProtocol);
  const brokers = [];
  for (const name of ["a", "b"]) {
    brokers.push(await house.save(name, await openDemoAccount(kit.system, "same name", DEMO_PATH)));
  }
  for (const broker of brokers) await house.connected(broker);
  await house.until(() => house.desk.reconciled > 0);
  const before = await demo.ask("GetAddress", undefined);
  const reconciled = house.desk.reconciled;
  await kit.system.restart(DEMO_PATH);
  assert.notDeepEqual(await demo.ask("GetAddress", undefined), before);
  await house.until(() => house.desk.reconciled > reconciled);
  for (const broker of brokers) {
    await house.connected(broker);
    const balances = await kit.system.whereis(brokerPath(broker.id), brokerProtocol).ask("GetBalances", undefined);
    assert.equal(balances.find(({ currency }) => currency === "USDT")?.free, "100000");
  }
});

Deno.test("a broker that crashes takes nobody along, and is back without anybody's help", async () => {
  await using house = await keeperHouse();
  await house.kit.system.start("/root", house.demo);
  const [one, other] = [
    await house.save("a", await openDemoAccount(house.kit.system, "a", DEMO_PATH)),
    await house.save("b", await openDemoAccount(house.kit.system, "b", DEMO_PATH)),
  ];
  await house.connected(one);
  await house.connected(other);
  const since = (await house.statusOf(other))!.sinceMs;
  for (let times = 0; times < 8; times++) {
    await house.kit.crash(brokerPath(one.id));
    await house.until(async () => (await house.statusOf(one))?.state === "connecting");
    await house.connected(one);
  }
  assert.equal((await house.statusOf(other))!.sinceMs, since);
});

Deno.test("one job for all who ask for the symbols of a venue, and each of them is told", async () => {
  await using house = await keeperHouse();
  await house.kit.system.start("/root", house.demo);
  const brokers: Broker[] = [];
  for (const name of ["a", "b"]) {
    brokers.push(await house.save(name, await openDemoAccount(house.kit.system, name, DEMO_PATH)));
  }
  for (const broker of brokers) await house.connected(broker);
  const told = brokers.map(({ userId }) => house.kit.probe(jobs.key(userId)).got);
  await house.until(async () =>
    (await symbolPage(house.db, "demo", { search: "", quote: null, page: 1, pageSize: 9 })).total > 0
  );
  const before = told.map(({ length }) => length);
  for (const { id } of brokers) house.keeper().tell("LoadSymbols", { brokerId: id });
  await house.until(() => told.every((got, index) => got.length > before[index]! && got.at(-1)!.state === "done"));
  const [a, b] = told.map((got, index) => got.slice(before[index]));
  assert.deepEqual(a!.map(({ id, state }) => [id, state]), b!.map(({ id, state }) => [id, state]));
  assert.deepEqual(a!.map(({ state }) => state), ["running", "done"]);
});

Deno.test("what cannot be opened, and what nobody knows, is told as such; a broker that is removed is not started", async () => {
  await using house = await keeperHouse();
  await house.kit.system.start("/root", house.demo);
  const sealed = await house.save("a", null);
  await house.until(async () => (await house.statusOf(sealed))?.state === "failed");
  assert.equal((await house.statusOf(sealed))!.failure!.kind, "AuthenticationError");
  assert.match((await house.statusOf(sealed))!.failure!.words, /cannot be opened/);
  await house.db`update brokers set exchange = 'nowhere' where id = ${sealed.id}`;
  house.keeper().tell("BrokerSaved", { brokerId: sealed.id });
  await house.until(async () => (await house.statusOf(sealed))?.failure?.kind === "NotSupported");
  house.keeper().tell("BrokerRemoved", { brokerId: sealed.id });
  house.keeper().tell("BrokerSaved", { brokerId: crypto.randomUUID() });
  house.keeper().tell("LoadSymbols", { brokerId: "no id at all" });
  assert.equal(await house.statusOf(sealed), undefined);
});
