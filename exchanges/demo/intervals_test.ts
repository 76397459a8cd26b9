import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketOf, INTERVALS, isInterval, timeZoneOffsetMs } from "./intervals.ts";

const at = (iso: string) => Date.parse(`${iso}Z`);
const open = (iso: string, interval: typeof INTERVALS[number], offsetMs = 0) =>
  new Date(bucketOf(at(iso), interval, offsetMs).openMs).toISOString().slice(0, 16);

Deno.test("buckets open at whole multiples of their length, weeks on Monday, months on the first", () => {
  assert.equal(open("2023-04-05T13:47:12", "5m"), "2023-04-05T13:45");
  assert.equal(open("2023-04-05T13:47:12", "6h"), "2023-04-05T12:00");
  assert.equal(open("2023-04-05T13:47:12", "1d"), "2023-04-05T00:00");
  assert.equal(open("2023-04-05T13:47:12", "1w"), "2023-04-03T00:00");
  assert.equal(open("2023-04-03T00:00:00", "1w"), "2023-04-03T00:00");
  assert.equal(open("2023-02-28T23:59:59", "1M"), "2023-02-01T00:00");
});

Deno.test("a time zone moves the buckets", () => {
  assert.equal(open("2023-04-05T13:47:12", "1d", timeZoneOffsetMs("8")!), "2023-04-04T16:00");
  assert.equal(open("2023-04-05T17:47:12", "1d", timeZoneOffsetMs("+08:00")!), "2023-04-05T16:00");
  assert.equal(open("2023-03-31T20:00:00", "1M", timeZoneOffsetMs("8")!), "2023-03-31T16:00");
  assert.equal(open("2023-04-05T13:47:12", "1h", timeZoneOffsetMs("05:45")!), "2023-04-05T13:15");
});

Deno.test("time zones reach from -12:00 to +14:00", () => {
  assert.equal(timeZoneOffsetMs("-12:00"), -43_200_000);
  for (const wrong of ["-12:01", "14:01", "15", "abc", "", "1:60", "8:0"]) assert.equal(timeZoneOffsetMs(wrong), null);
});

Deno.test("the interval 10m is none, and case matters", () => {
  assert.equal(isInterval("10m"), false);
  assert.equal(isInterval("1D"), false);
  assert.ok(isInterval("1m") && isInterval("1M"));
});

Deno.test("every moment lies in its bucket, and the next bucket begins where it ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1.5e12, max: 2e12 }),
      fc.constantFrom(...INTERVALS),
      fc.integer({ min: -12, max: 14 }),
      (timeMs, interval, hours) => {
        const offsetMs = hours * 3_600_000;
        const bucket = bucketOf(timeMs, interval, offsetMs);
        assert.ok(bucket.openMs <= timeMs && timeMs < bucket.endMs);
        assert.equal(bucketOf(bucket.endMs, interval, offsetMs).openMs, bucket.endMs);
        assert.deepEqual(bucketOf(bucket.openMs, interval, offsetMs), bucket);
      },
    ),
  );
});
