import assert from "node:assert/strict";
import { FakeSocket } from "../exchanges/binance/fake_socket.ts";
import { binanceConnectionProtocol } from "./binance_connection/protocol.ts";
import type { Subscription } from "./exchange_connection_protocol.ts";
import { type ActorRef, defineActor, supervisor } from "./runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { connections, feedIncidents, marketData } from "./topics.ts";
import { z } from "zod";

const PATH = "/root/binance";
const START_MS = Date.UTC(2023, 3, 10);

/** An exchange in the hand of the test. */
class Exchange {
  readonly sockets: FakeSocket[] = [];
  readonly asked: string[] = [];
  answer: (path: string) => Response | undefined = () => undefined;
  lastUpdateId = 0;

  readonly transport = {
    open: (url: string) => {
      const socket = new FakeSocket(url);
      this.sockets.push(socket);
      return socket;
    },
    fetch: (url: string) => {
      const path = url.replace("http://exchange", "");
      this.asked.push(path);
      return Promise.resolve(this.answer(path) ?? this.#serve(path));
    },
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** How often a book was asked for. */
  get snapshots(): number {
    return this.asked.filter((path) => path.startsWith("/api/v3/depth")).length;
  }

  hears(stream: string, data: unknown): void {
    this.socket.hears({ stream, data });
  }

  trades(id: number): void {
    this.hears("btcusdt@trade", {
      e: "trade",
      E: 1,
      s: "BTCUSDT",
      t: id,
      p: "100.10",
      q: "0.5",
      T: 1,
      m: true,
      M: true,
    });
  }

  depth(U: number, u = U, b = [["100.00", String(u)]], a: string[][] = []): void {
    this.hears("btcusdt@depth@100ms", { e: "depthUpdate", E: u, s: "BTCUSDT", U, u, b, a });
  }

  top(u: number, [b, B]: [string, string], [a, A]: [string, string]): void {
    this.hears("btcusdt@bookTicker", { u, s: "BTCUSDT", b, B, a, A });
  }

  kline(stream: string, E: number, i: string, x: boolean): void {
    const prices = { o: "1", c: "1", h: "1", l: "1", v: "1", q: "1", V: "1", Q: "1", B: "0" };
    const k = { t: 0, T: 59_999, s: "BTCUSDT", i, f: 1, L: 2, n: 2, x, ...prices };
    this.hears(stream, { e: "kline", E, s: "BTCUSDT", k });
  }

  #serve(path: string): Response {
    if (path.startsWith("/api/v3/exchangeInfo")) {
      return Response.json({ rateLimits: [], symbols: [infoOf("BTC"), infoOf("ETH")] });
    }
    return Response.json({ lastUpdateId: this.lastUpdateId, bids: [["99.00", "1"]], asks: [["101.00", "2"]] });
  }
}

function infoOf(baseAsset: string) {
  return {
    symbol: `${baseAsset}USDT`,
    status: "TRADING",
    baseAsset,
    quoteAsset: "USDT",
    filters: [
      { filterType: "PRICE_FILTER", tickSize: "0.01" },
      { filterType: "LOT_SIZE", minQty: "0.001", maxQty: "9000", stepSize: "0.001" },
      { filterType: "NOTIONAL", minNotional: "5" },
    ],
  };
}

const listener = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => ({}), on: {} }));

type Connection = ActorRef<typeof binanceConnectionProtocol>;

