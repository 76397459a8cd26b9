/** Order desk, paper broker, recorder and a database for tests: prints go in, orders and notices come out. */
import { requestOf } from "../domain/order_arbitraries.ts";
import type { OrderRequest } from "../domain/order.ts";
import { testDatabase } from "../db/test_database.ts";
import { type TestRows, testRows } from "../db/test_rows.ts";
import type { Db } from "../db/db.ts";
import { brokerProtocol, orderDeskProtocol } from "./broker_protocol.ts";
import { type ChildSpec, supervisor, type SupervisorChild } from "./runtime/mod.ts";
import { type TestKit, testKit, type TestKitOptions } from "./runtime/testkit.ts";
import { notices, orders, trades } from "./topics.ts";

/** A desk at work. */
export interface TradingFixture extends AsyncDisposable {
  readonly kit: TestKit;
  readonly db: Db;
  readonly rows: TestRows;
}

/** Where the fixture's actors stand. */
export const PAPER_PATH = "/root/paper";
export const DESK_PATH = "/root/order-desk";
export const RECORDER_PATH = "/root/recorder";

/** When the fixture's clock begins: 2023-04-10 00:00 UTC. */
export const START_MS = Date.UTC(2023, 3, 10);

/** Starts paper broker and order desk on a fresh database. `cash` defaults to 100,000 USDT, fees to none. */
export async function tradingFixture(
  options: TestKitOptions & {
    readonly cash?: Record<string, string>;
    readonly paper?: Record<string, unknown>;
    /** The risk guard, which stands below the root; null (as it is by default) = nobody has limits. */
    readonly riskPath?: string | null;
    /** Who else stands below the root, after all others. */
    readonly more?: (of: Pick<TradingFixture, "db" | "rows">) => (ChildSpec | SupervisorChild)[];
  } = {},
): Promise<TradingFixture> {
  const { cash = { USDT: "100000" }, paper = {}, riskPath = null, more = () => [], ...kitOptions } = options;
  const database = await testDatabase();
  const rows = await testRows(database.db);
  const kit = testKit({ nowMs: START_MS, ...kitOptions });
  const { db } = database;
  const brokerId = rows.broker.id;
  await kit.start(supervisor({
    strategy: "rest_for_one",
    children: [
      {
        id: "paper",
        module: import.meta.resolve("./paper_broker.actor.ts"),
        args: { db, brokerId, cash, symbols: ["BTC/USDT", "ETH/USDT"], feeRate: "0", ...paper },
      },
      {
        id: "order-desk",
        module: import.meta.resolve("./order_desk.actor.ts"),
        args: { db, paper: { [brokerId]: PAPER_PATH }, brokersPath: "/root/brokers", riskPath },
      },
      { id: "recorder", module: import.meta.resolve("./recorder.actor.ts"), args: { db } },
      { id: "strategies", supervisor: supervisor({ strategy: "dynamic" }) },
      ...more({ db, rows }),
    ],
  }));
  const close = async () => {
    await kit[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  };
  return { kit, db, rows, [Symbol.asyncDispose]: close };
}

/** The order desk of a fixture. */
export function deskOf({ kit }: TradingFixture) {
  return kit.system.whereis(DESK_PATH, orderDeskProtocol);
}

/** The paper broker of a fixture. */
export function paperOf({ kit }: TradingFixture) {
  return kit.system.whereis(PAPER_PATH, brokerProtocol);
}

/** What the user's page would see. */
export function heardBy({ kit, rows }: TradingFixture) {
  return { orders: kit.probe(orders.key(rows.user.id)), notices: kit.probe(notices.key(rows.user.id)) };
}

/** A request of the fixture's strategy: a market buy of 1 BTC, with what a test wants different. */
export function requestBy({ rows }: TradingFixture, id: string, different: Partial<OrderRequest> = {}): OrderRequest {
  const { user, broker, active } = rows;
  const ids = { clientOrderId: id, userId: user.id, brokerId: broker.id, activeStrategyId: active.id };
  return requestOf({ ...ids, ...different });
}

let tradeId = 0;

/** Lets the market trade, a second later than before. */
export async function printAt({ kit }: TradingFixture, price: string, quantity = "100"): Promise<void> {
  await kit.advance("1s");
  const trade = {
    symbol: "BTC/USDT",
    id: ++tradeId,
    price,
    quantity,
    timeMs: kit.clock.now(),
    takerSide: "buy" as const,
  };
  kit.system.publish(trades.key(trade.symbol), { trade });
  await kit.settle();
}

const PATIENCE = 2_000;

/**
 * Lets the actors run until `look` finds something; database answers come from outside the turned clock.
 * @throws {Error} when it finds nothing in time.
 */
export async function eventually<T>({ kit }: TradingFixture, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let turn = 0; turn < PATIENCE; turn++) {
    const found = await look();
    if (found) return found;
    await kit.settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Nothing was found: ${look}`);
}
