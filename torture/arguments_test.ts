import assert from "node:assert/strict";
import { parseTorture, usageWith } from "./arguments.ts";

const NAMES = ["kill", "flood"];

Deno.test("kills are a disaster with its own flag, and all the rest has defaults", () => {
  assert.deepEqual(parseTorture(["--kills", "100", "--seed", "7"], NAMES), {
    disaster: "kill",
    times: 100,
    seed: 7,
    databaseUrl: null,
    speed: 60,
    users: 2,
    keeps: false,
  });
  const asked = parseTorture(["--disaster", "flood", "--times", "5", "--database", "postgres://x", "--keep"], NAMES);
  assert.ok(asked !== "help");
  assert.deepEqual([asked.disaster, asked.times, asked.databaseUrl, asked.keeps], ["flood", 5, "postgres://x", true]);
});

Deno.test("what is wrong is refused by its name, its value and what was expected", () => {
  assert.throws(
    () => parseTorture(["--kills", "0"], NAMES),
    /--kills or --times is "0", expected a whole number from 1/,
  );
  assert.throws(() => parseTorture(["--seed", "x"], NAMES), /--seed is "x"/);
  assert.throws(() => parseTorture(["--disaster", "war"], NAMES), /"war", expected one of kill, flood/);
  assert.throws(() => parseTorture(["--sed", "1"], NAMES), TypeError);
});

Deno.test("help names every disaster", () => {
  assert.equal(parseTorture(["-h"], NAMES), "help");
  assert.match(usageWith(NAMES), /what befalls the platform instead: kill, flood/);
});
