/** Where four accounts of the demo exchange trade the same recorded market at once, which waits for whoever works on it. */
import { guardProtocol } from "../../actors/active_strategy/guard.ts";
import { BROKERS_PATH } from "../../actors/broker_keeper_protocol.ts";
import { exchangePlace } from "../../actors/exchange_place.ts";
import {
  type ActorRef,
  type ChildSpec,
  createSystem,
  type Logger,
  supervisor,
  type System,
} from "../../actors/runtime/mod.ts";
import { marketTree, PATHS } from "../../actors/tree.ts";
import { activate } from "../../db/active_strategies.ts";
import { ensureBroker } from "../../db/brokers.ts";
import type { Db } from "../../db/db.ts";
import { saveStrategy } from "../../db/strategies.ts";
import { testDatabase } from "../../db/test_database.ts";
import { ensureUser } from "../../db/users.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import type { LiveMarket } from "../../exchanges/demo/live_market.ts";
import { SHIPPED_RECORDINGS } from "../../exchanges/demo/markets.ts";
import type { ClientKey } from "../../exchanges/demo/trading/clients.ts";
import { moneyOf } from "../../exchanges/demo/trading/money.ts";
import { clockOf } from "../../parity/exchange_time.ts";
import { startStepped, type SteppedExchange } from "../../parity/stepped_exchange.ts";

