/** The tokens of My account, asked without a port. */
import assert from "node:assert/strict";
import { type TestHouse, testHouse } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";

function asker(house: TestHouse, cookie = `aristobot_session=${house.token}; aristobot_language=en`) {
  return (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) =>
    house.app.fetch(
      new Request(`${ORIGIN}${path}`, {
        headers: { host: "127.0.0.1:8000", accept: "text/html", origin: ORIGIN, cookie, ...headers },
        ...(form && { method: "POST", body: new URLSearchParams(form) }),
      }),
    );
}

const tokenOf = (html: string) => /aristobot_[\w-]{43}/.exec(html)?.[0];

Deno.test("a token is shown once, in a page that nobody keeps", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const made = await ask("/account/tokens", { name: " <i>bot</i> ", scope: "trade" });
  assert.deepEqual([made.status, made.headers.get("cache-control")], [201, "no-store"]);
  const html = await made.text();
  const token = tokenOf(html)!;
  assert.match(html, /New token: &lt;i>bot&lt;\/i>/);
  const account = await (await ask("/account")).text();
  assert.match(account, /&lt;i>bot&lt;\/i>[\s\S]*Read and trade[\s\S]*popovertarget="revoke-/);
  assert.ok(!account.includes(token));
  const me = await asker(house, "")("/api/v1/me", undefined, { authorization: `Bearer ${token}` });
  assert.deepEqual((await me.json()).scopes, ["trade"]);
  assert.equal((await ask("/account/tokens")).headers.get("location"), "/account");
});

Deno.test("what is no name, no right or a name that is taken is refused; revoked, the name is free again", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const wrong = [{ name: "", scope: "read" }, { name: "x".repeat(61), scope: "read" }, { name: "x", scope: "all" }, {
    name: "a\0b",
    scope: "read",
  }];
  for (const form of wrong) assert.equal((await ask("/account/tokens", form)).status, 400);
  assert.equal((await ask("/account/tokens", { name: "bot", scope: "read" })).status, 201);
  const taken = await ask("/account/tokens", { name: "bot", scope: "read" });
  assert.equal(taken.status, 409);
  assert.match(await taken.text(), /you have one of that name/);
  const [{ id }] = await house.db`select id from api_tokens` as unknown as [{ id: string }];
  await house.addUser("eve");
  const eve = asker(house, `aristobot_session=${await house.signIn("eve")}`);
  assert.equal((await eve(`/account/tokens/${id}/revoke`, {})).status, 404);
  assert.equal((await ask(`/account/tokens/${id}/revoke`, {}, { origin: "https://evil.example" })).status, 403);
  const revoked = await ask(`/account/tokens/${id}/revoke`, {});
  assert.deepEqual([revoked.status, revoked.headers.get("location")], [303, "/account"]);
  assert.equal((await ask("/account/tokens", { name: "bot", scope: "read" })).status, 201);
  assert.deepEqual(house.errors, []);
});

Deno.test("a user has at most 50 tokens, and the debug user none", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  for (let n = 0; n < 50; n++) {
    assert.equal((await ask("/account/tokens", { name: `bot ${n}`, scope: "read" })).status, 201);
  }
  const one = await ask("/account/tokens", { name: "one too many", scope: "read" });
  assert.equal(one.status, 409);
  assert.match(await one.text(), /you have 50, revoke one first/);
  await using debug = await testHouse({ facts: { debug: true } });
  assert.equal((await asker(debug, "")("/account/tokens", { name: "x", scope: "read" })).status, 403);
});

Deno.test("the API's page shows every route in both languages, and asks who comes", async () => {
  await using house = await testHouse();
  const page = await asker(house)("/api/v1/docs");
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.match(html, /POST \/api\/v1\/orders[\s\S]*Idempotency-Key[\s\S]*token “trade” or session/);
  assert.match(html, /id="used-key"/);
  const french = await asker(house, `aristobot_session=${house.token}`)("/api/v1/docs");
  assert.match(await french.text(), /jeton « trade » ou session/);
  assert.equal((await asker(house, "")("/api/v1/docs")).headers.get("location"), "/login?next=%2Fapi%2Fv1%2Fdocs");
});