async function started(kit: TestKit, exchange: Exchange, more: Record<string, unknown> = {}): Promise<Connection> {
  const endpoints = { restUrl: "http://exchange", wsUrl: "ws://exchange" };
  const args = { exchange: "binance", endpoints, transport: exchange.transport, ...more };
  await kit.start(supervisor({
    strategy: "one_for_one",
    intensity: 100,
    children: [
      { id: "binance", module: import.meta.resolve("./binance_connection.actor.ts"), args },
      { id: "listeners", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  for (const id of ["a", "b"]) {
    await kit.system.start("/root/listeners", { id, module: listener, restart: "temporary" });
  }
  await kit.settle();
  return kit.system.whereis(PATH, binanceConnectionProtocol);
}

const kitAt = () => testKit({ nowMs: START_MS });

/** Wishes in the name of a listener. */
async function wish(kit: TestKit, connection: Connection, wanted: Partial<Subscription>, by = "a") {
  const subscription = {
    channel: "trades",
    symbols: ["BTC/USDT"],
    timeframe: null,
    limit: null,
    everyMs: null,
    ...wanted,
  };
  const asked = connection.ask("Watch", { subscriber: `/root/listeners/${by}`, subscription } as never, {});
  await kit.settle();
  return await asked;
}

/** The same, of a wish that is granted; gives what is told on its key. */
async function watched(kit: TestKit, connection: Connection, wanted: Partial<Subscription>, by = "a") {
  const answer = await wish(kit, connection, wanted, by);
  assert.ok(answer.outcome === "watching", Deno.inspect(answer));
  return { ...answer, told: kit.probe(marketData.key(answer.key)).got };
}

async function info(kit: TestKit, connection: Connection) {
  const asked = connection.ask("GetConnectionInfo", undefined);
  await kit.settle();
  return await asked;
}

/** A connection on which a book is in step at update 10, with the best bid 100.00 and the best ask 101.00. */
async function withBook(kit: TestKit, exchange: Exchange, wanted: Partial<Subscription> = {}) {
  const connection = await started(kit, exchange);
  const book = await watched(kit, connection, { channel: "order_books", ...wanted });
  exchange.lastUpdateId = 10;
  await exchange.socket.serves();
  await kit.advance(1);
  exchange.depth(9, 10);
  await kit.advance(1);
  return { connection, ...book };
}

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

Deno.test("a book is made of a snapshot and the updates after it, and told with as many levels as are wished", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { told } = await withBook(kit, exchange, { limit: 1 });
  assert.deepEqual(exchange.asked.filter((path) => path.includes("depth")), [
    "/api/v3/depth?symbol=BTCUSDT&limit=1000",
  ]);
  exchange.depth(11, 12);
  await kit.settle();
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book), [
    { symbol: "BTC/USDT", updateId: 10, timeMs: null, bids: [["99.00", "1"]], asks: [["101.00", "2"]] },
    { symbol: "BTC/USDT", updateId: 12, timeMs: 12, bids: [["100.00", "12"]], asks: [["101.00", "2"]] },
  ]);
});

Deno.test("who wishes a book that is kept already has it at once, also where the market is quiet", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const { key } = await watched(kit, connection, { channel: "order_books", everyMs: 1_000, limit: 1 }, "b");
  const asked = connection.ask("GetLatest", { key });
  await kit.settle();
  const latest = await asked;
  assert.deepEqual(latest?.kind === "OrderBookChanged" && [latest.book.updateId, latest.book.bids.length], [10, 1]);
  assert.equal(told.length, 1);
});

Deno.test("a missing update is found, told to the audit log, and mended by a new snapshot", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { told } = await withBook(kit, exchange);
  const incidents = kit.probe(feedIncidents).got;
  exchange.depth(13, 14);
  exchange.lastUpdateId = 13;
  await kit.advance(1);
  assert.equal(exchange.snapshots, 2);
  const last = told.at(-1);
  assert.equal(last?.kind === "OrderBookChanged" && last.book.updateId, 14);
  assert.deepEqual(incidents.map(({ kind, count, detail }) => [kind, count, detail]), [
    ["book_gap", 2, "updates 11 to 12 did not come"],
    ["book_resync", 1, "in step again at update 14"],
  ]);
  assert.deepEqual([incidents[0]?.exchange, incidents[0]?.symbol], ["binance", "BTC/USDT"]);
});

Deno.test("a book that differs from the exchange's own best bid and ask begins anew", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  await withBook(kit, exchange);
  const incidents = kit.probe(feedIncidents).got;
  exchange.top(11, ["100.00", "11"], ["101.00", "2"]);
  exchange.depth(11);
  await kit.advance(1);
  assert.deepEqual(incidents, []);
  exchange.depth(12);
  exchange.top(12, ["100.00", "7"], ["101.00", "2"]);
  exchange.depth(13);
  exchange.lastUpdateId = 13;
  await kit.advance(1);
  assert.equal(exchange.snapshots, 2);
  assert.deepEqual(incidents.map(({ kind, detail }) => [kind, detail]), [
    [
      "book_gap",
      "at update 12 the book shows bid 12 at 100.00, ask 2 at 101.00, the exchange tells bid 7 at 100.00, ask 2 at 101.00",
    ],
    ["book_resync", "in step again at update 13"],
  ]);
});

Deno.test("a snapshot that cannot be had is asked for again, and the exchange's own words are shown", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  exchange.answer = (path) =>
    path.includes("/depth")
      ? Response.json({ code: -1003, msg: "Too many requests." }, { status: 429, headers: { "retry-after": "3" } })
      : undefined;
  const { told } = await watched(kit, connection, { channel: "order_books" });
  exchange.lastUpdateId = 10;
  await exchange.socket.serves();
  exchange.depth(10);
  await kit.advance(1);
  assert.match((await info(kit, connection)).channels[0]?.error ?? "", /^Binance: Too many requests. \(-1003\)/);
  exchange.answer = () => undefined;
  await kit.advance("2900ms");
  assert.equal(exchange.snapshots, 1);
  await kit.advance("1s");
  assert.equal(told.length, 1);
  assert.equal((await info(kit, connection)).channels[0]?.error, null);
});

