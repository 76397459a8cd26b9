/** Two users of a house, of whom the first has everything that the second must not get; and how a house is asked. */
import assert from "node:assert/strict";
import { saveChannel } from "../db/notification_channels.ts";
import { channelOf } from "../db/notification_fixture.ts";
import { saveAssistant, SEALED_ASSISTANT_KEY } from "../db/assistants.ts";
import { endRun, insertRun } from "../db/backtests.ts";
import { brokersOf } from "../db/brokers.ts";
import { strategiesOf } from "../db/strategies.ts";
import { addUser, findUser, setPassword } from "../db/users.ts";
import { endCall, saveCall } from "../db/webhook_calls.ts";
import { addWebhook } from "../db/webhooks.ts";
import { Passwords } from "../security/password.ts";
import { loadSecretKeys } from "../security/key_file.ts";
import { ASSISTANT_KEYS, NOTIFICATION_CHANNELS, SecretBox } from "../security/secret_box.ts";
import { parseSecretKeys } from "../security/secret_key.ts";
import { hashOfToken, newWebhookToken } from "../security/tokens.ts";
import { ApiTokens } from "../web/api_tokens.ts";
import { sealSecrets } from "../web/channel_box.ts";
import { type House, until } from "./house.ts";

/** Of both. */
export const PASSWORD = "a password of the walk";

/** What is the first user's. */
export interface Victim {
  readonly activeStrategyId: string;
  readonly sessionId: string;
  readonly brokerId: string;
  readonly clientOrderId: string;
  readonly tokenId: string;
  readonly strategyId: string;
  /** A backtest and a search of theirs. */
  readonly backtestId: string;
  readonly searchId: string;
  /** A webhook of theirs, and a call of it that failed. */
  readonly webhookId: string;
  readonly callId: string;
  /** A channel of notifications. */
  readonly channelId: string;
  /** What opens the API for them. */
  readonly apiToken: string;
  /** What must be in no answer to anybody else. */
  readonly secrets: readonly string[];
}

/** A key that a user's assistant asks for. */
export const ASSISTANT_KEY = "sk-or-v1-PLANTED-0123456789";

/** Gives a user an assistant that is on; nobody answers where it is. What is stored of its key. */
export async function giveAssistant({ db, dataDir }: House, userId: string, keyText?: string): Promise<string> {
  const keys = keyText === undefined ? await loadSecretKeys({ dataDir }) : parseSecretKeys(keyText, "the walk");
  const id = crypto.randomUUID();
  const place = { ...SEALED_ASSISTANT_KEY, rowId: id, userId };
  const sealedKey = new SecretBox(keys, ASSISTANT_KEYS).seal(ASSISTANT_KEY, place);
  await saveAssistant(db, {
    id,
    userId,
    kind: "ollama",
    url: "http://127.0.0.1:1",
    model: "of-dac",
    sealedKey,
    isOn: true,
  });
  return sealedKey;
}

/** What opens a channel of notifications. */
export const CHANNEL_KEY = `whsec_${btoa("PLANTED-0123456789-abcdef")}`;

/** Gives a user a channel of notifications that tells nothing; its id, and what is stored of its secrets. */
export async function giveChannel({ db, dataDir }: House, userId: string, keyText?: string): Promise<[string, string]> {
  const keys = keyText === undefined ? await loadSecretKeys({ dataDir }) : parseSecretKeys(keyText, "the walk");
  const channel = channelOf(userId, { name: "channel-of-dac", events: [] });
  const box = new SecretBox(keys, NOTIFICATION_CHANNELS);
  const sealedSecrets = sealSecrets(box, { url: "http://127.0.0.1:1/of-dac", key: CHANNEL_KEY }, channel);
  await saveChannel(db, { ...channel, sealedSecrets }, 1);
  return [channel.id, sealedSecrets];
}

/** How it is asked. */
export interface From {
  readonly token?: string;
  /** An API token. */
  readonly bearer?: string;
  readonly origin?: string | null;
  readonly accept?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a house; from one of its own pages, where nothing else is said. */
export function ask(
  house: House,
  { method, path }: { readonly method: string; readonly path: string },
  from: From = {},
): Promise<Response> {
  const headers = new Headers({ accept: from.accept ?? "application/json" });
  if (from.token !== undefined) headers.set("cookie", `aristobot_session=${from.token}`);
  if (from.bearer !== undefined) headers.set("authorization", `Bearer ${from.bearer}`);
  for (const [name, value] of Object.entries(from.headers ?? {})) headers.set(name, value);
  if (from.origin !== null) headers.set("origin", from.origin ?? house.url);
  if (from.json !== undefined) headers.set("content-type", "application/json");
  const body = from.json === undefined ? null : JSON.stringify(from.json);
  return fetch(`${house.url}${path}`, { method, headers, body, redirect: "manual" });
}

/** All of an answer; of an event stream what it begins with. */
export async function textOf(response: Response): Promise<string> {
  if (response.headers.get("content-type") !== "text/event-stream" || response.body === null) {
    return await response.text();
  }
  let text = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.includes("event: snapshot")) break;
  }
  return text;
}

/** Signs a user in; the token of the session. */
export async function signIn(house: House, name: string): Promise<string> {
  const response = await fetch(`${house.url}/login`, {
    method: "POST",
    headers: { origin: house.url },
    body: new URLSearchParams({ name, password: PASSWORD }),
    redirect: "manual",
  });
  assert.equal(response.status, 303);
  await response.body?.cancel();
  return /^aristobot_session=([^;]+);/.exec(response.headers.getSetCookie()[0]!)![1]!;
}

