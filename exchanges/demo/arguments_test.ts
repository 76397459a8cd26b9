import assert from "node:assert/strict";
import { parseArguments } from "./arguments.ts";
import { chaosPlan } from "./chaos/plan.ts";
import { MILD } from "./chaos/presets.ts";

Deno.test("without arguments the shipped markets are replayed in real time", () => {
  const expected = {
    port: 0,
    speed: 1,
    seed: 1,
    statePath: null,
    tradingPath: null,
    fromMs: null,
    limits: { lifetimeMs: 86_400_000 },
    chaos: null,
  };
  assert.deepEqual(parseArguments([]), expected);
});

Deno.test("every option is understood, and --klines takes several files", () => {
  const args = [
    "--port",
    "9100",
    "--speed=60",
    "--seed",
    "7",
    "--state",
    "s.json",
    "--accounts",
    "a.sqlite",
    "--lifetime",
    "0.5",
    "--from",
    "2023-03-24T11:20Z",
    "--chaos",
    "mild,seed=7",
    "--klines",
    "a.json",
    "b.csv",
  ];
  assert.deepEqual(parseArguments(args), {
    port: 9100,
    speed: 60,
    seed: 7,
    statePath: "s.json",
    tradingPath: "a.sqlite",
    fromMs: Date.UTC(2023, 2, 24, 11, 20),
    limits: { lifetimeMs: 1_800_000 },
    chaos: chaosPlan.parse({ ...MILD, seed: 7 }),
    klines: ["a.json", "b.csv"],
  });
  assert.equal(parseArguments(["--help"]), "help");
});

Deno.test("what is wrong is refused by name", () => {
  const cases: [string[], RegExp][] = [
    [["--port", "99999"], /--port "99999": expected a whole number from 0 to 65535/],
    [["--port="], /--port "": expected/],
    [["--speed", "0"], /--speed "0": expected a number above 0, at most 3600/],
    [["--speed", "fast"], /--speed "fast"/],
    [["--seed", "1.5"], /--seed "1.5": expected a whole number/],
    [["--lifetime", "-1"], /lifetime/],
    [["--from", "yesterday"], /--from "yesterday": expected a day or a moment such as 2023-03-24T11:20Z/],
    [["--from", "2023-03-24T11:20"], /--from "2023-03-24T11:20": expected a day or a moment/],
    [["--from", "2023-13-40"], /--from "2023-13-40"/],
    [["--chaos", "calm"], /"calm" in --chaos: expected mild, wild, or name=number/],
    [["--sped", "3"], /--sped/],
    [["a.json"], /"a.json": expected only options/],
  ];
  for (const [args, message] of cases) assert.throws(() => parseArguments(args), { name: "TypeError", message });
});
