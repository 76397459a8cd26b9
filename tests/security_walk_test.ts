/**
 * Whoever means ill asks the whole house over its socket: wrong passwords, forged cookies, forms of other sites, markup and SQL
 * wherever text is taken, bodies without end, ways out of the folder of files, lines put into headers. Then all that was said
 * is searched for planted secrets.
 */
import assert from "node:assert/strict";
import { addUser, findUser, setPassword } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { newKeyText } from "../security/secret_key.ts";
import { hashOfToken } from "../security/tokens.ts";
import { API_PATH } from "../web/api/routes.ts";
import { MAX_BODY_BYTES } from "../web/app.ts";
import { HOSTILE_TEXTS } from "./api_fuzz/hostile.ts";
import { type House, openHouse } from "./house.ts";
import { Planted } from "./planted.ts";
import { rawAnswer } from "./raw_http.ts";
import { ASSISTANT_KEY, giveAssistant, PASSWORD, signIn } from "./two_users.ts";
import { testOnce } from "./once.ts";

/** A house with a user who is signed in, and their secrets. */
async function openVictim() {
  const planted = new Planted();
  const keyText = planted.plant("the secret key", newKeyText());
  const house = await openHouse({ DEBUG_ARISTOBOT: "false", SECRET_KEY: keyText });
  const passwordHash = planted.plant("a hash of a password", await new Passwords().hash(PASSWORD));
  const dac = (await findUser(house.db, "dac"))!;
  await setPassword(house.db, dac.id, { passwordHash, mustChangePassword: false });
  await addUser(house.db, "eve", { passwordHash });
  const session = planted.plant("a session", await signIn(house, "dac"));
  planted.plant("the hash of a session", hashOfToken(session));
  planted.plant("the password", PASSWORD);
  planted.plant("the key of an assistant", ASSISTANT_KEY);
  planted.plant("the sealed key of an assistant", await giveAssistant(house, dac.id, keyText));
  return { house, planted, session, userId: dac.id };
}

const login = (house: House, name: string, password: string, headers: Record<string, string> = {}) =>
  fetch(`${house.url}/login`, {
    method: "POST",
    headers: { origin: house.url, ...headers },
    body: new URLSearchParams({ name, password }),
    redirect: "manual",
  });

/** What a house holds, to be sure that it is still there. */
async function counts({ db }: House): Promise<unknown> {
  const [row] = await db`
    select (select count(*)::int from users) as users, (select count(*)::int from brokers) as brokers,
      (select count(*)::int from strategies) as strategies, (select count(*)::int from api_tokens) as tokens`;
  return { ...row };
}

