import assert from "node:assert/strict";
import { timesOf } from "../../times.ts";
import { dayOf, endOfDay, startOfDay } from "./days.ts";

const paris = timesOf("Europe/Paris");

Deno.test("a day begins and ends at midnight of the zone, also when clocks are moved", () => {
  const hours = (day: string) => (endOfDay(day, paris)! - startOfDay(day, paris)!) / 3_600_000;
  assert.equal(startOfDay("2024-01-01", paris), Date.UTC(2023, 11, 31, 23));
  assert.equal(startOfDay("2024-07-01", paris), Date.UTC(2024, 5, 30, 22));
  assert.deepEqual([hours("2024-03-30"), hours("2024-03-31"), hours("2024-10-27")], [24, 23, 25]);
  assert.equal(startOfDay("2024-01-01", timesOf("UTC")), Date.UTC(2024, 0, 1));
  for (const zone of ["America/New_York", "Asia/Kolkata", "Pacific/Auckland"]) {
    const times = timesOf(zone);
    assert.equal(dayOf(startOfDay("2024-11-03", times)!, times), "2024-11-03", zone);
    assert.equal(times.clockTime(startOfDay("2024-11-03", times)!), "00:00", zone);
  }
});

Deno.test("what is no day has no beginning", () => {
  for (const text of ["", "2024-02-30", "2024-13-01", "x", "20240101"]) {
    assert.equal(startOfDay(text, paris), null, text);
  }
});
