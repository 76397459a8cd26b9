/** Users' accounts at the demo exchange, through falls of all that is between them and their money. */
import assert from "node:assert/strict";
import { brokerKeeperProtocol, brokerPath, type BrokerStatus } from "../actors/broker_keeper_protocol.ts";
import { type Account } from "../actors/broker_keeper/child.ts";
import { openDemoAccount, tryBroker } from "../actors/broker_keeper/trying.ts";
import { type Balance, brokerProtocol, orderDeskProtocol } from "../actors/broker_protocol.ts";
import { demoExchangeProtocol } from "../actors/demo_exchange_protocol.ts";
import type { DeadLetter, TreeNode } from "../actors/runtime/mod.ts";
import { jobs } from "../actors/topics.ts";
import { PATHS } from "../actors/tree.ts";
import { parseConfig } from "../config.ts";
import { type Broker, createBroker, removeBroker } from "../db/brokers.ts";
import { symbolPage } from "../db/symbols.ts";
import { type TestDatabase, testDatabase } from "../db/test_database.ts";
import { findUser } from "../db/users.ts";
import { Decimal } from "../domain/decimal.ts";
import type { Job } from "../domain/job.ts";
import { requestOf } from "../domain/order_arbitraries.ts";
import { type Platform, startPlatform } from "../platform.ts";
import { keyFilePath, loadSecretKeys } from "../security/key_file.ts";
import { BROKER_CREDENTIALS, SecretBox } from "../security/secret_box.ts";
import { sealedKeys } from "../web/broker_keys.ts";
import { until } from "./house.ts";

const PATIENCE_MS = 60_000;
const DEMO = { exchange: "demo", environment: "demo" } as const;

/** A platform that can be ended and started again, with all that it says. */
class Walk implements AsyncDisposable {
  readonly said: string[] = [];
  readonly jobs: Job[] = [];
  readonly dead: DeadLetter[] = [];
  #platform: Platform | undefined;

  private constructor(readonly database: TestDatabase, readonly dataDir: string) {}

  static async begin(): Promise<Walk> {
    const walk = new Walk(await testDatabase(), await Deno.makeTempDir({ prefix: "aristobot-keeper-" }));
    await walk.start();
    return walk;
  }

  get db() {
    return this.database.db;
  }

  get system() {
    return this.#platform!.system;
  }

  get keeper() {
    return this.system.whereis(PATHS.brokerKeeper, brokerKeeperProtocol);
  }

  async start(): Promise<void> {
    const write = (message: string, fields?: Record<string, unknown>) => {
      this.said.push(`${message} ${Deno.inspect(fields, { depth: 9, showHidden: true })}`);
    };
    this.#platform = await startPlatform(parseConfig({ PORT: "0", HISTORY: "10m", DATA_DIR: this.dataDir }), {
      logger: { debug: write, info: write, warn: write, error: write },
      database: { ...this.database, close: () => Promise.resolve() },
    });
    void this.#keepDeadLetters(this.#platform);
    this.system.subscribe(jobs, (job) => void this.jobs.push(job));
  }

  async stop(): Promise<void> {
    await this.#platform?.close();
    this.#platform = undefined;
  }

  async box(): Promise<SecretBox> {
    return new SecretBox(await loadSecretKeys({ dataDir: this.dataDir }), BROKER_CREDENTIALS);
  }

  /** Stores a broker of the first trader, as its form would. */
  async save(name: string, { exchange, environment, credentials }: Account): Promise<Broker> {
    const user = await findUser(this.db, "dac");
    const id = crypto.randomUUID();
    const row = {
      id,
      userId: user!.id,
      name,
      exchange,
      environment,
      description: "",
      isDefault: false,
      paperBalances: {},
    };
    const stored = await createBroker(this.db, row, sealedKeys(await this.box(), row, credentials));
    assert.equal(stored.outcome, "stored");
    this.keeper.tell("BrokerSaved", { brokerId: id });
    return stored.outcome === "stored" ? stored.broker : assert.fail();
  }

  async status({ id }: Broker): Promise<BrokerStatus | undefined> {
    return (await this.keeper.ask("GetStatuses", { brokerIds: [id] }, { timeout: "30s" }))[0];
  }

  async connected(broker: Broker, since = 0): Promise<void> {
    await until(`${broker.name} connected`, PATIENCE_MS, async () => {
      const status = await this.status(broker);
      return status?.state === "connected" && status.sinceMs > since;
    });
  }

  async balances({ id }: Broker): Promise<Balance[]> {
    return await this.system.whereis(brokerPath(id), brokerProtocol).ask("GetBalances", undefined, { timeout: "30s" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.database[Symbol.asyncDispose]();
    await Deno.remove(this.dataDir, { recursive: true });
  }

  async #keepDeadLetters({ system }: Platform): Promise<void> {
    for await (const letter of system.deadLetters()) this.dead.push(letter);
  }
}

