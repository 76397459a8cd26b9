import assert from "node:assert/strict";
import { FaultLog } from "./fault_log.ts";

Deno.test("the latest 20,000 faults are kept, and all are counted", () => {
  const log = new FaultLog();
  for (let atMs = 1; atMs <= 50_000; atMs++) {
    log.add({ kind: atMs % 2 === 0 ? "drop" : "cut", atMs, target: null, connection: 1, forMs: 0 });
  }
  const kept = log.list();
  assert.deepEqual([kept.length, kept[0]!.atMs, kept.at(-1)!.atMs], [20_000, 30_001, 50_000]);
  assert.deepEqual(log.counts(), { cut: 25_000, drop: 25_000 });
});
