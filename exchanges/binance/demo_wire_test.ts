/** The client and the demo exchange, each written without the other's code: all that one sends, the other reads. */
import assert from "node:assert/strict";
import { CandleBuilder } from "../../domain/candle_builder.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Trade } from "../../domain/trade.ts";
import { type RunningDemoExchange, startDemoExchange } from "../demo/server.ts";
import type { Frame } from "./frame.ts";
import { machineClock as clock } from "./machine_clock.ts";
import { BinanceRest } from "./rest_client.ts";
import { streamName } from "./stream_names.ts";
import { BinanceStreams } from "./streams.ts";
import { SymbolNames } from "./symbol_names.ts";

const MINUTE_MS = 60_000;
const MOST_FRAMES = 100_000;
const names = new SymbolNames(["BTC/USDT", "ETH/USDT"]);
const btc = "BTC/USDT";

/** Every stream that the demo exchange sends something on, and what it is read as. */
const STREAMS: Readonly<Record<string, Frame["kind"]>> = {
  [streamName.aggTrade(btc)]: "trade",
  [streamName.trade(btc)]: "trade",
  [streamName.kline(btc, "1m")]: "candle",
  [streamName.kline(btc, "4h")]: "candle",
  [streamName.kline(btc, "1s")]: "anyCandle",
  [streamName.kline(btc, "1M")]: "anyCandle",
  [streamName.kline(btc, "1d", "+08:00")]: "anyCandle",
  [streamName.miniTicker(btc)]: "ticker",
  [streamName.ticker(btc)]: "ticker",
  [streamName.rollingTicker(btc, "1h")]: "ticker",
  [streamName.rollingTicker(btc, "4h")]: "ticker",
  [streamName.rollingTicker(btc, "1d")]: "ticker",
  [streamName.bookTicker(btc)]: "bookTop",
  [streamName.avgPrice(btc)]: "avgPrice",
  [streamName.partialDepth(btc, 5)]: "partialDepth",
  [streamName.partialDepth(btc, 20, 100)]: "partialDepth",
  [streamName.depth(btc)]: "depth",
  [streamName.depth(btc, 100)]: "depth",
  [streamName.allMiniTickers()]: "tickers",
  [streamName.allRollingTickers("1h")]: "tickers",
};

/** Listens until it has heard enough, or far too much. */
async function listen(
  { wsUrl }: RunningDemoExchange,
  streams: readonly string[],
  enough: (frame: Frame) => boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let heard = 0;
  const listening = new BinanceStreams({
    wsUrl: () => Promise.resolve(wsUrl),
    names,
    clock,
    random: () => 0.5,
    streamsPerConnection: 8,
    onFrame(frame, text) {
      if (enough(frame)) resolve();
      else if (++heard > MOST_FRAMES) {
        reject(new Error(`Not enough after ${heard} frames; last: ${text.slice(0, 300)}`));
      }
    },
    onLive: () => {},
    onLost: (_, why) => reject(new Error(why)),
  });
  listening.subscribe(streams);
  await promise.finally(() => listening.close());
}

Deno.test("every stream of the demo exchange is read as what it is", async () => {
  const running = await startDemoExchange({ speed: 60 });
  const waiting = new Set(Object.keys(STREAMS));
  try {
    await listen(running, Object.keys(STREAMS), (frame) => {
      if (!("stream" in frame)) return false;
      assert.equal(frame.kind, STREAMS[frame.stream], frame.stream);
      waiting.delete(frame.stream);
      return waiting.size === 0;
    });
  } finally {
    await running.close();
  }
});

Deno.test("three closed minutes equal the fold of their trades, and what REST has", async () => {
  const running = await startDemoExchange({ speed: 300 });
  const [prints, closed] = [[] as Trade[], [] as Candle[]];
  try {
    await listen(running, [streamName.aggTrade(btc), streamName.kline(btc, "1m")], (frame) => {
      if (frame.kind === "trade") prints.push(frame.trade);
      if (frame.kind === "candle" && frame.closed) closed.push(frame.candle);
      return closed.length === 5;
    });
    const rest = new BinanceRest({ restUrl: running.restUrl, clock });
    const whole = closed.slice(1, 4); // the first may have begun before we listened
    const page = await rest.finishedCandles(btc, "1m", whole[0]!.openMs);
    assert.deepEqual(page.candles.slice(0, 3), whole);
    for (const candle of whole) {
      const builder = new CandleBuilder(btc, "1m");
      for (const trade of prints) {
        if (trade.timeMs >= candle.openMs && trade.timeMs <= candle.closeMs) builder.add(trade);
      }
      const { volume, ...folded } = builder.open!;
      assert.deepEqual({ ...folded, volume: Number(volume) }, { ...candle, volume: Number(candle.volume) });
    }
    const firstId = prints[0]!.id;
    const again = await rest.aggTradesFrom(btc, firstId);
    assert.deepEqual(again.trades.slice(0, 20).map(({ trade }) => trade), prints.slice(0, 20));
  } finally {
    await running.close();
  }
});

