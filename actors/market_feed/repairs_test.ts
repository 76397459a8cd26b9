import assert from "node:assert/strict";
import { z } from "zod";
import { type FeedOptions, KEY, range, shelfOf, startFeed } from "../market_feed_fixture.ts";
import { marketFeedProtocol } from "../market_feed_protocol.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import { defineActor } from "../runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "../runtime/testkit.ts";
import { minuteCandle as candle, minuteMs, ScriptedExchange } from "../scripted_exchange.ts";
import { candleKey, coherences, corrections, feedIncidents, heartbeat, heartbeatStatuses, trades } from "../topics.ts";

/** A feed that is live and has told minute 4; minute 5 is open. */
async function live(kit: TestKit, of: Omit<FeedOptions, "shelf" | "historyMs"> = {}) {
  const exchange = new ScriptedExchange();
  exchange.minutes = range(0, 5);
  const shelf = shelfOf(range(0, 4));
  await startFeed(kit, exchange, { ...of, shelf });
  for (const socket of exchange.sockets) await socket.serves();
  await kit.settle();
  return { exchange, shelf, feed: kit.system.whereis("/root/feed", marketFeedProtocol) };
}

/** A desk that wants ETH/USDT, and keeps what it is told of the past. */
function listener() {
  const heard: { why: string | null; opens: number[] }[] = [];
  const { PastFetched, GetWantedSymbols } = marketDeskProtocol;
  const module = moduleOf(defineActor({
    protocol: { PastFetched, GetWantedSymbols },
    args: z.unknown(),
    init: () => null,
    on: {
      PastFetched: (_, { why, candles }) => void heard.push({ why, opens: candles.map(({ openMs }) => openMs) }),
      GetWantedSymbols: () => ["BTC/USDT", "ETH/USDT"],
    },
  }));
  return { heard, module };
}

const kitAt = () => testKit({ nowMs: minuteMs(5) + 30_000 });

Deno.test("a hole in the prints is filled from REST before later prints are told, and the audit log says so", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit);
  const [printed, incidents] = [kit.probe(trades.key("BTC/USDT")), kit.probe(feedIncidents)];
  exchange.trades(100, "100.00", minuteMs(5) + 31_000);
  exchange.hides(101, "101.00", minuteMs(5) + 32_000);
  exchange.hides(102, "102.00", minuteMs(5) + 33_000);
  exchange.trades(103, "103.00", minuteMs(5) + 34_000);
  await kit.settle();
  assert.deepEqual(printed.got.map(({ trade }) => trade.id), [100, 101, 102, 103]);
  assert.deepEqual(incidents.got.map(({ kind, symbol, from, to, count }) => [kind, symbol, from, to, count]), [
    ["trade_gap", "BTC/USDT", 101, 102, 2],
    ["trade_repair", "BTC/USDT", 101, 102, 2],
  ]);
});

Deno.test("prints that were missed while the wire was lost come before those after it", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit);
  const printed = kit.probe(trades.key("BTC/USDT"));
  exchange.trades(100, "100.00", minuteMs(5) + 31_000);
  await kit.settle();
  exchange.socket.dies(1006);
  exchange.hides(101, "101.00", minuteMs(5) + 32_000);
  await kit.advance("2s");
  exchange.socket.opens();
  await kit.settle();
  exchange.trades(102, "102.00", minuteMs(5) + 35_000); // before the subscription is acknowledged
  exchange.socket.hears({ result: null, id: exchange.socket.sent[0]!.id });
  await kit.advance("2s");
  assert.deepEqual(printed.got.map(({ trade }) => trade.id), [100, 101, 102]);
});

