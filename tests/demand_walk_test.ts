/**
 * Markets on demand, in the whole house: a chart of a market that nobody has configured makes the platform follow it and
 * fill its past, a strategy on it is shown enough candles to begin, and what the exchange does not have is refused.
 */
import assert from "node:assert/strict";
import { marketDeskProtocol } from "../actors/market_desk_protocol.ts";
import { portfolioProtocol } from "../actors/portfolio_protocol.ts";
import { PATHS } from "../actors/tree.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import { brokersOf } from "../db/brokers.ts";
import { strategiesOf } from "../db/strategies.ts";
import { findUser } from "../db/users.ts";
import { bucketOpenMs } from "../domain/timeframe.ts";
import { QUIET_RECORDINGS, SHIPPED_RECORDINGS } from "../exchanges/demo/markets.ts";
import { type House, openHouse, until } from "./house.ts";

const MINUTE_MS = 60_000;
const RECORDINGS = [...SHIPPED_RECORDINGS, ...QUIET_RECORDINGS];
const HISTORY = 1_000;

async function chart(house: House, symbol: string, limit: number): Promise<Response> {
  return await fetch(`${house.url}/api/candles?symbol=${encodeURIComponent(symbol)}&timeframe=5m&limit=${limit}`);
}

async function shown(house: House, symbol: string, limit: number): Promise<number[][]> {
  return await (await chart(house, symbol, limit)).json();
}

/** Stored minutes follow each other, and the longer candles are what follows from them. */
async function isWhole(house: House, symbol: string): Promise<void> {
  const [minutes, fives] = [await house.stored(symbol, "1m"), await house.stored(symbol, "5m")];
  minutes.forEach((candle, i) => assert.equal(candle.openMs, minutes[0]!.openMs + i * MINUTE_MS));
  const buckets = Map.groupBy(minutes, ({ openMs }) => bucketOpenMs(openMs, "5m"));
  assert.equal(fives[0]!.openMs, bucketOpenMs(minutes[0]!.openMs, "5m"));
  const numbers = (text: string[]) => text.map(Number);
  for (const five of fives) {
    const { open, high, low, close, volume } = foldCandles(buckets.get(five.openMs)!, "5m");
    assert.deepEqual(
      numbers([five.open, five.high, five.low, five.close, five.volume]),
      numbers([open, high, low, close, volume]),
    );
  }
}

Deno.test("a market that a chart or a strategy needs is followed and filled; others are refused or let go", async () => {
  await using house = await openHouse({ SYMBOLS: "BTC/USDT", HISTORY: "1h", DEMO_KLINES: RECORDINGS.join() });
  const desk = house.system.whereis(PATHS.marketDesk, marketDeskProtocol);

  const unknown = await chart(house, "NO/SUCH", 10);
  assert.equal(unknown.status, 404);
  await unknown.body?.cancel();

  await shown(house, "ADA/BTC", 200);
  await until("the chart's market is filled", 60_000, async () => (await shown(house, "ADA/BTC", 200)).length === 200);
  assert.deepEqual(await desk.ask("GetWantedSymbols", undefined), ["BTC/USDT", "ADA/BTC"]);
  await isWhole(house, "ADA/BTC");

  const user = (await findUser(house.db, "dac"))!;
  const strategy = (await strategiesOf(house.db, user.id)).find(({ name }) => name === "SMA cross");
  const [broker] = await brokersOf(house.db, user.id);
  const portfolio = house.system.whereis(PATHS.portfolio, portfolioProtocol);
  const started = await portfolio.ask("StartStrategy", {
    userId: user.id,
    strategyId: strategy!.id,
    version: null,
    brokerId: broker!.id,
    symbol: "ALGO/BTC",
    amountQuote: "1",
    parameters: {},
    startMs: null,
    endMs: null,
  });
  assert.equal(started.outcome, "done");
  await until("the strategy has begun", 60_000, async () => {
    const statuses = await portfolio.ask("GetStrategies", { userId: user.id });
    return statuses.some(({ symbol, state }) => symbol === "ALGO/BTC" && state === "running");
  });
  assert.ok((await house.stored("ALGO/BTC", "1m")).length >= HISTORY);
  await isWhole(house, "ALGO/BTC");
});