Deno.test("books are fetched one after another", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const answers: (() => void)[] = [];
  const { fetch } = exchange.transport;
  exchange.transport.fetch = async (url) => {
    const answer = await fetch(url);
    if (url.includes("depth")) await new Promise<void>((resolve) => answers.push(resolve));
    return answer;
  };
  await watched(kit, connection, { channel: "order_books", symbols: ["BTC/USDT", "ETH/USDT"] });
  await exchange.socket.serves();
  await kit.advance(1);
  assert.equal(exchange.snapshots, 1);
  answers[0]!();
  await kit.settle();
  assert.equal(exchange.snapshots, 2);
  answers[1]!();
});

Deno.test("after a lost wire the connection waits, says why, and its books begin anew, also where the ids do", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const states = kit.probe(connections.key(PATH)).got;
  exchange.socket.dies(1006, "gone");
  await kit.settle();
  const lost = await info(kit, connection);
  assert.equal(lost.state, "waiting");
  assert.match(lost.channels[0]?.error ?? "", /connection closed \(1006 gone\)/);
  assert.deepEqual([lost.reconnects, lost.lastError], [1, lost.channels[0]?.error]);
  await kit.advance("2s");
  exchange.lastUpdateId = 1;
  await exchange.socket.serves();
  exchange.depth(1);
  await kit.advance(1);
  const last = told.at(-1);
  assert.equal(last?.kind === "OrderBookChanged" && last.book.updateId, 1);
  assert.deepEqual(states.map(({ state }) => state), ["waiting", "live"]);
  assert.equal((await info(kit, connection)).channels[0]?.error, null);
});

Deno.test("a snapshot that was asked for before the wire was lost does not become the book of the exchange that begins anew", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  const held = Promise.withResolvers<void>();
  const { fetch } = exchange.transport;
  exchange.transport.fetch = async (url) => {
    const answer = await fetch(url);
    if (url.includes("depth") && exchange.snapshots === 1) await held.promise;
    return answer;
  };
  exchange.lastUpdateId = 1_000;
  const { told } = await watched(kit, connection, { channel: "order_books" });
  await exchange.socket.serves();
  await kit.advance(1);
  exchange.socket.dies(1006);
  exchange.lastUpdateId = 1;
  await kit.advance("1s");
  await exchange.socket.serves();
  held.resolve();
  await kit.advance(1);
  exchange.depth(2);
  await kit.advance(1);
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book.updateId), [1, 2]);
});

Deno.test("while one connection replaces another nothing is told twice, and no book is disturbed", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const { connection, told } = await withBook(kit, exchange);
  const trades = await watched(kit, connection, {});
  await kit.advance("1s");
  await exchange.socket.serves();
  const incidents = kit.probe(feedIncidents).got;
  const old = exchange.socket;
  old.hears({ e: "serverShutdown", E: 1 });
  await kit.advance("1s");
  assert.equal(exchange.sockets.length, 2);
  await exchange.socket.serves();
  const both = (say: () => void) => {
    for (const socket of [old, exchange.sockets[1]!]) {
      exchange.sockets.push(socket);
      say();
      exchange.sockets.pop();
    }
  };
  both(() => exchange.depth(11, 12));
  both(() => exchange.trades(7));
  exchange.depth(12, 14); // the new connection cuts the row of updates elsewhere
  old.hears({
    stream: "btcusdt@depth@100ms",
    data: { e: "depthUpdate", E: 13, s: "BTCUSDT", U: 13, u: 13, b: [], a: [] },
  });
  both(() => exchange.trades(8));
  await kit.advance("10s");
  assert.ok(old.closedByUs);
  assert.deepEqual(told.map((event) => event.kind === "OrderBookChanged" && event.book.updateId), [10, 12, 14]);
  const ids = trades.told.flatMap((event) => event.kind === "TradesPrinted" ? event.trades.map(({ id }) => id) : []);
  assert.deepEqual([ids, incidents, exchange.snapshots], [["7", "8"], [], 1]);
  assert.equal((await info(kit, connection)).state, "live");
});

Deno.test("a stream that the exchange refuses is told with its wish, and takes no other along", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  exchange.socket.opens();
  await kit.settle();
  exchange.socket.hears({ error: { code: 2, msg: "Invalid request: invalid stream" }, id: 1 });
  await kit.advance("1s");
  assert.match((await info(kit, connection)).channels[0]?.error ?? "", /Invalid request: invalid stream/);
});

Deno.test("a connection that is closed forgets all wishes, and stays for new ones", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  connection.tell("Close");
  await kit.settle();
  assert.ok(exchange.socket.closedByUs);
  const closed = await info(kit, connection);
  assert.deepEqual([closed.state, closed.channels], ["closed", []]);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  assert.deepEqual((await info(kit, connection)).state, "live");
});