Deno.test("a closed candle that comes again with other numbers is confirmed over REST, told as a correction and stored", async () => {
  await using kit = kitAt();
  const { exchange, shelf } = await live(kit);
  const [told, corrected] = [kit.probe(heartbeat.key(KEY)), kit.probe(corrections.key(KEY))];
  const [incidents, regular] = [kit.probe(feedIncidents), kit.probe(coherences.key(KEY))];
  const wrong = { ...candle(5), close: "100.99", volume: "2.4" };
  exchange.minutes = range(0, 6);
  exchange.closes(5, wrong);
  exchange.closes(5);
  exchange.closes(5);
  await kit.advance("2s");
  assert.deepEqual(told.got.map(({ candle }) => candle), [wrong]);
  assert.deepEqual(corrected.got, [{ candle: candle(5), was: wrong }]);
  assert.deepEqual(shelf.get(KEY)?.at(-1), candle(5));
  assert.deepEqual(incidents.got.map(({ kind, count }) => [kind, count]), [["correction", 1], ["duplicate", 2]]);
  assert.match(incidents.got[0]!.detail, /close 100.99 → 100.15, volume 2.4 → 2.5/);
  const { candles, duplicates, corrections: count } = regular.got.at(-1)!;
  assert.deepEqual([candles, duplicates, count], [1, 2, 1]);
});

Deno.test("a closed candle that comes again wrong stays as it was told", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit);
  const [told, corrected] = [kit.probe(heartbeat.key(KEY)), kit.probe(corrections.key(KEY))];
  exchange.minutes = range(0, 6);
  exchange.closes(5);
  exchange.closes(5, { close: "99.50" });
  await kit.advance("2s");
  assert.equal(told.got.length, 1);
  corrected.none();
});

Deno.test("a doubted candle waits for REST when it is down or does not have it yet", async () => {
  await using kit = kitAt();
  const { exchange, shelf } = await live(kit);
  exchange.answer = () => Response.json({ code: -1001, msg: "Internal error." }, { status: 503 });
  exchange.closes(5, { close: "99.50" });
  exchange.closes(5);
  await kit.advance("2s");
  exchange.answer = () => undefined; // minute 5 is still the last one there
  await kit.advance("2s");
  exchange.minutes = range(0, 6);
  await kit.advance("20s");
  assert.deepEqual(shelf.get(KEY)?.at(-1), candle(5));
});

Deno.test("the loss of the wire, its return and what was fetched are in the audit log, once each", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit);
  const incidents = kit.probe(feedIncidents);
  exchange.socket.dies(1006, "maintenance");
  exchange.minutes = range(0, 7);
  await kit.advance("2s");
  exchange.socket.dies(1006); // and again before it was live
  await kit.advance("5s");
  await exchange.socket.serves();
  await kit.advance("2s");
  const told = incidents.got.map(({ kind, from, to, count }) => [kind, from, to, count]);
  assert.deepEqual(told, [
    ["wire_lost", null, null, 2],
    ["wire_live", null, null, 2],
    ["late", minuteMs(5), minuteMs(6), 2],
    ["candle_repair", minuteMs(5), minuteMs(6), 2],
  ]);
  assert.match(incidents.got[0]!.detail, /^Binance: connection closed \(1006/);
});

Deno.test("prints and candles on connections of their own are repaired alone", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit, { streamsPerConnection: 1 });
  const [told, statuses] = [kit.probe(heartbeat.key(KEY)), kit.probe(heartbeatStatuses)];
  const printed = kit.probe(trades.key("BTC/USDT"));
  const [prints, candles] = exchange.sockets;
  const print = (id: number) => {
    const data = exchange.hides(id, "100.00", minuteMs(5) + 30_000 + id);
    prints!.hears({ stream: "btcusdt@aggTrade", data });
  };
  print(7);
  await kit.settle();
  const before = exchange.asked.length;
  candles!.dies(1006);
  print(8);
  await kit.settle();
  assert.deepEqual(printed.got.map(({ trade }) => trade.id), [7, 8]);
  assert.equal(exchange.asked.length, before);
  await kit.advance("1s");
  assert.equal(statuses.got.at(-1)?.connected, false);
  exchange.minutes = range(0, 6);
  await exchange.sockets[2]!.serves();
  await kit.advance("2s");
  assert.deepEqual(told.got.map(({ candle }) => candle.openMs), [minuteMs(5)]);
  assert.ok(exchange.asked.slice(before).every((path) => !path.includes("aggTrades")));
  assert.equal(statuses.got.at(-1)?.connected, true);
});

