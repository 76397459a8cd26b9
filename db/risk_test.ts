import assert from "node:assert/strict";
import { NO_LIMITS } from "../domain/risk/limits.ts";
import { ensureBroker, findBroker, updateBroker } from "./brokers.ts";
import {
  engageKillSwitch,
  killSwitchDone,
  killSwitchOf,
  limitsOf,
  releaseKillSwitch,
  saveLimits,
  setLiveSwitch,
  standingOf,
  unfinishedKills,
} from "./risk.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows } from "./test_rows.ts";
import { ensureUser } from "./users.ts";
import { removeUser } from "./user_removal.ts";

const LIMITS = { ...NO_LIMITS, quote: "USDT", maxDailyLoss: "12.5", symbols: ["BTC/USDT"] };

Deno.test("limits take the place of those of before, for all accounts and for each apart", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const general = { brokerId: null, limits: LIMITS, countedFromMs: 0 };
  const own = { brokerId: broker.id, limits: { ...NO_LIMITS, lossesInARow: 2, coolDownMinutes: 5 }, countedFromMs: 7 };
  await saveLimits(db, user.id, { ...general, limits: NO_LIMITS });
  await saveLimits(db, user.id, own);
  await saveLimits(db, user.id, general);
  assert.deepEqual(await limitsOf(db, user.id), [general, own]);
  const other = await ensureUser(db, "other");
  assert.deepEqual(await limitsOf(db, other.id), []);
  await assert.rejects(saveLimits(db, other.id, own), /foreign key/);
});

Deno.test("a kill switch that was turned on anew is not done by what was done before", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  await engageKillSwitch(db, user.id, { sells: false, nowMs: TEST_START_MS });
  await engageKillSwitch(db, user.id, { sells: true, nowMs: TEST_START_MS + 1 });
  await killSwitchDone(db, user.id, { engagedMs: TEST_START_MS, nowMs: TEST_START_MS + 2 });
  assert.deepEqual(await unfinishedKills(db), [user.id]);
  assert.equal((await standingOf(db, user.id, broker.id))?.killedMs, TEST_START_MS + 1);
  await killSwitchDone(db, user.id, { engagedMs: TEST_START_MS + 1, nowMs: TEST_START_MS + 3 });
  assert.deepEqual(await unfinishedKills(db), []);
  assert.deepEqual(await killSwitchOf(db, user.id), {
    engagedMs: TEST_START_MS + 1,
    sells: true,
    doneMs: TEST_START_MS + 3,
  });
  assert.equal(await releaseKillSwitch(db, user.id), true);
  assert.equal(await releaseKillSwitch(db, user.id), false);
});

Deno.test("the live switch is for real money alone, and falls when the account becomes another one", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker: paper } = await testRows(db);
  const none = { description: "", isDefault: false, paperBalances: {} };
  const of = { userId: user.id, name: "Real", exchange: "kraken", environment: "live", ...none } as const;
  const { id } = await ensureBroker(db, of);
  const isLiveOn = async () => (await standingOf(db, user.id, id))?.isLiveOn;
  assert.equal(await setLiveSwitch(db, user.id, paper.id, TEST_START_MS), false);
  assert.equal(await setLiveSwitch(db, user.id, id, TEST_START_MS), true);
  const { name, description, isDefault } = (await findBroker(db, user.id, id))!;
  const as = { name: `${name} 2`, description, isDefault };
  await updateBroker(db, user.id, id, { ...as, exchange: "kraken", environment: "live" }, null);
  assert.equal(await isLiveOn(), true);
  await updateBroker(db, user.id, id, { ...as, exchange: "binance", environment: "live" }, null);
  assert.equal(await isLiveOn(), false);
  await setLiveSwitch(db, user.id, id, TEST_START_MS);
  await updateBroker(db, user.id, id, { ...as, exchange: "binance", environment: "testnet" }, null);
  assert.equal(await isLiveOn(), false);
});

Deno.test("limits and kill switch go with their user", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id } = await ensureUser(db, "leaver");
  await saveLimits(db, id, { brokerId: null, limits: LIMITS, countedFromMs: 0 });
  await engageKillSwitch(db, id, { sells: false, nowMs: TEST_START_MS });
  assert.deepEqual(await removeUser(db, id), []);
  assert.deepEqual([await limitsOf(db, id), await killSwitchOf(db, id)], [[], undefined]);
});
