import assert from "node:assert/strict";
import { ConnectionAttempts } from "./connection_attempts.ts";
import { FakeSocket } from "./fake_socket.ts";
import type { LaneTimings } from "./lane.ts";
import { BinanceStreams, type StreamsOptions } from "./streams.ts";
import { SymbolNames } from "./symbol_names.ts";
import { settle, TurnedClock } from "./turned_clock.ts";

interface Bench extends AsyncDisposable {
  readonly clock: TurnedClock;
  readonly sockets: FakeSocket[];
  readonly events: string[];
  readonly streams: BinanceStreams;
}

const PAIR = ["btcusdt@aggTrade", "btcusdt@kline_1m"];

function bench(timings: Partial<LaneTimings> = {}, options: Partial<StreamsOptions> = {}, wanted = PAIR): Bench {
  const clock = new TurnedClock();
  const sockets: FakeSocket[] = [];
  const events: string[] = [];
  const streams = new BinanceStreams({
    wsUrl: () => Promise.resolve("ws://exchange"),
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
    onLive: (live) => events.push(`LIVE ${live.join()}`),
    onLost: (lost, why, retryInMs) => events.push(`LOST ${lost.length} ${why} ${retryInMs}`),
    ...options,
  });
  streams.subscribe(wanted);
  return { clock, sockets, events, streams, [Symbol.asyncDispose]: () => streams.close() };
}

const told = (events: readonly string[]) => events.filter((event) => event !== "answer");
const many = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `s${from + i}@aggTrade`);

Deno.test("streams are subscribed on one connection and told live once they are acknowledged", async () => {
  await using b = bench();
  await settle();
  assert.equal(b.sockets[0]!.url, "ws://exchange/stream");
  b.sockets[0]!.opens();
  await settle();
  assert.deepEqual(b.sockets[0]!.sent, [{ method: "SUBSCRIBE", params: PAIR, id: 1 }]);
  assert.deepEqual(b.events, []);
  b.sockets[0]!.hears({ result: null, id: 1 });
  await settle();
  assert.deepEqual(b.events, [`LIVE ${PAIR.join()}`, "answer"]);
  assert.deepEqual(
    b.streams.connections().map(({ state, streams, sockets, reconnects }) => ({ state, streams, sockets, reconnects })),
    [{ state: "live", streams: PAIR, sockets: 1, reconnects: 0 }],
  );
});

Deno.test("many streams are subscribed at no more than five messages a second", async () => {
  await using b = bench({}, {}, many(1_000));
  await settle();
  b.sockets[0]!.opens();
  await b.clock.advance(999);
  assert.equal(b.sockets[0]!.sent.length, 4);
  await b.clock.advance(1);
  assert.equal(b.sockets[0]!.sent.flatMap(({ params }) => params).length, 1_000);
});

Deno.test("more streams than a connection may carry are spread over several, and wishes that come and go keep the pace", async () => {
  await using b = bench({}, { streamsPerConnection: 3 }, many(7));
  await settle();
  for (const socket of b.sockets) await socket.serves();
  assert.deepEqual(b.sockets.map(({ sent }) => sent[0]!.params!.length), [3, 3, 1]);
  b.streams.subscribe(many(2, 6)); // one of them is wanted already
  b.streams.subscribe(["x@trade"]);
  b.streams.unsubscribe(["x@trade", "nobody@trade"]);
  await b.clock.advance(250);
  assert.deepEqual(b.sockets[2]!.sent.slice(1), [{ method: "SUBSCRIBE", params: ["s7@aggTrade"], id: 2 }]);
  b.sockets[2]!.hears({ result: null, id: 2 });
  await settle();
  assert.equal(told(b.events).at(-1), "LIVE s7@aggTrade");
  b.streams.unsubscribe(["s6@aggTrade"]);
  await b.clock.advance(250);
  assert.deepEqual(b.sockets[2]!.sent.at(-1), { method: "UNSUBSCRIBE", params: ["s6@aggTrade"], id: 3 });
  assert.equal(b.sockets.length, 3);
  assert.throws(() => bench({}, { streamsPerConnection: 1_025 }), /Cannot put 1025 streams/);
});

