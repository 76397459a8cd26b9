/** A strategy at an exchange of its own: its exits stand there as a list, and its books are those of the exchange. */
import assert from "node:assert/strict";
import { activate } from "../db/active_strategies.ts";
import { ensureBroker } from "../db/brokers.ts";
import { ordersOfActiveStrategy } from "../db/orders.ts";
import { testDatabase } from "../db/test_database.ts";
import { testActive, testRows } from "../db/test_rows.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { isFinal } from "../domain/order_life.ts";
import type { ChaosOptions } from "../exchanges/demo/chaos/plan.ts";
import { startDemoExchange } from "../exchanges/demo/server.ts";
import { guardProtocol } from "./active_strategy/guard.ts";
import { publish } from "./active_strategy_fixture.ts";
import { brokerProtocol, orderDeskProtocol } from "./broker_protocol.ts";
import { brokerChild, isListening, openAccount, priceOf, printOn, until } from "./ccxt_broker_fixture.ts";
import { supervisor } from "./runtime/mod.ts";
import { testKit } from "./runtime/testkit.ts";

const MINUTE_MS = 60_000;
const [DESK, BROKERS] = ["/root/order-desk", "/root/brokers"];
/** Always in, with the stop 3 % below and the target 3 % above the price that it is told. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Bold extends Strategy {
  override shouldLong() { return true; }
  override shouldShort() { return false; }
  override calculatePositionSize() { return 0.1; }
  override calculateStopLoss() { return Math.floor(this.price * 0.97); }
  override calculateTakeProfit() { return Math.floor(this.price * 1.03); }
}
`;

async function openHouse(stack: AsyncDisposableStack) {
  const running = await startDemoExchange();
  stack.defer(() => running.close());
  const { db } = stack.use(await testDatabase());
  const { user, strategy } = await testRows(db);
  const account = {
    userId: user.id,
    exchange: "demo",
    description: "",
    environment: "demo" as const,
    isDefault: false,
  };
  const broker = await ensureBroker(db, { ...account, name: "demo", paperBalances: {} });
  const active = testActive(strategy, broker.id, { amountQuote: "50000" });
  await activate(db, active);
  const kit = stack.use(testKit({ nowMs: Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS }));
  const key = openAccount(running);
  await kit.start(supervisor({
    strategy: "one_for_one",
    children: [
      {
        id: "brokers",
        supervisor: supervisor({
          strategy: "one_for_one",
          children: [{ ...brokerChild(running, key, broker.id), id: broker.id }],
        }),
      },
      {
        id: "order-desk",
        module: import.meta.resolve("./order_desk.actor.ts"),
        args: { db, paper: {}, brokersPath: BROKERS, riskPath: null },
      },
      { id: "recorder", module: import.meta.resolve("./recorder.actor.ts"), args: { db } },
      { id: "strategies", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  await until(kit, () => isListening(running));
  const args = { db, activeStrategy: active, name: "Bold", source: SOURCE };
  const guard = await kit.system.start("/root/strategies", {
    id: "bold",
    module: import.meta.resolve("./active_strategy.actor.ts"),
    protocol: guardProtocol,
    args: { ...args, recorderPath: "/root/recorder", orderDeskPath: DESK },
  });
  const house = { running, db, kit, key, guard, active, broker, price: Math.floor(priceOf(running)) };
  await statusIs(house, ({ state }) => state === "warming_up");
  return house;
}

type House = Awaited<ReturnType<typeof openHouse>>;

/** Its status once it is as wanted. */
async function statusIs(house: Pick<House, "kit" | "guard">, is: (status: StrategyStatus) => boolean) {
  return await until(house.kit, async () => {
    const status = await newestStatus(house);
    return status && is(status) ? status : null;
  });
}

/** Its status; null where it waits for its exchange, while the turned clock has to go on. */
async function newestStatus({ kit, guard }: Pick<House, "kit" | "guard">): Promise<StrategyStatus | null> {
  const told = guard.ask("GetStatus", undefined, { timeout: "10ms" }).catch(() => null);
  await kit.settle();
  await kit.advance("10ms");
  return await told;
}

