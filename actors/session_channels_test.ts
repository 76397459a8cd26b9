/** What a session tells only while its page looks: raw frames, the tree of actors, traces. */
import assert from "node:assert/strict";
import { z } from "zod";
import { type LiveEvent, liveEvents } from "./live/live_events.ts";
import { traceChannel } from "./live/trace_channel.ts";
import { defineActor, type TraceEntry } from "./runtime/mod.ts";
import { moduleOf, testKit } from "./runtime/testkit.ts";
import { Browser, closeCandle, house, houseWithBrowser, LIVE } from "./session_fixture.ts";
import * as topics from "./topics.ts";

const frame = (n: number) => ({
  receivedMs: n,
  exchange: "demo",
  stream: "btcusdt@trade",
  symbol: "BTC/USDT",
  closes: false,
  text: `{"n":${n}}`,
});

Deno.test("the raw stream comes in batches, at most ten a second, and only while somebody looks", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { session, browser } = await houseWithBrowser(kit);
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
  const { session, browser } = await houseWithBrowser(kit);
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
  const { connect, session, browser } = await houseWithBrowser(kit);
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
