import assert from "node:assert/strict";
import type { TreeNode } from "../runtime/mod.ts";
import { treeReport } from "./tree_report.ts";

function node(path: string, handled: number, children: TreeNode[] = [], more: Partial<TreeNode> = {}): TreeNode {
  return {
    path,
    kind: children.length > 0 ? "supervisor" : "actor",
    status: "running",
    place: "local",
    mailbox: { depth: 0, capacity: 10, overflow: "reject", dropped: 0 },
    handled,
    restarts: 0,
    startedMs: 0,
    children,
    ...more,
  };
}

const deadLetters = { count: 0, last: [] };

Deno.test("the tree becomes a list, parents before children, with depths and rates per second", () => {
  const before = treeReport({ tree: node("/root", 0, [node("/root/a", 10)]), deadLetters }, 1_000, null);
  assert.deepEqual(before.rows.map((row) => row.perSecond), [0, 0]);
  const crashed = node("/root/b", 3, [], {
    lastExit: { kind: "crash", error: { name: "Error", message: "boom" } },
    lastExitMs: 2_500,
  });
  const after = treeReport({ tree: node("/root", 0, [node("/root/a", 40), crashed]), deadLetters }, 3_000, before);
  assert.deepEqual(
    after.rows.map(({ path, name, depth, perSecond }) => [path, name, depth, perSecond]),
    [["/root", "root", 0, 0], ["/root/a", "a", 1, 15], ["/root/b", "b", 1, 0]],
  );
  assert.deepEqual(after.rows[2]?.lastExit, { kind: "crash", message: "boom", atMs: 2_500 });
});

Deno.test("who ended and left is told, the newest first, and who waited for one another", () => {
  const departed = [1, 2].map((n) => ({ id: `c${n}`, reason: { kind: "crash" as const }, atMs: n }));
  const lastCycle = { way: ["/root/a", "/root/b", "/root/a"], atMs: 5 };
  const report = treeReport({ tree: node("/root", 0, [], { departed, lastCycle }), deadLetters }, 9, null);
  assert.deepEqual(report.rows[0]?.departed.map(({ id, kind, atMs }) => [id, kind, atMs]), [
    ["c2", "crash", 2],
    ["c1", "crash", 1],
  ]);
  assert.deepEqual(report.cycle, lastCycle);
});

Deno.test("an actor that counts from zero again has no negative rate", () => {
  const before = treeReport({ tree: node("/root", 500), deadLetters }, 0, null);
  assert.equal(treeReport({ tree: node("/root", 2), deadLetters }, 1_000, before).rows[0]?.perSecond, 0);
});
