/**
 * A walk through everything that can befall orders: time-outs, lost answers, private events twice, out of order and not at
 * all, and desk and brokers that fall at any moment. Afterwards the desk's books are the exchange's.
 */
import assert from "node:assert/strict";
import { ensureBroker } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import { fillsOf, lastOrders } from "../db/orders.ts";
import { testDatabase } from "../db/test_database.ts";
import { type TestRows, testRows } from "../db/test_rows.ts";
import type { Order, OrderRequest } from "../domain/order.ts";
import { requestOf } from "../domain/order_arbitraries.ts";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";
import { brokerProtocol, orderDeskProtocol } from "./broker_protocol.ts";
import { brokerChild, priceOf, printOn, until } from "./ccxt_broker_fixture.ts";
import { openFunded, sameBooks, standAsThere } from "./exchange_books_fixture.ts";
import { seededRandom } from "./runtime/random.ts";
import { AskError, supervisor } from "./runtime/mod.ts";
import { type TestKit, testKit } from "./runtime/testkit.ts";

const ORDERS = 300;
const FALLS = 50;
/** The exchange takes 100 orders of an account in 10 s. */
const ACCOUNTS = 4;
const SEED = 11;
const FAULTS = {
  seed: SEED,
  unknownOutcome: 0.1,
  lostAnswer: 0.1,
  serverError: 0.05,
  userDuplicate: 0.2,
  userReorder: 0.2,
  silentFill: 0.3,
  outageMs: 500,
  delayMs: 200,
};
interface Account {
  readonly brokerId: string;
  readonly key: ClientKey;
  readonly path: string;
}

interface House {
  readonly kit: TestKit;
  readonly db: Db;
  readonly rows: TestRows;
  readonly running: RunningDemoExchange;
  readonly accounts: readonly Account[];
  readonly random: () => number;
}

const DESK = "/root/order-desk";

async function openHouse(stack: AsyncDisposableStack): Promise<House> {
  const running = await startDemoExchange();
  stack.defer(() => running.close());
  const database = stack.use(await testDatabase());
  const rows = await testRows(database.db);
  const kit = stack.use(testKit({ nowMs: Date.now(), seed: SEED }));
  const accounts = await Promise.all(
    Array.from({ length: ACCOUNTS }, (_, number) => openAccount(running, database.db, rows, number)),
  );
  await kit.start(supervisor({
    strategy: "rest_for_one",
    intensity: 10 * FALLS,
    children: [
      ...accounts.map(({ brokerId, key }, number) => ({
        ...brokerChild(running, key, brokerId),
        id: `broker-${number}`,
      })),
      {
        id: "order-desk",
        module: import.meta.resolve("./order_desk.actor.ts"),
        args: {
          db: database.db,
          paper: Object.fromEntries(accounts.map(({ brokerId, path }) => [brokerId, path])),
          brokersPath: "/root/brokers",
          riskPath: null,
        },
      },
    ],
  }));
  await until(kit, () => running.exchange.desk.listeners === ACCOUNTS);
  return { kit, db: database.db, rows, running, accounts, random: seededRandom(SEED) };
}

async function openAccount(
  running: RunningDemoExchange,
  db: Db,
  { user }: TestRows,
  number: number,
): Promise<Account> {
  const name = `account ${number}`;
  const row = { name, exchange: "demo", description: "", environment: "demo" as const, isDefault: false };
  const { id } = await ensureBroker(db, { ...row, userId: user.id, paperBalances: {} });
  return { brokerId: id, key: openFunded(running, name), path: `/root/broker-${number}` };
}

/** A random order: at the market, near it, or so that it rests. */
function randomOrder({ rows, accounts, random, running }: House, number: number): OrderRequest {
  const side = random() < 0.5 ? "buy" : "sell";
  const price = priceOf(running);
  const away = side === "buy" ? 0.97 : 1.03;
  const isMarket = random() < 0.7;
  return requestOf({
    clientOrderId: `walk-${number}`,
    userId: rows.user.id,
    brokerId: accounts[number % ACCOUNTS]!.brokerId,
    activeStrategyId: null,
    side,
    type: isMarket ? "market" : "limit",
    quantity: (0.01 + Math.floor(random() * 20) / 100).toFixed(2),
    price: isMarket ? null : String(Math.floor(price * away)),
  });
}

/** Whatever becomes of a question whose actor falls: its answer is not needed here. */
async function ignoringFalls(kit: TestKit, asked: Promise<unknown>): Promise<void> {
  const done = asked.then(() => true, (error) => {
    if (error instanceof AskError) return true;
    throw error;
  });
  await until(kit, () => Promise.race([done, new Promise<null>((resolve) => setTimeout(resolve, 1, null))]));
}

/** Places an order; sometimes desk or broker falls meanwhile, sometimes an order is canceled, and the market moves. */
async function step(house: House, number: number, falls: boolean): Promise<void> {
  const { kit, random, running, accounts } = house;
  const desk = kit.system.whereis(DESK, orderDeskProtocol);
  const placing = desk.ask("PlaceOrder", randomOrder(house, number), { timeout: "1m" });
  const settled = ignoringFalls(kit, placing);
  if (falls) {
    await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 15)));
    await kit.crash(random() < 0.7 ? DESK : accounts[number % ACCOUNTS]!.path);
  }
  await settled;
  if (random() < 0.2) {
    const clientOrderId = `walk-${Math.floor(random() * number)}`;
    await ignoringFalls(kit, desk.ask("CancelOrder", { clientOrderId }, { timeout: "1m" }).catch(() => {}));
  }
  if (random() < 0.5) {
    const through = random() < 0.5 ? 0.969 : 1.031;
    printOn(running, priceOf(running) * through, (random() * 0.5).toFixed(3));
  }
}

/** Whether every order stands as it does at the exchange, and those that the exchange never had are over. */
function agrees(house: House, orders: readonly Order[]): boolean {
  return house.accounts.every(({ brokerId, key }) =>
    standAsThere(house.running, key, orders.filter((order) => order.brokerId === brokerId))
  );
}

Deno.test("300 orders with faults and 50 falls: orders, fills and balances are the exchange's, none doubled, none lost", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  const { kit, db, rows, running, accounts, random } = house;
  running.setChaos(FAULTS);
  const falling = new Set<number>();
  while (falling.size < FALLS) falling.add(Math.floor(random() * ORDERS));
  for (let number = 0; number < ORDERS; number++) await step(house, number, falling.has(number));
  const faults = running.exchange.chaos.log.counts();
  running.setChaos(null);
  const stored = () => lastOrders(db, rows.user.id, 2 * ORDERS);
  await until(kit, async () => agrees(house, await stored()), 8);

  const orders = await stored();
  assert.ok(orders.length > 0.8 * ORDERS, `${orders.length} orders were stored`);
  for (const kind of ["unknownOutcome", "lostAnswer", "userDuplicate", "userReorder"] as const) {
    assert.ok((faults[kind] ?? 0) > 5, `${kind}: ${faults[kind]}`);
  }
  for (const account of accounts) await checkBooks(house, account, orders);
});

async function checkBooks({ kit, db, running }: House, account: Account, orders: readonly Order[]): Promise<void> {
  const own = orders.filter(({ brokerId }) => brokerId === account.brokerId);
  const booked = await Promise.all(
    own.map(async (order) => ({ order, fills: await fillsOf(db, order.clientOrderId) })),
  );
  const told = await kit.system.whereis(account.path, brokerProtocol).ask("GetBalances", undefined);
  sameBooks(running, account.key, booked, told);
}
