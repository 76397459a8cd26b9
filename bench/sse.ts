/** Event streams to a thousand browsers over loopback: deliveries, delay, memory, and what becomes of stalled ones. */
import { ALWAYS } from "../actors/live/live_events.ts";
import { encodeEvent } from "../actors/live/sse.ts";
import { type EventStream, StreamDesk } from "../actors/live/stream_desk.ts";
import * as topics from "../actors/topics.ts";
import type { Candle } from "../domain/candle.ts";
import { type TestHouse, testHouse } from "../web/test_house.ts";
import type { Figure } from "./figure.ts";
import { Browsers } from "./sse_parts/browsers.ts";

const CLIENTS = 1_000;
const STALLED = 20;
const EVENTS = 300;
const ROUNDS = 3;
const STEADY_HZ = 10;
const STEADY_EVENTS = 40;
const MEGABYTE = 1024 * 1024;

/** Measures; takes about half a minute. */
export async function benchSse(): Promise<Figure[]> {
  const house = await throughSessions(); // first, while the process is still small
  const peer = await plainStreams();
  const stalled = await stalledBrowsers();
  return [
    { name: "plain streams, no actors", value: peer, unit: "deliveries/s", note: `peer; ${CLIENTS} clients` },
    {
      name: "through session actors",
      value: house.perSecond,
      unit: "deliveries/s",
      note: `${(house.perSecond / peer).toFixed(2)} of the peer; ${house.eventBytes}-byte events`,
    },
    { name: `p99 delay at ${STEADY_HZ} Hz`, value: house.p99Ms, unit: "ms" },
    { name: `memory with ${CLIENTS} sessions`, value: house.memory, unit: "MB", note: `before: ${house.before} MB` },
    { name: `stalled of ${STALLED} cut off`, value: stalled.cutOff, unit: "streams" },
    { name: "memory after the stalled", value: stalled.memory, unit: "MB", note: `before: ${stalled.before} MB` },
  ];
}

/** The same fan-out with nothing but streams: one encoding, a loop over controllers. */
async function plainStreams(): Promise<number> {
  const desk = new StreamDesk();
  const streams: EventStream[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    const stream = desk.open();
    streams.push(stream);
    stream.write(encodeEvent("snapshot", { rows: [], candles: [], status: null, strategies: [], runs: [] }, null));
    return new Response(stream.readable, { headers: { "content-type": "text/event-stream" } });
  });
  try {
    await using browsers = await Browsers.connect(server.addr.port, "reading", CLIENTS);
    let number = 0;
    return await deliveriesPerSecond(browsers, () => {
      const bytes = encodeEvent("candle", { candle: candle() }, { feed: ALWAYS, number: ++number });
      for (const stream of streams) stream.write(bytes);
    });
  } finally {
    desk.closeAll();
    await server.shutdown();
  }
}

async function throughSessions() {
  await using house = await testHouse({ facts: { debug: true } });
  const before = memoryNow();
  await using browsers = await Browsers.connect(portOf(house), "reading", CLIENTS);
  const perSecond = await deliveriesPerSecond(browsers, () => publish(house));
  for (let n = 0; n < STEADY_EVENTS; n++) {
    publish(house);
    await pause(1_000 / STEADY_HZ);
  }
  const { p99Ms } = await browsers.received(STEADY_EVENTS * CLIENTS);
  const eventBytes = encodeEvent("candle", { candle: candle() }, { feed: "0".repeat(14), number: 1_000 }).byteLength;
  return { perSecond, p99Ms, eventBytes, before, memory: memoryNow() };
}

/** Browsers that never read: each may cost its bound and what the kernel holds, then it is cut off. */
async function stalledBrowsers() {
  await using house = await testHouse({ facts: { debug: true } });
  const before = memoryNow();
  await using _browsers = await Browsers.connect(portOf(house), "stalled", STALLED);
  while (house.desk.size < STALLED) await pause(10);
  const parameters = { text: "x".repeat(32 * 1024) };
  for (let n = 0; n < 2_000 && house.desk.size > 0; n++) {
    house.system.publish(topics.notices, { level: "info", userId: null, key: "bench", parameters, timeMs: n });
    await pause(1);
  }
  return { cutOff: STALLED - house.desk.size, before, memory: memoryNow() };
}

/** The best of a few rounds: so many events to everybody, until the last has arrived. */
async function deliveriesPerSecond(browsers: Browsers, send: () => void): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (let n = 0; n < EVENTS; n++) {
      send();
      if (n % 10 === 9) await pause(0);
    }
    const { received } = await browsers.received(EVENTS * CLIENTS);
    best = Math.max(best, received / ((performance.now() - started) / 1_000));
  }
  return Math.round(best);
}

function publish(house: TestHouse): void {
  house.system.publish(topics.heartbeat.key("BTC/USDT@1m"), { candle: candle() });
}

/** Its open time is the moment of sending, from which clients tell the delay. */
function candle(): Candle {
  const openMs = Date.now();
  const price = "28366.61000000";
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs: openMs + 59_999,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: "12.34567000",
  };
}

function portOf(house: TestHouse): number {
  return Number(new URL(house.url).port);
}

function memoryNow(): number {
  return Math.round(Deno.memoryUsage().rss / MEGABYTE);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
