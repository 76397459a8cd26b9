import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket as Peer, WebSocketServer } from "ws";
import { FakeSocket } from "./fake_socket.ts";
import { machineClock } from "./machine_clock.ts";
import { signatureOf } from "./signature.ts";
import { SymbolNames } from "./symbol_names.ts";
import { settle, TurnedClock } from "./turned_clock.ts";
import type { UserEvent } from "./user_events.ts";
import { UserDataStream, type UserStreamOptions } from "./user_data_stream.ts";

const SERVER_MS = Date.UTC(2023, 3, 10);
const credentials = { apiKey: "the-key", secret: "the-secret" };

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

interface Bench extends AsyncDisposable {
  readonly clock: TurnedClock;
  readonly sockets: FakeSocket[];
  readonly told: string[];
  readonly events: UserEvent[];
  readonly stream: UserDataStream;
}

function bench(options: Partial<UserStreamOptions> = {}): Bench {
  const [clock, sockets, told, events] = [new TurnedClock(), [] as FakeSocket[], [] as string[], [] as UserEvent[]];
  const stream = new UserDataStream({
    wsApiUrl: () => Promise.resolve("ws://exchange"),
    credentials,
    names: new SymbolNames(["ETH/BTC"]),
    clock,
    random: () => 0.5,
    open(url) {
      const opened = new FakeSocket(url);
      sockets.push(opened);
      return opened;
    },
    onEvent: (event) => events.push(event),
    onLive: () => told.push("LIVE"),
    onLost: (why, retryInMs) => told.push(`LOST ${why} ${retryInMs}`),
    ...options,
  });
  return { clock, sockets, told, events, stream, [Symbol.asyncDispose]: () => stream.close() };
}

const sent = (socket: FakeSocket) => socket.sent as unknown as Request[];
const lastOf = (socket: FakeSocket) => sent(socket).at(-1)!;

/** Answers the clock and the subscription. */
async function serves(socket: FakeSocket, subscription: Record<string, unknown> = { status: 200, result: SUBSCRIBED }) {
  socket.opens();
  await settle();
  socket.hears({ id: lastOf(socket).id, status: 200, result: { serverTime: SERVER_MS }, rateLimits: [] });
  await settle();
  socket.hears({ id: lastOf(socket).id, rateLimits: [], ...subscription });
  await settle();
}

const SUBSCRIBED = { subscriptionId: 0 };
const balance = (E: number) => ({ e: "balanceUpdate", E, a: "BTC", d: "100.00000000", T: E - 1 });
const wrapped = (event: unknown) => ({ subscriptionId: 0, event });

Deno.test("the subscription is signed with the exchange's own time, and live once it is answered", async () => {
  await using b = bench();
  await settle();
  const [socket] = b.sockets;
  assert.equal(socket!.url, "ws://exchange/ws-api/v3");
  await serves(socket!);
  const [time, subscribe] = sent(socket!);
  assert.equal(time!.method, "time");
  assert.equal(subscribe!.method, "userDataStream.subscribe.signature");
  assert.deepEqual(subscribe!.params, {
    apiKey: "the-key",
    recvWindow: 5_000,
    timestamp: SERVER_MS,
    signature: signatureOf(`apiKey=the-key&recvWindow=5000&timestamp=${SERVER_MS}`, "the-secret"),
  });
  assert.deepEqual(b.told, ["LIVE"]);
  assert.equal(b.stream.picture.state, "live");
});

Deno.test("events are told in our words", async () => {
  await using b = bench();
  await settle();
  await serves(b.sockets[0]!);
  b.sockets[0]!.hears(wrapped(balance(5)));
  assert.deepEqual(b.events, [
    { kind: "balance", currency: "BTC", change: "100.00000000", timeMs: 4, eventMs: 5 },
  ]);
});

Deno.test("a key that is refused is not tried again, and no message shows it", async () => {
  await using b = bench();
  await settle();
  const error = { code: -2015, msg: "Invalid API-key, IP, or permissions for action, key the-key, the-secret." };
  await serves(b.sockets[0]!, { status: 401, error });
  assert.deepEqual(b.told, [
    "LOST Binance: Invalid API-key, IP, or permissions for action, key ***, ***. (-2015) Infinity",
  ]);
  await b.clock.advance(3_600_000);
  assert.equal(b.sockets.length, 1);
  assert.equal(b.stream.picture.state, "ended");
});

