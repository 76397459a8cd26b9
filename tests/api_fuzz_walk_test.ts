/**
 * Random requests against the API's own document: whatever is asked, nothing breaks (no 5xx), every answer is as the document
 * says, and no secret is told, neither in an answer nor in the log. A seed plays a run again: FUZZ_SEED, and FUZZ_REQUESTS for
 * how many; nightly it is the full length with a new seed.
 */
import assert from "node:assert/strict";
import { scale } from "../actors/runtime/test_scale.ts";
import { allCredentials, SEALED_COLUMN } from "../db/broker_credentials.ts";
import { addUser, findUser, setPassword } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { BROKER_CREDENTIALS, SecretBox } from "../security/secret_box.ts";
import { newKeyText, parseSecretKeys } from "../security/secret_key.ts";
import { hashOfToken } from "../security/tokens.ts";
import { Promises } from "../web/api/api_fixture.ts";
import { API_PATH } from "../web/api/routes.ts";
import { ApiTokens } from "../web/api_tokens.ts";
import { Chance } from "./api_fuzz/chance.ts";
import { type Known, learn } from "./api_fuzz/plausible.ts";
import { type Fuzzed, Fuzzer } from "./api_fuzz/requests.ts";
import { type House, openHouse, until } from "./house.ts";
import { onServer } from "./once.ts";
import { Planted } from "./planted.ts";
import {
  ASSISTANT_KEY,
  CHANNEL_KEY,
  giveAssistant,
  giveChannel,
  giveRuns,
  PASSWORD,
  rowsOf,
  signIn,
} from "./two_users.ts";

const REQUESTS = Number(Deno.env.get("FUZZ_REQUESTS") ?? scale(onServer ? 300 : 600, 10_000));
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? scale(20_261_121, Date.now() % 1_000_000));

/** There is no network, and there must be none: nobody answers where messages would go. */
const NOWHERE = { TELEGRAM_URL: "http://127.0.0.1:1", DISCORD_URL: "http://127.0.0.1:1" };

/** How somebody asks, by what they are. */
type Visitors = Readonly<Record<"session" | "trade" | "read" | "other" | "nobody" | "forged", Record<string, string>>>;

interface Scene {
  readonly planted: Planted;
  readonly visitors: Visitors;
  readonly known: Known;
  /** Whose rows nobody asks for. */
  readonly bystanderId: string;
}

/** Two users with brokers, tokens and orders, and secrets wherever they may stand. */
async function setScene(house: House, keyText: string): Promise<Scene> {
  const { db } = house;
  const planted = new Planted();
  planted.plant("the password", PASSWORD);
  planted.plant("the secret key", keyText);
  const passwordHash = planted.plant("a hash of a password", await new Passwords().hash(PASSWORD));
  const dac = (await findUser(db, "dac"))!;
  await setPassword(db, dac.id, { passwordHash, mustChangePassword: false });
  await addUser(db, "eve", { passwordHash });
  const eve = (await findUser(db, "eve"))!;
  planted.plant("the key of an assistant", ASSISTANT_KEY);
  planted.plant("the sealed key of an assistant", await giveAssistant(house, dac.id, keyText));
  planted.plant("what opens a channel", CHANNEL_KEY);
  const [channelId, sealedSecrets] = await giveChannel(house, dac.id, keyText);
  planted.plant("the sealed secrets of a channel", sealedSecrets);
  const tokens = new ApiTokens({ db, now: () => Date.now() });
  const program = async (userId: string, scope: "read" | "trade") => {
    const { token, row } = await tokens.make(userId, { name: `fuzz ${scope}`, scopes: [scope] });
    planted.plant(`the hash of a token`, hashOfToken(planted.plant("an API token", token)));
    return { authorization: `Bearer ${token}`, id: row.id };
  };
  const session = async (name: string) => {
    const token = await signIn(house, name);
    planted.plant("the hash of a session", hashOfToken(planted.plant("a session", token)));
    return { cookie: `aristobot_session=${token}`, origin: house.url };
  };
  const [mine, theirs] = [await session("dac"), await session("eve")];
  const [read, trade, others] = [
    await program(dac.id, "read"),
    await program(dac.id, "trade"),
    await program(eve.id, "trade"),
  ];
  const opened = [];
  for (const visitor of [mine, mine, theirs]) opened.push(await openDemoBroker(house, visitor, `d${opened.length}`));
  const box = new SecretBox(parseSecretKeys(keyText, "the walk"), BROKER_CREDENTIALS);
  for (const { brokerId, userId, sealed } of await allCredentials(db)) {
    planted.plant("sealed credentials", sealed);
    const clear = JSON.parse(box.open(sealed, { ...SEALED_COLUMN, rowId: brokerId, userId }));
    for (const [name, value] of Object.entries<string>(clear)) planted.plant(`a broker's ${name}`, value);
  }
  await until("an order of a strategy", 60_000, async () => (await db`select from trades`).count > 0);
  const ids = async (rows: PromiseLike<Iterable<object>>) => [...await rows].map((row) => (row as { id: string }).id);
  const { authorization } = read;
  return {
    planted,
    bystanderId: eve.id,
    visitors: {
      session: mine,
      other: theirs,
      trade: { authorization: trade.authorization },
      read: { authorization },
      nobody: {},
      forged: { cookie: `aristobot_session=${"A".repeat(43)}` },
    },
    known: {
      brokerId: await ids(db`select id from brokers where user_id = ${dac.id}`),
      clientOrderId: [
        ...await ids(db`select client_order_id as id from trades limit 5`),
        `m-${"0".repeat(32)}`,
      ],
      activeStrategyId: await ids(db`select id from active_strategies`),
      tokenId: [others.id],
      channelId: [channelId],
      channel: [
        { kind: "webhook", url: "http://127.0.0.1:1/hook", key: CHANNEL_KEY },
        { kind: "webhook", key: null },
        { kind: "telegram", chatId: "1", token: `1234567:${"x".repeat(40)}` },
        { kind: "email", host: "127.0.0.1", port: 1, security: "none", user: null, from: "a@b.test", to: "c@d.test" },
      ],
      events: [["kill_switch"], [], ["nothing"]],
      strategyId: await ids(db`select id from strategies where user_id = ${dac.id} limit 5`),
      number: ["1", "2"],
      runId: await giveRuns(house, dac.id, (await ids(db`select id from strategies where user_id = ${dac.id}`))[0]!),
      version: [1, 1, 2],
      fromMs: [Date.now() - 3_600_000, 0],
      toMs: [Date.now(), 1],
      symbol: ["BTC/USDT", "ETH/USDT", "BTC/USDT", "NOPE/USDT"],
      quote: ["USDT", "BTC", "EUR"],
      // No real exchange may be tried: there is no network, and there must be none.
      exchange: ["demo", "paper", "nowhere"],
      environment: ["demo", "demo", "live"],
      name: ["d0", "d1", "first", "second", "third"],
      credentials: [
        {},
        {},
        {
          apiKey: planted.plant("a key that was sent", "PLANTED-key-0123"),
          secret: planted.plant("a secret that was sent", "PLANTED-secret-0123"),
        },
      ],
      "Idempotency-Key": ["00000000-0000-4000-8000-000000000000", "11111111-1111-4111-8111-111111111111"],
      type: ["market", "market", "limit"],
      timeZone: ["Europe/Paris", "UTC"],
    },
  };
}

