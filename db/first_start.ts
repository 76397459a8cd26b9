/**
 * The first start: the first users, a paper account and a strategy at work, so that something happens before anything is
 * set up.
 */
import type { ActiveStrategy, StrategySource } from "../domain/active_strategy.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { activate } from "./active_strategies.ts";
import { type Broker, brokersOf, ensureBroker } from "./brokers.ts";
import type { Db, Queries } from "./db.ts";
import { saveStrategy } from "./strategies.ts";
import { addUser, ensureUser, findUser, type User } from "./users.ts";
import { withoutValues } from "./without_values.ts";

/** The user of the mode without a login page: sees the rows of all, and has no password. */
export const DEBUG_USER = "dev";
/** The first user who signs in; what the first start makes is theirs. */
export const FIRST_TRADER = "dac";
const FIRST_BROKER = "paper";
/** What the paper account starts with, and what the first strategy may trade with. */
const FIRST_CASH_QUOTE = "10000";
/** The example that is set to work, and on which market. */
const FIRST_STRATEGY = "SMA cross";
const FIRST_SYMBOL = "BTC/USDT";

/** An example strategy that comes along. */
export interface ExampleStrategy {
  readonly name: string;
  readonly description: string;
  readonly timeframe: Timeframe;
  readonly source: string;
}

/** What the first start needs. */
export interface FirstStartOptions {
  readonly examples: readonly ExampleStrategy[];
  /** The hash of the password that the first trader begins with, and must change; asked for where they are made. */
  readonly hashFirstPassword: () => Promise<string>;
  /** UTC ms; default: the system's clock. */
  readonly nowMs?: number;
}

/** The first users, and whose paper account the platform trades with. */
export interface FirstStart {
  readonly debugUser: User;
  readonly trader: User;
  readonly broker: Broker;
  /** The names of those who were made by this start. */
  readonly made: readonly string[];
}

/**
 * Makes the first users with all that is the trader's where there is nobody yet; otherwise changes nothing. Where there was
 * only a debug user, from the time before people signed in, all that was theirs becomes the trader's.
 * @throws {Error} when there are users but no debug user, or there is no paper account.
 */
export async function ensureFirstStart(db: Db, options: FirstStartOptions): Promise<FirstStart> {
  const made = await db.begin(async (tx) => {
    await tx`lock table users in share row exclusive mode`;
    const [first] = await tx`select 1 from users limit 1`;
    if (!first) return await makeFirst(tx, options);
    return await findUser(tx, FIRST_TRADER) ? [] : await handOver(tx, options);
  });
  const [debugUser, trader] = [await findUser(db, DEBUG_USER), await findUser(db, FIRST_TRADER)];
  if (!debugUser) throw new Error(`Cannot start: the database has users, but not "${DEBUG_USER}"`);
  if (!trader) throw new Error(`Cannot start: the database has users, but not "${FIRST_TRADER}"`);
  const broker = await paperAccount(db, trader) ?? await paperAccount(db, debugUser);
  if (!broker) throw new Error(`Cannot start: user "${FIRST_TRADER}" has no paper account`);
  return { debugUser, trader, broker, made };
}

async function paperAccount(db: Queries, { id }: User): Promise<Broker | undefined> {
  return (await brokersOf(db, id)).find(({ exchange }) => exchange === "paper");
}

/** The debug user becomes the trader, with all their rows, and another debug user is made. */
async function handOver(tx: Queries, { hashFirstPassword }: FirstStartOptions): Promise<string[]> {
  const { count } = await withoutValues(tx`
    update users set name = ${FIRST_TRADER}, is_debug = false, must_change_password = true,
      password_hash = ${await hashFirstPassword()}
    where name = ${DEBUG_USER} and is_debug`);
  if (count === 0) return [];
  await addUser(tx, DEBUG_USER, { isDebug: true });
  return [FIRST_TRADER];
}

async function makeFirst(tx: Queries, options: FirstStartOptions): Promise<string[]> {
  const { examples, hashFirstPassword, nowMs = Date.now() } = options;
  await addUser(tx, DEBUG_USER, { isDebug: true });
  const user = await ensureUser(tx, FIRST_TRADER, {
    passwordHash: await hashFirstPassword(),
    mustChangePassword: true,
  });
  const broker = await ensureBroker(tx, {
    userId: user.id,
    name: FIRST_BROKER,
    exchange: "paper",
    description: "",
    environment: "demo",
    isDefault: true,
    paperBalances: { USDT: FIRST_CASH_QUOTE },
  });
  for (const example of examples) {
    const strategy = { ...example, id: crypto.randomUUID(), userId: user.id, createdMs: nowMs, updatedMs: nowMs };
    await saveStrategy(tx, { ...strategy, origin: "example" });
    if (example.name === FIRST_STRATEGY) await activate(tx, firstActive(strategy, broker, nowMs));
  }
  return [DEBUG_USER, FIRST_TRADER];
}

function firstActive(
  strategy: Pick<StrategySource, "id" | "userId" | "timeframe">,
  broker: Broker,
  nowMs: number,
): ActiveStrategy {
  return {
    id: crypto.randomUUID(),
    userId: strategy.userId,
    strategyId: strategy.id,
    version: 1,
    brokerId: broker.id,
    symbol: FIRST_SYMBOL,
    timeframe: strategy.timeframe,
    amountQuote: FIRST_CASH_QUOTE,
    parameters: {},
    startMs: null,
    endMs: null,
    isActive: true,
    createdMs: nowMs,
  };
}
