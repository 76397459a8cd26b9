import assert from "node:assert/strict";
import { NOON, StreamClient, TurnedTime, withExchange } from "./test_support.ts";
import { startDemoExchange } from "./server.ts";

const MINUTE = 60_000;
/** No pings: when hours are turned at once, their answers would come all in one second. */
const MUTE = { pingEveryMs: Infinity, pongWithinMs: Infinity };

Deno.test("REST and streams share one port, raw and combined", () =>
  withExchange({ speed: 60 }, async ({ restUrl, wsUrl }) => {
    const { serverTime } = await (await fetch(`${restUrl}/api/v3/time`)).json();
    assert.ok(Number.isInteger(serverTime));
    await using raw = await StreamClient.open(`${wsUrl}/ws/btcusdt@trade`);
    await using combined = await StreamClient.open(`${wsUrl}/stream?streams=btcusdt@trade/ethusdt@trade`);
    const both = await combined.frame((frame) => frame.stream === "btcusdt@trade");
    assert.deepEqual(await raw.frame((frame) => frame.t === both.data.t), both.data);
    assert.equal((await fetch(`${restUrl}/nothing`)).status, 404);
  }));

Deno.test("a client subscribes, lists, turns to combined and unsubscribes on a prefixed path", () =>
  withExchange({ speed: 60 }, async ({ wsUrl, exchange }) => {
    await using client = await StreamClient.open(`${wsUrl}/stream-demo/ws/0`);
    assert.deepEqual(await client.ask({ method: "SUBSCRIBE", params: ["btcusdt@kline_1m"], id: 1 }), {
      result: null,
      id: 1,
    });
    assert.deepEqual(await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 2 }), {
      result: ["btcusdt@kline_1m"],
      id: 2,
    });
    await client.frame((frame) => frame.e === "kline" && frame.k.x);
    await client.ask({ method: "SET_PROPERTY", params: ["combined", true], id: 3 });
    await client.frame((frame) => frame.stream === "btcusdt@kline_1m");
    await client.ask({ method: "UNSUBSCRIBE", params: ["btcusdt@kline_1m"], id: 4 });
    assert.equal(exchange.hub.size, 0);
    assert.deepEqual((await client.ask({ method: "SUBSCRIBE", params: ["btcusdt@kline_10m"], id: 5 })).error, {
      code: 2,
      msg: "Invalid request: invalid stream",
    });
  }));

Deno.test("what is no stream server refuses the upgrade", () =>
  withExchange({}, async ({ wsUrl }) => {
    await assert.rejects(StreamClient.open(`${wsUrl}/api/v3/time`), { message: /404/ });
  }));

Deno.test("more than five messages a second end the connection, pings and pongs count", () =>
  withExchange({ time: new TurnedTime(NOON) }, async ({ wsUrl }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws`);
    for (let id = 1; id <= 4; id++) client.send({ method: "LIST_SUBSCRIPTIONS", id });
    client.socket.ping();
    await client.frame((frame) => frame.id === 4);
    client.send({ method: "LIST_SUBSCRIPTIONS", id: 6 });
    assert.deepEqual(await client.closed, { code: 1008, reason: "Too many requests" });
    assert.ok(client.frames.every((frame) => frame.id !== 6));
  }));

Deno.test("the server pings every 20 seconds with a payload, and drops who does not answer for 60", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, connections }) => {
    await using answering = await StreamClient.open(`${wsUrl}/ws`);
    const payloads: string[] = [];
    for (let round = 1; round <= 4; round++) {
      const pinged = new Promise<void>((resolve) =>
        answering.socket.once("ping", (data) => resolve(void payloads.push(data.toString())))
      );
      time.turn(20_000);
      await pinged;
      await answering.ask({ method: "LIST_SUBSCRIPTIONS", id: round }); // the pong went ahead of it
    }
    assert.deepEqual(payloads, [20_000, 40_000, 60_000, 80_000].map((afterMs) => String(NOON + afterMs)));
    await using mute = await StreamClient.open(`${wsUrl}/ws`);
    mute.socket.pong = () => {};
    assert.equal(connections(), 2);
    time.turn(20_000);
    await answering.ask({ method: "LIST_SUBSCRIPTIONS", id: 5 });
    time.turn(40_050);
    assert.equal((await mute.closed).code, 1006);
  });
});

Deno.test("a connection lives for its lifetime", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, limits: { lifetimeMs: 5000 } }, async ({ wsUrl }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws`);
    time.turn(4900);
    await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    time.turn(150);
    assert.deepEqual(await client.closed, { code: 1001, reason: "connection lifetime reached" });
  });
});