Deno.test("a key that has worked before is tried again after the longest wait", async () => {
  await using b = bench();
  await settle();
  await serves(b.sockets[0]!);
  b.sockets[0]!.dies(1006);
  await b.clock.advance(188);
  await serves(b.sockets[1]!, { status: 401, error: { code: -2015, msg: "Invalid API-key" } });
  assert.deepEqual(b.told.slice(1), [
    "LOST Binance: connection closed (1006) 188",
    "LOST Binance: Invalid API-key (-2015) 30000",
  ]);
  await b.clock.advance(30_000);
  await serves(b.sockets[2]!);
  assert.equal(b.told.at(-1), "LIVE");
});

Deno.test("a ban is kept as long as the exchange says, clocks apart or not", async () => {
  await using b = bench();
  await settle();
  const data = { serverTime: 1_000, retryAfter: 241_000 };
  await serves(b.sockets[0]!, { status: 418, error: { code: -1003, msg: "IP banned", data } });
  assert.deepEqual(b.told, ["LOST Binance: IP banned (-1003) 240000"]);
});

Deno.test("a request that is too old is sent again with a new time", async () => {
  await using b = bench();
  await settle();
  const msg = "Timestamp for this request is outside of the recvWindow.";
  await serves(b.sockets[0]!, { status: 400, error: { code: -1021, msg } });
  assert.match(b.told[0]!, /recvWindow. \(-1021\) 188$/);
  await b.clock.advance(188);
  await serves(b.sockets[1]!);
  assert.equal(b.told.at(-1), "LIVE");
});

Deno.test("silence is questioned before the connection is given up", async () => {
  await using b = bench();
  await settle();
  await serves(b.sockets[0]!);
  await b.clock.advance(60_000);
  assert.equal(lastOf(b.sockets[0]!).method, "ping");
  b.sockets[0]!.hears({ id: lastOf(b.sockets[0]!).id, status: 200, result: {} });
  await b.clock.advance(69_999);
  assert.equal(b.told.length, 1);
  await b.clock.advance(1);
  assert.match(b.told.at(-1)!, /LOST Binance: no answer within 10000 ms/);
});

Deno.test("a server that never answers, a frame that cannot be read and an error without a request end the connection", async () => {
  await using slow = bench();
  await slow.clock.advance(10_000);
  assert.match(slow.told[0]!, /LOST Binance: no answer within 10000 ms/);
  for (
    const frame of [
      [],
      { id: null, status: 400, error: { code: -1135, msg: "JSON error" } },
      wrapped({ ...balance(1), d: 1 }),
    ]
  ) {
    await using b = bench();
    await settle();
    await serves(b.sockets[0]!);
    b.sockets[0]!.hears(frame);
    await settle();
    assert.match(b.told.at(-1)!, /^LOST Binance: (Cannot read|JSON error)/);
  }
});

Deno.test("before its 24 hours are over, and at serverShutdown, it is replaced, and no event is told twice or lost", async () => {
  for (const shutdown of [null, { e: "serverShutdown", E: 1 }, wrapped({ e: "serverShutdown", E: 1 })]) {
    await using b = bench({ timings: { lifetimeMs: 10_000, overlapMs: 1_000 } });
    await settle();
    await serves(b.sockets[0]!);
    if (shutdown) b.sockets[0]!.hears(shutdown);
    else await b.clock.advance(10_000);
    await settle();
    assert.equal(b.sockets.length, 2);
    b.sockets[0]!.hears(wrapped(balance(1)));
    await serves(b.sockets[1]!);
    for (const socket of b.sockets) socket.hears(wrapped(balance(2)));
    b.sockets[1]!.hears(wrapped(balance(3)));
    b.sockets[0]!.hears(wrapped(balance(3)));
    await b.clock.advance(1_000);
    assert.deepEqual(b.sockets.map(({ closedByUs }) => closedByUs), [true, false]);
    b.sockets[1]!.hears(wrapped(balance(4)));
    assert.deepEqual(b.events.map((event) => "eventMs" in event && event.eventMs), [1, 2, 3, 4]);
    assert.deepEqual(b.told, ["LIVE"]);
  }
});

