import assert from "node:assert/strict";
import { linesOf } from "./figures.ts";
import type { Outcome } from "./run.ts";

const spread = { p50: 120, p99: 4_000, longest: 48_000 };
const outcome: Outcome = {
  ...{ disaster: "kill", seed: 7, tookMs: 90_000, restMs: 5_000, strikes: { order: 3, starting: 1 } },
  faults: { lostAnswer: 2, drop: 5 },
  down: { times: 4, totalMs: 30_000, longestMs: 12_000 },
  processes: { seen: 9, left: 0 },
  asked: { tickets: 10, sent: 14, unanswered: 4, changes: 3 },
  orders: { ours: 20, states: { filled: 15, denied: 5 }, theirs: 15, fills: 17, refusals: 5, kinds: {}, fees: {} },
  alerts: { sent: 8, deliveries: 12, acknowledged: 7, orders: 5, failed: 1, nothing: 1, duplicates: 2 },
  candles: { chains: 16, compared: 5_000, missing: 0, wrong: 0 },
  exposure: {
    ...{ positions: 6, told: 1, aliveMs: spread, longest: "ab-1-entry", longestWithDownMs: 60_000 },
    ...{ longestMeasuredMs: 7_000, watched: 2, reached: 1, soldMs: spread },
  },
  differences: [],
};

Deno.test("the figures say what struck, what was traded and what differs", () => {
  const text = linesOf(outcome).join("\n");
  assert.match(text, /^strikes +4 \(3 order, 1 starting\)$/m);
  assert.match(text, /2 answers hidden or cut off; 3 kills just after the exchange's deed/);
  assert.match(text, /^orders +20 of ours, 15 at the exchange, 5 refused with a reason$/m);
  assert.match(text, /p50 0\.12 s, p99 4\.00 s, longest 48\.0 s \(60\.0 s with/);
  assert.match(text, /^differences +0$/m);
});

Deno.test("of many differences the first are told, and how many more there are", () => {
  const lines = linesOf({ ...outcome, differences: Array.from({ length: 45 }, (_, at) => `thing ${at}`) });
  assert.equal(lines.filter((line) => line.startsWith("DIFFERS: thing")).length, 40);
  assert.equal(lines.at(-1), "DIFFERS: 5 more");
});
