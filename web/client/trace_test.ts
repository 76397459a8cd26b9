import assert from "node:assert/strict";
import type { TraceEntry } from "../../actors/runtime/mod.ts";
import { NO_TRACE, TRACE_ROWS, withReport } from "./trace.ts";

const entries = (...times: number[]): TraceEntry[] => times.map((atMs) => ({ atMs, kind: "Tick", direction: "in" }));

Deno.test("the newest messages are above, numbered by all that were seen, also those not shown", () => {
  const first = withReport(NO_TRACE, { path: "/root/a", entries: entries(1, 2), skipped: 0 });
  const second = withReport(first, { path: "/root/a", entries: entries(3), skipped: 5 });
  assert.deepEqual(second.rows.map(({ atMs, number }) => [atMs, number]), [[3, 8], [2, 2], [1, 1]]);
  assert.deepEqual([second.seen, second.skipped], [8, 5]);
});

Deno.test("a page keeps a bounded number of messages", () => {
  let trace = NO_TRACE;
  for (let n = 0; n < 5; n++) {
    trace = withReport(trace, { path: "/root/a", entries: entries(...Array(40).keys()), skipped: 0 });
  }
  assert.equal(trace.rows.length, TRACE_ROWS);
  assert.equal(new Set(trace.rows.map(({ number }) => number)).size, TRACE_ROWS);
  assert.equal(trace.seen, 200);
});
