import assert from "node:assert/strict";
import fc from "fast-check";
import { shiftFor, Timeline } from "./timeline.ts";

const DAY = 86_400_000;

Deno.test("the shift is whole days and puts now between 40 % and a day later", () => {
  const span = { startMs: Date.UTC(2023, 2, 16, 22, 15), endMs: Date.UTC(2023, 4, 1, 21, 2) };
  fc.assert(fc.property(fc.integer({ min: 1.6e12, max: 2.5e12 }), (nowMs) => {
    const shift = shiftFor(span, nowMs);
    const into = nowMs - shift - (span.startMs + 0.4 * (span.endMs - span.startMs));
    assert.equal(Math.abs(shift % DAY), 0);
    assert.ok(into >= 0 && into < DAY);
  }));
});

Deno.test("after its end the recording plays backwards, then forwards again", () => {
  const timeline = new Timeline(0, 3, 5 * DAY);
  const slots = Array.from({ length: 9 }, (_, index) => timeline.place(index));
  assert.deepEqual(slots.map((place) => place.slot), [0, 1, 2, 2, 1, 0, 0, 1, 2]);
  assert.deepEqual(slots.map((place) => place.mirrored), [false, false, false, true, true, true, false, false, false]);
  assert.deepEqual(slots.map((place) => place.pass), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
});

Deno.test("minutes are counted from the shifted beginning", () => {
  const timeline = new Timeline(60_000, 3, 5 * DAY);
  assert.equal(timeline.beginMs, 5 * DAY + 60_000);
  assert.equal(timeline.indexOf(timeline.beginMs), 0);
  assert.equal(timeline.indexOf(timeline.beginMs - 1), -1);
  assert.equal(timeline.openMs(timeline.indexOf(5 * DAY + 1_234_567)), 5 * DAY + 1_200_000);
});
