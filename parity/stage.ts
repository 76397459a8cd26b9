/** Where a strategy works at two venues at once, over a recorded market that waits for it. */
import { guardProtocol } from "../actors/active_strategy/guard.ts";
import { type ActorRef, createSystem, type Logger, type System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { activate } from "../db/active_strategies.ts";
import { ensureBroker } from "../db/brokers.ts";
import { Engine } from "../db/embedded/engine.ts";
import { migrate } from "../db/migrate.ts";
import { type DatabaseLog, type Db, onEngine } from "../db/open.ts";
import { saveStrategy } from "../db/strategies.ts";
import { ensureUser } from "../db/users.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import { currenciesOf } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { SHIPPED_RECORDINGS } from "../exchanges/demo/markets.ts";
import { symbolOfFile } from "../exchanges/demo/symbol_name.ts";
import type { ClientKey } from "../exchanges/demo/trading/clients.ts";
import { moneyOf } from "../exchanges/demo/trading/money.ts";
import { clockOf } from "./exchange_time.ts";
import type { ParityFlags } from "./flags.ts";
import { startStepped, type SteppedExchange } from "./stepped_exchange.ts";
import { tradingTree } from "./trading_tree.ts";

/** What is to be played. */
export interface Play extends Pick<ParityFlags, "symbol" | "parameters" | "cash"> {
  readonly source: string;
  readonly timeframe: Timeframe;
  /** Where it begins, UTC ms in the recording's own time; on a candle's boundary. */
  readonly fromMs: number;
}

/** Where the strategy works: the same source, money and market. */
export const VENUES = ["paper", "demo"] as const;
/** A venue of the two. */
export type Venue = typeof VENUES[number];

/** A strategy at work at a venue. */
export interface Performer {
  readonly active: ActiveStrategy;
  readonly guard: ActorRef<typeof guardProtocol>;
}

/** A running stage. */
export interface Stage extends AsyncDisposable {
  readonly play: Play;
  readonly system: System;
  readonly db: Db;
  readonly exchange: SteppedExchange;
  /** The account at the demo exchange. */
  readonly key: ClientKey;
  readonly performers: Readonly<Record<Venue, Performer>>;
}

/** The exchange whose protocol is spoken: what candles are stored under. */
export const STORED_AS = "binance";
const NAME = "parity";

/** Only what is wrong: the rest is what a platform says every day. */
const quiet = (told: (text: string) => void): Logger => ({
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => told(`${message} ${fields ? Deno.inspect(fields) : ""}`),
});

/** Opens it; the strategy is being loaded at both venues when this returns. `told`: who hears of errors. */
export async function openStage(play: Play, told: (text: string) => void): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const db = await memoryDatabase(stack, told);
  const exchange = stack.use(await startStepped({ klines: [recordingOf(play.symbol)], fromMs: play.fromMs }));
  const cash = { [currenciesOf(play.symbol).quote]: String(play.cash) };
  const key = exchange.running.exchange.desk.openAccount(NAME, funds(cash));
  const { id: userId } = await ensureUser(db, NAME);
  const [paper, demo] = [await brokerOf(db, userId, "paper", cash), await brokerOf(db, userId, "demo", {})];
  const { restUrl, wsUrl } = exchange.running;
  const ids = { paperBrokerId: paper, demoBrokerId: demo };
  const tree = tradingTree({ db, symbol: play.symbol, exchange: { restUrl, wsUrl }, ...ids, cash, key });
  const system = await createSystem(tree, { logger: quiet(told), clock: clockOf(exchange) });
  stack.defer(() => system.stop());
  const strategyId = crypto.randomUUID();
  const times = { createdMs: play.fromMs, updatedMs: play.fromMs };
  const { source, timeframe } = play;
  await saveStrategy(db, { id: strategyId, userId, name: NAME, description: "", source, timeframe, ...times });
  const begin = (brokerId: string) => setToWork({ play, system, db }, { userId, strategyId, brokerId });
  const performers = { paper: await begin(paper), demo: await begin(demo) };
  const all = stack.move();
  return { play, system, db, exchange, key, performers, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** An engine of our own in memory: nothing of a play is kept. */
async function memoryDatabase(stack: AsyncDisposableStack, told: (text: string) => void): Promise<Db> {
  const log: DatabaseLog = (level, message) => {
    if (level !== "info") told(message);
  };
  const database = onEngine(await Engine.start({ directory: null, log }), log);
  stack.defer(() => database.close());
  await migrate(database.db);
  return database.db;
}

async function brokerOf(db: Db, userId: string, exchange: Venue, cash: Record<string, string>): Promise<string> {
  const rest = { description: "", environment: "demo", isDefault: exchange === "paper", paperBalances: cash } as const;
  return (await ensureBroker(db, { userId, name: exchange, exchange, ...rest })).id;
}

async function setToWork(
  { play, system, db }: Pick<Stage, "play" | "system" | "db">,
  ids: Pick<ActiveStrategy, "userId" | "strategyId" | "brokerId">,
): Promise<Performer> {
  const { symbol, timeframe, parameters, fromMs, cash, source } = play;
  const id = crypto.randomUUID();
  const dates = { version: 1, startMs: null, endMs: null, isActive: true, createdMs: fromMs };
  const active: ActiveStrategy = { id, ...ids, symbol, timeframe, parameters, amountQuote: String(cash), ...dates };
  await activate(db, active);
  const guard = await system.start(PATHS.strategies, {
    id,
    module: import.meta.resolve("../actors/active_strategy.actor.ts"),
    protocol: guardProtocol,
    args: {
      db,
      activeStrategy: active,
      name: NAME,
      source,
      recorderPath: PATHS.recorder,
      orderDeskPath: PATHS.orderDesk,
      deskPath: PATHS.marketDesk,
    },
  });
  return { active, guard };
}

function recordingOf(symbol: string): string {
  return SHIPPED_RECORDINGS.find((path) => {
    const { base, quote } = symbolOfFile(path);
    return `${base}/${quote}` === symbol;
  })!;
}

function funds(cash: Readonly<Record<string, string>>) {
  return Object.entries(cash).map(([currency, amount]) => [currency, moneyOf(amount)!] as const);
}
