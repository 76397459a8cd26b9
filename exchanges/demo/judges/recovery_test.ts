import assert from "node:assert/strict";
import { type RunningDemoExchange, startDemoExchange } from "../server.ts";
import { binanceStreams, ccxtBinance } from "./clients.ts";

const STREAMS = [
  "btcusdt@trade",
  "btcusdt@aggTrade",
  "btcusdt@kline_1m",
  "btcusdt@kline_1d@+08:00",
  "btcusdt@miniTicker",
  "btcusdt@ticker",
  "btcusdt@ticker_1h",
  "btcusdt@bookTicker",
  "btcusdt@avgPrice",
  "btcusdt@depth5@100ms",
  "btcusdt@depth@100ms",
  "btcusdt@referencePrice",
  "!miniTicker@arr",
  "!ticker_4h@arr",
];

const ARRAYS: Readonly<Record<string, string>> = { "24hrMiniTicker": "!miniTicker@arr", "4hTicker": "!ticker_4h@arr" };

/** Runs a test that may end the exchange and start it again at the same address. */
async function withMortal(
  test: (first: RunningDemoExchange, again: () => Promise<RunningDemoExchange>) => Promise<void>,
) {
  const first = await startDemoExchange({ speed: 60 });
  let running = first;
  try {
    await test(first, async () => running = await startDemoExchange({ speed: 60, port: first.port }));
  } finally {
    await running.close();
  }
}

/** Waits for something in the machine's time, at most 20 s. */
async function until(failure: () => string, isSo: () => boolean): Promise<void> {
  for (const endMs = Date.now() + 20_000; Date.now() < endMs;) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`after 20 s ${failure()}`);
}

Deno.test("npm binance hears every stream, and again after the server was killed in mid-stream", () =>
  withMortal(async (first, again) => {
    const heard = new Set<string>();
    const client = binanceStreams(first);
    try {
      client.on("message", (message) => {
        heard.add(streamOf(message));
      });
      client.on("exception", () => {}); // it tells of the lost connection, which is what happens here
      await client.subscribe(STREAMS, "main");
      const missing = () => STREAMS.filter((stream) => !heard.has(stream));
      await until(() => `without ${missing()}`, () => missing().length === 0);
      first.strike("cut", 0);
      await first.close();
      heard.clear();
      await again();
      await until(() => `after the kill without ${missing()}`, () => missing().length === 0);
    } finally {
      client.closeAll(true);
    }
  }));

Deno.test("ccxt goes on with trades, book and candles after the server was killed in mid-stream", () =>
  withMortal(async (first, again) => {
    const binance = ccxtBinance(first);
    const watches = [
      () => binance.watchTrades("BTC/USDT"),
      () => binance.watchOrderBook("BTC/USDT"),
      () => binance.watchOHLCV("BTC/USDT", "1m"),
      () => binance.watchTicker("BTC/USDT"),
    ];
    try {
      await binance.loadMarkets();
      for (const watch of watches) await watch();
      const lost = watches.map((watch) => heardOrLost(watch));
      first.strike("cut", 0);
      await first.close();
      await Promise.all(lost);
      await again();
      for (const watch of watches) await heard(watch);
    } finally {
      await binance.close();
    }
  }));

/** The client tells the stream beside an event, and of arrays only what they hold. */
function streamOf(message: unknown): string {
  if (Array.isArray(message)) return ARRAYS[message[0].e] ?? String(message[0].e);
  return String((message as { streamName?: string }).streamName);
}

/** Watches once; the loss of the connection is an answer too. */
async function heardOrLost(watch: () => Promise<unknown>): Promise<void> {
  await watch().catch((error: unknown) => assert.ok(error instanceof Error));
}

/** Watches until something comes: whoever watches is expected to ask again after a loss. */
async function heard(watch: () => Promise<unknown>): Promise<void> {
  for (const endMs = Date.now() + 20_000;;) {
    try {
      await watch();
      return;
    } catch (error) {
      if (Date.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