Deno.test("a subscription that the exchange ends is made anew", async () => {
  await using b = bench();
  await settle();
  await serves(b.sockets[0]!);
  b.sockets[0]!.hears(wrapped({ e: "eventStreamTerminated", E: 7 }));
  await settle();
  assert.match(b.told.at(-1)!, /LOST Binance: the exchange ended the subscription \(eventStreamTerminated\)/);
  assert.deepEqual(b.events, [{ kind: "terminated", eventMs: 7 }]);
  await b.clock.advance(188);
  await serves(b.sockets[1]!);
  assert.equal(b.told.at(-1), "LIVE");
});

/** A WS-API server on this machine that checks signatures as Binance does. */
class WsApiServer {
  readonly #http = createServer();
  readonly #ws = new WebSocketServer({ server: this.#http });
  readonly peers = new Set<Peer>();

  constructor(readonly secret: string) {
    this.#ws.on("connection", (peer, { url }) => {
      assert.equal(url, "/ws-api/v3");
      this.peers.add(peer);
      peer.on("close", () => this.peers.delete(peer));
      peer.on("message", (data) => peer.send(JSON.stringify(this.#answer(JSON.parse(String(data))))));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  tell(event: unknown): void {
    for (const peer of this.peers) peer.send(JSON.stringify(wrapped(event)));
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.terminate();
    this.#ws.close();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer({ id, method, params }: Request): unknown {
    if (method === "time") return { id, status: 200, result: { serverTime: SERVER_MS }, rateLimits: [] };
    const { signature, ...rest } = params;
    const text = Object.keys(rest).sort().map((name) => `${name}=${rest[name]}`).join("&");
    if (signature === signatureOf(text, this.secret)) return { id, status: 200, result: SUBSCRIBED, rateLimits: [] };
    return { id, status: 400, error: { code: -1022, msg: "Signature for this request is not valid." }, rateLimits: [] };
  }
}

/** A stream on real sockets; `next` waits for what is told next. */
function realStream(url: string, secret: string) {
  const waiting: ((text: string) => void)[] = [];
  const heard: string[] = [];
  const tell = (text: string) => {
    const first = waiting.shift();
    if (first) first(text);
    else heard.push(text);
  };
  const stream = new UserDataStream({
    wsApiUrl: () => Promise.resolve(url),
    credentials: { apiKey: "the-key", secret },
    names: new SymbolNames(["ETH/BTC"]),
    clock: machineClock,
    random: () => 0.5,
    backoff: { minMs: 5, maxMs: 20, factor: 2 },
    onEvent: ({ kind }) => tell(kind),
    onLive: () => tell("LIVE"),
    onLost: (why) => tell(`LOST ${why}`),
  });
  const next = () =>
    new Promise<string>((resolve) => {
      const told = heard.shift();
      if (told === undefined) waiting.push(resolve);
      else resolve(told);
    });
  return { stream, next };
}

Deno.test("on real sockets it subscribes, hears events, and comes back when the server is killed", async () => {
  const server = new WsApiServer("the-secret");
  const { stream, next } = realStream(await server.listen(), "the-secret");
  assert.equal(await next(), "LIVE");
  server.tell(balance(1));
  assert.equal(await next(), "balance");
  for (const peer of server.peers) peer.terminate();
  assert.match(await next(), /^LOST Binance: /);
  assert.equal(await next(), "LIVE");
  server.tell(balance(2));
  assert.equal(await next(), "balance");
  await stream.close();
  await server.close();
});

Deno.test("on real sockets a wrong secret is told in the exchange's own words, once", async () => {
  const server = new WsApiServer("another secret");
  const { stream, next } = realStream(await server.listen(), "the-secret");
  assert.equal(await next(), "LOST Binance: Signature for this request is not valid. (-1022)");
  await stream.close();
  await server.close();
});
