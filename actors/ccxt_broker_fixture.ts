/** For tests: a broker through ccxt on a demo exchange that runs in this isolate, whose market a test can let trade. */
import { NetworkError } from "ccxt/base/errors.js";
import type { OrderEvent } from "../domain/order.ts";
import type { ChaosOptions } from "../exchanges/demo/chaos/plan.ts";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";
import { moneyOf } from "../exchanges/demo/trading/money.ts";
import type { BrokerHouse } from "./broker_contract.ts";
import { brokerProtocol } from "./broker_protocol.ts";
import { type TestKit, testKit, type TestKitOptions } from "./runtime/testkit.ts";
import { brokerEvents } from "./topics.ts";

/** What ccxt's sockets leave behind is caught by the system that they run in; this is for those that outlive a test's. */
globalThis.addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof NetworkError) event.preventDefault();
});

/** Where the fixture's broker stands. */
export const CCXT_BROKER_PATH = "/root/broker";
/** Its broker's id. */
export const BROKER_ID = "demo-broker";

const ID = "BTCUSDT";
const PATIENCE_MS = 20_000;
const TURN_MS = 5;

/** A broker with its exchange. */
export interface CcxtHouse extends BrokerHouse {
  readonly kit: TestKit;
  readonly running: RunningDemoExchange;
  readonly key: ClientKey;
}

/** Opens an account with 100,000 USDT and 2 BTC on a demo exchange, or on one that runs. */
export function openAccount(running: RunningDemoExchange, usdt = "100000", btc = "2"): ClientKey {
  return running.exchange.desk.openAccount("broker", [["USDT", moneyOf(usdt)!], ["BTC", moneyOf(btc)!]]);
}

/** How to start a broker on a demo exchange. */
export function brokerChild(running: RunningDemoExchange, { apiKey, secret }: ClientKey, brokerId = BROKER_ID) {
  return {
    id: "broker",
    module: import.meta.resolve("./ccxt_broker.actor.ts"),
    args: {
      brokerId,
      exchange: "demo",
      environment: "demo" as const,
      address: { restUrl: running.restUrl, wsUrl: running.wsUrl },
      credentials: { apiKey, secret },
      settings: { rateLimit: 1 },
    },
  };
}

/** Starts exchange and broker, and waits for the private stream. */
export async function ccxtHouse(options: TestKitOptions = {}): Promise<CcxtHouse> {
  const running = await startDemoExchange();
  const key = openAccount(running);
  const kit = testKit({ nowMs: Date.now(), ...options });
  await kit.spawn(brokerChild(running, key));
  const broker = kit.system.whereis(CCXT_BROKER_PATH, brokerProtocol);
  const told: readonly OrderEvent[] = kit.probe(brokerEvents.key(BROKER_ID)).got;
  const house: CcxtHouse = {
    kit,
    running,
    key,
    broker,
    told,
    price: Math.floor(priceOf(running)),
    groups: "refused",
    print(price, quantity) {
      printOn(running, price, quantity);
      return kit.settle();
    },
    async placeUnheard(request) {
      await misbehaving(running, { lostAnswer: 1 }, () => broker.ask("PlaceOrder", request));
    },
    async placeGroupUnheard(orders) {
      await misbehaving(running, { lostAnswer: 1 }, () => broker.ask("PlaceGroup", { orders }));
    },
    until: (look) => until(kit, look),
    async [Symbol.asyncDispose]() {
      await kit[Symbol.asyncDispose]();
      await running.close();
    },
  };
  await house.until(() => isListening(running));
  return house;
}

/** The last price of BTC/USDT there. */
export function priceOf({ exchange }: RunningDemoExchange): number {
  const { lastPrice, history } = exchange.markets.find(({ id }) => id === ID)!;
  return lastPrice / 10 ** history.rules.pricePlaces;
}

let prints = 0;

/** Lets the market trade at a price, at the demo exchange's desk alone: its tape goes on as it was recorded. */
export function printOn({ exchange, clock }: RunningDemoExchange, price: number, quantity: string): void {
  const { pricePlaces, quantityPlaces } = exchange.markets.find(({ id }) => id === ID)!.history.rules;
  const [ticks, steps] = [Math.round(price * 10 ** pricePlaces), Math.round(Number(quantity) * 10 ** quantityPlaces)];
  exchange.desk.onTrade(ID, {
    id: ++prints,
    timeMs: clock.now(),
    price: ticks,
    steps,
    quote: BigInt(ticks) * BigInt(steps),
    buyerIsMaker: true,
  });
}

/** Lets things go wrong on purpose while something is done. */
export async function misbehaving<T>(
  running: RunningDemoExchange,
  plan: ChaosOptions,
  run: () => Promise<T>,
): Promise<T> {
  running.setChaos(plan);
  try {
    return await run();
  } finally {
    running.setChaos(null);
  }
}

/** Lets the actors run, a second of their clock every `turnsASecond` turns, until `look` finds something. */
export async function until<T>(
  kit: TestKit,
  look: () => T | Promise<T>,
  turnsASecond = 20,
): Promise<NonNullable<T>> {
  const endMs = performance.now() + PATIENCE_MS;
  for (let turn = 1; performance.now() < endMs; turn++) {
    const found = await look();
    if (found) return found;
    await (turn % turnsASecond === 0 ? kit.advance("1s") : kit.settle());
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  throw new Error(`Nothing was found: ${look}`);
}

/** Whether the broker's private stream is open. */
export function isListening({ exchange }: RunningDemoExchange): boolean {
  return exchange.desk.listeners > 0;
}
