import assert from "node:assert/strict";
import { type ChildView, decide, mustRestart } from "./supervision.ts";
import type { ExitReason } from "./types.ts";

const failures: ExitReason["kind"][] = ["crash", "killed", "hung", "oom"];

Deno.test("permanent children come back always, transient ones after a failure, temporary ones never", () => {
  for (const kind of ["normal", "shutdown"] as const) {
    assert.equal(mustRestart("permanent", { kind }), true);
    assert.equal(mustRestart("transient", { kind }), false);
    assert.equal(mustRestart("temporary", { kind }), false);
  }
  for (const kind of failures) {
    assert.equal(mustRestart("permanent", { kind }), true);
    assert.equal(mustRestart("transient", { kind }), true);
    assert.equal(mustRestart("temporary", { kind }), false);
  }
});

function child(id: string, view: Partial<ChildView> = {}): ChildView {
  return { id, restart: "permanent", significant: false, up: true, ...view };
}

const crash: ExitReason = { kind: "crash" };
const four = [child("a"), child("b", { restart: "temporary" }), child("c"), child("d", { up: false })];

Deno.test("one_for_one restarts the one, rest_for_one those after it too, one_for_all everybody, in order", () => {
  assert.deepEqual(decide({ strategy: "one_for_one" }, four, "a", crash), {
    act: "restart",
    others: [],
    starts: ["a"],
    drops: [],
  });
  assert.deepEqual(decide({ strategy: "rest_for_one" }, four, "c", crash), {
    act: "restart",
    others: [],
    starts: ["c", "d"],
    drops: [],
  });
  assert.deepEqual(decide({ strategy: "one_for_all" }, four, "c", crash), {
    act: "restart",
    others: ["b", "a"],
    starts: ["a", "c", "d"],
    drops: ["b"],
  });
});

Deno.test("a significant child that ends for good takes the supervisor along, as autoShutdown says", () => {
  const normal: ExitReason = { kind: "normal" };
  const children = [
    child("a", { restart: "transient", significant: true }),
    child("b", { restart: "transient", significant: true }),
    child("c", { restart: "transient" }),
  ];
  const act = (autoShutdown: "never" | "any_significant" | "all_significant", id: string, views = children) =>
    decide({ strategy: "one_for_one", autoShutdown }, views, id, normal).act;
  assert.equal(act("never", "a"), "leave");
  assert.equal(act("any_significant", "a"), "shutdown");
  assert.equal(act("any_significant", "c"), "leave");
  assert.equal(act("all_significant", "a"), "leave");
  const lastOne = children.map((view) => view.id === "b" ? { ...view, up: false } : view);
  assert.equal(act("all_significant", "a", lastOne), "shutdown");
});
