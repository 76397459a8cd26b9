/** The account page's brokers, asked without a port. */
import assert from "node:assert/strict";
import { ensureBroker } from "../db/brokers.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";
import { WRONG_SECRET } from "./test_keeper.ts";

const ORIGIN = "http://127.0.0.1:8000";
const HTML = "<img src=x onerror=alert(1)>";
const KRAKEN = {
  name: "Mine",
  exchange: "kraken",
  description: HTML,
  environment: "live",
  credentials: { apiKey: "key-of-user", secret: "secret-of-user" },
};

function asker(house: TestHouse, token = house.token) {
  const headers = { host: "127.0.0.1:8000", origin: ORIGIN, cookie: `aristobot_session=${token}` };
  const fetch = (path: string, init: RequestInit) => house.app.fetch(new Request(`${ORIGIN}${path}`, init));
  return {
    page: async () => await (await fetch("/account", { headers: { ...headers, accept: "text/html" } })).text(),
    list: async () => (await (await fetch("/account/brokers", { headers })).json()).brokers,
    post: (path: string, body?: unknown) =>
      fetch(path, {
        method: "POST",
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        body: body === undefined ? null : JSON.stringify(body),
      }),
  };
}

Deno.test("an account is made, shown as text without its keys, made the default, and deleted", async () => {
  await using house = await testHouse();
  const { page, list, post } = asker(house);
  assert.match(await page(), /data-environment="demo".*Aucun compte de courtage/s);
  const saved = await (await post("/account/brokers", KRAKEN)).json();
  assert.equal(saved.outcome, "saved");
  assert.deepEqual(saved.trial.balances[0], { currency: "USDT", free: "10000", used: "0" });
  const { id } = saved.broker;
  house.keeper.states = [{ brokerId: id, state: "connected", failure: null, sinceMs: 0 }];
  const shown = await page();
  assert.match(
    shown,
    /data-environment="live".*class="environment live"/s,
    "real money can move: the whole page says so",
  );
  assert.match(shown, /<strong>Mine<\/strong>.*Kraken.*class="environment live".*class="light good".*Clé API, Secret/s);
  assert.doesNotMatch(shown, /<img src=x/);
  assert.doesNotMatch(shown + JSON.stringify(saved) + JSON.stringify(await list()), /-of-user/);
  assert.equal((await post(`/account/brokers/${id}/default`)).status, 204);
  assert.equal((await list())[0].isDefault, true);
  assert.equal((await post(`/account/brokers/${id}/symbols`)).status, 204);
  assert.equal((await post(`/account/brokers/${id}/remove`)).status, 204);
  assert.deepEqual(await list(), []);
  assert.deepEqual(house.keeper.told, [`saved ${id}`, `symbols ${id}`, `removed ${id}`]);
  assert.deepEqual(house.errors, []);
});

Deno.test("what the exchange refuses is told and not stored; what is no form is refused", async () => {
  await using house = await testHouse();
  const { list, post } = asker(house);
  const wrong = { ...KRAKEN, credentials: { apiKey: "key-of-user", secret: WRONG_SECRET } };
  for (const path of ["/account/brokers", "/account/brokers/test"]) {
    const told = await (await post(path, wrong)).text();
    assert.match(told, /"outcome":"failed".*"AuthenticationError".*Invalid API-key/);
    assert.doesNotMatch(told, /-of-user|a wrong secret/);
    for (const body of [{}, { ...KRAKEN, environment: "moon" }, { ...KRAKEN, credentials: { secret: 7 } }, "x"]) {
      const refused = await post(path, body);
      assert.equal(refused.status, 400);
      assert.doesNotMatch(await refused.text(), /-of-user/);
    }
    assert.equal((await post(path)).status, 415);
  }
  assert.deepEqual(await (await post("/account/brokers", { ...KRAKEN, name: "", credentials: {} })).json(), {
    outcome: "invalid",
    fields: { name: "required", "credentials.apiKey": "required", "credentials.secret": "required" },
  });
  assert.deepEqual(await list(), []);
  assert.deepEqual(house.errors, []);
});

Deno.test("the paper account cannot be deleted, and the answer says why", async () => {
  await using house = await testHouse();
  const { id } = await ensureBroker(
    house.db,
    {
      userId: USER_ID,
      ...{ name: "Paper", exchange: "paper", description: "", environment: "demo", isDefault: true },
      paperBalances: { USDT: "1" },
    } as const,
  );
  const { page, post } = asker(house);
  assert.match(await page(), /Compte papier.*interne/s);
  const refused = await post(`/account/brokers/${id}/remove`);
  assert.equal(refused.status, 409);
  assert.match((await refused.json()).error, /Cannot delete "Paper": the paper account is the platform's own/);
});

Deno.test("another user's account is as unknown as none, whatever is asked of it", async () => {
  await using house = await testHouse();
  const { broker: { id } } = await (await asker(house).post("/account/brokers", KRAKEN)).json();
  await house.addUser("eve");
  const eve = asker(house, await house.signIn("eve"));
  for (const path of ["", "/test", "/default", "/symbols", "/remove"]) {
    const answer = await eve.post(`/account/brokers/${id}${path}`, KRAKEN);
    assert.equal(answer.status, 404, path);
    assert.doesNotMatch(await answer.text(), /Kraken|Mine|of-user/);
  }
  assert.deepEqual(await eve.list(), []);
  assert.equal((await asker(house).list()).length, 1);
  assert.equal((await eve.post("/account/brokers/x/remove")).status, 400);
});
