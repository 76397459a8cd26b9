import assert from "node:assert/strict";
import { BadSymbol } from "ccxt/base/errors.js";
import { z } from "zod";
import { type Venue, venueId } from "../domain/venue.ts";
import { ccxtTrade, ScriptedCcxt } from "./exchange_connection/scripted_ccxt.ts";
import { type Async, defineActor, supervisor } from "./runtime/mod.ts";
import { moduleOf, testKit } from "./runtime/testkit.ts";
import { marketViews, venueDeskOpenings } from "./topics.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

const KRAKEN: Venue = { exchange: "kraken", environment: "live" };
const PAPER: Venue = { exchange: "paper", environment: "demo" };
const LOOKER = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} }));
const BOOK = { symbol: "BTC/USDT", bids: [[100, 1]], asks: [[101, 2]], nonce: 7 };

async function opened(args: Record<string, unknown> = {}, script: (exchange: ScriptedCcxt) => void = () => {}) {
  const kit = testKit();
  const exchange = new ScriptedCcxt();
  script(exchange);
  const started: string[] = [];
  const childOf = (venue: Venue) => {
    started.push(venueId(venue));
    const args = { exchange: "kraken", tellsAs: venueId(venue), open: exchange.open };
    return { module: import.meta.resolve("./exchange_connection.actor.ts"), args };
  };
  await kit.start(supervisor({
    strategy: "rest_for_one",
    intensity: 100,
    children: [
      { id: "ana", module: LOOKER, restart: "temporary" },
      { id: "bo", module: LOOKER, restart: "temporary" },
      {
        id: "venues",
        module: import.meta.resolve("./venue_desk.actor.ts"),
        args: {
          connectionsPath: "/root/connections",
          demoPath: null,
          platformVenue: KRAKEN,
          childOf,
          lingerMs: 60_000,
          ...args,
        },
      },
      { id: "connections", supervisor: supervisor({ strategy: "dynamic", intensity: 100 }) },
    ],
  }));
  const desk = kit.system.whereis("/root/venues", venueDeskProtocol);
  const told = kit.probe(marketViews);
  const lookAt = async (by: string, ...looks: [Venue, string][]) => {
    desk.tell("LookAt", { by: `/root/${by}`, markets: looks.map(([venue, symbol]) => ({ venue, symbol })) });
    await kit.settle();
  };
  const connections = async () => {
    const { children } = await kit.system.tree();
    return children.find(({ path }) => path === "/root/connections")!.children
      .filter(({ status }) => status === "running").map(({ path }) => path);
  };
  const say = async (call: string, update: unknown) => {
    exchange.tell(call, update);
    await kit.settle();
  };
  /** Asks, lets the actors run, and waits. */
  const asked = async <T>(answer: Async<T>) => {
    await kit.settle();
    return await answer;
  };
  return {
    kit,
    exchange,
    desk,
    told,
    started,
    lookAt,
    connections,
    say,
    asked,
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  };
}

Deno.test("book, price and prints of a market flow to who looks, at most four times a second", async () => {
  await using test = await opened();
  const { kit, exchange, told, say, desk, lookAt } = test;
  assert.equal(await desk.ask("GetView", { venue: KRAKEN, symbol: "BTC/USDT" }), null);
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  assert.deepEqual(exchange.calls, ["watchOrderBook BTC/USDT", "watchTrades BTC/USDT", "watchTicker BTC/USDT"]);
  await say("watchOrderBook BTC/USDT", BOOK);
  assert.deepEqual(told.got.map(({ book }) => book?.bids), [[["100", "1"]]]);
  await say("watchTicker BTC/USDT", { symbol: "BTC/USDT", last: 100.5 });
  await say("watchTrades BTC/USDT", [ccxtTrade("1")]);
  await kit.advance("249ms");
  assert.equal(told.got.length, 1);
  await kit.advance("1ms");
  const [, second] = told.got;
  assert.deepEqual([second?.ticker?.last, second?.trades.map(({ id }) => id), second?.book?.asks, second?.error], [
    "100.5",
    ["1"],
    [["101", "2"]],
    null,
  ]);
  await say("watchTrades BTC/USDT", [ccxtTrade("2")]);
  await kit.advance("1s");
  assert.deepEqual(told.got.at(-1)?.trades.map(({ id }) => id), ["2"]);
  const newest = await desk.ask("GetView", { venue: KRAKEN, symbol: "BTC/USDT" });
  assert.deepEqual(newest?.trades.map(({ id }) => id), ["1", "2"]);
});

