import assert from "node:assert/strict";
import { exposures } from "./exposure.ts";
import { bought, note, order, sold, STEPS } from "./notes_fixture.ts";

const stop = order("stop 2", { side: "SELL", type: "STOP_LOSS" });

Deno.test("what is bought is exposed from its last fill until a stop stands, and again when that is called off", () => {
  const notes = [
    note(10, order("entry 1")),
    note(20, order("entry 1", { status: "PARTIALLY_FILLED" }), 40),
    note(30, bought("entry 1"), 60),
    note(35, stop),
    note(50, { ...stop, status: "CANCELED" }),
    note(58, sold("sale 3"), STEPS),
  ];
  assert.deepEqual(exposures(notes, () => "one", 1_000), [
    { group: "one", entry: "entry 1", fromMs: 30, toMs: 35 },
    { group: "one", entry: "entry 1", fromMs: 50, toMs: 58 },
  ]);
});

Deno.test("what nothing ever protects is exposed to the end; dust and what is nobody's duty are not", () => {
  const entered = note(30, bought("entry 1"), STEPS);
  assert.deepEqual(exposures([entered], () => "one", 1_000), [
    { group: "one", entry: "entry 1", fromMs: 30, toMs: 1_000 },
  ]);
  assert.deepEqual(exposures([note(30, bought("entry 1"), 5)], () => "one", 1_000), []);
  assert.deepEqual(exposures([entered], () => null, 1_000), []);
});
