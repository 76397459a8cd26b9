/** Wishes of market data: who gets what, in which words, and how often. */
import assert from "node:assert/strict";
import { Exchange, info, kitAt, started, watched, wish } from "./binance_connection_fixture.ts";
import type { Subscription } from "./exchange_connection_protocol.ts";

Deno.test("a wish opens a stream, equal wishes share it, and the last one to go ends it", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  assert.equal(exchange.sockets.length, 0);
  const one = await watched(kit, connection, {});
  const two = await watched(kit, connection, {}, "b");
  assert.deepEqual([one.key, one.how], [two.key, "stream"]);
  exchange.socket.opens();
  await kit.settle();
  assert.deepEqual(exchange.socket.sent.map(({ method, params }) => [method, params]), [[
    "SUBSCRIBE",
    ["btcusdt@trade"],
  ]]);
  await exchange.socket.serves();
  exchange.trades(7);
  await kit.settle();
  const trade = {
    symbol: "BTC/USDT",
    id: "7",
    price: "100.10",
    quantity: "0.5",
    timeMs: 1,
    takerSide: "sell",
  };
  assert.deepEqual(one.told, [{ kind: "TradesPrinted", exchange: "binance", trades: [trade] }]);
  connection.tell("Unwatch", { id: one.id });
  await kit.settle();
  assert.ok(!exchange.socket.closedByUs);
  connection.tell("Unwatch", { id: two.id });
  await kit.settle();
  assert.ok(exchange.socket.closedByUs);
  assert.equal((await info(kit, connection)).state, "idle");
});

Deno.test("the death of who wished ends his wishes", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  await watched(kit, connection, { channel: "tickers" }, "b");
  await exchange.socket.serves();
  await kit.system.stop("/root/listeners/a");
  await kit.advance("1s");
  const { state, channels } = await info(kit, connection);
  assert.deepEqual([state, channels.map(({ channel }) => channel)], ["live", ["tickers"]]);
  assert.deepEqual(exchange.socket.sent.at(-1)?.params, ["btcusdt@trade"]);
  assert.equal(exchange.socket.sent.at(-1)?.method, "UNSUBSCRIBE");
});

Deno.test("a wish in the name of nobody ends at once", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {}, "nobody");
  assert.equal((await info(kit, connection)).subscribers, 0);
});

Deno.test("what Binance cannot give is refused in words, and opens nothing", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const refusals: [Partial<Subscription>, RegExp][] = [
    [
      { channel: "candles", timeframe: "10m" },
      /^Binance has no candles of 10m: expected 1s, 1m, .*, 1M, or one of them/,
    ],
    [{ channel: "positions" }, /^Binance has no positions/],
    [{ channel: "balance", symbols: [] }, /^balance need a key of Binance/],
    [{ channel: "bids_asks", symbols: [] }, /name the symbols/],
    [{ channel: "order_books", limit: 5_001 }, /at most 5000 levels of a book, not 5001/],
    [{ symbols: ["BTC/USDT:USDT"] }, /^Binance has no spot market BTC\/USDT:USDT/],
    [{ symbols: ["BTCUSDT"] }, /"BTCUSDT" is no symbol/],
  ];
  for (const [wanted, reason] of refusals) {
    const answer = await wish(kit, connection, wanted);
    assert.match(answer.outcome === "refused" ? answer.reason : "granted", reason);
  }
  assert.equal(exchange.sockets.length, 0);
});

Deno.test("a market that does not exist is told once the exchange has listed its own", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  exchange.answer = (path) => path.startsWith("/api/v3/exchangeInfo") ? new Response(null, { status: 503 }) : undefined;
  const connection = await started(kit, exchange);
  await watched(kit, connection, { symbols: ["FOO/USDT"] });
  exchange.answer = () => undefined;
  await kit.advance("1s");
  assert.equal((await info(kit, connection)).channels[0]?.error, "Binance has no spot market FOO/USDT");
  const answer = await wish(kit, connection, { symbols: ["BAR/USDT"] });
  assert.equal(answer.outcome, "refused");
});

Deno.test("candles of any length and of days that begin elsewhere are told in the words of the wish", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  for (const timeframe of ["1m", "1s", "1M", "1d@+08:00"]) {
    const { told } = await watched(kit, connection, { channel: "candles", timeframe });
    const stream = `btcusdt@kline_${timeframe}`;
    await exchange.socket.serves();
    await kit.advance("1s");
    assert.ok(exchange.socket.sent.some(({ params }) => params?.includes(stream)), stream);
    exchange.kline(stream, 5, timeframe.split("@")[0]!, false);
    await kit.settle();
    const heard = told.map((event) =>
      event.kind === "CandlesChanged" && event.candles.map((candle) => candle.timeframe)
    );
    assert.deepEqual(heard, [[timeframe]]);
  }
});

Deno.test("a closed candle is not followed by an older form of itself, as it may come from a connection that is being replaced", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const { told } = await watched(kit, connection, { channel: "candles", timeframe: "1m" });
  await exchange.socket.serves();
  exchange.kline("btcusdt@kline_1m", 60_005, "1m", true);
  exchange.kline("btcusdt@kline_1m", 59_000, "1m", false);
  await kit.settle();
  assert.deepEqual(told.map((event) => event.kind === "CandlesChanged" && event.candles[0]?.closed), [true]);
});

Deno.test("all tickers at once are told of the markets that the exchange lists", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const { told } = await watched(kit, connection, { channel: "tickers", symbols: [] });
  await exchange.socket.serves();
  const mini = (s: string) => ({ e: "24hrMiniTicker", E: 5, s, c: "1", o: "1", h: "1", l: "1", v: "1", q: "1" });
  exchange.hears("!miniTicker@arr", [mini("BTCUSDT"), mini("ETHUSDT"), mini("NEWUSDT")]);
  await kit.settle();
  assert.deepEqual(told.map((event) => event.kind === "TickersChanged" && event.tickers.map(({ symbol }) => symbol)), [[
    "BTC/USDT",
    "ETH/USDT",
  ]]);
});

Deno.test("with a pace the latest state is told so often, and it can be asked for at any time", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const { told, key } = await watched(kit, connection, { everyMs: 1_000, limit: 2 });
  await exchange.socket.serves();
  const ids = () => told.map((event) => event.kind === "TradesPrinted" && event.trades.map(({ id }) => Number(id)));
  for (const id of [1, 2, 3, 4]) exchange.trades(id);
  await kit.advance(999);
  assert.deepEqual(ids(), [[1]]);
  await kit.advance(1);
  assert.deepEqual(ids(), [[1], [3, 4]]);
  const asked = connection.ask("GetLatest", { key });
  await kit.settle();
  const latest = await asked;
  assert.deepEqual(latest?.kind === "TradesPrinted" && latest.trades.map(({ id }) => id), ["3", "4"]);
});
