/** The world of a torture: a faulty exchange, the platform as a process beside it, the users who trade, and what is known of both. */
import { join } from "node:path";
import type { ChaosOptions } from "../exchanges/demo/chaos/plan.ts";
import { hash32, hashText, type Random, randomFrom } from "../exchanges/demo/random.ts";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import { fundsOf } from "../exchanges/demo/trading/funded_account.ts";
import { keepOrders, type OrderNote } from "./exchange_log.ts";
import { makeUsers, setUp, SYMBOLS, type Trader } from "./household.ts";
import { Journal } from "./journal.ts";
import { Line } from "./line.ts";
import { Moments } from "./moments.ts";
import { PlatformProcess } from "./platform_process.ts";
import type { PriceNote } from "./watching.ts";

const PRICES_EVERY_MS = 100;

/** Faults of every kind that a client can get through without a loss; lengths by this machine's clock. */
const faultsOf = (seed: number): ChaosOptions => ({
  seed,
  drop: 0.002,
  duplicate: 0.005,
  delay: 0.002,
  delayMs: 500,
  reorder: 0.005,
  serverError: 0.02,
  tooMany: 0.002,
  slow: 0.02,
  slowMs: 1_000,
  unknownOutcome: 0.04,
  lostAnswer: 0.04,
  userDuplicate: 0.1,
  userReorder: 0.1,
  silentFill: 0.1,
  // times an hour of the market, which is a minute of ours at the usual speed
  silences: 0.2,
  cuts: 0.4,
  refusals: 0.2,
  maintenances: 0.1,
  outageMs: 2_000,
});

/** How a world is opened. */
export interface WorldOptions {
  readonly seed: number;
  readonly databaseUrl: string | null;
  readonly speed: number;
  readonly users: number;
  readonly keeps: boolean;
  /** What else the platform is started with, beyond its configuration. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running world. */
export interface World extends AsyncDisposable {
  readonly options: WorldOptions;
  /** Chooses how a disaster strikes: the same numbers in [0, 1) for the same seed, whatever else happens. */
  readonly random: Random;
  /** Such numbers for somebody else, by a name of their own. */
  randomFor(name: string): Random;
  readonly exchange: RunningDemoExchange;
  /** Between the platform and the exchange. */
  readonly line: Line;
  readonly platform: PlatformProcess;
  readonly traders: readonly Trader[];
  readonly journal: Journal;
  readonly moments: Moments;
  /** What the exchange did to orders, oldest first. */
  readonly notes: readonly OrderNote[];
  readonly dataDir: string;
  /** What each account began with, by currency. */
  readonly funds: ReadonlyMap<string, string>;
  /** The last prices of a market since the beginning, ten times a second. */
  pricesOf(symbol: string): readonly PriceNote[];
  /** The last price of a market, in quote currency. */
  priceOf(symbol: string): number;
}

/** Opens it: the platform runs, strategies are at work, and things go wrong from now on. */
export async function openWorld(options: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-torture-" });
  if (!options.keeps) stack.defer(() => Deno.remove(dataDir, { recursive: true }));
  const { seed, speed } = options;
  const exchange = await startDemoExchange({ speed, seed, tradingPath: join(dataDir, "exchange.sqlite") });
  stack.defer(() => exchange.close());
  const line = stack.use(await Line.open(exchange.port));
  const moments = new Moments();
  const notes = keepOrders(exchange.exchange, moments);
  const priceOf = (symbol: string) => lastPrice(exchange, symbol);
  const prices = keepPrices(stack, priceOf);
  const platform = stack.use(new PlatformProcess({ dataDir, env: envOf(line, options) }));
  const passwords = await makeUsers(platform, options.users);
  platform.start();
  await platform.ready();
  const traders = await setUp(platform, passwords, priceOf);
  exchange.setChaos(faultsOf(seed));
  const all = stack.move();
  return {
    ...{
      options,
      random: randomFrom(seed),
      randomFor: (name) => randomFrom(hash32(seed, hashText(name))),
      exchange,
      line,
      platform,
      traders,
      moments,
      notes,
      dataDir,
      priceOf,
    },
    pricesOf: (symbol) => prices.get(symbol) ?? [],
    funds: fundsOf(exchange.exchange),
    journal: new Journal(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function envOf({ url }: Line, { databaseUrl, env }: WorldOptions): Record<string, string> {
  return {
    ...env,
    DEMO_URL: url,
    SYMBOLS: SYMBOLS.join(","),
    HISTORY: "2h",
    LOG_LEVEL: "info",
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  };
}

function keepPrices(stack: AsyncDisposableStack, priceOf: World["priceOf"]): Map<string, PriceNote[]> {
  const prices = new Map<string, PriceNote[]>(SYMBOLS.map((symbol) => [symbol, []]));
  const timer = setInterval(() => {
    const atMs = Date.now();
    for (const [symbol, notes] of prices) notes.push({ atMs, price: priceOf(symbol) });
  }, PRICES_EVERY_MS);
  stack.defer(() => clearInterval(timer));
  return prices;
}

function lastPrice({ exchange }: RunningDemoExchange, symbol: string): number {
  const { lastPrice, history } = exchange.markets.find(({ id }) => id === symbol.replace("/", ""))!;
  return lastPrice / 10 ** history.rules.pricePlaces;
}
