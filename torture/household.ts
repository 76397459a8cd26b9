/** The users who trade: made by the command line, set up over HTTP as a browser and a program would. */
import { z } from "zod";
import { FIRST_TRADER } from "../db/first_start.ts";
import { FIRST_PASSWORD } from "../security/password_rules.ts";
import { Client, send, wanted } from "./client.ts";
import type { PlatformProcess } from "./platform_process.ts";
import { BRACKET, PATIENT, type Restless } from "./sources.ts";
import { until } from "./waiting.ts";

/** An account at the demo exchange, as its user calls it. */
export interface Account {
  readonly brokerId: string;
  readonly name: string;
}

/** A user with accounts, strategies at work and a webhook. */
export interface Trader {
  readonly client: Client;
  /** Strategies work here; their exits stand at the venue. */
  readonly bots: Account;
  /** Here the venue takes no further stop: the platform watches. */
  readonly crowded: Account;
  /** Orders by hand and of alerts. */
  readonly hand: Account;
  /** Where alerts are sent. */
  readonly webhookUrl: string;
  /** Ids of strategies at work. */
  readonly active: readonly string[];
}

/** Markets that are traded. */
export const SYMBOLS = ["BTC/USDT", "ETH/USDT"] as const;
/** What a strategy may trade with, in quote currency. */
const AMOUNT = "5000";
/** As many stops as the exchange takes of an account on a market. */
const MOST_STOPS = 5;
const PATIENCE_MS = 60_000;

const made = z.object({ id: z.string() });
const savedBroker = z.object({ broker: z.object({ id: z.string() }) });
const madeToken = z.object({ token: z.string() });
const shares = z.object({
  shares: z.array(
    z.object({ outcome: z.string(), activeStrategyId: z.string().optional(), reason: z.string().optional() }),
  ),
});
const placed = z.object({ order: z.object({ state: z.string(), reason: z.string().nullable() }) });

/** Makes the users before the first start; answers with the password that each begins with. The first is there anyway. */
export async function makeUsers(platform: PlatformProcess, users: number): Promise<Map<string, string>> {
  const passwords = new Map([[FIRST_TRADER, FIRST_PASSWORD]]);
  if (users > 1) await platform.runTask("init.ts", []);
  for (let user = 2; user <= users; user++) {
    const name = `trader ${user}`;
    const printed = await platform.runTask("user.ts", ["add", name]);
    passwords.set(name, /^password: (\S+)$/m.exec(printed)![1]!);
  }
  return passwords;
}

/** Sets everything up while the platform runs and nothing goes wrong yet. `priceOf` a symbol, in quote currency. */
export async function setUp(
  { url }: PlatformProcess,
  passwords: ReadonlyMap<string, string>,
  priceOf: (symbol: string) => number,
): Promise<Trader[]> {
  const traders: Trader[] = [];
  for (const [name, password] of passwords) traders.push(await trader(url, name, password, priceOf));
  return traders;
}

async function trader(url: string, name: string, first: string, priceOf: (symbol: string) => number): Promise<Trader> {
  const cookie = await session(url, name, first);
  const post = async (path: string, json: unknown) =>
    wanted<unknown>(await send(`${url}${path}`, "POST", { json, headers: { cookie } }), `POST ${path}`);
  const { token } = madeToken.parse(await post("/api/v1/tokens", { name: "torture", scopes: ["read", "trade"] }));
  const client = new Client(url, name, token);
  const account = async (what: string): Promise<Account> => {
    const account = `${name} ${what}`;
    const form = { name: account, exchange: "demo", environment: "demo" };
    return { name: account, brokerId: savedBroker.parse(await post("/api/v1/brokers", form)).broker.id };
  };
  const [bots, crowded, hand] = [await account("bots"), await account("crowded"), await account("hand")];
  const webhookUrl = await webhook(url, cookie, hand);
  await fillUp(client, crowded, priceOf(SYMBOLS[0]));
  const [bracket, patient] = [await strategy(client, BRACKET), await strategy(client, PATIENT)];
  const active = [
    await activate(client, bracket, SYMBOLS[0], bots),
    await activate(client, patient, SYMBOLS[1], bots),
    await activate(client, bracket, SYMBOLS[0], crowded),
  ];
  return { client, bots, crowded, hand, webhookUrl, active };
}

/** Signs in, and changes the first password; the cookie of the session. */
async function session(url: string, name: string, first: string): Promise<string> {
  const signedIn = await send(`${url}/login`, "POST", { form: { name, password: first } });
  const next = `${crypto.randomUUID()} of ${name}`;
  const form = { current: first, next, again: next };
  const changed = await send(`${url}/password`, "POST", { form, headers: { cookie: cookieOf(signedIn?.headers) } });
  return cookieOf(changed?.headers);
}

function cookieOf(headers: Headers | undefined): string {
  const set = headers?.getSetCookie().find((cookie) => cookie.startsWith("aristobot_session="));
  if (set === undefined) throw new Error("No session was opened");
  return set.split(";", 1)[0]!;
}

/** Makes it by the page's form; the address that is shown this once. */
async function webhook(url: string, cookie: string, { brokerId }: Account): Promise<string> {
  const form = { name: "alerts", brokerId, mode: "real", from: "anywhere" };
  const page = await send(`${url}/webhooks`, "POST", { form, headers: { cookie, accept: "text/html" } });
  const path = /\/webhook\/[\w-]{43}/.exec(page?.text ?? "")?.[0];
  if (path === undefined) throw new Error(`No webhook was made: ${page?.status}`);
  return `${url}${path}`;
}

async function strategy(client: Client, { name, source }: Restless): Promise<string> {
  const json = { name, timeframe: "1m", source, origin: "user" };
  return made.parse(wanted(await client.ask("POST", "/strategies", { json }), `strategy ${name}`)).id;
}

/** A market that nobody has needed yet may take a moment. */
async function activate(client: Client, strategyId: string, symbol: string, { brokerId }: Account): Promise<string> {
  let refused = "";
  let id: string | undefined;
  await until(`${client.name}'s strategy at work on ${symbol}`, PATIENCE_MS, async () => {
    const json = { strategyId, symbol, shares: [{ brokerId, amountQuote: AMOUNT }] };
    const [share] = shares.parse(wanted(await client.ask("POST", "/bot", { json }), "activation")).shares;
    [id, refused] = [share?.activeStrategyId, share?.reason ?? ""];
    return id !== undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}: ${refused}`);
  });
  return id!;
}

/** Lets stops stand that are never reached, so that the exchange takes no further one there. */
async function fillUp(client: Client, { brokerId }: Account, price: number): Promise<void> {
  const body = { brokerId, symbol: SYMBOLS[0], side: "buy", type: "market", quantity: "0.001" };
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    const json = { ...body, stopLoss: (price * 0.5).toFixed(2) };
    await until("a stop that is never reached", PATIENCE_MS, async () => {
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      const { order } = placed.parse(wanted(await client.ask("POST", "/orders", { json, headers }), "a ticket"));
      return order.state !== "denied" && order.state !== "rejected";
    });
  }
}