Deno.test("before its lifetime ends a connection is told once that the server goes", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, limits: { ...MUTE, lifetimeMs: 3_600_000 } }, async ({ wsUrl }) => {
    await using raw = await StreamClient.open(`${wsUrl}/ws`);
    await using combined = await StreamClient.open(`${wsUrl}/stream`);
    await using api = await StreamClient.open(`${wsUrl}/ws-api/v3`);
    time.turn(3_000_000 - 50);
    await raw.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    assert.ok(raw.frames.every((frame) => !("e" in frame)));
    time.turn(600_050);
    const told = { e: "serverShutdown", E: NOON + 3_000_000 };
    for (const client of [raw, combined, api]) await client.closed;
    assert.deepEqual(raw.frames.slice(1), [told]);
    assert.deepEqual(combined.frames, [{ stream: "!serverShutdown", data: told }]);
    assert.deepEqual(api.frames, [{ event: told }]);
  });
});

Deno.test("the WebSocket API answers, weighs the connection itself, and disconnects who is banned", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, clock }) => {
    await using client = await StreamClient.open(`${wsUrl}/ws-api/v3?timeUnit=microsecond`);
    const answer = await client.ask({ id: "t", method: "time" });
    assert.deepEqual([answer.status, answer.result], [200, { serverTime: clock.now() * 1000 }]);
    assert.equal(answer.rateLimits[0].count, 3);
    await using quiet = await StreamClient.open(`${wsUrl}/ws-api/v3?returnRateLimits=false`);
    assert.deepEqual(await quiet.ask({ id: 7, method: "ping" }), { id: 7, status: 200, result: {} });
    const params = { symbol: "BTCUSDT", limit: 5000 };
    for (let id = 1; id <= 45; id++) client.send({ id, method: "depth", params });
    const limited = await client.frame((frame) => frame.status === 429);
    assert.equal(limited.error.code, -1003);
    assert.deepEqual(limited.error.data, { serverTime: clock.now(), retryAfter: NOON + MINUTE });
    const banned = await client.frame((frame) => frame.status === 418);
    assert.equal(banned.error.data.retryAfter, NOON + 2 * MINUTE);
    await client.closed;
    await assert.rejects(StreamClient.open(`${wsUrl}/ws`), /429/);
  });
});

Deno.test("at most 300 connections are attempted in five minutes", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time }, async ({ wsUrl, connections }) => {
    for (let attempt = 0; attempt < 300; attempt++) {
      const client = await StreamClient.open(`${wsUrl}/ws`);
      client.socket.terminate();
    }
    await assert.rejects(StreamClient.open(`${wsUrl}/ws`), /429/);
    time.turn(5 * MINUTE);
    await using client = await StreamClient.open(`${wsUrl}/ws`);
    assert.equal((await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 })).id, 1);
    assert.equal(connections(), 1);
  });
});

Deno.test("streams come in microseconds where the address asks for them", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, fromMs: NOON, limits: MUTE }, async ({ wsUrl }) => {
    const kinds = ["trade", "aggTrade", "kline_1m", "miniTicker", "ticker", "ticker_1h", "avgPrice", "referencePrice"];
    const streams = [...kinds.map((kind) => `btcusdt@${kind}`), "btcusdt@depth@100ms", "!miniTicker@arr"].join("/");
    await using coarse = await StreamClient.open(`${wsUrl}/stream?streams=${streams}`);
    await using fine = await StreamClient.open(`${wsUrl}/stream?streams=${streams}&timeUnit=MICROSECOND`);
    time.turn(2 * MINUTE);
    await coarse.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    await fine.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    assert.equal(fine.frames.length, coarse.frames.length);
    const times = (data: Record<string, number>): number[] =>
      data["e"] === undefined ? [] : [data["E"] ?? data["t"]!, data["O"] ?? data["T"] ?? 0];
    for (const [place, { stream, data }] of coarse.frames.slice(0, -1).entries()) {
      const other = fine.frames[place];
      assert.equal(other.stream, stream);
      const [first, second] = Array.isArray(data) ? [data[0], other.data[0]] : [data, other.data];
      assert.deepEqual(times(second), times(first).map((ms) => ms * 1000), stream);
      if (data.k !== undefined) {
        assert.deepEqual([other.data.k.t, other.data.k.T], [data.k.t * 1000, data.k.T * 1000 + 999]);
      }
    }
    assert.deepEqual(new Set(coarse.frames.slice(0, -1).map(({ stream }) => stream)).size, 10);
  });
});

