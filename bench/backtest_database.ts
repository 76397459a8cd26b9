/** How fast a million stored candles come out of the database and through the engine. */
import { runHere } from "../backtest/job.ts";
import { readColumns } from "../db/candle_columns.ts";
import { candlesBetween } from "../db/candles.ts";
import type { Db } from "../db/db.ts";
import { testDatabase } from "../db/test_database.ts";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { CANDLES } from "./backtest_candles.ts";
import SmaCrossWithStop from "./backtest_strategy.ts";
import type { Figure } from "./figure.ts";

const MILLION = 1_000_000;
const ROWS_A_STATEMENT = 20_000;
/** As many as the usual way, row by row, is measured with. */
const PEER_CANDLES = 100_000;
const MINUTE_S = 60;
const of = { symbol: "BTC/USDT", timeframe: "1m" } as const;

/** Measures the server of `TEST_DATABASE_URL` where that is set, else the embedded engine in memory. */
export async function benchStoredCandles(): Promise<Figure[]> {
  await using database = await testDatabase();
  const { db, engine } = database;
  await store(db);
  const unit = "M candles/s";
  const name = engine === "embedded" ? "embedded" : "PostgreSQL";
  const peer = await secondsOf(() => candlesBetween(db, "demo", { ...of, fromMs: 0, toMs: null, limit: PEER_CANDLES }));
  let candles: CandleColumns | undefined;
  const read = await secondsOf(async () => {
    candles = await readColumns(db, "demo", { ...of, fromMs: 0, toMs: CANDLES * MINUTE_S * 1_000 });
  });
  const options = { cash: 1e9, takerFee: 0.0005, makerFee: 0.0002, sizing: { by: "units" as const, units: 10 } };
  const run = await secondsOf(() => Promise.resolve(runHere(SmaCrossWithStop, { parameters: {}, options }, candles!)));
  if (candles?.length !== CANDLES) throw new Error(`Read ${candles?.length} candles, expected ${CANDLES}`);
  const rate = (count: number, seconds: number) => count / seconds / MILLION;
  const times = (rate(CANDLES, read) / rate(PEER_CANDLES, peer)).toFixed(1);
  return [
    { name: `rows read and checked, ${name}`, value: rate(PEER_CANDLES, peer), unit, note: "as pages have them" },
    { name: `columns read, ${name}`, value: rate(CANDLES, read), unit, note: `${times} × rows; numeric, binary COPY` },
    {
      name: `read and run, ${name}`,
      value: rate(CANDLES, read + run),
      unit,
      note: "from the database through the engine",
    },
  ];
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** Stores a million minutes with eight decimals, as exchanges have them. */
async function store(db: Db): Promise<void> {
  for (let from = 0; from < CANDLES; from += ROWS_A_STATEMENT) {
    await db`
      insert into candles (exchange, symbol, timeframe, open_time, close_time, open, high, low, close, volume)
      select 'demo', ${of.symbol}, ${of.timeframe}, to_timestamp(i * 60), to_timestamp(i * 60 + 59.999), open,
        greatest(open, close) + 9.5, least(open, close) - 8.25, close, i % 100 + 0.12345678
      from (
        select i, 28000.61000000 + i % 997 as open, 28000.61000000 + (i + 1) % 997 as close
        from generate_series(${from}::int, ${from + ROWS_A_STATEMENT - 1}::int) as i
      ) as numbers`;
  }
  await db`analyze candles`;
}
