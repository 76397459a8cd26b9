import assert from "node:assert/strict";
import { chaosPlan } from "./plan.ts";
import { MILD, parseChaos, WILD } from "./presets.ts";

Deno.test("a plan is a name, numbers, or a name with changes", () => {
  assert.deepEqual(parseChaos("mild"), chaosPlan.parse(MILD));
  assert.deepEqual(parseChaos("wild"), chaosPlan.parse(WILD));
  assert.deepEqual(parseChaos("drop=0.01, cuts=2"), chaosPlan.parse({ drop: 0.01, cuts: 2 }));
  assert.deepEqual(parseChaos("mild,seed=7,halts=1"), chaosPlan.parse({ ...MILD, seed: 7, halts: 1 }));
});

Deno.test("a plan that is none is refused with the part that is wrong", () => {
  const cases: [string, RegExp][] = [
    ["", /Cannot use "" in --chaos: expected mild, wild, or name=number with one of seed, drop/],
    ["calm", /Cannot use "calm" in --chaos/],
    ["toString", /Cannot use "toString" in --chaos/],
    ["drop=", /Cannot use "drop=" in --chaos/],
    ["drop=often", /Cannot use "drop=often" in --chaos/],
    ["drop=2", /Cannot use --chaos "drop=2": drop: .*<=1/],
    ["drop=0.9,delay=0.9", /expected the chances of drop, duplicate, delay and reorder to be 1 at most together/],
    ["seed=1.5", /Cannot use --chaos "seed=1.5": seed: /],
  ];
  for (const [text, message] of cases) assert.throws(() => parseChaos(text), { name: "TypeError", message });
});
