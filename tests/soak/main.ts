/**
 * The soak: a recorded market replayed at high speed, with faults, through feed, makers and recorder into the embedded
 * database. Prints memory, lag and repairs of each simulated day, and at the end what was lost. Ends with 1 when anything
 * was, or when memory goes on growing.
 */
import { marketTree, PATHS } from "../../actors/tree.ts";
import { createSystem, type Logger } from "../../actors/runtime/mod.ts";
import { recorderProtocol } from "../../actors/recorder_protocol.ts";
import { openDatabase } from "../../db/open.ts";
import { timeframeMs, TIMEFRAMES } from "../../domain/timeframe.ts";
import type { ChaosOptions } from "../../exchanges/demo/chaos/plan.ts";
import { type RunningDemoExchange, startDemoExchange } from "../../exchanges/demo/server.ts";
import { type SoakOptions, soakOptions, USAGE } from "./arguments.ts";
import { type Loss, lossOf } from "../../torture/loss.ts";
import { type Day, Meter } from "./measure.ts";

/** Recorded in whole from well before until 2023-05-01; the halt of 2023-03-24 is among it. */
const FROM_MS = Date.UTC(2023, 2, 17, 8);
const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const EXCHANGE = "binance";
const HISTORY_MS = 4 * 3_600_000;
const LOOK_MS = 250;
/** After the faults have ended, the rest is told within this time of the world. */
const REST_MS = 120_000;
/** Growth of memory over the second half of the days beyond which it is not flat. */
const FLAT = 1.15;

/** Faults of every kind; outages seconds apart in the world's time. */
const chaosOf = (seed: number): ChaosOptions => ({
  seed,
  drop: 0.001,
  duplicate: 0.001,
  delay: 0.0002,
  delayMs: 300,
  reorder: 0.001,
  serverError: 0.02,
  tooMany: 0.005,
  slow: 0.02,
  slowMs: 500,
  silences: 0.03,
  cuts: 0.1,
  refusals: 0.03,
  maintenances: 0.03,
  outageMs: 2_000,
  clockJumps: 0.03,
  halts: 0.02,
});

/** Runs it; answers whether all was well. */
async function soak(options: SoakOptions): Promise<boolean> {
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-soak-" });
  const database = await openDatabase({ dataDir });
  const { speed, seed } = options;
  const exchange = await startDemoExchange({ speed, seed, fromMs: FROM_MS, chaos: chaosUnless(options.calm, seed) });
  const { restUrl, wsUrl } = exchange;
  const retention = { auditRetentionMs: 90 * 86_400_000, rawRetentionMs: 0 };
  const plan = { db: database.db, symbols: SYMBOLS, historyMs: HISTORY_MS, retention, exchange: { restUrl, wsUrl } };
  const system = await createSystem(marketTree(plan), { logger: errorsOnly });
  try {
    const meter = new Meter(system, exchange, FROM_MS);
    await run(options, exchange, meter);
    exchange.setChaos(null);
    const toMs = Math.floor(exchange.clock.now() / timeframeMs("4h")) * timeframeMs("4h");
    const recorder = system.whereis(PATHS.recorder, recorderProtocol);
    const isStored = async (symbol: string) => {
      const last = await recorder.ask("GetLastCandle", { symbol, timeframe: "4h" }, { timeout: "1m" });
      return last !== null && last.closeMs >= toMs - 1;
    };
    for (const symbol of SYMBOLS) await until(REST_MS, () => isStored(symbol));
    const losses: Loss[] = [];
    for (const symbol of SYMBOLS) {
      const first = await recorder.ask("GetFirstCandle", { symbol, timeframe: "4h" }, { timeout: "1m" });
      for (const timeframe of TIMEFRAMES) {
        const range = { symbol, timeframe, fromMs: first?.openMs ?? FROM_MS, toMs };
        losses.push(await lossOf(database.db, EXCHANGE, exchange.exchange, range));
      }
    }
    return isWell(losses, meter.days);
  } finally {
    await system.stop();
    await exchange.close();
    await database.close();
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function run({ minutes, days }: SoakOptions, exchange: RunningDemoExchange, meter: Meter): Promise<void> {
  console.log("  day  memory MiB  lag p50 ms  lag p99 ms  candles  repaired  corrected  faults");
  const began = performance.now();
  const endMs = FROM_MS + days * 86_400_000;
  while (performance.now() - began < minutes * 60_000 && exchange.clock.now() < endMs) {
    await sleep(LOOK_MS);
    for (const day of meter.take()) console.log(lineOf(day));
  }
  const simulated = (exchange.clock.now() - FROM_MS) / 86_400_000;
  const took = (performance.now() - began) / 60_000;
  console.log(`${simulated.toFixed(1)} simulated days in ${took.toFixed(1)} minutes`);
}

function lineOf(day: Day): string {
  const columns = [day.memoryMib, day.lagP50Ms, day.lagP99Ms, day.candles, day.repaired, day.corrections, day.faults];
  const widths = [12, 12, 12, 9, 10, 11, 8];
  return String(day.day).padStart(5) + columns.map((value, i) => String(value).padStart(widths[i]!)).join("");
}

/** Says what was lost and whether memory stayed flat. */
function isWell(losses: readonly Loss[], days: readonly Day[]): boolean {
  let well = true;
  for (const { symbol, timeframe, expected, missing, wrong, extra, first } of losses) {
    console.log(
      `${symbol}@${timeframe}: ${expected} candles, ${missing} missing, ${wrong} wrong, ${extra} too many` +
        (first === null ? "" : `; the first: ${first}`),
    );
    well &&= expected > 0 && missing + wrong + extra === 0;
  }
  const half = days.slice(Math.floor(days.length / 2)).map(({ memoryMib }) => memoryMib);
  const growth = half.length < 4 ? 1 : mean(half.slice(-2)) / mean(half.slice(0, 2));
  console.log(`memory over the second half of the days: × ${growth.toFixed(2)} (flat: up to × ${FLAT})`);
  return well && growth <= FLAT;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function chaosUnless(calm: boolean, seed: number): ChaosOptions | null {
  return calm ? null : chaosOf(seed);
}

async function until(limitMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!await isSo() && performance.now() - began < limitMs) await sleep(LOOK_MS);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Warnings are what the faults are for. */
const errorsOnly: Logger = {
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => console.error(message, fields ?? ""),
};

if (import.meta.main) {
  const options = soakOptions(Deno.args);
  if (!options) console.log(USAGE);
  else if (!await soak(options)) Deno.exit(1);
}
