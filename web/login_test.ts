/** The routes of signing in, asked without a port. */
import assert from "node:assert/strict";
import { supervisor } from "../actors/runtime/mod.ts";
import { PASSWORD, type TestHouse, testHouse, USER_NAME } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";

function asker(house: TestHouse) {
  return (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) =>
    house.app.fetch(
      new Request(`${ORIGIN}${path}`, {
        ...(form && { method: "POST", body: new URLSearchParams(form) }),
        headers: { accept: "text/html", host: "127.0.0.1:8000", origin: ORIGIN, ...headers },
      }),
    );
}

Deno.test("a login leads on to the page that was asked for, in the user's own language and theme", async () => {
  await using house = await testHouse();
  await house.db`update users set theme = 'light', language = 'en' where name = ${USER_NAME}`;
  const ask = asker(house);
  const asked = await ask("/bot?x=1");
  assert.deepEqual([asked.status, asked.headers.get("location")], [303, "/login?next=%2Fbot%3Fx%3D1"]);
  const entered = await ask("/login", { name: USER_NAME, password: PASSWORD, next: "/bot?x=1" });
  assert.deepEqual([entered.status, entered.headers.get("location")], [303, "/bot?x=1"]);
  const cookies = entered.headers.getSetCookie();
  assert.match(cookies[0]!, /^aristobot_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.deepEqual(cookies.slice(1).map((cookie) => cookie.split(";")[0]), [
    "aristobot_language=en",
    "aristobot_theme=light",
  ]);
  const again = await ask("/login?next=/heartbeat", undefined, { cookie: cookies[0]!.split(";")[0]! });
  assert.equal(again.headers.get("location"), "/heartbeat");
});

Deno.test("over TLS the cookie of the session is for TLS alone, also behind a proxy that ends it", async () => {
  await using house = await testHouse();
  const form = { name: USER_NAME, password: PASSWORD };
  const entered = await asker(house)("/login", form, { "x-forwarded-proto": "https" });
  assert.match(entered.headers.getSetCookie()[0]!, /; HttpOnly; Secure; SameSite=Lax$/);
});

Deno.test("the login takes any text, shows it as text, and never fails", async () => {
  await using house = await testHouse({ now: () => 0 });
  const ask = asker(house);
  const texts = [
    "<img src=x onerror=alert(1)>",
    "' or 1=1 --",
    "a\0b",
    "\u{1F600}\ud800",
    `"><script>`,
    "x".repeat(200),
  ];
  for (const text of texts) {
    const response = await ask("/login", { name: text, password: text, next: text });
    const html = await response.text();
    assert.equal(response.status, 401, text);
    assert.doesNotMatch(html, /<img src=x|"><script>/);
    assert.match(html, /name="next" value="\/"/);
  }
  const malformed: Record<string, string>[] = [
    {},
    { name: "x" },
    { name: "x".repeat(300), password: "x" },
    { name: "x", password: "x".repeat(3_000) },
  ];
  for (const form of malformed) assert.equal((await ask("/login", form)).status, 400);
  const json = await house.app.fetch(
    new Request(`${ORIGIN}/login`, {
      method: "POST",
      body: "{}",
      headers: { host: "127.0.0.1:8000", origin: ORIGIN, "content-type": "application/json" },
    }),
  );
  assert.equal(json.status, 415);
  assert.deepEqual(house.errors, []);
});

Deno.test("too many attempts are answered with how long to wait", async () => {
  await using house = await testHouse({ now: () => 0 });
  const ask = asker(house);
  for (let n = 0; n < 5; n++) assert.equal((await ask("/login", { name: "x", password: "y" })).status, 401);
  const refused = await ask("/login", { name: "x", password: "y" });
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  assert.match(await refused.text(), /Trop d’essais. Réessayez dans 1 s\./);
});

Deno.test("who is not dev sees the System page without what belongs to others, and may do nothing there", async () => {
  await using house = await testHouse();
  await house.system.start("/root", { id: "room", supervisor: supervisor({ strategy: "dynamic" }) });
  const ask = asker(house);
  const cookie = `aristobot_session=${house.token}`;
  const stream = await ask("/events", undefined, { cookie });
  const page = await (await ask("/system", undefined, { cookie })).text();
  assert.match(page, /data-path="\/root\/room"/);
  assert.doesNotMatch(page, /\/root\/dashboard\/sessions\/[0-9a-f]/);
  assert.doesNotMatch(page, /class="tool (restart|stop)"/);
  const post = (path: string, body: unknown) =>
    house.app.fetch(
      new Request(`${ORIGIN}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { host: "127.0.0.1:8000", origin: ORIGIN, "content-type": "application/json", cookie },
      }),
    );
  for (const action of ["restart", "stop"]) {
    assert.equal((await post(`/system/${action}`, { path: "/root/room" })).status, 403);
  }
  assert.equal((await post("/events/watch", { channels: ["raw", "tree:whole"] })).status, 403);
  assert.equal((await post("/events/watch", { channels: ["raw", "audit"] })).status, 204);
  await stream.body?.cancel();
});

Deno.test("behind a proxy that is trusted, those who guess passwords keep nobody else waiting", async () => {
  await using house = await testHouse({ now: () => 0, trustedProxies: ["10.0.0.1"] });
  const remoteAddr = { transport: "tcp", hostname: "10.0.0.1", port: 1 } as const;
  const info = { remoteAddr, completed: Promise.resolve() };
  const enter = (from: string, name: string, password: string) => {
    const headers = { accept: "text/html", host: "127.0.0.1:8000", origin: ORIGIN, "x-forwarded-for": from };
    const body = new URLSearchParams({ name, password });
    return house.app.fetch(new Request(`${ORIGIN}/login`, { method: "POST", body, headers }), info);
  };
  const guesses = [];
  for (let n = 0; n < 25; n++) guesses.push((await enter("203.0.113.9", `name ${n}`, "a guess")).status);
  assert.ok(guesses.includes(429), "who guesses waits");
  assert.equal((await enter("198.51.100.7", USER_NAME, PASSWORD)).status, 303);
  const sessions = await house.db`select 1 from sessions where address = '198.51.100.7'`;
  assert.equal(sessions.length, 1, "and their own address stands among their sessions");
});
