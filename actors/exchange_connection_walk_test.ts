/** The connection as it runs: ccxt's classes in a worker, over sockets of this machine. */
import assert from "node:assert/strict";
import { startDemoExchange } from "../exchanges/demo/server.ts";
import { actBitstamp, bitstampSettings } from "../exchanges/ccxt/fake_bitstamp.ts";
import { actKraken, krakenSettings, subscribedBy, tradeFrame } from "../exchanges/ccxt/fake_kraken.ts";
import { FakeWire } from "../exchanges/ccxt/fake_wire.ts";
import {
  type ConnectionInfo,
  exchangeConnectionProtocol,
  type MarketDataEvent,
  type Subscription,
} from "./exchange_connection_protocol.ts";
import { createSystem, type Logger, supervisor, type System } from "./runtime/mod.ts";
import { untilWithin } from "./runtime/test_until.ts";
import { connections, marketData } from "./topics.ts";

const PATH = "/root/connection";
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const until = untilWithin(20_000);

interface Test extends AsyncDisposable {
  readonly system: System;
  readonly events: MarketDataEvent[];
  readonly states: ConnectionInfo["state"][];
  watch(subscription: Partial<Subscription> & Pick<Subscription, "channel">): Promise<void>;
  info(): Promise<ConnectionInfo>;
}

