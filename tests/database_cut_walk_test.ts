/** The whole platform whose database is cut off in the midst of trading: what it says meanwhile, and that all goes on afterwards. */
import assert from "node:assert/strict";
import { notices } from "../actors/topics.ts";
import { openServer } from "../db/open.ts";
import { Door } from "../db/test_door.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { type House, openHouse, until } from "./house.ts";
import { ask } from "./two_users.ts";
import { testOnce } from "./once.ts";

const LIMIT_MS = 90_000;
/** Longer than it takes until everybody is told. */
const AWAY_MS = 6_000;
/** Enters at each candle when nothing is held, and leaves at the next. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Restless extends Strategy {
  shouldLong() { return true; }
  override shouldExit() { return true; }
  override calculateStopLoss() { return this.price * 0.9; }
}
`;

/** A database behind a door. */
async function behindDoor() {
  const door = await Door.open();
  const { db, engine, close } = await openServer(door.url, () => {});
  const end = async () => {
    await close();
    await door[Symbol.asyncDispose]();
  };
  return { door, database: { db, engine, [Symbol.asyncDispose]: end } };
}

async function asked<T>(house: House, method: string, path: string, json?: unknown): Promise<T> {
  const response = await ask(house, { method, path: `/api/v1${path}` }, json === undefined ? {} : { json });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** A strategy at work at a demo account; the address of a webhook of that account. */
async function trade(house: House): Promise<string> {
  const draft = { name: "Restless", description: "", timeframe: "1m", source: SOURCE };
  const strategy = await asked<{ id: string }>(house, "POST", "/strategies", draft);
  const form = { name: "demo", exchange: "demo", environment: "demo" };
  const { broker } = await asked<{ broker: { id: string } }>(house, "POST", "/brokers", form);
  const shares = [{ brokerId: broker.id, amountQuote: "1000" }];
  await until("the strategy is at work", LIMIT_MS, async () => {
    const activation = { strategyId: strategy.id, symbol: "BTC/USDT", shares };
    const told = await asked<{ shares: { outcome: string }[] }>(house, "POST", "/bot", activation);
    return told.shares[0]!.outcome === "done";
  });
  const page = await fetch(`${house.url}/webhooks`, {
    method: "POST",
    headers: { origin: house.url, accept: "text/html" },
    body: new URLSearchParams({ name: "alerts", brokerId: broker.id, mode: "real", from: "anywhere" }),
  });
  return /\/webhook\/[\w-]{43}/.exec(await page.text())![0];
}

async function alert(house: House, path: string, id: string): Promise<number> {
  const json = { action: "buy", symbol: "BTCUSDT", value: 100, id, time: new Date().toISOString() };
  const response = await fetch(`${house.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(json),
  });
  await response.body?.cancel();
  return response.status;
}

async function filled({ db }: House): Promise<number> {
  const [row] =
    await db`select count(*)::int as count from trades where state = 'filled' and active_strategy_id is not null`;
  return row!.count;
}

async function sales({ db }: House): Promise<number> {
  return (await db`select from trades where client_order_id like 'm-%'`).count;
}

testOnce(
  "a database that is cut off in the midst of trading: nothing is lost, nothing is done twice, and all goes on by itself",
  async () => {
    const { door, database } = await behindDoor();
    await using house = await openHouse({ DEMO_SPEED: "60", SYMBOLS: "BTC/USDT" }, database);
    const told: string[] = [];
    house.system.subscribe(notices, ({ key }) => void told.push(key));
    const path = await trade(house);
    await until("the strategy has traded", LIMIT_MS, async () => await filled(house) >= 2);
    assert.equal(await alert(house, path, "before"), 202);
    const fromMs = (await house.stored("BTC/USDT", "1m")).at(-1)!.openMs;

    await door.shut();
    const beganMs = performance.now();
    assert.equal(await alert(house, path, "meanwhile"), 503);
    for (const [at, accept] of [["/bot", "text/html"], ["/api/v1/bot", "application/json"]] as const) {
      const response = await ask(house, { method: "GET", path: at }, { accept });
      await response.body?.cancel();
      assert.equal(response.status, 503, at);
    }
    await until("everybody is told", LIMIT_MS, () => told.includes("database_away"));
    await until("some time has passed", LIMIT_MS, () => performance.now() - beganMs > AWAY_MS);

    await door.reopen();
    await until("everybody is told that it is back", LIMIT_MS, () => told.includes("database_back"));
    await until("the alert is taken", LIMIT_MS, async () => {
      const status = await alert(house, path, "meanwhile");
      return status === 202 || status === 200;
    });
    const before = await filled(house);
    await until("the strategy trades on", LIMIT_MS, async () => await filled(house) >= before + 2);
    await until("both alerts are orders", LIMIT_MS, async () => await sales(house) >= 2);
    const minutes = async () => (await house.stored("BTC/USDT", "1m")).filter(({ openMs }) => openMs >= fromMs);
    await until("later candles are stored", LIMIT_MS, async () => (await minutes()).length > 20);
    const stored = await minutes();
    stored.forEach(({ openMs }, at) => assert.equal(openMs, fromMs + at * timeframeMs("1m")));
    assert.equal(await sales(house), 2);
    assert.deepEqual(told.filter((key) => key.startsWith("database_")), ["database_away", "database_back"]);
    assert.deepEqual(house.log.filter(({ message }) => message.includes("gives up")), []);
  },
);