testOnce("whoever means ill gets nowhere, breaks nothing, and is told no secret", async (t) => {
  const { house, planted, session } = await openVictim();
  await using _ = house;
  const cookie = `aristobot_session=${session}`;
  const before = await counts(house);
  const quiet = async (response: Response, where: string): Promise<string> => {
    const text = await response.text();
    assert.ok(response.status < 500, `${where}: ${response.status} ${text.slice(0, 500)}`);
    assert.equal(response.headers.get("hacked"), null, where);
    planted.search(`${text} ${JSON.stringify([...response.headers].filter(([name]) => name !== "set-cookie"))}`, where);
    return text;
  };

  await t.step("wrong passwords must wait, also when the right one follows, and nobody else must", async () => {
    const wrong = Array.from({ length: 8 }, (_, n) => login(house, "eve", `wrong ${n}`));
    await Promise.any(wrong.map(async (asking) => assert.equal((await asking).status, 429)));
    const waiting = await login(house, "eve", PASSWORD);
    assert.equal(waiting.status, 429);
    assert.match(waiting.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    for (const asking of [...wrong, waiting]) {
      const response = await asking;
      assert.ok([401, 429].includes(response.status));
      await quiet(response, "a wrong password");
    }
    const other = await login(house, "dac", PASSWORD);
    await other.body?.cancel();
    assert.equal(other.status, 303);
  });

  await t.step("forged cookies open nothing, and two of a name not either", async () => {
    const forged = [
      "aristobot_session=",
      `aristobot_session=${"A".repeat(43)}`,
      `aristobot_session=${session.slice(0, -1)}`,
      `aristobot_session=${session.toUpperCase()}`,
      `aristobot_session=%27%20or%201=1--; x=1`,
      `aristobot_session=${hashOfToken(session)}`,
      `Aristobot_Session=${session}`,
      `aristobot_browser=${session}`,
      `aristobot_session=${"A".repeat(43)}; aristobot_session=%00`,
      `${"x=1; ".repeat(500)}`,
    ];
    for (const cookie of forged) {
      for (const path of ["/account", `${API_PATH}/me`, "/events"]) {
        const response = await fetch(`${house.url}${path}`, { headers: { cookie, accept: "application/json" } });
        await quiet(response, cookie);
        assert.equal(response.status, 401, cookie);
      }
    }
  });

  await t.step("nothing of another site is taken, whatever its body is called", async () => {
    const types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
    const paths = house.routes.filter(({ methods }) => methods.includes("POST")).map(({ pattern }) => pattern);
    assert.ok(paths.length > 15);
    for (const pattern of paths) {
      for (const type of types) {
        const response = await fetch(`${house.url}${pattern.replaceAll(/:\w+/g, crypto.randomUUID())}`, {
          method: "POST",
          headers: { cookie, origin: "https://evil.example", "content-type": type, accept: "application/json" },
          body: "{}",
          redirect: "manual",
        });
        await quiet(response, pattern);
        assert.equal(response.status, 403, `${pattern} as ${type}`);
      }
    }
  });

  await t.step("no page elsewhere may read an answer, or ask under another name of this machine", async () => {
    for (const path of ["/", "/api/bot", `${API_PATH}/me`, `${API_PATH}/orders`]) {
      const preflight = await fetch(`${house.url}${path}`, {
        method: "OPTIONS",
        headers: {
          cookie,
          origin: "https://evil.example",
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        },
      });
      await quiet(preflight, path);
      assert.equal(preflight.headers.get("access-control-allow-origin"), null, path);
    }
    for (const host of ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example"]) {
      const answer = await rawAnswer(
        house.url,
        `GET ${API_PATH}/me HTTP/1.1\r\nhost: ${host}\r\ncookie: ${cookie}\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 4\d\d/, host);
    }
  });

  await t.step("SQL and markup are text wherever text is taken", async () => {
    for (const text of HOSTILE_TEXTS) {
      const encoded = encodeURIComponent(text.toWellFormed());
      const paths = [
        `/login?next=${encoded}`,
        `/${encoded}`,
        `/trading?broker=${encoded}&symbol=${encoded}`,
        `/api/candles?symbol=${encoded}&timeframe=${encoded}&limit=${encoded}`,
        `/api/audit?group=${encoded}&symbol=${encoded}&before=${encoded}`,
        `${API_PATH}/audit?group=${encoded}&symbol=${encoded}&before=${encoded}`,
        `${API_PATH}/orders/${encoded}`,
        `/account?x=${encoded}`,
      ];
      for (const path of paths) {
        const response = await fetch(`${house.url}${path}`, {
          headers: { cookie, accept: "text/html" },
          redirect: "manual",
        });
        const page = await quiet(response, path);
        assert.ok(!isMarkup(page, text), `${path} has it as markup`);
      }
      const attempt = await login(house, `${text} ${crypto.randomUUID()}`, text, { cookie });
      assert.ok(!isMarkup(await quiet(attempt, `the login of ${text}`), text));
    }
    assert.deepEqual(await counts(house), before);
  });

  await t.step("an assistant's key is told by no page and no failure, and its texts are text", async () => {
    const ask = (path: string, body: unknown) =>
      fetch(`${house.url}${path}`, {
        method: "POST",
        headers: { cookie, origin: house.url, accept: "application/json", "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const form = { kind: "ollama", url: "http://127.0.0.1:1", model: "of-dac", key: null, isOn: true };
    const question = { turns: [{ role: "user", text: "hello" }], source: "", errors: [] };
    await quiet(await ask("/account/assistant/test", form), "the test of an assistant");
    assert.match(await quiet(await ask("/api/assistant/ask", question), "an answer"), /"kind":"failed"/);
    const models = await ask("/account/assistant/models", form).then((response) => response.text());
    planted.search(models, "the models of an assistant");
    for (const text of HOSTILE_TEXTS) {
      for (const field of ["kind", "url", "model", "key"]) {
        await quiet(await ask("/account/assistant/test", { ...form, [field]: text }), `${text} as ${field}`);
      }
      await quiet(await ask("/api/assistant/ask", { ...question, source: text, errors: [text] }), text);
      await quiet(await ask("/account/assistant", { ...form, model: text }), text);
      const page = await fetch(`${house.url}/account`, { headers: { cookie, accept: "text/html" } });
      assert.ok(!isMarkup(await quiet(page, "the account"), text), `the account has ${text} as markup`);
    }
    await quiet(await ask("/account/assistant", form), "the assistant again");
  });

  await t.step("bodies, lines and addresses without end are refused, and the house goes on", async () => {
    const large = "x".repeat(MAX_BODY_BYTES + 1);
    for (
      const path of [
        "/login",
        "/preferences",
        "/events/watch",
        "/api/assistant/ask",
        `${API_PATH}/orders`,
        `${API_PATH}/tokens`,
      ]
    ) {
      const headers = { cookie, origin: house.url, accept: "application/json", "content-type": "application/json" };
      const told = await fetch(`${house.url}${path}`, { method: "POST", headers, body: large, redirect: "manual" });
      await quiet(told, path);
      assert.equal(told.status, 413, path);
      // Without saying how long it is.
      const body = new Blob([large]).stream();
      const untold = await fetch(`${house.url}${path}`, { method: "POST", headers, body, redirect: "manual" });
      await quiet(untold, path);
      assert.equal(untold.status, 413, path);
    }
    const long = await fetch(`${house.url}/api/candles?symbol=${"x".repeat(30_000)}`, { headers: { cookie } });
    await quiet(long, "a long address");
    assert.ok(long.status >= 400);
    const lines = Array.from({ length: 2_000 }, (_, n) => `x-${n}: ${"y".repeat(100)}\r\n`).join("");
    assert.match(
      await rawAnswer(house.url, `GET /healthz HTTP/1.1\r\nhost: localhost\r\n${lines}`),
      /^HTTP\/1\.1 4\d\d|^$/,
    );
    assert.equal((await (await fetch(`${house.url}/healthz`)).json()).ok, true);
  });

  await t.step("no way leads out of the folder of files", async () => {
    const ways = [
      "/../deno.json",
      "/../../etc/passwd",
      "/%2e%2e/deno.json",
      "/..%2fdeno.json",
      "/%2e%2e%2fdeno.json",
      "/..\\deno.json",
      "/..%5cdeno.json",
      "/%252e%252e%252fdeno.json",
      "/base.css/../../deno.json",
      "//etc/passwd",
      "/file:///etc/passwd",
      "/base.css%00.png",
      "/.git/config",
      "/_built/../../config.ts",
      "/api/v1/../../deno.json",
    ];
    for (const way of ways) {
      const answer = await rawAnswer(house.url, `GET ${way} HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n`);
      assert.match(answer, /^HTTP\/1\.1 (4\d\d|30\d)/, way);
      assert.doesNotMatch(answer, /root:x:|"imports"|\[core\]|parseConfig/, way);
      planted.search(answer.replaceAll(cookie, ""), way);
    }
  });

  await t.step("no line of another's making stands in the headers of an answer", async () => {
    for (
      const line of ["%0d%0ahacked:%201", "%0ahacked:%201", "%E5%98%8A%E5%98%8Dhacked:1", "x%0d%0a%0d%0a<h1>hacked"]
    ) {
      const paths = [`/login?next=/${line}`, `/${line}`, `/bot/${line}/stop`, `${API_PATH}/${line}`];
      for (const path of paths) {
        const response = await fetch(`${house.url}${path}`, { headers: { accept: "text/html" }, redirect: "manual" });
        await quiet(response, path);
      }
      const next = await login(house, "dac", PASSWORD, { referer: `${house.url}/${line}` });
      await quiet(next, "the login");
      const preferences = await fetch(`${house.url}/preferences`, {
        method: "POST",
        headers: { origin: house.url, referer: `${house.url}/${line}`, accept: "text/html", cookie },
        body: new URLSearchParams({ theme: "dark" }),
        redirect: "manual",
      });
      await quiet(preferences, "the preferences");
    }
  });

  assert.deepEqual(house.log.filter(({ level }) => level === "error"), []);
  planted.search(JSON.stringify(house.log), "the log");
  assert.deepEqual(await counts(house), before);
});

/** Whether a page has a hostile text as it was sent, where it could be markup. */
function isMarkup(page: string, text: string): boolean {
  return /[<>]/.test(text) && page.includes(text);
}
