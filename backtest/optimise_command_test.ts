import assert from "node:assert/strict";
import { optimisationResult } from "../domain/backtest/optimisation.ts";
import { optimiseCommand } from "./optimise_command.ts";

const GOOG = new URL("fixtures/GOOG.csv", import.meta.url).pathname;
const SMA_CROSS = new URL("../strategies/sma_cross.ts", import.meta.url).pathname;
const RANGES = ["--range", "fast=5,10", "--range", "slow=20:60:20"];

async function command(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const given = ["--candles", GOOG, "--processes", "2", ...args];
  const code = await optimiseCommand(given, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

Deno.test("the table shows each set in the sample beside the held-out tail, windows, other orders, and a warning", async () => {
  const { code, out } = await command(
    "--strategy",
    "sma-cross",
    ...RANGES,
    "--objective",
    "sharpeRatio",
    "--windows",
    "3",
  );
  assert.equal(code, 0);
  assert.match(out, /^sma-cross on GOOG.csv: 6 sets tried\n/);
  assert.match(out, /fast=10, slow=20 +1\.04 +0\.78 +32\.79 +27\.78 +77 +17/);
  assert.match(out, /walking forward\n {2}judged .*\n( {2}2\d{3}-.*\n){3}/);
  assert.match(out, /1000 times in another order/);
  const poor = await command(
    "--strategy",
    "sma-cross",
    "--range",
    "fast=5",
    "--range",
    "slow=80",
    "--objective",
    "sharpeRatio",
  );
  assert.match(
    poor.out,
    /Beware of over-fitting: on the candles that were held out the sharpeRatio is -0.96, where the search saw 1.02$/,
  );
});

Deno.test("a source is searched as the built-in one, and the JSON is all that was found", async () => {
  const flags = [...RANGES, "--json", "-", "--random", "4", "--seed", "7"];
  const [builtIn, source] = [
    await command("--strategy", "sma-cross", ...flags),
    await command("--strategy", SMA_CROSS, ...flags),
  ];
  const found = optimisationResult.parse(JSON.parse(builtIn.out));
  assert.equal(found.attempts.length, 4);
  assert.deepEqual(JSON.parse(source.out), JSON.parse(builtIn.out));
});

Deno.test("what cannot be searched is refused in one line, with exit code 1", async () => {
  const refusals: [string[], RegExp][] = [
    [[], /Cannot search without --range/],
    [["--range", "fast=5:9"], /Cannot take --range fast=5:9: expected name=from:to:step or name=a,b,c/],
    [["--range", "fast=9:5:1"], /Cannot search fast from 9 to 5/],
    [["--range", "fast=5:9:1", "--seed", "3"], /Cannot take --seed without --random/],
    [["--range", "fast=5:9:1", "--windows", "1.5"], /Cannot take --windows 1.5: expected a whole number from 0 to 50/],
    [
      ["--range", "fast=5:9:1", "--objective", "luck"],
      /Cannot take --objective luck: expected returnPercent or sharpe/,
    ],
    [["--range", "a=1:999:1", "--range", "b=1:999:1"], /Cannot try 998001 sets: expected at most 10000/],
  ];
  for (const [flags, message] of refusals) {
    const { code, err, out } = await command("--strategy", "sma-cross", ...flags);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, message);
    assert.equal(err.split("\n").length, 1);
  }
  const { code, out } = await command("--strategy", "sma-cross", "--range", "nothing=1,2");
  assert.equal(code, 0);
  assert.match(out, /0 sets tried, 2 failed; the first: nothing=\d: Error: Unknown parameter "nothing"/);
});