async function accountOf(walk: Walk): Promise<Account> {
  return { ...DEMO, credentials: await openDemoAccount(walk.system, "mine", PATHS.demoExchange) };
}

function pathsBelow(node: TreeNode): string[] {
  return [node.path, ...node.children.flatMap(pathsBelow)];
}

const owned = (balances: readonly Balance[], of: string) => balances.find(({ currency }) => currency === of);
const RICH = { free: "100000", used: "0" };

Deno.test("a look signs in and lets go; a wrong key, an unknown exchange and one without a key are told in parts", async () => {
  await using walk = await Walk.begin();
  const look = (account: Account) => tryBroker(walk.system, account, PATHS.demoExchange);
  const account = await accountOf(walk);
  const found = await look(account);
  assert.equal(found.outcome, "connected");
  if (found.outcome === "connected") {
    assert.equal(Number(owned(found.balances, "USDT")?.free), 100_000);
    assert.equal(found.mayWithdraw, null);
  }
  const wrong = await look({ ...account, credentials: { ...account.credentials, secret: "wrong-and-still-secret" } });
  assert.deepEqual(wrong, {
    outcome: "failed",
    failure: {
      kind: "AuthenticationError",
      exchange: "Demo exchange",
      words: "Signature for this request is not valid.",
    },
  });
  const kindOf = async (of: Partial<Account>) => {
    const trial = await look({ ...account, ...of });
    return trial.outcome === "failed" ? trial.failure.kind : trial.outcome;
  };
  assert.equal(await kindOf({ exchange: "nowhere" }), "NotSupported");
  assert.equal(await kindOf({ exchange: "kraken", environment: "testnet" }), "NotSupported");
  assert.equal(await kindOf({ exchange: "kraken", environment: "live", credentials: {} }), "AuthenticationError");
  assert.equal(await kindOf({ credentials: {} }), "AuthenticationError");
  assert.deepEqual(pathsBelow(await walk.system.tree()).filter((path) => path.startsWith(`${PATHS.brokers}/`)), []);
  const told = `${JSON.stringify(wrong)} ${walk.said.join("\n")}`;
  for (const hidden of [...Object.values(account.credentials), "wrong-and-still-secret"]) {
    assert.ok(!told.includes(hidden));
  }
});

