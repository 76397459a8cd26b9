/** Rows for tests: a user with a paper account and a strategy at work, and orders of it. */
import { activeStrategyOf } from "../domain/active_strategy_fixture.ts";
import type { ActiveStrategy, StrategySource } from "../domain/active_strategy.ts";
import type { Fill, Order } from "../domain/order.ts";
import { activate } from "./active_strategies.ts";
import { type Broker, ensureBroker } from "./brokers.ts";
import type { Db } from "./db.ts";
import { saveStrategy } from "./strategies.ts";
import { ensureUser, type User } from "./users.ts";

/** 2026-11-01 00:00 UTC: when the rows below were made. */
export const TEST_START_MS = Date.UTC(2026, 10, 1);

/** A password's hash, of the form that is stored; of no password in particular. */
export const TEST_HASH = `$scrypt$ln=16,r=8,p=2$${"A".repeat(22)}$${"B".repeat(43)}`;

/** A user with all that is theirs. */
export interface TestRows {
  readonly user: User;
  readonly broker: Broker;
  readonly strategy: StrategySource;
  readonly active: ActiveStrategy;
}

/** Stores a user of that name with a paper account, a strategy, and that strategy at work on BTC/USDT 1m. */
export async function testRows(db: Db, name = "dev"): Promise<TestRows> {
  const user = await ensureUser(db, name);
  const broker = await ensureBroker(db, {
    userId: user.id,
    name: "paper",
    exchange: "paper",
    description: "",
    environment: "demo",
    isDefault: true,
    paperBalances: { USDT: "10000" },
  });
  const strategy = testStrategy(user.id);
  await saveStrategy(db, strategy);
  const active = testActive(strategy, broker.id);
  await activate(db, active);
  return { user, broker, strategy, active };
}

/** A strategy that is not stored. */
export function testStrategy(userId: string, changes: Partial<StrategySource> = {}): StrategySource {
  return {
    id: crypto.randomUUID(),
    userId,
    name: "SMA cross",
    description: "Two moving averages",
    timeframe: "1m",
    source: "export default class {}",
    version: 1,
    parameters: {},
    createdMs: TEST_START_MS,
    updatedMs: TEST_START_MS,
    ...changes,
  };
}

/** A strategy at work that is not stored. */
export function testActive(
  of: StrategySource,
  brokerId: string,
  changes: Partial<ActiveStrategy> = {},
): ActiveStrategy {
  const { userId, id: strategyId, version } = of;
  const id = crypto.randomUUID();
  return activeStrategyOf({ id, userId, strategyId, version, brokerId, createdMs: TEST_START_MS, ...changes });
}

/** An intended market order that is not stored. */
export function testOrder(of: ActiveStrategy, changes: Partial<Order> = {}): Order {
  return {
    clientOrderId: `${of.id.slice(0, 8)}-${TEST_START_MS}-entry`,
    userId: of.userId,
    brokerId: of.brokerId,
    activeStrategyId: of.id,
    symbol: of.symbol,
    side: "buy",
    type: "market",
    quantity: "0.35000000",
    price: null,
    stopPrice: null,
    groupId: null,
    purpose: "entry",
    state: "intended",
    filledQuantity: "0",
    filledQuote: "0",
    feeQuote: "0",
    profitQuote: null,
    reason: null,
    createdMs: TEST_START_MS,
    updatedMs: TEST_START_MS,
    ...changes,
  };
}

/** A fill that is not stored. */
export function testFill(of: Order, changes: Partial<Fill> = {}): Fill {
  return {
    fillId: "1",
    clientOrderId: of.clientOrderId,
    price: "28366.61",
    quantity: "0.1",
    fee: "2.836661",
    feeCurrency: "USDT",
    timeMs: TEST_START_MS + 5,
    ...changes,
  };
}
