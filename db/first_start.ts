/**
 * The first start: a user, a paper account and a strategy at work, so that something happens before anything is set up.
 */
import type { ActiveStrategy, StrategySource } from "../domain/active_strategy.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { activate } from "./active_strategies.ts";
import { type Broker, brokersOf, ensureBroker } from "./brokers.ts";
import type { Db, Queries } from "./db.ts";
import { saveStrategy } from "./strategies.ts";
import { ensureUser, findUser, type User } from "./users.ts";

/** The user until somebody signs in: sees the rows of all, and has no password. */
export const FIRST_USER = "dev";
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
  /** UTC ms; default: the system's clock. */
  readonly nowMs?: number;
}

/** Whom the platform belongs to until accounts exist, and their paper account. */
export interface FirstStart {
  readonly user: User;
  readonly broker: Broker;
}

/**
 * Makes the first user with all that is theirs where there is nobody yet; otherwise changes nothing. Answers with the first
 * user and paper account.
 * @throws {Error} when there are users but no first one, or it has no paper account.
 */
export async function ensureFirstStart(db: Db, options: FirstStartOptions): Promise<FirstStart> {
  await db.begin(async (tx) => {
    await tx`lock table users in share row exclusive mode`;
    const [first] = await tx`select 1 from users limit 1`;
    if (!first) await makeFirst(tx, options);
  });
  const user = await findUser(db, FIRST_USER);
  if (!user) throw new Error(`Cannot start: the database has users, but not "${FIRST_USER}"`);
  const broker = (await brokersOf(db, user.id)).find(({ name }) => name === FIRST_BROKER);
  if (!broker) throw new Error(`Cannot start: user "${FIRST_USER}" has no broker "${FIRST_BROKER}"`);
  return { user, broker };
}

async function makeFirst(tx: Queries, { examples, nowMs = Date.now() }: FirstStartOptions): Promise<void> {
  const user = await ensureUser(tx, FIRST_USER, { isDebug: true });
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
    await saveStrategy(tx, strategy);
    if (example.name === FIRST_STRATEGY) await activate(tx, firstActive(strategy, broker, nowMs));
  }
}

function firstActive(strategy: StrategySource, broker: Broker, nowMs: number): ActiveStrategy {
  return {
    id: crypto.randomUUID(),
    userId: strategy.userId,
    strategyId: strategy.id,
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