Deno.test("an account lives through the fall of its worker, of the exchange and of the platform, with its money", async () => {
  await using walk = await Walk.begin();
  const account = await accountOf(walk);
  const broker = await walk.save("mine", account);
  const keyless = await walk.save("without a key", { exchange: "kraken", environment: "live", credentials: {} });
  await walk.connected(broker);
  assert.deepEqual(await walk.balances(broker).then((all) => owned(all, "USDT")), { currency: "USDT", ...RICH });

  const mine = () => walk.jobs.filter(({ subject }) => subject === "Demo exchange");
  await until("the symbols are loaded", PATIENCE_MS, () => mine().at(-1)?.state === "done");
  assert.deepEqual(mine().map(({ state, added }) => `${state} ${added}`), ["running 0", "done 2"]);
  assert.equal((await symbolPage(walk.db, "demo", { search: "btc", quote: null, page: 1, pageSize: 10 })).total, 1);
  await until("the other one has failed", PATIENCE_MS, async () => (await walk.status(keyless))?.state === "failed");
  assert.match((await walk.status(keyless))!.failure!.words, /apiKey/);

  const { restUrl } = await walk.system.whereis(PATHS.demoExchange, demoExchangeProtocol).ask("GetAddress", undefined);
  const { price } = await (await fetch(`${restUrl}/api/v3/ticker/price?symbol=BTCUSDT`)).json();
  const request = requestOf({
    clientOrderId: "m-walk",
    userId: broker.userId,
    brokerId: broker.id,
    activeStrategyId: null,
    type: "limit",
    quantity: "0.1",
    price: (Number(price) * 0.8).toFixed(0),
  });
  const desk = () => walk.system.whereis(PATHS.orderDesk, orderDeskProtocol);
  assert.equal((await desk().ask("PlaceOrder", request, { timeout: "30s" })).state, "accepted");
  const locked = await walk.balances(broker);
  assert.ok(new Decimal(request.price!).times("0.1").eq(owned(locked, "USDT")!.used), owned(locked, "USDT")!.used);

  const falls: [what: string, fall: () => Promise<void>][] = [
    ["its worker", () => walk.system.killHost({ worker: "exchange-demo" })],
    ["the exchange", () => walk.system.restart(PATHS.demoExchange)],
    ["the keeper", () => walk.system.restart(PATHS.brokerKeeper)],
    ["the platform", async () => {
      await walk.stop();
      await walk.start();
    }],
  ];
  for (const [what, fall] of falls) {
    const before = Date.now();
    await fall();
    await walk.connected(broker, before);
    assert.deepEqual(await walk.balances(broker), locked, what);
  }
  await until("it is canceled", PATIENCE_MS, async () => {
    const answer = await desk().ask("CancelOrder", { clientOrderId: "m-walk" }, { timeout: "30s" });
    return answer.state === "canceled";
  });
  assert.deepEqual(owned(await walk.balances(broker), "USDT"), { currency: "USDT", ...RICH });

  assert.equal(await removeBroker(walk.db, broker.userId, broker.id), "removed");
  walk.keeper.tell("BrokerRemoved", { brokerId: broker.id });
  assert.equal(await walk.status(broker), undefined);
  await assert.rejects(walk.balances(broker), { code: "noproc" });

  assert.equal((await Deno.stat(keyFilePath(walk.dataDir))).mode! & 0o777, 0o600);
  const told = `${walk.said.join("\n")} ${JSON.stringify(walk.dead)} ${JSON.stringify(walk.jobs)}`;
  for (const hidden of Object.values(account.credentials)) assert.ok(!told.includes(hidden));
});

Deno.test("two who load the symbols of one venue wait for one job; a broker whose key cannot be opened stays failed", async () => {
  await using walk = await Walk.begin();
  const account = await accountOf(walk);
  const broker = await walk.save("mine", account);
  await walk.connected(broker);
  await until("the symbols are loaded", PATIENCE_MS, () => walk.jobs.at(-1)?.state === "done");
  walk.jobs.length = 0;
  for (let times = 0; times < 5; times++) walk.keeper.tell("LoadSymbols", { brokerId: broker.id });
  await until("they are loaded again", PATIENCE_MS, () => walk.jobs.some(({ state }) => state === "done"));
  assert.equal(new Set(walk.jobs.map(({ id }) => id)).size, 1);
  assert.deepEqual(walk.jobs.map(({ state }) => state), ["running", "done"]);
  assert.deepEqual([walk.jobs[1]!.added, walk.jobs[1]!.removed], [0, 0]);

  await walk.stop();
  await Deno.remove(keyFilePath(walk.dataDir));
  await walk.start();
  await until("it has failed", PATIENCE_MS, async () => (await walk.status(broker))?.state === "failed");
  assert.match((await walk.status(broker))!.failure!.words, /cannot be opened/);
  walk.keeper.tell("LoadSymbols", { brokerId: broker.id });
  await until("the job has failed", PATIENCE_MS, () => walk.jobs.at(-1)?.state === "failed");
  assert.equal(walk.jobs.at(-1)!.reason, "no answer (noproc)");
});
