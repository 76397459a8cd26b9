import assert from "node:assert/strict";
import { BadSymbol } from "ccxt/base/errors.js";
import { z } from "zod";
import { ccxtTrade, ScriptedCcxt } from "./exchange_connection/scripted_ccxt.ts";
import {
  type ConnectionInfo,
  exchangeConnectionProtocol,
  type MarketDataEvent,
  type Subscription,
} from "./exchange_connection_protocol.ts";
import { type ActorRef, defineActor } from "./runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { connections, marketData } from "./topics.ts";

const SUBSCRIBER = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} }));
const TRADES = wish({ channel: "trades", symbols: ["BTC/USDT"] });

function wish(of: Partial<Subscription> & Pick<Subscription, "channel">): Subscription {
  return { symbols: [], timeframe: null, limit: null, everyMs: null, ...of };
}

interface Test extends AsyncDisposable {
  readonly kit: TestKit;
  readonly exchange: ScriptedCcxt;
  readonly connection: ActorRef<typeof exchangeConnectionProtocol>;
  watch(subscription: Subscription, subscriber?: string): Promise<{ id: string; key: string; how: string }>;
  info(): Promise<ConnectionInfo>;
}

async function connected(): Promise<Test> {
  const kit = testKit();
  const exchange = new ScriptedCcxt();
  for (const id of ["ana", "bo"]) await kit.spawn({ id, module: SUBSCRIBER });
  const connection = await kit.spawn({
    id: "connection",
    module: import.meta.resolve("./exchange_connection.actor.ts"),
    protocol: exchangeConnectionProtocol,
    args: { exchange: "scripted", open: exchange.open },
  });
  return {
    kit,
    exchange,
    connection,
    watch: async (subscription, subscriber = "/root/ana") => {
      const answer = await connection.ask("Watch", { subscriber, subscription });
      assert.equal(answer.outcome, "watching", JSON.stringify(answer));
      await kit.settle();
      return answer as Extract<typeof answer, { outcome: "watching" }>;
    },
    info: () => connection.ask("GetConnectionInfo", undefined),
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  };
}

const idsIn = (events: readonly MarketDataEvent[]) =>
  events.map((event) => event.kind === "TradesPrinted" ? event.trades.map(({ id }) => id) : []);

Deno.test("in real time each update is told at once, with what is new only; the latest is all that is kept", async () => {
  await using test = await connected();
  const { kit, exchange, connection } = test;
  const { key, how } = await test.watch(wish({ ...TRADES, limit: 3 }));
  const told = kit.probe(marketData.key(key));
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("1"), ccxtTrade("2")]);
  await kit.settle();
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("2"), ccxtTrade("3"), ccxtTrade("4")]);
  await kit.settle();
  assert.equal(how, "stream");
  assert.deepEqual(idsIn(told.got), [["1", "2"], ["3", "4"]]);
  const latest = await connection.ask("GetLatest", { key });
  assert.deepEqual(idsIn([latest!]), [["2", "3", "4"]]);
});

Deno.test("at a pace the first is told at once, then the latest state so often", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  const { key } = await test.watch(wish({ channel: "tickers", symbols: ["BTC/USDT"], everyMs: 1_000 }));
  const told = kit.probe(marketData.key(key));
  for (const last of [1, 2, 3]) {
    exchange.tell("watchTicker BTC/USDT", { symbol: "BTC/USDT", last });
    await kit.settle();
  }
  const lasts = () =>
    told.got.flatMap((event) => event.kind === "TickersChanged" ? event.tickers.map(({ last }) => last) : []);
  assert.deepEqual(lasts(), ["1"]);
  await kit.advance("999ms");
  assert.deepEqual(lasts(), ["1"]);
  await kit.advance("1ms");
  assert.deepEqual(lasts(), ["1", "3"]);
});

Deno.test("equal wishes share one flow and one stream, which ends with the last of them", async () => {
  await using test = await connected();
  const { kit, exchange, connection } = test;
  const [ana, bo] = [await test.watch(TRADES), await test.watch(TRADES, "/root/bo")];
  assert.equal(ana.key, bo.key);
  assert.deepEqual(exchange.calls, ["watchTrades BTC/USDT"]);
  connection.tell("Unwatch", { id: ana.id });
  await kit.settle();
  assert.deepEqual((await test.info()).channels.map(({ subscribers }) => subscribers), [1]);
  assert.deepEqual(exchange.calls, ["watchTrades BTC/USDT"]);
  connection.tell("Unwatch", { id: bo.id });
  connection.tell("Unwatch", { id: "unknown" });
  await kit.settle();
  assert.deepEqual([(await test.info()).state, exchange.calls.at(-1)], ["idle", "close"]);
});

Deno.test("a stream that others outlive is ended by the exchange's own word", async () => {
  await using test = await connected();
  const { kit, exchange, connection } = test;
  const trades = await test.watch(TRADES);
  await test.watch(wish({ channel: "order_books", symbols: ["BTC/USDT"] }));
  connection.tell("Unwatch", { id: trades.id });
  await kit.settle();
  assert.equal(exchange.calls.at(-1), "unWatchTrades BTC/USDT");
});