Deno.test("a restarted connection tells that it is idle, so that whoever wished wishes again", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange);
  await watched(kit, connection, {});
  await exchange.socket.serves();
  const states = kit.probe(connections.key(PATH)).got;
  await kit.crash(PATH);
  assert.deepEqual(states.map(({ state, subscribers }) => [state, subscribers]), [["idle", 0]]);
  assert.ok(exchange.socket.closedByUs);
});

/** The socket of the account is served: its clock, then its subscription. */
async function servesAccount(kit: TestKit, socket: FakeSocket, answer: Record<string, unknown>): Promise<void> {
  socket.opens();
  await kit.settle();
  socket.hears({ id: socket.sent.at(-1)!.id, status: 200, result: { serverTime: START_MS } });
  await kit.settle();
  socket.hears({ id: socket.sent.at(-1)!.id, ...answer });
  await kit.settle();
}

const credentials = { apiKey: "the-key", secret: "the-secret" };

Deno.test("with a key, orders, fills and balances of the account are told as long as somebody wishes them", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange, { credentials });
  const orders = await watched(kit, connection, { channel: "orders", symbols: [] });
  const fills = await watched(kit, connection, { channel: "fills", symbols: ["BTC/USDT"] });
  const balance = await watched(kit, connection, { channel: "balance", symbols: [] });
  assert.deepEqual(exchange.sockets.map(({ url }) => url), ["ws://exchange/ws-api/v3"]);
  await servesAccount(kit, exchange.socket, { status: 200, result: { subscriptionId: 0 } });
  assert.equal((await info(kit, connection)).state, "live");
  exchange.socket.hears({ subscriptionId: 0, event: EXECUTION });
  exchange.socket.hears({
    subscriptionId: 0,
    event: { e: "outboundAccountPosition", E: 3, u: 3, B: [{ a: "BTC", f: "1.5", l: "0.5" }] },
  });
  await kit.settle();
  const order = {
    symbol: "BTC/USDT",
    orderId: "42",
    clientOrderId: "mine",
    side: "buy",
    type: "limit",
    status: "closed",
    price: "100.00",
    quantity: "0.5",
    filledQuantity: "0.5",
    timeMs: 2,
  };
  const fill = {
    symbol: "BTC/USDT",
    fillId: "7",
    orderId: "42",
    side: "buy",
    price: "99.90",
    quantity: "0.5",
    fee: "0.0005",
    feeCurrency: "BTC",
    timeMs: 2,
  };
  assert.deepEqual(orders.told, [{ kind: "OrdersReported", exchange: "binance", orders: [order] }]);
  assert.deepEqual(fills.told, [{ kind: "FillsReported", exchange: "binance", fills: [fill] }]);
  assert.deepEqual(balance.told, [{
    kind: "BalanceChanged",
    exchange: "binance",
    balances: [{ currency: "BTC", free: "1.5", used: "0.5" }],
  }]);
  for (const { id } of [orders, fills, balance]) connection.tell("Unwatch", { id });
  await kit.settle();
  assert.ok(exchange.socket.closedByUs);
  assert.equal((await info(kit, connection)).state, "idle");
});

Deno.test("the account is not listened to before the markets are known of which it tells", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  exchange.answer = () => new Response(null, { status: 503 });
  const connection = await started(kit, exchange, { credentials });
  await watched(kit, connection, { channel: "orders", symbols: [] });
  assert.equal(exchange.sockets.length, 0);
  exchange.answer = () => undefined;
  await kit.advance("1s");
  assert.equal(exchange.sockets.length, 1);
});

Deno.test("a key that the exchange refuses is told in its words and without the key, and is not tried again", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange, { credentials });
  await watched(kit, connection, { channel: "balance", symbols: [] });
  const error = { code: -2015, msg: "Invalid API-key, IP, or permissions for action." };
  await servesAccount(kit, exchange.socket, { status: 401, error });
  await kit.advance("5m");
  const { channels, lastError } = await info(kit, connection);
  assert.match(channels[0]?.error ?? "", /Invalid API-key, IP, or permissions for action. \(-2015\)/);
  assert.ok(!`${lastError}`.includes("the-key"));
  assert.equal(exchange.sockets.length, 1);
});

const EXECUTION = {
  e: "executionReport",
  E: 2,
  s: "BTCUSDT",
  c: "mine",
  S: "BUY",
  o: "LIMIT",
  f: "GTC",
  q: "0.5",
  p: "100.00",
  P: "0.00",
  F: "0.00",
  g: -1,
  C: "",
  x: "TRADE",
  X: "FILLED",
  r: "NONE",
  i: 42,
  l: "0.5",
  z: "0.5",
  L: "99.90",
  n: "0.0005",
  N: "BTC",
  T: 2,
  t: 7,
  I: 1,
  w: false,
  m: false,
  M: true,
  O: 1,
  Z: "49.95",
  Y: "49.95",
  Q: "0.00",
  V: "NONE",
};
