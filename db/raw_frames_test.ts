import assert from "node:assert/strict";
import { pruneRawFrames, type RawFrame, rawFramesBetween, saveRawFrames } from "./raw_frames.ts";
import { testDatabase } from "./test_database.ts";

const START_MS = Date.UTC(2026, 10, 1);

function frame(index: number, changes: Partial<RawFrame> = {}): RawFrame {
  const text = `{"n":${index},"s":"币安"}`;
  return {
    exchange: "demo",
    receivedMs: START_MS + index,
    stream: "btcusdt@trade",
    symbol: "BTC/USDT",
    text,
    ...changes,
  };
}

Deno.test("frames come back as they were received, in order", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const frames = [frame(0), frame(0, { stream: "!ticker@arr", symbol: null, text: "[]" }), frame(1), frame(2)];
  await saveRawFrames(db, []);
  await saveRawFrames(db, [...frames, frame(0, { exchange: "binance" })]);
  const range = { exchange: "demo", fromMs: START_MS, toMs: START_MS + 2, limit: 10 };
  assert.deepEqual(await rawFramesBetween(db, range), frames.slice(0, 3));
  assert.deepEqual(await rawFramesBetween(db, { ...range, limit: 1 }), frames.slice(0, 1));
  await saveRawFrames(db, [frame(100, { text: "broken\0frame" })]);
  const [broken] = await rawFramesBetween(db, { ...range, fromMs: START_MS + 100, toMs: START_MS + 101 });
  assert.equal(broken?.text, "broken\u{FFFD}frame");
});

Deno.test("old frames are removed, a bounded number at a time", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveRawFrames(db, [0, 1, 2, 3].map((index) => frame(index)));
  assert.equal(await pruneRawFrames(db, START_MS + 3, 2), 2);
  assert.equal(await pruneRawFrames(db, START_MS + 3, 2), 1);
  const range = { exchange: "demo", fromMs: 0, toMs: START_MS + 9, limit: 10 };
  assert.deepEqual(await rawFramesBetween(db, range), [frame(3)]);
});
