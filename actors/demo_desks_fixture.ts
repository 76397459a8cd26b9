/** For tests: order desk and manual desk over an account at a demo exchange, with last prices that a test sets. */
import type { Db } from "../db/db.ts";
import { ensureBroker } from "../db/brokers.ts";
import { testDatabase } from "../db/test_database.ts";
import { ensureUser } from "../db/users.ts";
import { startDemoExchange } from "../exchanges/demo/server.ts";
import { brokerChild, isListening, openAccount, priceOf, until } from "./ccxt_broker_fixture.ts";
import { fixedPricesOf } from "./manual_desk_fixture.ts";
import { type ChildSpec, supervisor } from "./runtime/mod.ts";
import { testKit } from "./runtime/testkit.ts";

/** Where its desks stand. */
export const DESKS = { orders: "/root/order-desk", manual: "/root/manual-desk" } as const;

/** What a further desk over the same account is handed. */
export interface DeskArgs {
  readonly db: Db;
  readonly paper: Readonly<Record<string, string>>;
  readonly brokersPath: string;
  readonly venuesPath: string;
}

/**
 * Starts them for a user whose account has 100,000 USDT and 2 BTC, and waits for its private stream; `more` is started
 * behind them.
 */
export async function demoDesks(
  stack: AsyncDisposableStack,
  more: (args: DeskArgs) => readonly ChildSpec[] = () => [],
) {
  const running = await startDemoExchange();
  stack.defer(() => running.close());
  const { db } = stack.use(await testDatabase());
  const { id: userId } = await ensureUser(db, "walker");
  const account = { userId, exchange: "demo", description: "", environment: "demo" as const, isDefault: false };
  const { id: brokerId } = await ensureBroker(db, { ...account, name: "demo", paperBalances: {} });
  const kit = stack.use(testKit({ nowMs: Date.now() }));
  const price = priceOf(running);
  const prices: Record<string, string> = { "BTC/USDT": String(price) };
  const key = openAccount(running);
  const { venuesPath, ...paths } = { db, paper: {}, brokersPath: "/root/brokers", venuesPath: "/root/prices" };
  const brokers = supervisor({
    strategy: "one_for_one",
    children: [{ ...brokerChild(running, key, brokerId), id: brokerId }],
  });
  await kit.start(supervisor({
    strategy: "rest_for_one",
    children: [
      { id: "brokers", supervisor: brokers },
      { id: "order-desk", module: import.meta.resolve("./order_desk.actor.ts"), args: { ...paths, riskPath: null } },
      { id: "prices", module: fixedPricesOf(prices) },
      {
        id: "manual-desk",
        module: import.meta.resolve("./manual_desk.actor.ts"),
        args: { ...paths, orderDeskPath: DESKS.orders, venuesPath },
      },
      ...more({ ...paths, venuesPath }),
    ],
  }));
  await until(kit, () => isListening(running));
  const at = (factor: number) => String(Math.floor(price * factor));
  return { running, db, userId, brokerId, kit, prices, price, key, at };
}
