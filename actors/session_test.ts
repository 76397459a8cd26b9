/** The live feed and its sessions: what browsers receive, whatever happens to their connections. */
import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { explore, testKit } from "./runtime/testkit.ts";
import { Browser, candle, closeCandle, house, houseWithBrowser, LIVE, type Received } from "./session_fixture.ts";

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
  const { connect, browser } = await houseWithBrowser(kit);
  closeCandle(kit, 1);
  await kit.settle();
  await browser.close();
  await kit.crash(LIVE);
  await kit.advance("1s");
  assert.deepEqual(await connect(browser), { began: "snapshot" });
  await browser.close();
});

Deno.test("a browser that does not read is cut off; the other tabs of its session go on", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { desk, session, browser: reading } = await houseWithBrowser(kit, 2_000);
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
  const { connect, browser } = await houseWithBrowser(kit);
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
