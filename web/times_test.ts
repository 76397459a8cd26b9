import assert from "node:assert/strict";
import { timesOf } from "./times.ts";

Deno.test("times are ISO, in UTC where nobody has chosen a zone", () => {
  const ms = Date.UTC(2026, 11, 31, 14, 5, 9, 7);
  const utc = timesOf("UTC");
  assert.equal(utc.dateTime(ms), "2026-12-31 14:05");
  assert.equal(utc.clockTime(ms), "14:05");
  assert.equal(utc.secondTime(ms), "14:05:09");
  assert.equal(utc.milliTime(ms), "14:05:09.007");
  assert.equal(utc.dateSecondTime(ms), "2026-12-31 14:05:09");
  assert.equal(utc.shortTime(ms, ms + 3_600_000), "14:05:09");
  assert.equal(utc.shortTime(ms, ms + 86_400_000), "2026-12-31 14:05");
  assert.equal(utc.span(ms, ms + 60_000), "2026-12-31 14:05 – 14:06");
  assert.equal(utc.span(ms, ms + 86_400_000), "2026-12-31 14:05 – 2027-01-01 14:05");
});

Deno.test("the same moment is another day elsewhere, and quarters of an hour count", () => {
  const ms = Date.UTC(2026, 11, 31, 23, 30, 0, 999);
  assert.equal(timesOf("Europe/Paris").dateTime(ms), "2027-01-01 00:30");
  assert.equal(timesOf("America/New_York").dateTime(ms), "2026-12-31 18:30");
  assert.equal(timesOf("Asia/Kolkata").dateTime(ms), "2027-01-01 05:00");
  assert.equal(timesOf("Asia/Kathmandu").milliTime(ms), "05:15:00.999");
  const hour = 3_600_000;
  assert.equal(timesOf("Europe/Paris").shortTime(ms, ms - hour), "2027-01-01 00:30");
  assert.equal(timesOf("UTC").shortTime(ms, ms - hour), "23:30:00");
});

Deno.test("the clock springs forward in spring, and has an hour twice in autumn", () => {
  const { dateTime } = timesOf("Europe/Paris");
  const spring = Date.UTC(2026, 2, 29, 1);
  assert.deepEqual([spring - 1, spring].map(dateTime), ["2026-03-29 01:59", "2026-03-29 03:00"]);
  const autumn = Date.UTC(2026, 9, 25, 1);
  assert.deepEqual([autumn - 3_600_000, autumn - 1, autumn].map(dateTime), [
    "2026-10-25 02:00",
    "2026-10-25 02:59",
    "2026-10-25 02:00",
  ]);
  const lordHowe = timesOf("Australia/Lord_Howe");
  const half = Date.UTC(2026, 3, 4, 15);
  assert.deepEqual([half - 1, half].map(lordHowe.clockTime), ["01:59", "01:30"]);
});

Deno.test("times from before the epoch and of the first year are written in full", () => {
  assert.equal(timesOf("UTC").dateTime(Date.UTC(1969, 6, 20, 20, 17)), "1969-07-20 20:17");
  assert.equal(timesOf("Africa/Abidjan").milliTime(-1), "23:59:59.999");
  assert.equal(timesOf("Asia/Tokyo").dateTime(Date.parse("0099-05-01T00:00:00Z")).slice(0, 10), "0099-05-01");
});

Deno.test("a zone that does not exist is UTC, and says so", () => {
  for (const zone of ["Mars/Olympus", "", "+02:00"]) {
    assert.deepEqual([timesOf(zone).zone, timesOf(zone).dateTime(0)], ["UTC", "1970-01-01 00:00"]);
  }
});

Deno.test("columns are headed by the city", () => {
  const labels = ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"].map((zone) => timesOf(zone).zoneLabel);
  assert.deepEqual(labels, ["UTC", "Paris", "Buenos Aires"]);
});
