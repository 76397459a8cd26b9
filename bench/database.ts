/** How fast candles are stored: in the embedded database on disk, and on a real server where there is one. */
import type { Candle } from "../domain/candle.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { candlesBetween, saveCandles } from "../db/candles.ts";
import type { Db } from "../db/db.ts";
import { openDatabase } from "../db/open.ts";
import { testDatabase } from "../db/test_database.ts";
import type { Figure } from "./figure.ts";

const CANDLES = 100_000;
const SINGLE_CANDLES = 1_000;
const BATCH = 5_000;

/** Measures the embedded engine in a new directory, and the server of `TEST_DATABASE_URL` where that is set. */
export async function benchDatabase(): Promise<Figure[]> {
  const dataDir = await Deno.makeTempDir();
  const began = performance.now();
  const { db, close } = await openDatabase({ dataDir });
  const opened: Figure = {
    name: "first start, embedded",
    value: Math.round(performance.now() - began),
    unit: "ms",
    note: "makes the database and its tables",
  };
  const figures = [opened, ...await measure(db, "embedded", "synced to the disk")];
  await close();
  await Deno.remove(dataDir, { recursive: true });
  return Deno.env.get("TEST_DATABASE_URL") ? [...figures, ...await measureServer()] : figures;
}

async function measureServer(): Promise<Figure[]> {
  await using database = await testDatabase();
  return await measure(database.db, "PostgreSQL", "over the loopback interface");
}

async function measure(db: Db, engine: string, note: string): Promise<Figure[]> {
  const history = candles("BTC/USDT", CANDLES);
  const live = candles("ETH/USDT", SINGLE_CANDLES);
  return [
    await rate(`candles stored, ${engine}`, CANDLES, `batches of ${BATCH}, ${note}`, async () => {
      for (let start = 0; start < CANDLES; start += BATCH) {
        await saveCandles(db, "demo", history.slice(start, start + BATCH));
      }
    }),
    await rate(`candles stored one by one, ${engine}`, SINGLE_CANDLES, `each for itself, ${note}`, async () => {
      for (const candle of live) await saveCandles(db, "demo", [candle]);
    }),
    await rate(`candles read and checked, ${engine}`, CANDLES, "one range", async () => {
      const read = await candlesBetween(db, "demo", {
        symbol: "BTC/USDT",
        timeframe: "1m",
        fromMs: 0,
        toMs: null,
        limit: CANDLES,
      });
      if (read.length !== CANDLES) throw new Error(`Read ${read.length} candles, expected ${CANDLES}`);
    }),
  ];
}

async function rate(name: string, count: number, note: string, work: () => Promise<void>): Promise<Figure> {
  const began = performance.now();
  await work();
  return { name, value: Math.round(count / ((performance.now() - began) / 1_000)), unit: "1/s", note };
}

function candles(symbol: string, count: number): Candle[] {
  const length = timeframeMs("1m");
  return Array.from({ length: count }, (_, at): Candle => {
    const price = 28_000 + at % 1_000;
    return {
      symbol,
      timeframe: "1m",
      openMs: at * length,
      closeMs: (at + 1) * length - 1,
      open: `${price}.61000000`,
      high: `${price + 9}.00000000`,
      low: `${price}.01000000`,
      close: `${price + 1}.50000000`,
      volume: `${at % 100}.12345678`,
    };
  });
}
