/** The live feed and its sessions: what browsers receive, whatever happens to their connections. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { Candle } from "../domain/candle.ts";
import { StreamDesk } from "./live/stream_desk.ts";
import { type EventId, type LiveEvent, liveEvents } from "./live/live_events.ts";
import { parseLastEventId } from "./live/sse.ts";
import { traceChannel } from "./live/trace_channel.ts";
import type { Observation } from "./live/tree_report.ts";
import { explore, moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { defineActor, supervisor, type TraceEntry } from "./runtime/mod.ts";
import { sessionProtocol } from "./session.actor.ts";
import * as topics from "./topics.ts";

const USER = "u1";
const LIVE = "/root/live";

interface Received {
  readonly event: string;
  readonly id: EventId | null;
  // deno-lint-ignore no-explicit-any -- the data of any event
  readonly data: any;
}

/** A browser: reads a stream to where it stands, and remembers the last id as an EventSource does. */
class Browser {
  lastId: EventId | null = null;
  readonly received: Received[] = [];
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #rest = "";
  #pending: Promise<unknown> = Promise.resolve();

  isOpen = false;

  open(stream: ReadableStream<Uint8Array>): void {
    this.isOpen = true;
    this.#rest = "";
    this.#reader = stream.getReader();
    this.#pending = this.#read(this.#reader);
  }

  async close(): Promise<void> {
    await this.#reader?.cancel();
    await this.#pending;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        this.#rest += decoder.decode(value, { stream: true });
        const blocks = this.#rest.split("\n\n");
        this.#rest = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
      }
    } finally {
      this.isOpen = false;
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split("\n").map((line) => line.split(": ", 2) as [string, string]));
    const id = parseLastEventId(fields.get("id"));
    this.lastId = id ?? this.lastId;
    const event = fields.get("event");
    if (event) this.received.push({ event, id, data: JSON.parse(block.slice(block.indexOf("data: ") + 6)) });
  }
}

interface Of {
  readonly seesAll?: boolean;
  readonly isSignedIn?: () => Promise<boolean>;
}

