import assert from "node:assert/strict";
import { parseTimestamp } from "./db.ts";
import { testDatabase } from "./test_database.ts";

Deno.test("times go in and come out as UTC milliseconds, from the year 1 on", async () => {
  await using database = await testDatabase();
  const { db } = database;
  for (const text of ["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2026-11-01T12:34:56.789Z"]) {
    const ms = Date.parse(text);
    const [row] = await db`select ${ms}::timestamptz as one, ${[
      ms,
      ms,
    ]}::timestamptz[] as many, null::timestamptz as none`;
    assert.deepEqual({ ...row }, { one: ms, many: [ms, ms], none: null });
  }
});

Deno.test("numbers stay decimal text, digit for digit", async () => {
  await using database = await testDatabase();
  const text = "12345678901234567890.123456789012345678";
  const [row] = await database.db`select ${text}::numeric as one, ${["1.10", "-0.00"]}::numeric[] as many`;
  assert.deepEqual({ ...row }, { one: text, many: ["1.10", "0.00"] });
});

Deno.test("microseconds of a time are cut, and a time without end is refused", () => {
  assert.equal(parseTimestamp("2026-11-21 10:50:47.123999+00"), Date.UTC(2026, 10, 21, 10, 50, 47, 123));
  assert.equal(parseTimestamp("2026-11-21 10:50:47+00"), Date.UTC(2026, 10, 21, 10, 50, 47));
  for (const text of ["infinity", "2026-11-21 10:50:47+02", "0044-03-15 12:00:00+00 BC"]) {
    assert.throws(() => parseTimestamp(text), /Cannot read timestamp/);
  }
});
