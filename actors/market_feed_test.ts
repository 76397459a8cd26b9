import assert from "node:assert/strict";
import { marketFeedProtocol } from "./market_feed.actor.ts";
import { feedAfter, feedOnTheWire, KEY, minutesOf, range, shelfOf, startFeed } from "./market_feed_fixture.ts";
import { testKit } from "./runtime/testkit.ts";
import { minuteCandle as candle, minuteMs, ScriptedExchange as Exchange } from "./scripted_exchange.ts";
import { heartbeat, heartbeatStatuses, openCandles, rawStream, trades } from "./topics.ts";

const kitAt = (n: number) => testKit({ nowMs: minuteMs(n) });

Deno.test("a first start fetches whole four-hour buckets of history, then goes on with the wire", async () => {
  await using kit = kitAt(500);
  const exchange = new Exchange();
  exchange.minutes = range(0, 500);
  await startFeed(kit, exchange, { historyMs: 60 * 60_000 });
  const told = kit.probe(heartbeat.key(KEY));
  await exchange.socket.serves();
  await kit.settle();
  assert.deepEqual(minutesOf(told.got), range(240, 499));
  exchange.closes(500);
  await kit.settle();
  assert.deepEqual(told.got.at(-1)?.candle, candle(500));
});

Deno.test("a restart goes on after the recorder's last candle, with what closed while REST was asked", async () => {
  await using kit = kitAt(10);
  const exchange = new Exchange();
  await startFeed(kit, exchange, { shelf: shelfOf(range(0, 4)) });
  const told = kit.probe(heartbeat.key(KEY));
  exchange.minutes = range(0, 8);
  exchange.socket.opens();
  await kit.settle();
  exchange.closes(8); // heard before the subscription is acknowledged
  exchange.socket.hears({ result: null, id: 1 });
  await kit.settle();
  assert.deepEqual(minutesOf(told.got), range(5, 8));
});

Deno.test("a history longer than a page is fetched page by page", async () => {
  await using kit = kitAt(2_500);
  const exchange = new Exchange();
  exchange.minutes = range(0, 2_500);
  await startFeed(kit, exchange, { shelf: shelfOf([9]) });
  const told = kit.probe(heartbeat.key(KEY));
  await exchange.socket.serves();
  await kit.settle();
  assert.deepEqual(minutesOf(told.got), range(10, 2_499));
});

Deno.test("after a lost connection the missed minutes come first, and nothing comes twice", async () => {
  await using kit = kitAt(10);
  const { exchange, told } = await feedAfter(kit, 3, 5);
  const statuses = kit.probe(heartbeatStatuses);
  await exchange.socket.serves();
  await kit.settle();
  exchange.closes(5);
  await kit.advance("2s");
  exchange.socket.dies(1006);
  await kit.settle();
  assert.equal(statuses.got.at(-1)?.connected, false);
  assert.match(statuses.got.at(-1)?.error ?? "", /^Binance: connection closed \(1006\)/);
  exchange.minutes = range(0, 9);
  await kit.advance("2s");
  assert.equal(exchange.sockets.length, 2);
  await exchange.socket.serves();
  exchange.closes(8);
  exchange.closes(9);
  await kit.advance("2s");
  assert.deepEqual(minutesOf(told.got), range(4, 9));
  const last = statuses.got.at(-1);
  assert.deepEqual([last?.connected, last?.error, last?.reconnects, last?.repairedCandles], [true, null, 1, 4]);
});

Deno.test("a minute that the wire skipped is fetched before the next one is told", async () => {
  await using kit = kitAt(10);
  const { exchange, told } = await feedOnTheWire(kit, 4, 5);
  exchange.minutes = range(0, 7);
  exchange.closes(6);
  await kit.settle();
  assert.deepEqual(minutesOf(told.got), [5, 6]);
});

Deno.test("a close that never comes is fetched when the next minute is five seconds old", async () => {
  await using kit = kitAt(10);
  const { exchange, told } = await feedOnTheWire(kit, 4, 6);
  assert.deepEqual(minutesOf(told.got), [5]);
  exchange.minutes = range(0, 7);
  exchange.updates(7, minuteMs(7) + 5_000);
  await kit.settle();
  assert.deepEqual(minutesOf(told.got), [5, 6]);
});

Deno.test("a close that comes only after the next minute's first print is told as the wire says it, without REST", async () => {
  await using kit = kitAt(10);
  const { exchange, told } = await feedOnTheWire(kit, 4, 5);
  const asked = exchange.asked.length;
  exchange.trades(7, "100.00", minuteMs(6) + 900);
  exchange.updates(6, minuteMs(6) + 2_000);
  exchange.closes(5);
  await kit.settle();
  assert.deepEqual([minutesOf(told.got), exchange.asked.length], [[5], asked]);
});

