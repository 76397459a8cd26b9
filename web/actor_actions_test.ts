import assert from "node:assert/strict";
import type { TreeRow } from "../actors/live/tree_report.ts";
import { PATHS } from "../actors/tree.ts";
import { below, carriesPage, refusalOf, restartGroup } from "./actor_actions.ts";

function row(path: string, more: Partial<TreeRow> = {}): TreeRow {
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    depth: path.split("/").length - 2,
    kind: more.strategy ? "supervisor" : "actor",
    status: "running",
    place: "local",
    strategy: null,
    mailbox: { depth: 0, capacity: 10, overflow: "reject", dropped: 0 },
    handled: 0,
    perSecond: 0,
    restarts: 0,
    startedMs: 0,
    lastExit: null,
    departed: [],
    degraded: null,
    ...more,
  };
}

const ROWS = [
  row("/root", { strategy: "one_for_one" }),
  row("/root/alone"),
  row("/root/trading", { strategy: "rest_for_one" }),
  row("/root/trading/paper"),
  row("/root/trading/stopped", { status: "dead" }),
  row("/root/trading/strategies", { strategy: "dynamic" }),
  row("/root/trading/strategies/s1"),
  row("/root/trading/strategies/s1/runner"),
  row("/root/trading/portfolio", { status: "restarting" }),
  row("/root/together", { strategy: "one_for_all" }),
  row("/root/together/a"),
  row("/root/together/b"),
  row("/root/dashboard", { strategy: "rest_for_one" }),
  row("/root/dashboard/web"),
];
const at = (path: string) => ROWS.find((each) => each.path === path) ?? assert.fail(path);
const pathsOf = (rows: readonly TreeRow[]) => rows.map(({ path }) => path);

Deno.test("all but the root and what an actor has started itself may be restarted", () => {
  const refused = ROWS.flatMap((each) => refusalOf(ROWS, each, "restart") ? [each.path] : []);
  assert.deepEqual(refused, ["/root", "/root/trading/strategies/s1/runner"]);
});

Deno.test("nothing may be stopped that carries the page, or that could not be started again", () => {
  const refusals = ROWS.map((each) => [each.path, refusalOf(ROWS, each, "stop")]).filter(([, why]) => why !== null);
  assert.deepEqual(refusals, [
    ["/root", "root"],
    ["/root/trading/stopped", "stopped"],
    ["/root/trading/strategies/s1", "forgotten"],
    ["/root/trading/strategies/s1/runner", "owned"],
    ["/root/dashboard", "page"],
    ["/root/dashboard/web", "page"],
  ]);
});

Deno.test("what carries the page is found by its path", () => {
  for (const path of [PATHS.live, PATHS.sessions, PATHS.web, `${PATHS.sessions}/x`]) assert.ok(carriesPage(path), path);
  for (const path of [PATHS.feed, PATHS.portfolio, "/root", "/root/dashboard-2"]) assert.ok(!carriesPage(path), path);
});

Deno.test("a restart takes along what its supervisor's strategy says, in order, but not what was stopped by hand", () => {
  const group = (path: string) => pathsOf(restartGroup(ROWS, { ...at(path) }));
  assert.deepEqual(group("/root/alone"), ["/root/alone"]);
  assert.deepEqual(group("/root/trading"), ["/root/trading"]);
  assert.deepEqual(group("/root/trading/strategies/s1"), ["/root/trading/strategies/s1"]);
  assert.deepEqual(group("/root/trading/paper"), [
    "/root/trading/paper",
    "/root/trading/strategies",
    "/root/trading/portfolio",
  ]);
  assert.deepEqual(group("/root/trading/stopped"), [
    "/root/trading/stopped",
    "/root/trading/strategies",
    "/root/trading/portfolio",
  ]);
  assert.deepEqual(group("/root/together/b"), ["/root/together/a", "/root/together/b"]);
});

Deno.test("below an actor is what ends with it", () => {
  assert.deepEqual(pathsOf(below(ROWS, at("/root/trading/strategies"))), [
    "/root/trading/strategies/s1",
    "/root/trading/strategies/s1/runner",
  ]);
  assert.deepEqual(below(ROWS, at("/root/alone")), []);
});
