/** Limits, live switches and the kill switch, asked without a port. */
import assert from "node:assert/strict";
import { ensureBroker } from "../db/brokers.ts";
import { engageKillSwitch, killSwitchOf, limitsOf } from "../db/risk.ts";
import { NO_LIMITS } from "../domain/risk/limits.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";
const LIMITS = { ...NO_LIMITS, quote: "USDT", maxPosition: "100" };

function asker(house: TestHouse, token = house.token) {
  const headers = { host: "127.0.0.1:8000", origin: ORIGIN, cookie: `aristobot_session=${token}` };
  const fetch = (path: string, init: RequestInit) => house.app.fetch(new Request(`${ORIGIN}${path}`, init));
  return {
    page: async (path: string) => await (await fetch(path, { headers: { ...headers, accept: "text/html" } })).text(),
    view: async () => await (await fetch("/account/risk", { headers })).json(),
    post: (path: string, body: unknown) =>
      fetch(`/account/risk/${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
}

function liveBroker({ db }: TestHouse, userId = USER_ID) {
  const none = { description: "", isDefault: false, paperBalances: {} };
  return ensureBroker(db, { userId, name: "Real", exchange: "kraken", environment: "live", ...none });
}

Deno.test("limits are stored for all accounts or for one, and losses count anew when that is asked for", async () => {
  await using house = await testHouse();
  const { post, view } = asker(house);
  const { id: brokerId } = await liveBroker(house);
  assert.equal((await post("limits", { brokerId: null, limits: LIMITS, countsAnew: false })).status, 200);
  assert.equal(
    (await post("limits", { brokerId, limits: { ...LIMITS, maxPosition: "5" }, countsAnew: true })).status,
    200,
  );
  const stored = (await view()).limits;
  assert.deepEqual(stored.map((one: { brokerId: string | null }) => one.brokerId), [null, brokerId]);
  assert.deepEqual([stored[0].limits, stored[0].countedFromMs], [LIMITS, 0]);
  assert.ok(stored[1].countedFromMs > 0);
  await post("limits", { brokerId, limits: NO_LIMITS, countsAnew: false });
  assert.equal((await view()).limits[1].countedFromMs, stored[1].countedFromMs);
});

Deno.test("what is no limit is refused, and nothing is stored", async () => {
  await using house = await testHouse();
  const { post } = asker(house);
  const wrong = [
    { maxPosition: "0" },
    { maxPosition: "-1" },
    { quote: null, maxDailyLoss: "5" },
    { lossesInARow: 2 },
    { ordersPerMinute: 0 },
    { symbols: [] },
    { symbols: ["BTC"] },
    { maxDrawdown: "9".repeat(100) },
  ];
  for (const one of wrong) {
    const response = await post("limits", {
      brokerId: null,
      limits: { ...NO_LIMITS, quote: "USDT", ...one },
      countsAnew: false,
    });
    assert.equal(response.status, 400, JSON.stringify(one));
  }
  assert.deepEqual(await limitsOf(house.db, USER_ID), []);
});

Deno.test("real money is let in by the account's own name alone, and shut out at once", async () => {
  await using house = await testHouse();
  const { post, view } = asker(house);
  const { id: brokerId } = await liveBroker(house);
  const isLiveOn = async () => (await view()).accounts.find(({ id }: { id: string }) => id === brokerId).isLiveOn;
  for (const name of ["", "real", "Real "]) {
    assert.equal((await post("live", { brokerId, isOn: true, name })).status, 409);
  }
  assert.equal(await isLiveOn(), false);
  assert.equal((await post("live", { brokerId, isOn: true, name: "Real" })).status, 200);
  assert.equal(await isLiveOn(), true);
  assert.equal((await post("live", { brokerId, isOn: false, name: "" })).status, 200);
  assert.equal(await isLiveOn(), false);
});

Deno.test("another's accounts are as unknown as none, and another's switches are not seen", async () => {
  await using house = await testHouse();
  const otherId = await house.addUser("other");
  const { id: brokerId } = await liveBroker(house, otherId);
  await engageKillSwitch(house.db, otherId, { sells: false, nowMs: 1 });
  const { post, view } = asker(house);
  assert.equal((await post("limits", { brokerId, limits: LIMITS, countsAnew: false })).status, 404);
  assert.equal((await post("live", { brokerId, isOn: true, name: "Real" })).status, 404);
  const seen = await view();
  assert.deepEqual([seen.kill, seen.limits], [null, []]);
  assert.ok(!JSON.stringify(seen).includes(brokerId));
});

Deno.test("every page says that the kill switch is on", async () => {
  await using house = await testHouse();
  const { page } = asker(house);
  assert.match(await page("/heartbeat"), /class="tool kill-button"/);
  await engageKillSwitch(house.db, USER_ID, { sells: false, nowMs: Date.UTC(2026, 10, 21, 12) });
  for (const path of ["/heartbeat", "/account"]) {
    assert.match(await page(path), /class="kill-notice" role="alert".*2026-11-21 12:00/s, path);
  }
});

Deno.test("where nobody carries the kill switch out, it is not turned on, and that is told", async () => {
  await using house = await testHouse();
  const { post } = asker(house);
  assert.equal((await post("kill", { sells: true })).status, 503);
  assert.equal((await post("kill", {})).status, 400);
  assert.equal(await killSwitchOf(house.db, USER_ID), undefined);
});