Deno.test("a client that does not read is cut off, and no memory grows", async () => {
  const time = new TurnedTime(NOON);
  await withExchange(
    { time, speed: 600, limits: { backlogBytes: 200_000, pongWithinMs: Infinity } },
    async ({ wsUrl, connections }) => {
      const streams = ["trade", "depth@100ms", "kline_1m", "aggTrade", "bookTicker"].map((kind) => `btcusdt@${kind}`);
      await using slow = await StreamClient.open(`${wsUrl}/ws/${streams.join("/")}`);
      slow.socket.pause();
      for (let round = 0; round < 200 && connections() > 0; round++) {
        time.turn(1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      assert.equal(connections(), 0);
      slow.socket.terminate();
    },
  );
});

Deno.test("oversized and broken frames end only their own connection", () =>
  withExchange({}, async ({ wsUrl, restUrl }) => {
    await using large = await StreamClient.open(`${wsUrl}/ws`);
    large.send("x".repeat(300_000));
    assert.ok([1006, 1009].includes((await large.closed).code));
    await using other = await StreamClient.open(`${wsUrl}/ws`);
    assert.equal((await other.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 })).id, 1);
    assert.equal((await fetch(`${restUrl}/api/v3/ping`)).status, 200);
  }));

Deno.test("a server that goes says so and closes", async () => {
  const running = await startDemoExchange({});
  await using client = await StreamClient.open(`${running.wsUrl}/stream`);
  const closing = running.close();
  assert.deepEqual((await client.frame((frame) => frame.stream === "!serverShutdown")).data.e, "serverShutdown");
  assert.equal((await client.closed).code, 1001);
  await closing;
  await running.close();
});

Deno.test("a taken port is an error", () =>
  withExchange({}, async ({ port }) => {
    await assert.rejects(startDemoExchange({ port }), /EADDRINUSE|in use/);
  }));

Deno.test("a restart goes on with the same timeline, later and at the same port, also at another speed", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const statePath = `${directory}/below/demo.json`;
    const time = new TurnedTime(Date.UTC(2026, 10, 21, 9, 30));
    const candles = (restUrl: string) =>
      fetch(`${restUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=3`).then((response) => response.json());
    let port = 0;
    let stopped: [number, number][] = [];
    let stoppedMs = 0;
    await withExchange({ statePath, time, speed: 60 }, async (running) => {
      time.turn(10_000);
      port = running.port;
      stopped = await candles(running.restUrl);
      stoppedMs = running.clock.now();
    });
    time.turn(MINUTE);
    await withExchange({ statePath, time, speed: 5 }, async (running) => {
      assert.equal(running.port, port);
      assert.equal(running.clock.now(), stoppedMs + 60 * MINUTE);
      const again = await fetch(
        `${running.restUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${stopped[0]![0]}&limit=2`,
      );
      assert.deepEqual(await again.json(), stopped.slice(0, 2));
      time.turn(1000);
      assert.equal(running.clock.now(), stoppedMs + 60 * MINUTE + 5000);
    });
    const nowMs = time.now();
    time.set(nowMs - 1_000_000);
    await withExchange({ statePath, time }, ({ clock }) => {
      assert.equal(clock.now(), stoppedMs + 60 * MINUTE + 5000);
      return Promise.resolve();
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a state that is none is refused with its name", async () => {
  const statePath = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(statePath, '{"version":9}');
    await assert.rejects(startDemoExchange({ statePath }), {
      name: "SyntaxError",
      message: new RegExp(`state ${statePath}: expected what an earlier run wrote`),
    });
  } finally {
    await Deno.remove(statePath);
  }
});