Deno.test("the loss of one connection concerns its streams alone", async () => {
  await using b = bench({}, { streamsPerConnection: 2 }, many(4));
  await settle();
  for (const socket of b.sockets) await socket.serves();
  b.sockets[0]!.dies(1006);
  await settle();
  assert.match(told(b.events).at(-1)!, /^LOST 2 Binance: connection closed \(1006\)/);
  assert.deepEqual(b.streams.connections().map(({ state }) => state), ["waiting", "live"]);
  await b.clock.advance(188);
  await b.sockets[2]!.serves();
  assert.equal(told(b.events).at(-1), "LIVE s0@aggTrade,s1@aggTrade");
  assert.ok(!b.sockets[1]!.closedByUs);
});

Deno.test("a connection that carries nothing any more is closed", async () => {
  await using b = bench({}, { streamsPerConnection: 2 }, many(3));
  await settle();
  for (const socket of b.sockets) await socket.serves();
  b.streams.unsubscribe(["s2@aggTrade"]);
  await settle();
  assert.deepEqual(b.sockets.map(({ closedByUs }) => closedByUs), [false, true]);
  await b.clock.advance(1_000);
  assert.equal(b.streams.connections().length, 1);
  assert.equal(b.sockets.length, 2);
});

Deno.test("a lost connection comes back with growing waits, and with the shortest after a good time", async () => {
  await using b = bench();
  await settle();
  b.sockets[0]!.dies(1006);
  await settle();
  assert.deepEqual(b.events, ["LOST 2 Binance: connection closed (1006) 188"]);
  await b.clock.advance(188);
  b.sockets[1]!.dies(1006, "gone");
  await settle();
  assert.equal(b.events[1], "LOST 2 Binance: connection closed (1006 gone) 375");
  await b.clock.advance(375);
  await b.sockets[2]!.serves();
  await b.clock.advance(10_000);
  b.sockets[2]!.dies(1001);
  await settle();
  assert.equal(b.events.at(-1), "LOST 2 Binance: connection closed (1001) 188");
});

Deno.test("no more attempts than an address may make, whatever the back-off says", async () => {
  await using b = bench({}, {
    attempts: new ConnectionAttempts(3, 60_000),
    backoff: { minMs: 100, maxMs: 100, factor: 1 },
  });
  await settle();
  for (let attempt = 0; attempt < 3; attempt++) {
    b.sockets.at(-1)!.dies(1006);
    await b.clock.advance(100);
  }
  assert.equal(b.sockets.length, 3);
  await b.clock.advance(59_699);
  assert.equal(b.sockets.length, 3);
  await b.clock.advance(1);
  assert.equal(b.sockets.length, 4);
});

Deno.test("a stream that Binance refuses is found among the others and told in its own words", async () => {
  const wanted = [...many(4), "no such stream", ...many(3, 4)];
  await using b = bench({ sendGapMs: 0 }, {}, wanted);
  await settle();
  const socket = b.sockets[0]!;
  socket.opens();
  await settle();
  for (let answered = 0; answered < socket.sent.length; answered++) {
    const { id, params } = socket.sent[answered]!;
    const wrong = params?.includes("no such stream");
    socket.hears(wrong ? { error: { code: 2, msg: "Invalid request: invalid stream" }, id } : { result: null, id });
    await settle();
  }
  const [lost, live] = told(b.events);
  assert.equal(lost, "LOST 1 Binance: Invalid request: invalid stream (2) Infinity");
  assert.deepEqual(live!.replace("LIVE ", "").split(",").toSorted(), many(7));
  assert.ok(!socket.closedByUs);
  assert.equal(b.streams.connections()[0]!.streams.length, 7);
});

Deno.test("an error that belongs to no subscription ends the connection", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  b.sockets[0]!.hears({ error: { code: 3, msg: "Invalid JSON" }, id: null });
  await settle();
  assert.match(b.events.at(-1)!, /LOST 2 Binance: Invalid JSON \(3\)/);
});

Deno.test("a server that does not answer the opening is given up after the time-out", async () => {
  await using b = bench();
  await b.clock.advance(10_000);
  assert.match(b.events[0]!, /LOST 2 Binance: no answer within 10000 ms/);
});

Deno.test("a request whose answer got lost is noticed although frames flow", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  b.streams.subscribe(["x@trade"]);
  for (let second = 0; second < 21; second++) {
    b.sockets[0]!.hears({ stream: "btcusdt@other", data: {} });
    await b.clock.advance(1_000);
  }
  assert.ok(b.events.some((event) => event.startsWith("LOST 3 Binance: no answer within 10000 ms")));
});

