/** The venue desk as it runs: ccxt's classes in workers, the exchange inside, and exchanges that a test plays. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { MarketView } from "../domain/market_view.ts";
import { type Venue, venueId } from "../domain/venue.ts";
import { actBitstamp, bitstampSettings } from "../exchanges/ccxt/fake_bitstamp.ts";
import { actKraken, bookFrame, krakenSettings, subscribedBy, tradeFrame } from "../exchanges/ccxt/fake_kraken.ts";
import { FakeWire } from "../exchanges/ccxt/fake_wire.ts";
import { demoExchangeProtocol } from "./demo_exchange_protocol.ts";
import { createSystem, defineActor, type Logger, supervisor, type System, type TreeNode } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { untilWithin } from "./runtime/test_until.ts";
import { marketViews } from "./topics.ts";
import { connectionChild } from "./venue_desk/connections.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const until = untilWithin(60_000);
const DEMO: Venue = { exchange: "demo", environment: "demo" };
const PAPER: Venue = { exchange: "paper", environment: "demo" };
const PATIENT = { timeout: "60s" } as const;
const LOOKER = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} }));

const demoExchange = {
  id: "demo-exchange",
  module: import.meta.resolve("./demo_exchange.actor.ts"),
  place: { worker: "demo" },
  heartbeat: { every: "1s", misses: 60 } as const,
  args: { port: 0, speed: 60, seed: 1, klines: [], statePath: null, tradingPath: null },
};
/** The market room; `settings` of exchanges that a test plays, in ccxt's words. */
const market = (settings: Readonly<Record<string, Record<string, unknown>>>) => ({
  id: "market",
  supervisor: supervisor({
    strategy: "rest_for_one",
    children: [
      {
        id: "venues",
        module: import.meta.resolve("./venue_desk.actor.ts"),
        args: {
          connectionsPath: "/root/market/connections",
          demoPath: "/root/demo-exchange",
          platformVenue: DEMO,
          childOf: (venue: Venue, demoPath: string | null) => {
            const child = connectionChild(venue, demoPath);
            return { ...child, args: { ...child.args as object, settings: settings[venue.exchange] ?? {} } };
          },
        },
      },
      {
        id: "connections",
        supervisor: supervisor({ strategy: "dynamic", backoff: { min: "100ms", max: "1s" } }),
      },
    ],
  }),
});

