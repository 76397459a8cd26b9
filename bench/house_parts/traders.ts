/** Users of a house for benchmarks: each signed in, with accounts at the demo exchange, and strategies at work there. */
import { z } from "zod";
import { saveStrategy } from "../../db/strategies.ts";
import { addUser, findUser } from "../../db/users.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import { Passwords } from "../../security/password.ts";
import { type House, until } from "../../tests/house.ts";

/** A user who is signed in. */
export interface Trader {
  readonly userId: string;
  /** What a browser sends along. */
  readonly cookie: string;
  readonly brokerIds: readonly string[];
}

/** A source, and how long its candles are. */
export interface TraderStrategy {
  readonly name: string;
  readonly source: string;
  readonly timeframe: Timeframe;
}

/** What a strategy may trade with, quote currency. */
const AMOUNT = "1000";
const LIMIT_MS = 120_000;
const PASSWORD = "the password of a benchmark";
/** Cheap: passwords are not what is measured. */
const COST = { logN: 10, blockSize: 8, parallel: 1 } as const;

/** What of its answers is looked at. */
const accountAdded = z.object({ outcome: z.string(), broker: z.object({ id: z.string() }).optional() });
const begun = z.array(z.object({ outcome: z.string() }));

/** Makes so many users, with so many accounts each. */
export async function tradersOf(house: House, users: number, accounts: number): Promise<Trader[]> {
  const passwordHash = await new Passwords({ cost: COST }).hash(PASSWORD);
  return await Promise.all(Array.from({ length: users }, async (_, number) => {
    const name = `trader${number}`;
    await addUser(house.db, name, { passwordHash });
    const [user, cookie] = [await findUser(house.db, name), await signedIn(house, name)];
    const brokerIds: string[] = [];
    for (let at = 0; at < accounts; at++) brokerIds.push(await accountOf(house, cookie, `account ${at}`));
    return { userId: user!.id, cookie, brokerIds };
  }));
}

async function signedIn({ url }: House, name: string): Promise<string> {
  const body = new URLSearchParams({ name, password: PASSWORD });
  const answer = await fetch(`${url}/login`, { method: "POST", headers: { origin: url }, body, redirect: "manual" });
  await answer.body?.cancel();
  const [cookie] = answer.headers.getSetCookie();
  if (answer.status !== 303 || !cookie) throw new Error(`Cannot sign ${name} in: ${answer.status}`);
  return cookie.split(";", 1)[0]!;
}

async function accountOf(house: House, cookie: string, name: string): Promise<string> {
  const form = { name, exchange: "demo", description: "", environment: "demo", isDefault: false, credentials: {} };
  const { outcome, broker } = accountAdded.parse(await post(house, cookie, "/account/brokers", form));
  if (outcome !== "saved" || !broker) throw new Error(`Cannot add an account: ${outcome}`);
  return broker.id;
}

/** Posts as a page does. */
async function post({ url }: House, cookie: string, path: string, body: unknown): Promise<unknown> {
  const headers = { cookie, origin: url, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Sets strategies to work at every account of a trader: one a market, the strategies in turns. Returns once all look. */
export async function setToWork(
  house: House,
  trader: Trader,
  symbols: readonly string[],
  strategies: readonly TraderStrategy[],
): Promise<void> {
  const ids: string[] = [];
  for (const strategy of strategies) ids.push(await saved(house, trader, strategy));
  const places = symbols.flatMap((symbol) => trader.brokerIds.map((brokerId) => ({ symbol, brokerId })));
  const turns = places.map((place, turn) => ({ ...place, strategyId: ids[turn % ids.length]! }));
  for (const together of Map.groupBy(turns, ({ symbol, strategyId }) => `${symbol} ${strategyId}`).values()) {
    await activated(house, trader, together);
  }
  await until("all strategies see their candles", LIMIT_MS, async () => {
    const { strategies } = await (await fetch(`${house.url}/api/bot`, { headers: { cookie: trader.cookie } })).json();
    return strategies.every(({ state }: { readonly state: string }) => ["running", "warming_up"].includes(state));
  });
}

async function saved({ db }: House, { userId }: Trader, { name, source, timeframe }: TraderStrategy): Promise<string> {
  const id = crypto.randomUUID();
  const nowMs = Date.now();
  const times = { createdMs: nowMs, updatedMs: nowMs };
  await saveStrategy(db, { id, userId, name: `${name} ${id}`, description: "", source, timeframe, ...times });
  return id;
}

/** One strategy on one market, at some accounts; again where an account is not connected yet. */
async function activated(
  house: House,
  { cookie }: Trader,
  places: readonly { readonly symbol: string; readonly strategyId: string; readonly brokerId: string }[],
): Promise<void> {
  const { symbol, strategyId } = places[0]!;
  let waiting = places.map(({ brokerId }) => ({ brokerId, amountQuote: AMOUNT }));
  await until(`${symbol} is traded`, LIMIT_MS, async () => {
    const told = begun.parse(await post(house, cookie, "/api/bot", { strategyId, symbol, shares: waiting }));
    waiting = waiting.filter((_, index) => told[index]?.outcome !== "done");
    return waiting.length === 0;
  });
}
