import assert from "node:assert/strict";
import { endless, pieceOf, silent, TEST_KEY, type TestService, testService, words } from "../assistant/test_service.ts";
import { assistantsOf } from "../db/assistants.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Always extends Strategy {
  shouldLong() {
    return true;
  }
}
`;
const QUESTION = { turns: [{ role: "user", text: "Buy always." }], source: "", errors: [] };
const OPENROUTER = { kind: "openrouter", url: null, model: "maker/small", key: TEST_KEY, isOn: true };

/** A house whose OpenRouter is a service of the test. */
async function open() {
  const service = testService();
  const house = await testHouse({ openRouterUrl: service.connection("openrouter").url });
  return {
    house,
    service,
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

function post(house: TestHouse, path: string, body: unknown, from: { token?: string; signal?: AbortSignal } = {}) {
  return fetch(`${house.url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      origin: house.url,
      cookie: `aristobot_session=${from.token ?? house.token}`,
    },
    body: JSON.stringify(body),
    signal: from.signal ?? null,
  });
}

async function told(response: Response): Promise<{ status: number; body: Record<string, unknown> }> {
  return { status: response.status, body: await response.json() };
}

async function untilIdle(service: TestService, house: TestHouse): Promise<void> {
  for (let looks = 0; service.underWay > 0 || house.answers.size > 0; looks++) {
    assert.ok(looks < 1_500, `${service.underWay} answers of the service, ${house.answers.size} of the house go on`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("a connection is tried, its models are listed, it is stored sealed, and its key never comes back", async () => {
  await using scene = await open();
  const { house, service } = scene;
  const stored = { kind: "openrouter", url: null, model: "maker/small", hasKey: true, isOn: true };
  assert.deepEqual(await told(await post(house, "/account/assistant/test", OPENROUTER)), {
    status: 200,
    body: { problem: null },
  });
  assert.deepEqual(await told(await post(house, "/account/assistant/models", OPENROUTER)), {
    status: 200,
    body: { models: ["maker/large", "maker/small"] },
  });
  assert.deepEqual(await told(await post(house, "/account/assistant", OPENROUTER)), {
    status: 200,
    body: { connections: [stored] },
  });
  const [row] = await assistantsOf(house.db, USER_ID);
  assert.match(row!.sealedKey!, /^v1\./);
  const changed = { ...OPENROUTER, key: null, model: "maker/large" };
  assert.deepEqual((await told(await post(house, "/account/assistant", changed))).body, {
    connections: [{ ...stored, model: "maker/large" }],
  });
  assert.deepEqual((await told(await post(house, "/account/assistant/test", changed))).body, { problem: null });
  const wrong = { ...OPENROUTER, key: "sk-or-v1-another" };
  const { body: { problem } } = await told(await post(house, "/account/assistant/test", wrong));
  assert.match(String(problem), /^OpenRouter: HTTP 401, No auth credentials found$/);
  const away = await told(await post(house, "/account/assistant/models", wrong));
  assert.deepEqual([away.status, away.body.error], [502, "OpenRouter: HTTP 401, No auth credentials found"]);
  const page = await fetch(`${house.url}/account`, { headers: { cookie: `aristobot_session=${house.token}` } });
  assert.ok(!(await page.text()).includes(TEST_KEY));
  assert.equal((await post(house, "/account/assistant/remove", { kind: "openrouter" })).status, 200);
  assert.equal((await post(house, "/account/assistant/remove", { kind: "openrouter" })).status, 404);
  assert.ok(service.heard.every(({ headers }) => headers.authorization?.startsWith("Bearer sk-or-v1-")));
  assert.deepEqual(house.errors, []);
});

Deno.test("a stored key goes nowhere but to the address that it was stored for", async () => {
  await using scene = await open();
  const { house, service } = scene;
  await using elsewhere = testService();
  const url = service.connection("ollama").url;
  const form = { kind: "ollama", url: `${url}/`, model: "coder:7b", key: "key-of-ollama", isOn: true };
  await (await post(house, "/account/assistant", form)).body?.cancel();
  const moved = { ...form, url: elsewhere.connection("ollama").url, key: null };
  assert.deepEqual((await told(await post(house, "/account/assistant/test", moved))).body, { problem: null });
  assert.equal(elsewhere.heard[0]!.headers.authorization, undefined);
  await (await post(house, "/account/assistant/test", { ...form, key: null })).body?.cancel();
  assert.equal(service.heard[0]!.headers.authorization, "Bearer key-of-ollama");
  await (await post(house, "/account/assistant", moved)).body?.cancel();
  assert.equal((await assistantsOf(house.db, USER_ID))[0]!.sealedKey, null);
});

Deno.test("a form that cannot be is refused in words, and nothing of it is stored", async () => {
  await using scene = await open();
  const { house } = scene;
  const ollama = { kind: "ollama", url: "http://localhost:11434", model: "m", key: null, isOn: true };
  const wrong = [
    { ...OPENROUTER, key: null },
    { ...OPENROUTER, key: "short" },
    { ...OPENROUTER, key: "with blanks in it" },
    { ...OPENROUTER, key: "with-a-line\r\nx-injected: 1" },
    { ...OPENROUTER, url: "http://localhost:1" },
    { ...OPENROUTER, model: " " },
    { ...OPENROUTER, model: "x\u202Ey" },
    { ...OPENROUTER, kind: "other" },
    { ...ollama, url: null },
    { ...ollama, url: "localhost:11434" },
    { ...ollama, url: "file:///etc/passwd" },
    { ...ollama, url: "http://user:password@localhost:11434" },
    { ...ollama, url: "http://localhost:11434/api?x=1" },
    { ...ollama, url: "http://localhost:11434/api" },
    "text",
  ];
  for (const form of wrong) {
    for (const path of ["/account/assistant", "/account/assistant/test"]) {
      const { status, body } = await told(await post(house, path, form));
      assert.equal(status, 400, JSON.stringify(form));
      assert.ok(!JSON.stringify(body).includes("with-a-line") && !JSON.stringify(body).includes("password@"));
    }
  }
  assert.deepEqual(await assistantsOf(house.db, USER_ID), []);
});

Deno.test("an answer streams to its user as events, a line each", async () => {
  await using scene = await open();
  const { house, service } = scene;
  const off = await told(await post(house, "/api/assistant/ask", QUESTION));
  assert.deepEqual([off.status, off.body.error], [409, "No assistant is on: switch one on in your account"]);
  await (await post(house, "/account/assistant", OPENROUTER)).body?.cancel();
  service.behave = (kind) => words(kind, ["I buy.\n```ts\n", SOURCE, "```\n"]);
  const response = await post(house, "/api/assistant/ask", QUESTION);
  assert.equal(response.headers.get("content-type"), "application/x-ndjson; charset=utf-8");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  const events = (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(events.map(({ kind }) => kind), ["text", "text", "text", "proposal", "end"]);
  assert.equal(events[3].source, SOURCE);
  await untilIdle(service, house);
  for (
    const question of [
      {},
      { ...QUESTION, turns: [] },
      { ...QUESTION, turns: [{ role: "system", text: "x" }] },
      { ...QUESTION, turns: [...QUESTION.turns, { role: "assistant", text: "x" }] },
      { ...QUESTION, source: 7 },
    ]
  ) assert.equal((await told(await post(house, "/api/assistant/ask", question))).status, 400);
});

Deno.test("a user who leaves ends the answer, here and at the service, also while nothing is said", async () => {
  await using scene = await open();
  const { house, service } = scene;
  await (await post(house, "/account/assistant", OPENROUTER)).body?.cancel();
  const behaviours: TestService["behave"][] = [
    (kind) => endless(kind, [], pieceOf(kind, "and so on ")),
    (kind) => silent(kind, [pieceOf(kind, "so far")]),
  ];
  for (const behave of behaviours) {
    service.behave = behave;
    const leaving = new AbortController();
    const response = await post(house, "/api/assistant/ask", QUESTION, { signal: leaving.signal });
    const reader = response.body!.getReader();
    assert.match(new TextDecoder().decode((await reader.read()).value), /"kind":"text"/);
    leaving.abort();
    await reader.closed.catch(() => {});
    await untilIdle(service, house);
  }
  assert.deepEqual(house.errors, []);
});

Deno.test("a user has one answer at a time, another user is not kept waiting, and the end of the house ends all", async () => {
  await using scene = await open();
  const { house, service } = scene;
  await house.addUser("eve");
  const token = await house.signIn("eve");
  await (await post(house, "/account/assistant", OPENROUTER)).body?.cancel();
  service.behave = (kind) => silent(kind, [pieceOf(kind, "so far")]);
  const mine = await post(house, "/api/assistant/ask", QUESTION);
  const second = await told(await post(house, "/api/assistant/ask", QUESTION));
  assert.deepEqual([second.status, second.body.error], [409, "Another answer is under way: stop it first"]);
  const theirs = await told(await post(house, "/api/assistant/ask", QUESTION, { token }));
  assert.match(String(theirs.body.error), /No assistant is on/);
  await (await post(house, "/account/assistant", OPENROUTER, { token })).body?.cancel();
  const other = await post(house, "/api/assistant/ask", QUESTION, { token });
  assert.equal(other.status, 200);
  for (let looks = 0; service.underWay < 2 && looks < 1_500; looks++) await new Promise((r) => setTimeout(r, 20));
  house.answers.endAll();
  for (const response of [mine, other]) assert.ok(!(await response.text()).includes(`"end"`));
  await untilIdle(service, house);
});