Deno.test("every question of the REST client is answered by the demo exchange", async () => {
  const running = await startDemoExchange();
  const rest = new BinanceRest({ restUrl: running.restUrl, clock });
  try {
    const nowMs = await rest.serverMs();
    const { markets, trading, unreadable } = await rest.allMarkets();
    assert.ok(trading.has(btc) && markets.some(({ symbol }) => symbol === btc));
    assert.deepEqual(unreadable, []);
    assert.equal((await rest.markets([btc]))[0]!.symbol, btc);
    const book = await rest.depth(btc, 100);
    assert.ok(book.bids.length > 0 && Number(book.bids[0]![0]) < Number(book.asks[0]![0]));
    const day = await rest.candles(btc, "1d", { toMs: nowMs, limit: 2, timeZone: "+08:00" });
    assert.deepEqual(day.map(({ closed, timeframe }) => [closed, timeframe]), [[true, "1d"], [false, "1d"]]);
    assert.equal(day[0]!.openMs % (24 * 60 * MINUTE_MS), 16 * 60 * MINUTE_MS);
    const between = await rest.aggTradesBetween(btc, nowMs - 10 * MINUTE_MS, nowMs);
    const after = await rest.aggTradesFrom(btc, between.trades[0]!.trade.id);
    assert.deepEqual(after.trades[0], between.trades[0]);
    const ids = after.trades.map(({ trade }) => trade.id);
    assert.deepEqual(ids, ids.map((_, i) => ids[0]! + i));
    assert.ok((await rest.lastAggTrades(btc, 3)).trades.length === 3);
    assert.deepEqual((await rest.tickers(names, [btc])).map(({ symbol }) => symbol), [btc]);
    assert.equal((await rest.tickers(names, null)).length, 2);
    assert.equal((await rest.bookTops(names, null)).length, 2);
    assert.ok(rest.budget.used > 0 && rest.budget.limit === 6_000);
  } finally {
    await running.close();
  }
});

Deno.test("connections that are replaced again and again skip no trade", async () => {
  const running = await startDemoExchange({ speed: 60 });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const heard = new Set<number>(); // two connections may tell in turns, each in its own order
  const listening = new BinanceStreams({
    wsUrl: () => Promise.resolve(running.wsUrl),
    names,
    clock,
    random: () => 0.5,
    timings: { lifetimeMs: 300, overlapMs: 100 },
    onFrame(frame) {
      if (frame.kind !== "trade") return;
      heard.add(frame.trade.id);
      if (heard.size > 10 && listening.connections()[0]!.reconnects >= 4) resolve();
    },
    onLive: () => {},
    onLost: (_, why) => reject(new Error(why)),
  });
  listening.subscribe([streamName.aggTrade(btc)]);
  try {
    await promise;
    const ids = [...heard].sort((a, b) => a - b);
    assert.deepEqual(ids, ids.map((_, i) => ids[0]! + i));
  } finally {
    await listening.close();
    await running.close();
  }
});

Deno.test("a server that is killed in mid-stream and comes back is heard again", async () => {
  const first = await startDemoExchange({ speed: 60 });
  let running = first;
  const [heard, waiting] = [[] as string[], [] as (() => void)[]];
  const tell = (what: string) => {
    heard.push(what);
    waiting.splice(0).forEach((wake) => wake());
  };
  /** Waits until it is told once more. */
  const next = async (what: string) => {
    const from = heard.length;
    while (!heard.slice(from).includes(what)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const listening = new BinanceStreams({
    wsUrl: () => Promise.resolve(running.wsUrl),
    names,
    clock,
    random: () => 0.5,
    backoff: { minMs: 10, maxMs: 50, factor: 2 },
    onFrame: ({ kind }) => tell(kind),
    onLive: () => tell("LIVE"),
    onLost: () => tell("LOST"),
  });
  listening.subscribe([streamName.trade(btc)]);
  try {
    await next("trade");
    const lost = next("LOST");
    await first.close();
    await lost;
    running = await startDemoExchange({ speed: 60 });
    await next("trade");
    assert.deepEqual(heard.filter((what) => what === "LIVE").length, 2);
  } finally {
    await listening.close();
    await running.close();
  }
});