async function house(kit: TestKit, boundBytes?: number, of: Of = {}) {
  const desk = new StreamDesk(boundBytes);
  const observe = (): Promise<Observation> =>
    kit.system.tree().then((tree) => ({ tree, deadLetters: { count: 0, last: [] } }));
  const recall = () => Promise.resolve({ candles: [], strategies: [], status: null, runs: [] });
  const trace = (path: string, signal: AbortSignal) => kit.system.trace(path, signal);
  await kit.start(supervisor({
    strategy: "one_for_one",
    intensity: 100, // many crashes in no time at all: the clock stands still
    children: [
      { id: "live", module: import.meta.resolve("./live.actor.ts"), args: { observe, trace, recall } },
      { id: "sessions", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  const session = await kit.system.start("/root/sessions", {
    id: "s",
    module: import.meta.resolve("./session.actor.ts"),
    protocol: sessionProtocol,
    args: { userId: USER, build: "b1", dev: false, livePath: LIVE, desk, ...of },
    restart: "temporary",
  });
  const connect = async (browser: Browser) => {
    const stream = desk.open();
    const attached = session.ask("AttachStream", { streamId: stream.id, lastEventId: browser.lastId });
    browser.open(stream.readable);
    await kit.settle();
    return await attached;
  };
  return { desk, session, connect };
}

function candle(n: number): Candle {
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs: n * 60_000,
    closeMs: n * 60_000 + 59_999,
    open: "1",
    high: "1",
    low: "1",
    close: String(n),
    volume: "0",
  };
}

const closeCandle = (kit: TestKit, n: number) => kit.system.publish(topics.heartbeat, { candle: candle(n) });
const frame = (n: number) => ({
  receivedMs: n,
  exchange: "demo",
  stream: "btcusdt@trade",
  symbol: "BTC/USDT",
  closes: false,
  text: `{"n":${n}}`,
});

Deno.test("a new browser is told the build and how things stand, then everything that happens", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit);
  closeCandle(kit, 1);
  await kit.settle();
  const browser = new Browser();
  assert.deepEqual(await connect(browser), { began: "snapshot" });
  closeCandle(kit, 2);
  await kit.settle();
  assert.deepEqual(browser.received.map(({ event }) => event), ["hello", "snapshot", "candle"]);
  assert.deepEqual(browser.received[1]?.data.candles, [candle(1)]);
  assert.deepEqual(browser.received[2]?.data, { candle: candle(2) });
  await browser.close();
});

Deno.test("property: whatever connections break, each event arrives once, in order, or a snapshot stands for it", async () => {
  await explore({ runs: 150 }, async (kit) => {
    const { connect } = await house(kit);
    const browser = new Browser();
    await connect(browser);
    let closed = 0;
    for (let step = 0; step < 12; step++) {
      for (let n = Math.floor(kit.random() * 4); n > 0; n--) closeCandle(kit, ++closed);
      if (kit.random() < 0.5) await kit.settle();
      if (kit.random() < 0.4) {
        await browser.close();
        for (let n = Math.floor(kit.random() * 5); n > 0; n--) closeCandle(kit, ++closed);
        if (kit.random() < 0.2) await kit.crash(LIVE);
        await connect(browser);
      }
      if (!browser.isOpen) await connect(browser);
    }
    await kit.settle();
    if (!browser.isOpen) await connect(browser);
    await browser.close();
    assert.equal(lastCandleOf(browser.received), closed, "the last candle is known");
    const ids = browser.received.flatMap(({ id }) => id ?? []);
    for (const [index, id] of ids.entries()) {
      const before = ids[index - 1];
      if (before?.feed === id.feed) assert.ok(id.number > before.number, "ids rise and never repeat");
    }
    assertNoGap(browser.received);
  });
});

function lastCandleOf(received: readonly Received[]): number {
  const openMs = received.flatMap(({ event, data }) => {
    if (event === "candle") return [data.candle.openMs];
    return event === "snapshot" ? data.candles.map((each: Candle) => each.openMs) : [];
  });
  return Math.max(0, ...openMs) / 60_000;
}

/** Between two snapshots every candle is there. */
function assertNoGap(received: readonly Received[]): void {
  let expected: number | null = null;
  for (const { event, data } of received) {
    if (event === "snapshot") expected = null;
    if (event !== "candle") continue;
    const n = data.candle.openMs / 60_000;
    if (expected !== null) assert.equal(n, expected);
    expected = n + 1;
  }
}

Deno.test("after a crash of the live feed browsers are given a snapshot, because its ring began anew", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  closeCandle(kit, 1);
  await kit.settle();
  await browser.close();
  await kit.crash(LIVE);
  await kit.advance("1s");
  assert.deepEqual(await connect(browser), { began: "snapshot" });
  await browser.close();
});

Deno.test("the raw stream comes in batches, at most ten a second, and only while somebody looks", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect, session } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  kit.system.publish(topics.rawStream, frame(1));
  await kit.advance("1s");
  assert.equal(browser.received.filter(({ event }) => event === "raw").length, 0);
  session.tell("WatchChannels", { channels: ["raw"] });
  await kit.settle();
  for (let n = 0; n < 200; n++) {
    kit.system.publish(topics.rawStream, frame(n));
    await kit.advance(10);
  }
  await kit.advance("200ms");
  const batches = browser.received.filter(({ event }) => event === "raw").map(({ data }) => data.rows.length);
  assert.ok(batches.length <= 21 && batches.length >= 18, `${batches.length} batches in two seconds`);
  assert.equal(batches.reduce((sum, rows) => sum + rows, 0), 200);
  for (let n = 0; n < 500; n++) kit.system.publish(topics.rawStream, frame(n));
  await kit.advance("200ms");
  const last = browser.received.at(-1);
  assert.equal(last?.data.rows.length, 60, "a burst is cut to what a page shows");
  assert.equal(last?.data.rows.at(-1).receivedMs, 499);
  await browser.close();
});

Deno.test("what concerns another user is not written", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  const notice = (userId: string | null) => ({ level: "info", userId, key: "k", parameters: {}, timeMs: 1 }) as const;
  kit.system.publish(topics.notices, notice("u2"));
  kit.system.publish(topics.notices, notice(USER));
  kit.system.publish(topics.notices, notice(null));
  await kit.settle();
  const told = browser.received.filter(({ event }) => event === "notice").map(({ data }) => data.userId);
  assert.deepEqual(told, [USER, null]);
  await browser.close();
});

Deno.test("what was found out about a strategy is told to its user alone, without saying whose it is", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  const verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 1 };
  const judged = (userId: string) => ({ userId, strategyId: `of ${userId}`, version: 2, verdict });
  for (const userId of ["u2", USER]) kit.system.publish(topics.verdicts.key(userId), judged(userId));
  await kit.settle();
  const told = browser.received.filter(({ event }) => event === "verdict").map(({ data }) => data);
  assert.deepEqual(told, [{ strategyId: `of ${USER}`, version: 2, verdict }]);
  await browser.close();
});

Deno.test("who sees all is told what concerns any user", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit, undefined, { seesAll: true });
  const browser = new Browser();
  await connect(browser);
  const notice = { level: "info", userId: "u2", key: "k", parameters: {}, timeMs: 1 } as const;
  kit.system.publish(topics.notices, notice);
  await kit.settle();
  assert.equal(browser.received.at(-1)?.data.userId, "u2");
  await browser.close();
});

Deno.test("within a minute after the login has ended the streams end too", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const login = { isOpen: true };
  const { connect, desk } = await house(kit, undefined, { isSignedIn: () => Promise.resolve(login.isOpen) });
  const browser = new Browser();
  await connect(browser);
  await kit.advance("61s");
  assert.equal(desk.size, 1);
  login.isOpen = false;
  await kit.advance("61s");
  assert.equal(desk.size, 0);
  await browser.close();
});