Deno.test("without any frame for over a minute REST is asked, although the connection seems to live", async () => {
  await using kit = kitAt();
  const { exchange } = await live(kit);
  const told = kit.probe(heartbeat.key(KEY));
  exchange.minutes = range(0, 8);
  for (let s = 0; s < 75; s += 5) {
    await kit.advance("5s");
    const { socket } = exchange;
    if (socket.sent.length > 0) socket.hears({ result: [], id: socket.sent.at(-1)!.id }); // the probe is answered
  }
  assert.equal(exchange.sockets.length, 1);
  assert.deepEqual(told.got.map(({ candle }) => (candle.openMs - minuteMs(0)) / 60_000), [5, 6, 7]);
});

Deno.test("a market that is wanted later is subscribed, repaired and told; one that is wanted no more is let go", async () => {
  await using kit = kitAt();
  const { exchange, feed } = await live(kit);
  const key = candleKey("ETH/USDT", "1m");
  const [told, statuses] = [kit.probe(heartbeat.key(key)), kit.probe(heartbeatStatuses)];
  feed.tell("Follow", { symbol: "ETH/USDT" });
  feed.tell("Follow", { symbol: "ETH/USDT" });
  await kit.advance("1s");
  const asked = exchange.socket.sent.filter(({ method }) => method === "SUBSCRIBE");
  assert.deepEqual(asked.flatMap(({ params }) => params).slice(2), ["ethusdt@aggTrade", "ethusdt@kline_1m"]);
  exchange.socket.hears({ result: null, id: asked.at(-1)!.id });
  await kit.advance("2s");
  assert.equal(told.got.at(-1)?.candle.openMs, minuteMs(4));
  assert.deepEqual(statuses.got.at(-1)?.symbols, ["BTC/USDT", "ETH/USDT"]);
  const markets = await Promise.all([feed.ask("GetMarkets", undefined), kit.settle()]);
  assert.deepEqual(markets[0].map(({ symbol }) => symbol), ["BTC/USDT", "ETH/USDT"]);
  feed.tell("Unfollow", { symbol: "ETH/USDT" });
  feed.tell("Unfollow", { symbol: "BTC/USDT" }); // configured: it stays
  await kit.advance("2s");
  assert.ok(exchange.socket.sent.some(({ method, params }) => method === "UNSUBSCRIBE" && params?.length === 2));
  assert.deepEqual(statuses.got.at(-1)?.symbols, ["BTC/USDT"]);
});

Deno.test("the rules of a market are answered whether it is followed or not, null where the exchange has none", async () => {
  await using kit = kitAt();
  const { feed, exchange } = await live(kit);
  const asked = Promise.all(
    ["ETH/USDT", "NO/USDT", "ETH/USDT"].map((symbol) => feed.ask("GetMarket", { symbol })),
  );
  await kit.settle();
  assert.deepEqual((await asked).map((market) => market?.symbol ?? null), ["ETH/USDT", null, "ETH/USDT"]);
  assert.equal(exchange.asked.filter((path) => path.includes("ETHUSDT") && path.includes("exchangeInfo")).length, 1);
});

Deno.test("pages of the past are fetched one by one, and a failure is told in the exchange's words", async () => {
  await using kit = kitAt();
  const { heard, module } = listener();
  const { feed, exchange } = await live(kit, { children: [{ id: "desk", module }] });
  const wish = { symbol: "BTC/USDT", fromMs: minuteMs(1), toMs: minuteMs(3), replyTo: "/root/desk" };
  feed.tell("FetchPast", wish);
  await kit.settle();
  assert.deepEqual(heard, [{ why: null, opens: [minuteMs(1), minuteMs(2)] }]);
  exchange.answer = () => Response.json({ code: -1003, msg: "Too many requests." }, { status: 429 });
  feed.tell("FetchPast", wish);
  await kit.settle();
  assert.deepEqual(heard.at(-1), { why: "Binance: Too many requests. (-1003)", opens: [] });
});

Deno.test("what the market desk wants is followed from the start", async () => {
  await using kit = kitAt();
  const { module } = listener();
  const { exchange } = await live(kit, { deskPath: "/root/desk", children: [{ id: "desk", module }] });
  await kit.advance("2s");
  const asked = exchange.sockets.flatMap(({ sent }) => sent.flatMap(({ params }) => params ?? []));
  assert.ok(asked.includes("ethusdt@kline_1m"), asked.join(" "));
});