Deno.test("who dies wishes nothing any more", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  await test.watch(TRADES);
  await test.watch(wish({ channel: "order_books", symbols: ["BTC/USDT"] }), "/root/bo");
  await kit.system.stop("/root/ana");
  await kit.settle();
  const info = await test.info();
  assert.deepEqual([info.subscribers, info.channels.map(({ channel }) => channel)], [1, ["order_books"]]);
  assert.equal(exchange.calls.at(-1), "unWatchTrades BTC/USDT");
});

Deno.test("a lost wire is told with its reason, tried again after a while, and forgotten when it is back", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  const infos = kit.probe(connections.key("/root/connection"));
  const { key } = await test.watch(TRADES);
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("1")]);
  await kit.settle();
  exchange.fail("watchTrades BTC/USDT");
  await kit.settle();
  const lost = await test.info();
  assert.deepEqual([lost.state, lost.reconnects], ["waiting", 1]);
  assert.equal(lost.channels[0]?.error, "Scripted: connection closed by remote server");
  assert.equal(exchange.waitsFor("watchTrades BTC/USDT"), false);
  await kit.advance("250ms");
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("2")]);
  await kit.settle();
  const back = await test.info();
  assert.deepEqual([back.state, back.channels[0]?.error, back.lastError], ["live", null, lost.lastError]);
  assert.deepEqual(infos.got.map(({ state }) => state), ["connecting", "live", "waiting", "live"]);
  assert.equal(back.channels[0]?.key, key);
});

Deno.test("while the exchange is away it is tried ever more seldom", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  await test.watch(TRADES);
  for (let second = 0; second < 120; second++) {
    if (exchange.waitsFor("watchTrades BTC/USDT")) exchange.fail("watchTrades BTC/USDT");
    await kit.advance("1s");
  }
  assert.ok(exchange.calls.length > 5 && exchange.calls.length < 20, `${exchange.calls.length} tries in two minutes`);
});

Deno.test("what is not streamed is polled, and only what changed is told", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  exchange.candles = [[60_000, 1, 2, 1, 2, 5]];
  const { key, how } = await test.watch(wish({ channel: "candles", symbols: ["BTC/USDT"], timeframe: "1m" }));
  assert.deepEqual([how, (await test.info()).state], ["poll", "polling"]);
  const told = kit.probe(marketData.key(key));
  await kit.advance("5s");
  assert.deepEqual([told.got.length, exchange.calls.length], [0, 6]);
  exchange.candles = [[60_000, 1, 3, 1, 3, 6], [120_000, 3, 3, 3, 3, 1]];
  await kit.advance("1s");
  const [event] = told.got;
  assert.ok(event?.kind === "CandlesChanged");
  assert.deepEqual(event.candles.map(({ close, closed }) => [close, closed]), [["3", true], ["3", false]]);
});

Deno.test("what cannot be given is refused in words, at once or when the exchange says so", async () => {
  await using test = await connected();
  const { kit, exchange, connection } = test;
  const reasons: string[] = [];
  for (
    const subscription of [wish({ channel: "balance" }), wish({ channel: "trades" }), wish({ channel: "bids_asks" })]
  ) {
    const answer = await connection.ask("Watch", { subscriber: "/root/ana", subscription });
    reasons.push(answer.outcome === "refused" ? answer.reason : "granted");
  }
  assert.deepEqual(reasons.map((reason) => reason.slice(0, 45)), [
    "Scripted: balance need a key, and there is no",
    "Scripted: trades need symbols: all at once ar",
    "Scripted: it neither streams nor serves bids_",
  ]);
  await test.watch(TRADES);
  exchange.fail("watchTrades BTC/USDT", new BadSymbol("scripted does not have market symbol undefined"));
  await kit.advance("1s"); // of no market of ours: that may have been a broken frame
  exchange.fail("watchTrades BTC/USDT", new BadSymbol("scripted does not have market symbol BTC/USDT"));
  await kit.settle();
  const info = await test.info();
  assert.deepEqual([info.state, info.channels[0]?.error], ["idle", "Scripted: does not have market symbol BTC/USDT"]);
  await kit.advance("10m");
  assert.equal(exchange.calls.filter((call) => call.startsWith("watchTrades")).length, 2);
});

Deno.test("closing ends everything and stays good for new wishes", async () => {
  await using test = await connected();
  const { kit, exchange, connection } = test;
  await test.watch(TRADES);
  connection.tell("Close");
  await kit.settle();
  assert.deepEqual([(await test.info()).state, (await test.info()).channels], ["closed", []]);
  assert.ok(exchange.calls.includes("close"));
  const { key } = await test.watch(TRADES);
  const told = kit.probe(marketData.key(key));
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("9")]);
  await kit.settle();
  assert.deepEqual(idsIn(told.got), [["9"]]);
});

Deno.test("after a crash it says that it is idle, and what was under way for the one before is passed over", async () => {
  await using test = await connected();
  const { kit, exchange } = test;
  const { key } = await test.watch(TRADES);
  const [told, infos] = [kit.probe(marketData.key(key)), kit.probe(connections)];
  const crashed = kit.crash("/root/connection");
  exchange.tell("watchTrades BTC/USDT", [ccxtTrade("1")]);
  await crashed;
  await kit.settle();
  assert.equal(infos.got.at(-1)?.state, "idle");
  assert.deepEqual(told.got, []);
});