Deno.test("a browser that does not read is cut off; the other tabs of its session go on", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect, desk, session } = await house(kit, 2_000);
  const reading = new Browser();
  await connect(reading);
  const stalled = desk.open();
  const attached = session.ask("AttachStream", { streamId: stalled.id, lastEventId: null });
  await kit.settle();
  await attached;
  for (let n = 1; n <= 40; n++) {
    closeCandle(kit, n);
    await kit.settle();
  }
  assert.equal(stalled.isOpen, false);
  assert.equal(reading.received.filter(({ event }) => event === "candle").length, 40);
  await reading.close();
});

Deno.test("a session ends some time after its last stream, not while a browser reconnects", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  await browser.close();
  await kit.advance("29s");
  assert.equal((await connect(browser)).began, "replay");
  await kit.advance("60s");
  const sessions = async () =>
    (await kit.system.tree()).children.find(({ path }) => path === "/root/sessions")?.children;
  assert.equal((await sessions())?.length, 1);
  await browser.close();
  await kit.advance("31s");
  assert.deepEqual((await sessions())?.filter(({ status }) => status === "running"), []);
});

Deno.test("connections are kept open by comments, and the tree is reported only while somebody looks", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect, session } = await house(kit);
  const events = kit.probe(liveEvents);
  const browser = new Browser();
  await connect(browser);
  await kit.advance("16s");
  assert.equal(events.got.filter((event: LiveEvent) => event.id === null).length, 1);
  assert.equal(browser.received.some(({ event }) => event === "tree"), false);
  session.tell("WatchChannels", { channels: ["tree"] });
  await kit.advance("3s");
  const reports = browser.received.filter(({ event }) => event === "tree");
  assert.equal(reports.length, 3);
  assert.ok(reports[0]?.data.rows.some((row: { path: string }) => row.path === LIVE));
  await browser.close();
});

/** The traced messages that a browser was told. */
function tracedKinds(browser: Browser): string[] {
  return browser.received.filter(({ event }) => event === "trace")
    .flatMap(({ data }) => data.entries.map((entry: TraceEntry) => `${entry.direction} ${entry.kind}`));
}

Deno.test("one actor's messages are told while somebody looks, four times a second at most, without what they say", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect, session } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  session.tell("WatchChannels", { channels: [traceChannel("/root/live/nobody"), traceChannel("/root/sessions")] });
  closeCandle(kit, 1);
  await kit.advance("2s");
  assert.deepEqual(tracedKinds(browser), [], "nobody and a supervisor have no messages");
  session.tell("WatchChannels", { channels: [traceChannel(LIVE)] });
  await kit.settle();
  for (let n = 0; n < 200; n++) {
    closeCandle(kit, n);
    await kit.advance(10);
  }
  const reports = browser.received.filter(({ event }) => event === "trace");
  assert.ok(reports.length >= 7 && reports.length <= 8, `${reports.length} reports in two seconds`);
  assert.ok(tracedKinds(browser).includes("in CandleClosed"));
  assert.ok(tracedKinds(browser).includes("out live-events"));
  assert.doesNotMatch(JSON.stringify(reports), /BTC/);
  const before = tracedKinds(browser).length;
  for (let n = 0; n < 500; n++) closeCandle(kit, n);
  await kit.advance("250ms");
  const { data } = browser.received.findLast(({ event }) => event === "trace") ?? assert.fail("nothing was told");
  assert.equal(data.entries.length, 100, "a burst is cut to what a page shows");
  assert.ok(data.skipped > 800);
  assert.equal(tracedKinds(browser).length, before + 100);
  await browser.close();
});

Deno.test("a trace goes on through restarts, and ends with the last page that looks", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { connect, session } = await house(kit);
  const browser = new Browser();
  await connect(browser);
  session.tell("WatchChannels", { channels: [traceChannel("/root/echo")] });
  await kit.system.start("/root", {
    id: "echo",
    module: moduleOf(defineActor({
      protocol: { Echo: { in: z.string() } },
      args: z.undefined(),
      init: () => null,
      on: { Echo: () => {} },
    })),
  });
  const echo = kit.system.whereis("/root/echo", { Echo: { in: z.string() } });
  const hear = async () => {
    echo.tell("Echo", "secret");
    await kit.advance("2s");
    return tracedKinds(browser).length;
  };
  await kit.advance("1s");
  assert.equal(await hear(), 1);
  await kit.system.restart("/root/echo");
  assert.equal(await hear(), 2);
  await kit.system.stop("/root/echo");
  await kit.advance("1s");
  await kit.system.restart("/root/echo");
  await kit.advance("1s");
  assert.equal(await hear(), 3);
  session.tell("WatchChannels", { channels: [] });
  assert.equal(await hear(), 3);
  session.tell("WatchChannels", { channels: [traceChannel("/root/echo")] });
  await kit.settle();
  assert.equal(await hear(), 4);
  await browser.close();
  await kit.settle();
  await connect(browser);
  assert.equal(await hear(), 4, "a browser that is away follows nothing");
  await browser.close();
});
