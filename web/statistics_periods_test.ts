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