async function running(args: Record<string, unknown>): Promise<Test> {
  const module = import.meta.resolve("./exchange_connection.actor.ts");
  const children = [{ id: "connection", module, args, place: { worker: "exchange" } }];
  const system = await createSystem(supervisor({ strategy: "one_for_one", children }), { logger: silent });
  const connection = system.whereis(PATH, exchangeConnectionProtocol);
  const events: MarketDataEvent[] = [];
  const states: ConnectionInfo["state"][] = [];
  system.subscribe(marketData, (event) => events.push(event));
  system.subscribe(connections, ({ state }) => states.push(state));
  return {
    system,
    events,
    states,
    watch: async (of) => {
      const subscription = { symbols: [], timeframe: null, limit: null, everyMs: null, ...of };
      const { outcome } = await connection.ask("Watch", { subscriber: PATH, subscription });
      assert.equal(outcome, "watching");
    },
    info: () => connection.ask("GetConnectionInfo", undefined),
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

const kindsOf = (events: readonly MarketDataEvent[]) => new Set(events.map(({ kind }) => kind));

Deno.test("in a worker Kraken's trades survive a dead wire, and the actor is not restarted for it", async () => {
  await using wire = await FakeWire.open();
  actKraken(wire);
  await using test = await running({ exchange: "kraken", settings: krakenSettings(wire) });
  await test.watch({ channel: "trades", symbols: ["BTC/USDT"] });
  await until(() => wire.callers.length > 0 && subscribedBy(wire.caller).length > 0);
  for (let outage = 1; outage <= 3; outage++) {
    wire.tell(tradeFrame(outage));
    await until(() => test.events.length >= outage);
    wire.cut();
    await until(() => wire.callers.length > outage && subscribedBy(wire.caller).length > 0);
  }
  wire.tell(tradeFrame(4));
  await until(() => test.events.length >= 4);
  const ids = test.events.flatMap((event) => event.kind === "TradesPrinted" ? event.trades.map(({ id }) => id) : []);
  assert.deepEqual(ids, ["1", "2", "3", "4"]);
  const info = await test.info();
  assert.deepEqual([info.state, info.sockets, info.reconnects], ["live", 1, 3]);
  assert.match(info.lastError ?? "", /^Kraken: ./);
  assert.equal((await test.system.tree()).children[0]?.restarts, 0);
});

Deno.test("in a worker Bitstamp's candles and tickers are polled, also after it asked for patience", async () => {
  await using wire = await FakeWire.open();
  const market = actBitstamp(wire);
  const noonS = Date.UTC(2026, 10, 21, 12) / 1_000;
  market.candles = [[noonS, "68001"]];
  await using test = await running({ exchange: "bitstamp", settings: bitstampSettings(wire) });
  await test.watch({ channel: "candles", symbols: ["BTC/USD"], timeframe: "1m" });
  await test.watch({ channel: "tickers", symbols: ["BTC/USD"] });
  await until(() => kindsOf(test.events).size === 2);
  assert.equal((await test.info()).state, "polling");
  market.instead = {
    status: 429,
    headers: { "retry-after": "1" },
    body: { status: "error", reason: "Too many requests" },
  };
  await until(async () => (await test.info()).state === "waiting");
  market.instead = null;
  market.candles = [[noonS, "68002"], [noonS + 60, "68003"]];
  const closes = () => test.events.flatMap((event) => event.kind === "CandlesChanged" ? event.candles : []);
  await until(() => closes().some(({ close, closed }) => closed && close === "68002"));
  await until(async () => (await test.info()).state === "polling");
  assert.match((await test.info()).lastError ?? "", /^Bitstamp: Too many requests/);
});

Deno.test("Binance's class gives every public channel of the demo exchange, also after its server was killed and came back", async () => {
  const first = await startDemoExchange({ speed: 60 });
  const { restUrl, wsUrl } = first;
  const port = Number(new URL(restUrl).port);
  await using test = await running({ exchange: "demo", address: { restUrl, wsUrl } });
  const symbols = ["BTC/USDT", "ETH/USDT"];
  await test.watch({ channel: "trades", symbols });
  await test.watch({ channel: "order_books", symbols, limit: 5, everyMs: 100 });
  await test.watch({ channel: "candles", symbols, timeframe: "1m" });
  await test.watch({ channel: "bids_asks", symbols: ["BTC/USDT"] });
  await test.watch({ channel: "tickers" });
  const all = ["BidsAsksChanged", "CandlesChanged", "OrderBookChanged", "TickersChanged", "TradesPrinted"];
  await until(() => kindsOf(test.events).size === all.length);
  await first.close();
  await until(async () => (await test.info()).state === "waiting");
  test.events.length = 0;
  const second = await startDemoExchange({ speed: 60, port });
  try {
    await until(() => kindsOf(test.events).size === all.length);
    const books = test.events.filter((event) => event.kind === "OrderBookChanged");
    for (const { book } of books) assert.ok(Number(book.bids[0]?.[0]) < Number(book.asks[0]?.[0]), "a crossed book");
    assert.ok(books.every(({ book }) => book.bids.length <= 5));
    await until(async () => (await test.info()).state === "live");
    assert.equal((await test.system.tree()).children[0]?.restarts, 0);
  } finally {
    await test[Symbol.asyncDispose]();
    await second.close();
  }
});

Deno.test("a private stream comes back after an outage, and what ccxt leaves behind meanwhile is nobody's crash", async () => {
  await using stack = new AsyncDisposableStack();
  const demo = stack.adopt(await startDemoExchange({}), (running) => running.close());
  const wire = stack.use(await FakeWire.open());
  wire.hear = ({ socket }, message) => {
    const { id } = message as { id: string };
    const event = {
      e: "outboundAccountPosition",
      E: 1,
      u: 1,
      B: [{ a: "BTC", f: `${wire.callers.length}.5`, l: "0.25" }],
    };
    socket.send(JSON.stringify({ id, status: 200, result: { subscriptionId: 0 }, rateLimits: [] }));
    socket.send(JSON.stringify({ subscriptionId: 0, event }));
  };
  const address = { restUrl: demo.restUrl, wsUrl: wire.wsUrl };
  const test = stack.use(
    await running({ exchange: "demo", address, credentials: { apiKey: "key", secret: "secret" } }),
  );
  await test.watch({ channel: "balance" });
  const free = () =>
    test.events.flatMap((event) => event.kind === "BalanceChanged" ? event.balances.map(({ free }) => free) : []);
  await until(() => free().includes("1.5"));
  wire.refuses = true;
  wire.cut();
  await until(async () => (await test.info()).reconnects >= 3);
  wire.refuses = false;
  await until(() => free().includes("2.5"));
  assert.equal((await test.info()).state, "live");
  assert.equal((await test.system.tree()).children[0]?.restarts, 0);
});