/** Closes the next minute at a price, by what the strategy is told. */
async function closeAt({ kit, guard }: House, price: number): Promise<void> {
  await kit.advance(MINUTE_MS);
  const openMs = Math.floor(kit.clock.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const text = String(price);
  const prices = { open: text, high: text, low: text, close: text, volume: "1" };
  publish({ kit }, {
    ...{ symbol: "BTC/USDT", timeframe: "1m" },
    ...{ openMs, closeMs: openMs + MINUTE_MS - 1 },
    ...prices,
  });
  await statusIs({ kit, guard }, ({ lastCandleMs }) => lastCandleMs === openMs);
}

/** Its orders as `stop loss stop_loss filled`, oldest first. */
async function ordersOf({ db, active }: House) {
  return (await ordersOfActiveStrategy(db, active.id)).map(({ purpose, type, state }) =>
    `${purpose.split(",")[0]} ${type} ${state}`
  ).sort();
}

function openAt({ running, key }: House) {
  return running.exchange.desk.engine.accounts.openOrdersOf(key.accountId);
}

/** What the exchange has of BTC, beside the 2 with which the account was opened. */
async function boughtAt({ kit, broker }: House): Promise<number> {
  const asked = kit.system.whereis(`${BROKERS}/${broker.id}`, brokerProtocol).ask("GetBalances", undefined);
  const btc = (await asked).find(({ currency }) => currency === "BTC")!;
  return Math.round((Number(btc.free) + Number(btc.used) - 2) * 1e8) / 1e8;
}

Deno.test("at an exchange the exits are a list for what was bought after the fee; the stop that fills closes the books", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  await closeAt(house, house.price);
  const held = await statusIs(house, ({ protection }) => protection === "native");
  assert.equal(held.position.quantity, "0.0999"); // 0.1 − 0.1 %
  assert.deepEqual(openAt(house).map(({ steps, listId }) => [steps, listId >= 0]), [[9_990, true], [9_990, true]]);
  printOn(house.running, house.price * 0.96, "1");
  await statusIs(house, ({ protection }) => protection === "none");
  assert.deepEqual(await ordersOf(house), [
    "entry market filled",
    "stop loss stop_loss filled",
    "take profit take_profit expired",
  ]);
  assert.deepEqual([openAt(house).length, await boughtAt(house)], [0, 0]);
});

Deno.test("a strategy's stop whose price was passed before it could stand sells at the market at once", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  await closeAt(house, house.price * 1.1); // the market has fallen since its candle closed
  await statusIs(house, ({ position, lastDecision }) => lastDecision === "long" && position.realisedQuote !== "0");
  assert.deepEqual(await ordersOf(house), [
    "entry market filled",
    "stop loss market filled",
    "stop loss stop_loss rejected",
    "take profit take_profit rejected",
  ]);
  assert.equal(await boughtAt(house), 0);
});

Deno.test("through lost answers, doubled reports and falls its books are those of the exchange, and nothing is bought twice", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  const { running, kit, guard, price } = house;
  const faults: ChaosOptions = {
    ...{ seed: 7, unknownOutcome: 0.15, lostAnswer: 0.2, userDuplicate: 0.3, userReorder: 0.3, silentFill: 0.3 },
  };
  const rounds = 6;
  for (let round = 0; round < rounds; round++) {
    running.setChaos(faults);
    await closeAt(house, price);
    if (round % 2 === 0) await kit.crash(guard.path);
    if (round % 3 === 0) await kit.crash(DESK);
    running.setChaos(null);
    await until(kit, async () => {
      kit.system.whereis(DESK, orderDeskProtocol).tell("Reconcile");
      printOn(running, price * (round % 2 === 0 ? 0.96 : 1.04), "1"); // reaches an exit, whichever stands by then
      const orders = await ordersOfActiveStrategy(house.db, house.active.id);
      const told = await newestStatus(house);
      // one that begins anew decides once its account is known
      return told?.position.quantity === "0" && told.state !== "starting" &&
        orders.every(({ state }) => isFinal(state));
    });
    printOn(running, price, "1");
  }
  const orders = await ordersOfActiveStrategy(house.db, house.active.id);
  const entries = orders.filter(({ purpose }) => purpose.startsWith("entry"));
  assert.ok(entries.length >= rounds / 2 && entries.length <= rounds, `${entries.length} entries`);
  assert.deepEqual(openAt(house), []);
  const status = await statusIs(house, ({ protection }) => protection === "none");
  assert.equal(await boughtAt(house), Number(status.position.quantity));
});
