/** How quick candles are made: trades and candles folded in a second, beside what others do in the same run. */
import ccxt from "ccxt";
import { CandleBuilder } from "../domain/candle_builder.ts";
import { candleMaker, hearClosed } from "../domain/candle_maker.ts";
import { recordedKlines } from "../domain/klines_fixture.ts";
import type { Figure } from "./figure.ts";

const TRADES = 200_000;
const ROUNDS = 5;

/** Measures; a few seconds. */
export async function benchMarket(): Promise<Figure[]> {
  const [folded, theirs] = [perSecond(TRADES, foldTrades(true)), perSecond(TRADES, foldTrades(false))];
  const minutes = await recordedKlines("BTC_USDT-2023-04-10", "1m");
  const made = perSecond(minutes.length, () => makeAll(minutes));
  return [
    { name: "trades folded into 1m candles, exactly", value: folded, unit: "trades/s" },
    { name: "the same by ccxt.buildOHLCVC, in floats", value: theirs, unit: "trades/s", note: ratio(folded, theirs) },
    { name: "1m candles folded into 5m", value: made, unit: "candles/s" },
  ];
}

/** The best of some rounds, after one to warm up. */
function perSecond(count: number, run: () => void): number {
  run();
  let bestMs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return Math.round(count / bestMs * 1_000);
}

function ratio(ours: number, theirs: number): string {
  return `ours is ${(ours / theirs).toFixed(2)} × this`;
}

function foldTrades(ours: boolean): () => void {
  const startMs = Date.UTC(2023, 3, 10);
  const trades = Array.from({ length: TRADES }, (_, i) => {
    const cents = 2_836_600 + Math.round(500 * Math.sin(i / 900)) + (i * 7_919) % 40;
    const units = 1_000 + (i * 104_729) % 5_000_000;
    return { timeMs: startMs + i * 40, price: (cents / 100).toFixed(8), quantity: (units / 1e8).toFixed(8) };
  });
  if (ours) {
    return () => {
      const builder = new CandleBuilder("BTC/USDT", "1m");
      for (const trade of trades) builder.add(trade);
    };
  }
  const exchange = new ccxt.Exchange();
  const known = trades.map(({ timeMs, price, quantity }) => ({
    timestamp: timeMs,
    price: Number(price),
    amount: Number(quantity),
  }));
  return () => void exchange.buildOHLCVC(known as never, "1m", startMs, TRADES);
}

function makeAll(minutes: Parameters<typeof hearClosed>[1][]): void {
  let maker = candleMaker("5m", null);
  for (const candle of minutes) maker = hearClosed(maker, candle).maker;
}
