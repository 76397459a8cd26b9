/**
 * From the frame that closes a candle to the order: the whole platform and the demo exchange on loopback, each in a process
 * of its own, and between them a wire that notes what passes. Every strategy orders at every candle, so that all of them
 * want to order at once.
 */
import { type House, openHouse, until } from "../tests/house.ts";
import { bareWays } from "./engine_parts/bare.ts";
import { startedExchange } from "./engine_parts/exchange_process.ts";
import { type Sightings, STEPS, type Way, waysOf } from "./engine_parts/steps.ts";
import type { Seen } from "./engine_parts/wire.ts";
import turncoat from "./engine_parts/turncoat.ts" with { type: "text" };
import type { Figure } from "./figure.ts";
import { setToWork, tradersOf } from "./house_parts/traders.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const STRATEGY = { name: "Turncoat", source: turncoat, timeframe: "1m" } as const;
const MINUTE_MS = 60_000;
const LIMIT_MS = 120_000;
/** Candles that pass before it counts. */
const WARM_UP = 8;

/** Who trades, and for how long. */
interface Trial {
  readonly users: number;
  readonly accounts: number;
  readonly symbols: readonly string[];
  /** Minutes of the market in one of the world's. */
  readonly speed: number;
  readonly candles: number;
}

const ONE: Trial = { users: 1, accounts: 1, symbols: SYMBOLS.slice(0, 1), speed: 120, candles: 80 };
const TWENTY: Trial = { users: 5, accounts: 2, symbols: SYMBOLS, speed: 60, candles: 40 };

/** Candles of the bare wires that count. */
const BARE_CANDLES = 40;

/** Measures; three minutes. */
export async function benchEngine(): Promise<Figure[]> {
  return [
    ...await figuresBesideBare("one strategy", ONE, "at most 5"),
    ...await figuresBesideBare("20 strategies of 5 users at 10 accounts", TWENTY, "at most 25"),
  ];
}

async function figuresBesideBare(group: string, trial: Trial, goal: string): Promise<Figure[]> {
  const ways = await waysIn(trial);
  return [...figuresOf(group, ways, goal), ...limitsOf(group, sorted(ways.map(tookOf)), await bareOf(trial))];
}

/** As many orders at as many candles, with nothing between the wires. */
async function bareOf({ users, accounts, symbols, speed }: Trial): Promise<number[]> {
  const strategies = users * accounts * symbols.length;
  return sorted(await bareWays({ strategies, candles: BARE_CANDLES, warmUp: WARM_UP, pauseMs: MINUTE_MS / speed }));
}

async function waysIn({ users, accounts, symbols, speed, candles }: Trial): Promise<Way[]> {
  await using exchange = await startedExchange(speed);
  const sightings = { frames: new Map<string, number>(), orders: new Map<string, number>() };
  const wire = await wireTo(exchange.port, sightings);
  try {
    await using house = await openHouse({
      DEMO_URL: `http://127.0.0.1:${wire.port}`,
      SYMBOLS: symbols.join(),
      DEBUG_ARISTOBOT: "false",
    });
    const traders = await tradersOf(house, users, accounts);
    await Promise.all(traders.map((trader) => setToWork(house, trader, symbols, [STRATEGY])));
    return await measured(house, sightings, symbols, candles);
  } finally {
    wire.end();
  }
}

async function wireTo(
  exchangePort: number,
  { frames, orders }: { frames: Map<string, number>; orders: Map<string, number> },
) {
  const worker = new Worker(import.meta.resolve("./engine_parts/wire.ts"), { type: "module" });
  const port = await new Promise<number>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data: seen }: MessageEvent<Seen>) => {
      if (seen.kind === "listening") resolve(seen.port);
      else if (seen.kind === "frame") frames.set(`${seen.symbol} ${seen.openMs}`, seen.atMs);
      else if (!orders.has(seen.clientOrderId)) orders.set(seen.clientOrderId, seen.atMs);
    };
    worker.postMessage({ exchangePort });
  });
  return { port, end: () => worker.terminate() };
}

/** The ways of the orders at so many candles of each market, after those of the warm-up. */
async function measured({ db }: House, seen: Sightings, symbols: readonly string[], candles: number): Promise<Way[]> {
  const began = seen.frames.size;
  const skipped = WARM_UP * symbols.length;
  const wanted = skipped + candles * symbols.length;
  await until(`${wanted} candles`, LIMIT_MS, () => seen.frames.size >= began + wanted);
  const counted = new Set([...seen.frames.keys()].slice(began + skipped, began + wanted));
  return (await waysOf(db, seen)).filter(({ candle }) => counted.has(candle));
}

function figuresOf(group: string, ways: readonly Way[], goal: string): Figure[] {
  const took = sorted(ways.map(tookOf));
  const lastOfAll = sorted(
    [...Map.groupBy(ways, ({ candle }) => candle).values()].map((all) => Math.max(...all.map(tookOf))),
  );
  const steps = STEPS.map(([name, took]): Figure => {
    const mean = ways.reduce((sum, way) => sum + took(way), 0) / ways.length;
    return { group, name: `of which ${name}, mean`, value: mean, unit: "ms" };
  });
  const note = `${ways.length} orders at ${lastOfAll.length} candles`;
  return [
    { group, name: "frame → order leaves, p50", value: at(took, 0.5), unit: "ms", note },
    { group, name: "frame → order leaves, p99", value: at(took, 0.99), unit: "ms", note: goal },
    { group, name: "until the last of a candle has left, p50", value: at(lastOfAll, 0.5), unit: "ms" },
    ...steps,
  ];
}

/** What the machine takes without a platform, and how often that goes into what the platform took. */
function limitsOf(group: string, took: readonly number[], bare: readonly number[]): Figure[] {
  return ([["p50", 0.5], ["p99", 0.99]] as const).flatMap(([name, share]) => [
    {
      group,
      name: `bare wires, ${name}`,
      value: at(bare, share),
      unit: "ms",
      note: "limit: nothing between the stations",
    },
    { group, name: `over bare wires, ${name}`, value: at(took, share) / at(bare, share), unit: "×" },
  ]);
}

function tookOf({ frameMs, leftMs }: Way): number {
  return leftMs - frameMs;
}

function sorted(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