Deno.test("who looks at the same market shares its streams, which end with the last who looks", async () => {
  await using test = await opened();
  const { kit, exchange, told, say, lookAt, started } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await lookAt("bo", [KRAKEN, "BTC/USDT"], [PAPER, "BTC/USDT"]);
  assert.deepEqual([exchange.calls.length, started], [3, ["kraken"]]);
  await say("watchOrderBook BTC/USDT", BOOK);
  assert.deepEqual(told.got.map((view) => view.venueId), ["kraken", "paper"]);
  await lookAt("bo");
  await kit.settle();
  assert.ok(!exchange.calls.some((call) => call.startsWith("unWatch")), exchange.calls.join(", "));
  await kit.system.stop("/root/ana");
  await kit.settle();
  assert.equal(exchange.calls.at(-1), "close");
  assert.equal(await test.desk.ask("GetView", { venue: KRAKEN, symbol: "BTC/USDT" }), null);
});

Deno.test("a lost wire is told in the exchange's words, and forgotten when the market flows again", async () => {
  await using test = await opened();
  const { kit, exchange, told, say, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await say("watchOrderBook BTC/USDT", BOOK);
  exchange.fail("watchOrderBook BTC/USDT");
  await kit.advance("249ms");
  await kit.advance("1ms");
  assert.equal(told.got.at(-1)?.error, "Scripted: connection closed by remote server");
  await kit.advance("1s");
  await say("watchOrderBook BTC/USDT", { ...BOOK, bids: [[99, 1]] });
  await kit.advance("1s");
  assert.deepEqual([told.got.at(-1)?.error, told.got.at(-1)?.book?.bids], [null, [["99", "1"]]]);
});

Deno.test("a market that the exchange does not have is told so, and asked for again after a minute", async () => {
  await using test = await opened();
  const { kit, exchange, told, lookAt } = test;
  await lookAt("ana", [KRAKEN, "NO/PE"]);
  for (const call of ["watchOrderBook", "watchTrades", "watchTicker"]) {
    exchange.fail(`${call} NO/PE`, new BadSymbol("scripted does not have market symbol NO/PE"));
  }
  await kit.advance("1s");
  assert.equal(told.got.at(-1)?.error, "Scripted: does not have market symbol NO/PE");
  const before = exchange.calls.length;
  await kit.advance("2m");
  assert.ok(exchange.calls.length > before, "never asked for again");
});

Deno.test("an exchange that neither streams nor serves a part of it gives the rest", async () => {
  await using test = await opened({}, (exchange) => delete exchange.has["watchOrderBook"]);
  const { kit, told, say, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await say("watchTicker BTC/USDT", { symbol: "BTC/USDT", last: 7 });
  await kit.advance("1s");
  const view = told.got.at(-1);
  assert.deepEqual([view?.ticker?.last, view?.error], ["7", "Scripted: it neither streams nor serves order_books"]);
});

Deno.test("a connection that falls is told everything again", async () => {
  await using test = await opened();
  const { kit, exchange, told, say, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await say("watchOrderBook BTC/USDT", BOOK);
  await kit.crash("/root/connections/kraken", new Error("out of order"));
  await kit.advance("1s");
  assert.equal(exchange.calls.filter((call) => call === "watchOrderBook BTC/USDT").length, 3);
  await say("watchOrderBook BTC/USDT", { ...BOOK, bids: [[98, 1]] });
  await say("watchTrades BTC/USDT", [ccxtTrade("5")]);
  await say("watchTicker BTC/USDT", { symbol: "BTC/USDT", last: 98 });
  await kit.advance("1s");
  assert.deepEqual([told.got.at(-1)?.error, told.got.at(-1)?.book?.bids], [null, [["98", "1"]]]);
});

Deno.test("while a connection does not come back, whoever looks is told why nothing flows", async () => {
  let isBroken = false;
  const script = (exchange: ScriptedCcxt) => {
    const { open } = exchange;
    exchange.open = (settings) => isBroken ? Promise.reject(new Error("cannot be loaded")) : open(settings);
  };
  await using test = await opened({}, script);
  const { kit, told, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  isBroken = true;
  await kit.crash("/root/connections/kraken", new Error("out of order"));
  await kit.advance("1s");
  assert.match(told.got.at(-1)?.error ?? "", /out of order|cannot be loaded/);
  isBroken = false;
  await kit.advance("1m");
  assert.equal(told.got.at(-1)?.error, null);
});

Deno.test("a connection that was stopped by hand is started again while somebody looks", async () => {
  await using test = await opened();
  const { kit, lookAt, connections } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await kit.system.stop("/root/connections/kraken");
  await kit.advance("5s");
  assert.deepEqual(await connections(), ["/root/connections/kraken"]);
});

Deno.test("a connection ends a while after its last need, and begins again with the next", async () => {
  await using test = await opened();
  const { kit, lookAt, connections, started } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  await kit.advance("10m");
  await lookAt("ana");
  await kit.advance("50s");
  assert.deepEqual(await connections(), ["/root/connections/kraken"]);
  await kit.advance("30s");
  assert.deepEqual(await connections(), []);
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  assert.deepEqual([await connections(), started], [["/root/connections/kraken"], ["kraken", "kraken"]]);
});

Deno.test("candles and prices are fetched once for all who ask at the same time, while the market flows on", async () => {
  await using test = await opened({}, (exchange) => exchange.has["fetchTickers"] = true);
  const { kit, exchange, desk, told, say, asked, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  exchange.candles = [[60_000, 1, 2, 0.5, 1.5, 5], [120_000, 1.5, 1.5, 1.5, 1.5, 0]];
  exchange.tickers = [{ symbol: "BTC/USDT", last: 68_000.5 }, { symbol: "ETH/USDT", last: undefined, bid: 3 }];
  const { promise, resolve } = Promise.withResolvers<void>();
  exchange.hold = promise;
  const question = { venue: KRAKEN, symbol: "BTC/USDT", timeframe: "1m", limit: 2 } as const;
  const symbols = ["BTC/USDT", "ETH/USDT", "NO/PE"];
  const answers = Promise.all([
    desk.ask("GetCandles", question),
    desk.ask("GetCandles", { ...question, venue: PAPER }),
    desk.ask("GetPrices", { venue: KRAKEN, symbols }),
    desk.ask("GetPrices", { venue: KRAKEN, symbols: ["BTC/USDT"] }),
  ]);
  await kit.settle();
  await say("watchOrderBook BTC/USDT", BOOK);
  assert.equal(told.got.length, 1, "the questions hold the market up");
  resolve();
  const [candles, same, prices, one] = await asked(answers);
  assert.ok(candles.outcome === "told");
  assert.deepEqual(candles.candles.map(({ openMs, closeMs, close, volume }) => [openMs, closeMs, close, volume]), [
    [60_000, 119_999, "1.5", "5"],
    [120_000, 179_999, "1.5", "0"],
  ]);
  assert.deepEqual(same, candles);
  assert.deepEqual(prices, { outcome: "told", prices: { "BTC/USDT": "68000.5" } });
  assert.deepEqual(one, prices);
  const fetched = exchange.calls.filter((call) => call.startsWith("fetch"));
  assert.deepEqual(fetched, ["fetchOHLCV BTC/USDT", "fetchTickers BTC/USDT ETH/USDT"]);
  await desk.ask("GetPrices", { venue: KRAKEN, symbols });
  assert.equal(exchange.calls.filter((call) => call.startsWith("fetchTickers")).length, 1);
  await kit.advance("6s");
  await asked(desk.ask("GetPrices", { venue: KRAKEN, symbols }));
  assert.equal(exchange.calls.filter((call) => call.startsWith("fetchTickers")).length, 2);
});

Deno.test("what an exchange refuses, or who is none, is a failure in parts", async () => {
  await using test = await opened();
  const { desk, asked } = test;
  const failureOf = async (venue: Venue, symbol: string, timeframe: "1m" | "4h") => {
    const answer = await asked(desk.ask("GetCandles", { venue, symbol, timeframe, limit: 5 }));
    return answer.outcome === "failed" ? answer.failure : answer;
  };
  assert.deepEqual(await failureOf(KRAKEN, "NO/PE", "1m"), {
    kind: "BadSymbol",
    exchange: "Scripted",
    words: "does not have market symbol NO/PE",
  });
  assert.deepEqual(await failureOf({ exchange: "krakn", environment: "live" }, "BTC/USDT", "1m"), {
    kind: "NotSupported",
    exchange: "krakn",
    words: "there is no such exchange in its live environment",
  });
  assert.deepEqual(await failureOf({ exchange: "demo", environment: "demo" }, "BTC/USDT", "1m"), {
    kind: "NotSupported",
    exchange: "Demo exchange",
    words: "none runs here",
  });
  const prices = await asked(desk.ask("GetPrices", { venue: KRAKEN, symbols: ["BTC/USDT"] }));
  assert.deepEqual(prices, {
    outcome: "failed",
    failure: { kind: "NotSupported", exchange: "Scripted", words: "it serves no tickers" },
  });
});

Deno.test("only so many exchanges are listened to at once; a further one is told why not", async () => {
  await using test = await opened({ mostConnections: 1 });
  const { kit, told, lookAt } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"], [{ exchange: "okx", environment: "live" }, "BTC/USDT"]);
  await kit.advance("1s");
  assert.deepEqual(told.got.at(-1)?.error, "OKX: 1 exchanges are listened to already, no more at once");
});

Deno.test("a desk that falls says that it knows nobody, and begins its connections anew when it is told", async () => {
  await using test = await opened();
  const { kit, told, say, lookAt, connections, started } = test;
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  const openings = kit.probe(venueDeskOpenings);
  await kit.crash("/root/venues");
  assert.equal(openings.got.length, 1);
  assert.deepEqual(await connections(), []);
  await lookAt("ana", [KRAKEN, "BTC/USDT"]);
  assert.deepEqual(started, ["kraken", "kraken"]);
  await say("watchOrderBook BTC/USDT", BOOK);
  assert.equal(told.got.at(-1)?.book?.bids.length, 1);
});