/** A house where `dac` trades, has a session and an order, and where `eve` has a session too. */
export async function twoUsers(house: House) {
  const { db } = house;
  const passwordHash = await new Passwords().hash(PASSWORD);
  const dac = (await findUser(db, "dac"))!;
  await setPassword(db, dac.id, { passwordHash, mustChangePassword: false });
  await addUser(db, "eve", { passwordHash });
  const eve = (await findUser(db, "eve"))!;
  const [mine, theirs] = [await signIn(house, "dac"), await signIn(house, "eve")];
  await until("an order of dac", 60_000, async () => (await db`select from trades`).count > 0);
  const [active] = await db`select id from active_strategies`;
  const [session] = await db`select id from sessions where user_id = ${dac.id}`;
  const [broker] = await brokersOf(db, dac.id);
  const strategies = await strategiesOf(db, dac.id);
  const orders = await db`select client_order_id as id from trades`;
  const tokens = new ApiTokens({ db, now: () => Date.now() });
  const { token: apiToken, row: { id: tokenId } } = await tokens.make(dac.id, { name: "of dac", scopes: ["trade"] });
  const sealedKey = await giveAssistant(house, dac.id);
  const [backtestId, searchId] = await giveRuns(house, dac.id, strategies[0]!.id);
  const [webhookId, callId, webhookToken] = await giveWebhook(house, dac.id, broker!.id);
  const [channelId, sealedSecrets] = await giveChannel(house, dac.id);
  const victim: Victim = {
    activeStrategyId: active!.id,
    sessionId: session!.id,
    brokerId: broker!.id,
    clientOrderId: orders[0]!.id,
    tokenId,
    strategyId: strategies[0]!.id,
    backtestId,
    searchId,
    webhookId,
    callId,
    channelId,
    apiToken,
    secrets: [
      ...[dac.id, active!.id, session!.id, broker!.id, mine, hashOfToken(mine), passwordHash, PASSWORD],
      ...[apiToken, hashOfToken(apiToken), tokenId],
      ...[ASSISTANT_KEY, sealedKey, "of-dac"],
      ...[channelId, sealedSecrets, CHANNEL_KEY, "channel-of-dac"],
      ...[backtestId, searchId],
      ...[webhookId, callId, webhookToken, hashOfToken(webhookToken)],
      ...strategies.map(({ id }) => id),
      ...orders.map(({ id }) => id),
    ],
  };
  return { dac, eve, mine, theirs, victim };
}

/** Gives a user a backtest and a search that have ended; their ids. */
export async function giveRuns({ db }: House, userId: string, strategyId: string): Promise<[string, string]> {
  const request = {
    ...{ strategyId, version: 1, symbol: "BTC/USDT", timeframe: "1m", fromMs: 0, toMs: 60_000 } as const,
    ...{ options: {}, detail: false, parameters: {} },
  };
  const search = { ranges: {}, search: { by: "grid" }, objective: "returnPercent", windows: 0, heldOut: 0 } as const;
  const [backtestId, searchId] = [crypto.randomUUID(), crypto.randomUUID()];
  const of = { userId, createdMs: 1 };
  await insertRun(db, { ...of, id: backtestId, kind: "backtest", request });
  await insertRun(db, { ...of, id: searchId, kind: "optimisation", request: { ...request, ...search } });
  for (const id of [backtestId, searchId]) await endRun(db, id, { state: "interrupted" }, 2);
  return [backtestId, searchId];
}

/** Gives a user a webhook with a call that failed; their ids, and the token. */
export async function giveWebhook({ db }: House, userId: string, brokerId: string): Promise<[string, string, string]> {
  const token = newWebhookToken();
  const of = { userId, name: "of dac", brokerId, isTest: false, onlyTradingView: false };
  const { id } = await addWebhook(db, { ...of, id: crypto.randomUUID(), tokenHash: hashOfToken(token), nowMs: 1 });
  const call = await saveCall(db, {
    ...{ userId, webhookId: id, receivedMs: 1, address: "127.0.0.1", payload: "of dac" },
    ...{ verdict: "accepted", reason: null, signal: null, nameHash: null },
  });
  await endCall(db, call.id, { state: "failed", reason: "of dac", ticket: null, nowMs: 1 });
  return [id, call.id, token];
}

/** What is a user's and changes only by asking for it. */
export async function rowsOf({ db }: House, userId: string): Promise<unknown> {
  return [
    [...await db`select * from users where id = ${userId}`],
    [...await db`select * from strategies where user_id = ${userId} order by id`],
    [...await db`select * from active_strategies where user_id = ${userId} order by id`],
    [...await db`select id, token_hash, expires_at from sessions where user_id = ${userId} order by id`],
    [...await db`select * from brokers where user_id = ${userId} order by id`],
    [...await db`select * from risk_limits where user_id = ${userId} order by broker_id`],
    [...await db`select * from kill_switches where user_id = ${userId}`],
    [...await db`select * from assistants where user_id = ${userId} order by id`],
    [...await db`select * from backtests where user_id = ${userId} order by id`],
    [...await db`select * from webhooks where user_id = ${userId} order by id`],
    [...await db`select * from notification_channels where user_id = ${userId} order by id`],
    [...await db`select * from webhook_calls where user_id = ${userId} order by number`],
    [...await db`select id, name, revoked_at from api_tokens where user_id = ${userId} order by id`],
  ];
}
