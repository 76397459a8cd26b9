import assert from "node:assert/strict";
import { firstDays } from "./statistics_periods.ts";
import { timesOf } from "./times.ts";

Deno.test("usual periods begin on days of the reader's zone", () => {
  const newYear = Date.parse("2026-12-31T23:30:00Z");
  assert.deepEqual(firstDays(newYear, timesOf("UTC").wallMs), {
    ...{ today: "2026-12-31", week: "2026-12-25", month: "2026-12-01", year: "2026-01-01", all: undefined },
  });
  assert.deepEqual(firstDays(newYear, timesOf("Europe/Paris").wallMs), {
    ...{ today: "2027-01-01", week: "2026-12-26", month: "2027-01-01", year: "2027-01-01", all: undefined },
  });
});

Deno.test("a week is seven days, also that in which the clocks are changed", () => {
  const { wallMs } = timesOf("Europe/Paris"); // an hour is left out on 2026-03-29, and one comes twice on 2026-10-25
  assert.equal(firstDays(Date.parse("2026-04-02T00:30:00+02:00"), wallMs).week, "2026-03-27");
  assert.equal(firstDays(Date.parse("2026-10-27T23:30:00+01:00"), wallMs).week, "2026-10-21");
});