Deno.test("while REST is down it is asked again, its own words are shown, and nothing is told out of order", async () => {
  await using kit = kitAt(10);
  const exchange = new Exchange();
  exchange.minutes = range(0, 6);
  exchange.answer = () =>
    Response.json({ code: -1003, msg: "Too many requests." }, { status: 429, headers: { "retry-after": "3" } });
  await startFeed(kit, exchange, { shelf: shelfOf([2]) });
  const told = kit.probe(heartbeat.key(KEY));
  const statuses = kit.probe(heartbeatStatuses);
  await exchange.socket.serves();
  exchange.closes(6);
  await kit.advance("2s");
  assert.equal(statuses.got.at(-1)?.error, "Binance: Too many requests. (-1003)");
  const before = exchange.asked.length;
  await kit.advance("900ms");
  assert.equal(exchange.asked.length, before);
  exchange.answer = () => undefined;
  await kit.advance("3s");
  assert.deepEqual(minutesOf(told.got), [3, 4, 5, 6]);
  assert.equal(statuses.got.at(-1)?.error, null);
});

Deno.test("stored candles from beyond the exchange's clock are an error that is told, not a silence", async () => {
  await using kit = kitAt(10);
  const { exchange } = await feedAfter(kit, 500, 6);
  const statuses = kit.probe(heartbeatStatuses);
  await exchange.socket.serves();
  await kit.advance("2s");
  assert.match(
    statuses.got.at(-1)?.error ?? "",
    /the stored candles of BTC\/USDT run until 2023-04-10T08:21:00.000Z, beyond its clock/,
  );
});

Deno.test("prints, the raw stream and the open candle are told as they come, each print once", async () => {
  await using kit = kitAt(10);
  const { exchange } = await feedAfter(kit, 4, 5);
  const [printed, raw, open] = [
    kit.probe(trades.key("BTC/USDT")),
    kit.probe(rawStream),
    kit.probe(openCandles.key(KEY)),
  ];
  await exchange.socket.serves();
  exchange.updates(5);
  exchange.trades(59, "150.00", minuteMs(5) + 31_000); // is in the candle already
  exchange.trades(60, "200.00", minuteMs(5) + 32_000);
  exchange.trades(60, "200.00", minuteMs(5) + 32_000);
  exchange.closes(5);
  await kit.advance("250ms");
  assert.deepEqual(printed.got.map(({ trade }) => [trade.id, trade.takerSide]), [[59, "sell"], [60, "sell"]]);
  assert.deepEqual(raw.got.map(({ stream, symbol, closes }) => [stream, symbol, closes]), [
    ["answer", null, false],
    ["btcusdt@kline_1m", "BTC/USDT", false],
    ["btcusdt@aggTrade", "BTC/USDT", false],
    ["btcusdt@aggTrade", "BTC/USDT", false],
    ["btcusdt@aggTrade", "BTC/USDT", false],
    ["btcusdt@kline_1m", "BTC/USDT", true],
  ]);
  assert.deepEqual(open.got.map(({ candle }) => [candle.high, candle.close, candle.volume]), [[
    "200.00",
    "200.00",
    "3",
  ]]);
});

Deno.test("the markets' rules are answered once the exchange has told them", async () => {
  await using kit = kitAt(10);
  const { exchange } = await feedAfter(kit, 4, 5);
  const asked = kit.system.whereis("/root/feed", marketFeedProtocol).ask("GetMarkets", undefined);
  await exchange.socket.serves();
  await kit.settle();
  assert.deepEqual((await asked).map(({ symbol, priceStep, minNotional }) => [symbol, priceStep, minNotional]), [
    ["BTC/USDT", "0.01", "5"],
  ]);
});

Deno.test("a crash of the feed at any moment loses and repeats no minute", async () => {
  for (let crashAt = 0; crashAt < 12; crashAt++) {
    await using kit = testKit({ nowMs: minuteMs(10), seed: crashAt });
    const exchange = new Exchange();
    exchange.minutes = range(0, 5);
    const shelf = shelfOf([2]);
    await startFeed(kit, exchange, { shelf });
    const told = kit.probe(heartbeat.key(KEY));
    const steps = range(5, 10).flatMap((n) => [
      async () => {
        if (exchange.socket.sent.length === 0) await exchange.socket.serves();
      },
      () => {
        exchange.minutes = range(0, n + 1);
        exchange.closes(n);
      },
    ]);
    for (const [i, step] of steps.entries()) {
      await step();
      if (i === crashAt) await kit.crash("/root/feed");
      else if (kit.random() < 0.5) await kit.settle();
    }
    if (exchange.socket.sent.length === 0) await exchange.socket.serves();
    await kit.advance("2s");
    assert.deepEqual(minutesOf(told.got), range(3, 10), `crash at step ${crashAt}`);
    assert.deepEqual(shelf.get(KEY)?.length, 9);
  }
});