async function running(settings: Readonly<Record<string, Record<string, unknown>>> = {}) {
  const system = await createSystem(
    supervisor({
      strategy: "one_for_one",
      intensity: 100,
      children: [demoExchange, market(settings), { id: "ana", module: LOOKER }, { id: "bo", module: LOOKER }],
    }),
    { logger: silent },
  );
  const desk = system.whereis("/root/market/venues", venueDeskProtocol);
  const views: MarketView[] = [];
  system.subscribe(marketViews, (view) => void views.push(view));
  const lookAt = (by: string, ...markets: [Venue, string][]) =>
    desk.tell("LookAt", { by: `/root/${by}`, markets: markets.map(([venue, symbol]) => ({ venue, symbol })) });
  return { system, desk, views, lookAt, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

async function connectionsOf(system: System): Promise<TreeNode[]> {
  const { children } = await system.tree();
  const connections = children.flatMap(({ children }) => children).find(({ path }) => path.endsWith("connections"));
  return connections!.children.filter(({ status }) => status === "running");
}

const isWhole = ({ ticker, book, error }: MarketView) => ticker !== null && book !== null && error === null;

Deno.test("book, ticker and prints of the exchange inside flow to who looks, also under the paper venue's name", async () => {
  await using test = await running();
  const { views, lookAt, desk } = test;
  assert.equal(await desk.ask("GetView", { venue: DEMO, symbol: "BTC/USDT" }), null);
  lookAt("ana", [DEMO, "BTC/USDT"], [PAPER, "BTC/USDT"]);
  await until(() =>
    [DEMO, PAPER].every((venue) => views.some((view) => view.venueId === venueId(venue) && isWhole(view)))
  );
  await until(() => views.some(({ trades }) => trades.length > 0));
  const view = await desk.ask("GetView", { venue: DEMO, symbol: "BTC/USDT" });
  assert.ok(view && isWhole(view) && view.trades.length > 0);
  assert.ok(view.book!.bids.length > 0 && view.book!.bids.length <= 20);
  assert.ok(Number(view.book!.bids[0]![0]) < Number(view.book!.asks[0]![0]), "a crossed book");
  assert.deepEqual((await connectionsOf(test.system)).map(({ path }) => path), ["/root/market/connections/demo"]);
});

Deno.test("candles and prices are asked of the exchange, and what it does not have is said in its words", async () => {
  await using test = await running();
  const { desk } = test;
  const candlesOf = (venue: Venue, symbol: string, timeframe: "1m" | "10m") =>
    desk.ask("GetCandles", { venue, symbol, timeframe, limit: 100 }, PATIENT);
  const [minutes, tens] = await Promise.all([candlesOf(DEMO, "BTC/USDT", "1m"), candlesOf(PAPER, "BTC/USDT", "10m")]);
  assert.ok(minutes.outcome === "told" && tens.outcome === "told", JSON.stringify([minutes, tens]).slice(0, 300));
  assert.equal(minutes.candles.length, 100);
  assert.ok(minutes.candles.every(({ openMs }, n, all) => n === 0 || openMs > all[n - 1]!.openMs), "not in order");
  assert.equal(tens.candles.at(-1)!.timeframe, "10m");
  assert.ok(tens.candles.every(({ openMs }) => openMs % 600_000 === 0), "not folded to whole tens");
  const unknown = await candlesOf(DEMO, "NO/PE", "1m");
  assert.deepEqual(unknown, {
    outcome: "failed",
    failure: { kind: "BadSymbol", exchange: "Demo exchange", words: "does not have market symbol NO/PE" },
  });
  const symbols = ["BTC/USDT", "ETH/USDT", "NO/PE"];
  const prices = await desk.ask("GetPrices", { venue: DEMO, symbols }, PATIENT);
  assert.ok(prices.outcome === "told", JSON.stringify(prices));
  assert.deepEqual(Object.keys(prices.prices).sort(), ["BTC/USDT", "ETH/USDT"]);
  const nowhere = await desk.ask("GetPrices", { venue: { exchange: "krakn", environment: "live" }, symbols }, PATIENT);
  assert.deepEqual(nowhere, {
    outcome: "failed",
    failure: { kind: "NotSupported", exchange: "krakn", words: "there is no such exchange in its live environment" },
  });
});

Deno.test("after its worker was killed, and after the exchange came back at another address, the market flows again", async () => {
  await using test = await running();
  const { system, views, lookAt } = test;
  lookAt("ana", [DEMO, "BTC/USDT"]);
  await until(() => views.some(isWhole));
  await system.killHost({ worker: "exchange-demo" });
  await until(async () => (await connectionsOf(system))[0]?.restarts === 1);
  views.length = 0;
  await until(() => views.some(isWhole) && views.some(({ trades }) => trades.length > 0));
  const exchange = system.whereis("/root/demo-exchange", demoExchangeProtocol);
  const before = await exchange.ask("GetAddress", undefined);
  await system.restart("/root/demo-exchange");
  await until(() => views.some(({ error }) => error !== null));
  views.length = 0;
  await until(() => views.some(isWhole) && views.some(({ trades }) => trades.length > 0));
  assert.notDeepEqual(await exchange.ask("GetAddress", undefined), before);
});

Deno.test("two who look at one market of Kraken share its subscriptions, which end with the last of them", async () => {
  await using wire = await FakeWire.open();
  actKraken(wire);
  const kraken: Venue = { exchange: "kraken", environment: "live" };
  await using test = await running({ kraken: krakenSettings(wire) });
  const { views, lookAt, system } = test;
  lookAt("ana", [kraken, "BTC/USDT"]);
  lookAt("bo", [kraken, "BTC/USDT"]);
  const subscribed = () => wire.callers.flatMap(subscribedBy).sort();
  await until(() => subscribed().length === 3);
  wire.tell(bookFrame([[67_999, 1]], [[68_001, 2]]));
  wire.tell(tradeFrame(1));
  await until(() => views.some(({ book, trades }) => book !== null && trades.length === 1));
  assert.deepEqual(subscribed(), ["book BTC/USDT", "ticker BTC/USDT", "trade BTC/USDT"]);
  await system.stop("/root/ana");
  wire.tell(tradeFrame(2));
  await until(() => views.some(({ trades }) => trades.some(({ id }) => id === "2")));
  await system.stop("/root/bo");
  await until(() => wire.callers.every(({ socket }) => socket.readyState === socket.CLOSED));
  assert.equal(subscribed().length, 3);
});

Deno.test("what an exchange does not stream is polled, and its failures are told in its own words until it is well", async () => {
  await using wire = await FakeWire.open();
  const bitstamp = actBitstamp(wire);
  const venue: Venue = { exchange: "bitstamp", environment: "live" };
  await using test = await running({ bitstamp: bitstampSettings(wire) });
  const { views, lookAt, desk } = test;
  lookAt("ana", [venue, "BTC/USD"]);
  await until(() => views.at(-1)?.ticker?.last === "68000");
  bitstamp.instead = { status: 503, body: { status: "error", reason: "Under maintenance" } };
  await until(() => views.at(-1)?.error?.startsWith("Bitstamp: Under maintenance") ?? false);
  const failed = await desk.ask("GetPrices", { venue, symbols: ["BTC/USD"] }, PATIENT);
  assert.ok(failed.outcome === "failed", JSON.stringify(failed));
  assert.deepEqual([failed.failure.exchange, failed.failure.words], ["Bitstamp", "Under maintenance"]);
  bitstamp.instead = null;
  bitstamp.last = "68123";
  await until(() => views.at(-1)?.ticker?.last === "68123" && views.at(-1)?.error === null);
});