async function openDemoBroker(house: House, headers: Record<string, string>, name: string): Promise<void> {
  const response = await fetch(`${house.url}${API_PATH}/brokers`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name, exchange: "demo", environment: "demo" }),
  });
  assert.equal(response.status, 201, await response.text());
}

/** Sends a request and holds what comes back to all that was promised. */
async function ask(
  house: House,
  scene: Scene,
  promises: Promises,
  fuzzed: Fuzzed,
  who: keyof Visitors,
): Promise<number> {
  const { method, path, body, pattern } = fuzzed;
  const where = `${who}: ${method} ${path.slice(0, 300)} ${body?.slice(0, 300) ?? ""}`;
  const response = await fetch(`${house.url}${API_PATH}${path}`, {
    method,
    body: method === "GET" ? null : body,
    headers: { ...fuzzed.headers, ...scene.visitors[who] },
    redirect: "manual",
  });
  const text = await response.clone().text();
  assert.ok(response.status < 500, `${where}: ${response.status} ${text}`);
  assert.equal(response.headers.get("set-cookie"), null, where);
  // A new token is told to who made it, this once.
  const told = method === "POST" && response.status === 201 ? text.replace(/"token":"aristobot_[^"]*"/, "") : text;
  scene.planted.search(`${told} ${JSON.stringify([...response.headers])}`, where);
  const isOfDocument = promises.knows(method, pattern) &&
    path.split("?")[0]!.split("/").length === pattern.split("/").length;
  if (response.status === 201) learn(scene.known, JSON.parse(text));
  if (fuzzed.isPlausible && isOfDocument) await promises.held(method, pattern, response);
  else {
    await response.body?.cancel();
    const isOfApi = new URL(response.url).pathname.startsWith(`${API_PATH}/`);
    if (isOfApi && response.status >= 400 && method !== "HEAD") assertProblem(response, text, where);
  }
  return response.status;
}

function assertProblem(response: Response, text: string, where: string): void {
  assert.equal(response.headers.get("content-type"), "application/problem+json", where);
  assert.equal(JSON.parse(text).status, response.status, where);
}

Deno.test(`${REQUESTS} random requests break nothing and are told no secret`, async () => {
  const keyText = newKeyText();
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false", SECRET_KEY: keyText, DEMO_SPEED: "60", ...NOWHERE });
  const scene = await setScene(house, keyText);
  const document = await (await fetch(`${house.url}${API_PATH}/openapi.json`)).json();
  const promises = new Promises(document);
  const chance = new Chance(SEED);
  const fuzzer = new Fuzzer(chance, document, scene.known);
  const before = await rowsOf(house, scene.bystanderId);
  const counts = new Map<number, number>();
  for (let sent = 0; sent < REQUESTS; sent++) {
    const fuzzed = fuzzer.next();
    const who = chance.oneIn(12)
      ? chance.of(["nobody", "forged", "read"] as const)
      : chance.of(["session", "trade"] as const);
    try {
      const status = await ask(house, scene, promises, fuzzed, who);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    } catch (error) {
      throw new Error(`Request ${sent} of seed ${SEED}`, { cause: error });
    }
  }
  assert.deepEqual(await rowsOf(house, scene.bystanderId), before);
  const errors = house.log.filter(({ level }) => level === "error");
  assert.deepEqual(errors, []);
  scene.planted.search(JSON.stringify(house.log), "the log");
  assert.equal((await fetch(`${house.url}${API_PATH}/me`, { headers: scene.visitors.trade })).status, 200);
  assert.ok((counts.get(200) ?? 0) > REQUESTS / 20, `only ${counts.get(200)} requests were done`);
  console.log(`seed ${SEED}:`, Object.fromEntries([...counts].sort()));
});
