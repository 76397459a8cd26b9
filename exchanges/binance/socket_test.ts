import assert from "node:assert/strict";
import { FakeSocket } from "./fake_socket.ts";
import { BinanceSocket, type SocketTimings } from "./socket.ts";
import { SymbolNames } from "./symbol_names.ts";
import { settle, TurnedClock } from "./turned_clock.ts";

interface Bench extends AsyncDisposable {
  readonly clock: TurnedClock;
  readonly sockets: FakeSocket[];
  readonly events: string[];
  readonly socket: BinanceSocket;
}

function bench(streams = ["btcusdt@aggTrade", "btcusdt@kline_1m"], timings: Partial<SocketTimings> = {}): Bench {
  const clock = new TurnedClock();
  const sockets: FakeSocket[] = [];
  const events: string[] = [];
  const socket = new BinanceSocket({
    wsUrl: () => Promise.resolve("ws://exchange"),
    streams,
    names: new SymbolNames(["BTC/USDT"]),
    clock,
    random: () => 0.5,
    timings,
    open(url) {
      const opened = new FakeSocket(url);
      sockets.push(opened);
      return opened;
    },
    onFrame: (frame) => events.push(frame.kind),
    onLive: () => events.push("LIVE"),
    onLost: (why, retryInMs) => events.push(`LOST ${why} ${retryInMs}`),
  });
  return { clock, sockets, events, socket, [Symbol.asyncDispose]: () => socket.close() };
}

Deno.test("a socket subscribes its streams and is live once they are acknowledged", async () => {
  await using b = bench();
  await settle();
  assert.equal(b.sockets[0]!.url, "ws://exchange/stream");
  b.sockets[0]!.opens();
  await settle();
  assert.deepEqual(b.sockets[0]!.sent, [{
    method: "SUBSCRIBE",
    params: ["btcusdt@aggTrade", "btcusdt@kline_1m"],
    id: 1,
  }]);
  assert.deepEqual(b.events, []);
  b.sockets[0]!.hears({ result: null, id: 1 });
  await settle();
  assert.deepEqual(b.events, ["answer", "LIVE"]);
});

Deno.test("many streams are subscribed at no more than five messages a second", async () => {
  await using b = bench(Array.from({ length: 1_000 }, (_, i) => `s${i}@aggTrade`));
  await settle();
  b.sockets[0]!.opens();
  await b.clock.advance(999);
  assert.equal(b.sockets[0]!.sent.length, 4);
  await b.clock.advance(1);
  assert.equal(b.sockets[0]!.sent.flatMap(({ params }) => params).length, 1_000);
});

Deno.test("more streams than a connection may carry are refused", async () => {
  await using b = bench(Array.from({ length: 1_025 }, (_, i) => `s${i}@aggTrade`));
  await settle();
  assert.match(b.events[0]!, /Cannot subscribe 1025 streams: expected at most 1024/);
});

Deno.test("a lost socket comes back with growing waits, and with the shortest after a good time", async () => {
  await using b = bench();
  await settle();
  b.sockets[0]!.dies(1006);
  await settle();
  assert.deepEqual(b.events, ["LOST Binance: connection closed (1006) 188"]);
  await b.clock.advance(188);
  b.sockets[1]!.dies(1006, "gone");
  await settle();
  assert.equal(b.events[1], "LOST Binance: connection closed (1006 gone) 375");
  await b.clock.advance(375);
  await b.sockets[2]!.serves();
  await b.clock.advance(10_000);
  b.sockets[2]!.dies(1001);
  await settle();
  assert.equal(b.events.at(-1), "LOST Binance: connection closed (1001) 188");
});

Deno.test("a subscription that Binance refuses is told in its own words", async () => {
  await using b = bench();
  await settle();
  b.sockets[0]!.opens();
  await settle();
  b.sockets[0]!.hears({ error: { code: 2, msg: "Invalid request: invalid stream" }, id: 1 });
  await settle();
  assert.match(b.events.at(-1)!, /LOST Binance: Invalid request: invalid stream \(2\)/);
  assert.ok(b.sockets[0]!.closedByUs);
});

Deno.test("a server that does not answer the opening is given up after the time-out", async () => {
  await using b = bench();
  await b.clock.advance(10_000);
  assert.match(b.events[0]!, /LOST Binance: no answer within 10000 ms/);
});

Deno.test("silence is questioned before the socket is given up", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(20_000);
  const [, probe] = b.sockets[0]!.sent;
  assert.equal(probe?.method, "LIST_SUBSCRIPTIONS");
  b.sockets[0]!.hears({ result: [], id: probe?.id });
  await b.clock.advance(29_999);
  assert.equal(b.sockets.length, 1);
  await b.clock.advance(1);
  assert.match(b.events.at(-1)!, /LOST Binance: silent for 30000 ms/);
});

Deno.test("a frame that cannot be read ends the connection, because what else is wrong is unknown", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  b.sockets[0]!.hears({ stream: "btcusdt@aggTrade", data: { e: "aggTrade" } });
  await settle();
  assert.match(b.events.at(-1)!, /LOST Binance: Cannot read frame/);
});

Deno.test("before its 24 hours are over a connection is replaced, and the old one ends only after the new one is live", async () => {
  await using b = bench(undefined, { lifetimeMs: 10_000, silenceMs: 60_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  assert.equal(b.sockets.length, 2);
  assert.ok(!b.sockets[0]!.closedByUs);
  await b.sockets[1]!.serves();
  await b.clock.advance(4_999);
  assert.ok(!b.sockets[0]!.closedByUs);
  await b.clock.advance(1);
  assert.ok(b.sockets[0]!.closedByUs && !b.sockets[1]!.closedByUs);
  assert.deepEqual(b.events.filter((event) => event !== "answer"), ["LIVE"]);
});

Deno.test("serverShutdown replaces the connection at once", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  b.sockets[0]!.hears({ e: "serverShutdown", E: 1 });
  await settle();
  assert.equal(b.sockets.length, 2);
});

Deno.test("a replacement that fails is tried again while the old connection serves", async () => {
  await using b = bench(undefined, { lifetimeMs: 10_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  b.sockets[1]!.dies(1006);
  await b.clock.advance(500);
  assert.equal(b.sockets.length, 3);
  assert.deepEqual(b.events.filter((event) => event !== "answer"), ["LIVE"]);
});

Deno.test("an old connection that dies during its replacement is a loss like any other", async () => {
  await using b = bench(undefined, { lifetimeMs: 10_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  b.sockets[0]!.dies(1006);
  await settle();
  assert.match(b.events.at(-1)!, /LOST/);
  assert.ok(b.sockets[1]!.closedByUs);
});

Deno.test("a closed socket stays closed", async () => {
  const b = bench();
  await settle();
  await b.sockets[0]!.serves();
  await b.socket.close();
  await b.clock.advance(60_000);
  assert.equal(b.sockets.length, 1);
  assert.ok(b.sockets[0]!.closedByUs);
});