/** What is traded. */
export const SYMBOL = "BTC/USDT";
/** What each account begins with, in quote currency. */
export const CASH = "100000";
/**
 * Always in; exits `stop` and `target` percent away from the close. Where `target` is 0 it has none, and leaves by a signal
 * once it has earned as much as it risks. Of 0.01 BTC the fee leaves a whole number of steps.
 */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class AlwaysIn extends Strategy {
  stop = this.parameter("stop", 0.2);
  target = this.parameter("target", 0.2);
  override shouldLong() { return true; }
  entered = 0;
  override shouldExit() { return this.target === 0 && this.price > this.entered * (1 + this.stop / 100); }
  override calculatePositionSize() { return 0.01; }
  override calculateStopLoss() {
    this.entered = this.price;
    return this.losing(this.price * this.stop / 100);
  }
  override calculateTakeProfit() { return this.target === 0 ? null : this.earning(this.price * this.target / 100); }
}
`;
const TIMEFRAME = "15m" as const;
/** Of its candles, ms. */
export const CANDLE_MS = 900_000;
const HISTORY_MS = 7_200_000;
const RETENTION = { auditRetentionMs: 86_400_000, rawRetentionMs: 0 };
/** An exchange as ccxt knows many: it takes neither stops nor targets. */
const HOLDS_NOTHING = { features: { spot: { createOrder: { stopLossPrice: false, takeProfitPrice: false } } } };

/** How an account is left, by whom its exits are kept, and by how many orders at the exchange. */
export const KINDS = {
  "native stop": { target: 0, settings: {}, protection: "native", standing: 1 },
  "emulated stop": { target: 0, settings: HOLDS_NOTHING, protection: "emulated", standing: 0 },
  "OCO": { target: 0.2, settings: {}, protection: "native", standing: 2 },
  "emulated stop and target": { target: 0.2, settings: HOLDS_NOTHING, protection: "emulated", standing: 0 },
} as const;
/** How an account is left. */
export type Kind = keyof typeof KINDS;
/** What the exchange does for the first, the platform does for the second: at the same prices. */
export const TWINS: readonly (readonly [Kind, Kind])[] = [
  ["native stop", "emulated stop"],
  ["OCO", "emulated stop and target"],
];

/** A strategy at work at an account. */
export interface Performer {
  readonly kind: Kind;
  readonly key: ClientKey;
  readonly active: ActiveStrategy;
  readonly guard: ActorRef<typeof guardProtocol>;
  /** How often its process was begun anew, as seen last. */
  restarts: number;
}

/** A running stage. */
export interface ExitsStage extends AsyncDisposable {
  readonly db: Db;
  readonly system: System;
  readonly exchange: SteppedExchange;
  /** The market, as the exchange plays it. */
  readonly market: LiveMarket;
  readonly performers: readonly Performer[];
}

/** Opens it at a moment of the recording, UTC ms; strategies are being loaded when this returns. */
export async function openStage(fromMs: number): Promise<ExitsStage> {
  await using stack = new AsyncDisposableStack();
  const { db } = stack.use(await testDatabase());
  const exchange = stack.use(await startStepped({ klines: SHIPPED_RECORDINGS.slice(0, 1), fromMs }));
  const { restUrl, wsUrl, exchange: { desk } } = exchange.running;
  const { id: userId } = await ensureUser(db, "walker");
  const accounts = [];
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const key = desk.openAccount(kind, [["USDT", moneyOf(CASH)!]]);
    const rest = {
      exchange: "demo",
      description: "",
      environment: "demo",
      isDefault: false,
      paperBalances: {},
    } as const;
    const { id } = await ensureBroker(db, { userId, name: kind, ...rest });
    accounts.push({ kind, key, brokerId: id });
  }
  const market = marketTree({
    ...{ db, symbols: [SYMBOL], historyMs: HISTORY_MS, retention: RETENTION },
    exchange: { restUrl, wsUrl },
  });
  const brokers = accounts.map(({ kind, key: { apiKey, secret }, brokerId: id }): ChildSpec => ({
    ...{ id, module: moduleOf("ccxt_broker"), ...exchangePlace("demo") },
    args: {
      ...{ brokerId: id, exchange: "demo", environment: "demo", credentials: { apiKey, secret } },
      ...{ address: { restUrl, wsUrl }, settings: { rateLimit: 1, ...KINDS[kind].settings } },
    },
  }));
  const children = [
    { id: "brokers", supervisor: supervisor({ strategy: "one_for_one", children: brokers }) },
    {
      id: "order-desk",
      module: moduleOf("order_desk"),
      args: { db, paper: {}, brokersPath: BROKERS_PATH, riskPath: null },
    },
    { id: "strategies", supervisor: supervisor({ strategy: "dynamic" }) },
  ];
  const trading = { id: "trading", supervisor: supervisor({ strategy: "rest_for_one", children }) };
  const tree = supervisor({ strategy: "one_for_one", children: [...market.children ?? [], trading] });
  const system = await createSystem(tree, { logger: loud, clock: clockOf(exchange) });
  stack.defer(() => system.stop());
  const strategyId = crypto.randomUUID();
  const times = { createdMs: fromMs, updatedMs: fromMs };
  const strategy = { id: strategyId, userId, name: "AlwaysIn", description: "", source: SOURCE, timeframe: TIMEFRAME };
  await saveStrategy(db, { ...strategy, ...times });
  const performers: Performer[] = [];
  for (const { kind, key, brokerId } of accounts) {
    const active: ActiveStrategy = {
      ...{ id: crypto.randomUUID(), userId, strategyId, version: 1, brokerId, symbol: SYMBOL, timeframe: TIMEFRAME },
      ...{ amountQuote: CASH, parameters: { target: KINDS[kind].target } },
      ...{ startMs: null, endMs: null, isActive: true, createdMs: fromMs },
    };
    await activate(db, active);
    const paths = { recorderPath: PATHS.recorder, orderDeskPath: PATHS.orderDesk, deskPath: PATHS.marketDesk };
    const guard = await system.start(PATHS.strategies, {
      id: active.id,
      module: moduleOf("active_strategy"),
      protocol: guardProtocol,
      args: { db, activeStrategy: active, name: kind, source: SOURCE, ...paths },
    });
    performers.push({ kind, key, active, guard, restarts: 0 });
  }
  const all = stack.move();
  const [played] = exchange.running.exchange.markets;
  return { db, system, exchange, market: played!, performers, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Only what is wrong. */
const loud: Logger = {
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => console.error(message, fields),
};

function moduleOf(name: string): string {
  return import.meta.resolve(`../../actors/${name}.actor.ts`);
}
