import assert from "node:assert/strict";
import { soakOptions } from "./arguments.ts";

Deno.test("without arguments the soak plays a month in less than twenty minutes", () => {
  const options = soakOptions([])!;
  assert.deepEqual(options, { minutes: 20, days: 30, speed: 2_400, seed: 1, calm: false });
  assert.ok(options.days * 1_440 / options.speed < options.minutes);
  assert.equal(soakOptions(["--help"]), null);
  assert.deepEqual(soakOptions(["--minutes", "2.5", "--calm", "--seed", "7"]), {
    ...options,
    minutes: 2.5,
    calm: true,
    seed: 7,
  });
});

Deno.test("what it cannot read is refused by name", () => {
  assert.throws(() => soakOptions(["--minutes", "x"]), /--minutes is "x", expected a number from 0.1 to 10080/);
  assert.throws(() => soakOptions(["--speed", ""]), RangeError);
  assert.throws(() => soakOptions(["--days", "60"]), RangeError);
  assert.throws(() => soakOptions(["--fast"]), /--fast/);
});
