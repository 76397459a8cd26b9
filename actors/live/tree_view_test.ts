import assert from "node:assert/strict";
import type { TreeReport } from "./tree_report.ts";
import { publicTree } from "./tree_view.ts";

const row = (path: string) => ({ path, lastExit: { reason: "error", words: "a secret of a user" }, departed: [{}] });
const report = {
  atMs: 1,
  rows: ["/root/market", "/root/strategies", "/root/strategies/of-somebody", "/root/strategies-of-ours"].map(row),
  deadLetters: { count: 3, last: [{ kind: "PlaceOrder" }] },
  cycle: ["/root/strategies/of-somebody"],
} as unknown as TreeReport;

Deno.test("what belongs to users, and words that may tell of them, are not in the tree that all may see", () => {
  const seen = publicTree(report, ["/root/strategies"]);
  assert.deepEqual(
    seen.rows.map(({ path }) => path),
    ["/root/market", "/root/strategies", "/root/strategies-of-ours"],
  );
  assert.deepEqual([seen.deadLetters.count, seen.deadLetters.last, seen.cycle], [3, [], null]);
  assert.doesNotMatch(JSON.stringify(seen), /secret|of-somebody/);
  assert.equal(report.rows.length, 4, "the report itself is as it was");
});
