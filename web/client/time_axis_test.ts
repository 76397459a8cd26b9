import assert from "node:assert/strict";
import { defaultHorzScaleBehavior, type TimeScalePoint } from "lightweight-charts";
import { timesOf } from "../times.ts";
import { tickLabel, tickWeight, zonedScale } from "./time_axis.ts";

const HOUR_MS = 3_600_000;
const paris = timesOf("Europe/Paris");

Deno.test("a mark weighs as much as the longest step that begins with it", () => {
  const at = (text: string) => Date.parse(`${text}Z`);
  const cases: [string, string, number][] = [
    ["2027-01-01T00:00", "2026-12-31T23:00", 70],
    ["2026-12-01T00:00", "2026-11-30T23:00", 60],
    ["2026-12-02T00:00", "2026-12-01T23:00", 50],
    ["2026-12-02T12:00", "2026-12-02T11:59", 33],
    ["2026-12-02T13:00", "2026-12-02T12:59", 30],
    ["2026-12-02T13:05", "2026-12-02T13:04", 21],
    ["2026-12-02T13:06", "2026-12-02T13:05", 20],
  ];
  for (const [now, before, weight] of cases) assert.equal(tickWeight(at(now), at(before)), weight, now);
});

Deno.test("days begin at midnight of the zone, also on the days when the clock changes", () => {
  for (const [day, hours] of [["2026-03-28T23:00", 23], ["2026-10-24T22:00", 25], ["2026-06-01T22:00", 24]] as const) {
    const midnight = Date.parse(`${day}Z`);
    const points = Array.from({ length: 49 }, (_, index) => ({
      time: {} as TimeScalePoint["time"],
      originalTime: (midnight + (index - 1) * HOUR_MS) / 1_000,
      timeWeight: 0 as TimeScalePoint["timeWeight"],
    }));
    zonedScale(defaultHorzScaleBehavior(), paris, "en").fillWeightsForPoints(points, 0);
    const days = points.flatMap(({ timeWeight }, index) => timeWeight >= 50 ? [index - 1] : []);
    assert.deepEqual(days, hours === 23 ? [0, 23, 47] : [0, hours], day);
  }
});

Deno.test("new candles are weighed by the one before them", () => {
  const points = [0, 1, 2].map((index) => ({
    time: {} as TimeScalePoint["time"],
    originalTime: Date.UTC(2026, 5, 1, 21 + index) / 1_000,
    timeWeight: 1 as TimeScalePoint["timeWeight"],
  }));
  zonedScale(defaultHorzScaleBehavior(), paris, "en").fillWeightsForPoints(points, 1);
  assert.deepEqual(points.map(({ timeWeight }) => timeWeight), [1, 50, 30]);
});

Deno.test("marks say the year, the month, the day or the hour of the zone", () => {
  const newYear = Date.UTC(2026, 11, 31, 23);
  assert.deepEqual([70, 60, 50, 33].map((weight) => tickLabel(newYear, weight, paris, "en")), [
    "2027",
    "Jan",
    "1",
    "00:00",
  ]);
  assert.equal(tickLabel(newYear, 60, timesOf("UTC"), "fr"), "déc.");
});