for (const [how, setMs] of [["", 0], [", also when the time of day is set back", -3_600_000]] as const) {
  Deno.test(`silence is questioned before the connection is given up${how}`, async () => {
    await using b = bench();
    await settle();
    await b.sockets[0]!.serves();
    b.clock.set(setMs);
    await b.clock.advance(20_000);
    const [, probe] = b.sockets[0]!.sent;
    assert.equal(probe?.method, "LIST_SUBSCRIPTIONS");
    b.sockets[0]!.hears({ result: [], id: probe?.id });
    await b.clock.advance(29_999);
    assert.equal(b.sockets.length, 1);
    await b.clock.advance(1);
    assert.match(b.events.at(-1)!, /LOST 2 Binance: silent for 30000 ms/);
  });
}

Deno.test("a frame that cannot be read ends the connection, because what else is wrong is unknown", async () => {
  await using b = bench();
  await settle();
  await b.sockets[0]!.serves();
  b.sockets[0]!.hears({ stream: "btcusdt@aggTrade", data: { e: "aggTrade" } });
  await settle();
  assert.match(b.events.at(-1)!, /LOST 2 Binance: Cannot read frame/);
});

Deno.test("before its 24 hours are over a connection is replaced, and the old one ends only after the new one is live", async () => {
  await using b = bench({ lifetimeMs: 10_000, silenceMs: 60_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  assert.equal(b.sockets.length, 2);
  assert.ok(!b.sockets[0]!.closedByUs);
  assert.deepEqual(b.streams.connections().map(({ state, sockets }) => [state, sockets]), [["replacing", 2]]);
  await b.sockets[1]!.serves();
  await b.clock.advance(4_999);
  assert.ok(!b.sockets[0]!.closedByUs);
  await b.clock.advance(1);
  assert.ok(b.sockets[0]!.closedByUs && !b.sockets[1]!.closedByUs);
  assert.deepEqual(told(b.events), [`LIVE ${PAIR.join()}`]);
});

Deno.test("what is wanted during a replacement flows from the old and the new connection, and is told once", async () => {
  await using b = bench({ lifetimeMs: 10_000, silenceMs: 60_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  b.streams.subscribe(["x@trade"]);
  await settle();
  const late = b.sockets[0]!.sent.at(-1)!;
  assert.deepEqual(late.params, ["x@trade"]);
  b.sockets[0]!.hears({ result: null, id: late.id });
  await b.sockets[1]!.serves();
  await b.clock.advance(250);
  assert.ok(b.sockets[1]!.sent.some(({ params }) => params?.includes("x@trade")));
  assert.deepEqual(told(b.events), [`LIVE ${PAIR.join()}`, "LIVE x@trade"]);
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
  await using b = bench({ lifetimeMs: 10_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  b.sockets[1]!.dies(1006);
  await b.clock.advance(500);
  assert.equal(b.sockets.length, 3);
  assert.deepEqual(told(b.events), [`LIVE ${PAIR.join()}`]);
});

Deno.test("an old connection that dies during its replacement is a loss like any other", async () => {
  await using b = bench({ lifetimeMs: 10_000 });
  await settle();
  await b.sockets[0]!.serves();
  await b.clock.advance(10_000);
  b.sockets[0]!.dies(1006);
  await settle();
  assert.match(b.events.at(-1)!, /LOST/);
  assert.ok(b.sockets[1]!.closedByUs);
});

Deno.test("closed streams stay closed", async () => {
  const b = bench();
  await settle();
  await b.sockets[0]!.serves();
  await b.streams.close();
  b.streams.subscribe(["x@trade"]);
  await b.clock.advance(60_000);
  assert.equal(b.sockets.length, 1);
  assert.ok(b.sockets[0]!.closedByUs);
});

Deno.test("a signal ends them, also one that was given before they began", async () => {
  const over = new AbortController();
  await using b = bench({}, { signal: over.signal });
  await settle();
  await b.sockets[0]!.serves();
  over.abort();
  await settle();
  assert.ok(b.sockets[0]!.closedByUs);
  assert.deepEqual(b.streams.connections(), []);
  await using late = bench({}, { signal: AbortSignal.abort() });
  await settle();
  assert.equal(late.sockets.length, 0);
});
