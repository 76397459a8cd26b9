import assert from "node:assert/strict";
import fc from "fast-check";
import { readReports } from "./read_reports.ts";

const names = [
  "started",
  "exited",
  "fault",
  "call",
  "dead",
  "log",
  "trace",
  "tell",
  "ask",
  "done",
  "within",
  "__proto__",
];

Deno.test("whatever a process writes is read without a failure, and what has no known shape is left out and counted", () => {
  const report = fc.oneof(
    fc.tuple(fc.constantFrom(...names), fc.jsonValue(), fc.jsonValue(), fc.jsonValue()),
    fc.jsonValue(),
  );
  fc.assert(fc.property(fc.array(report), (written) => {
    const line = readReports(JSON.stringify(written));
    assert.equal(line && line.reports.length + line.refused, written.length);
  }));
  for (const line of ["", "hello", "[1", '{"a":1}', "[]x"]) assert.equal(readReports(line), undefined);
});

Deno.test("what a process tells of its messages and losses is checked and cut", () => {
  const long = "x".repeat(100_000);
  const written = [
    ["trace", 1, { atMs: 5, kind: long, direction: "in", payload: "private" }],
    ["trace", 1, { atMs: "now", kind: "Late", direction: "in" }],
    ["trace", 1, { atMs: 1e300, kind: "Late", direction: "out" }],
    ["trace", 1, { atMs: 6, kind: "Ping", direction: "sideways" }],
    ["trace", 1, null],
    ["dead", { to: long, kind: long, why: "noproc", atMs: 5 }],
    ["dead", { to: {}, kind: "Ping", why: "noproc", atMs: 5 }],
    ["dead", { to: "/root/a", kind: "Ping", why: "boredom", atMs: 5 }],
    ["started", 1, 1, { capacity: 1e12, overflow: "reject" }],
    ["started", 1, 1, { capacity: "many" }],
    ["log", "info", "/root/a", long, { n: 1, long, last: true }],
    ["log", "info", "/root/a", "fields", [1]],
    ["call", 1, "load", [{ toString: 1 }]],
    ["call", 1, "destroy", ["/root"]],
  ];
  assert.deepEqual(readReports(JSON.stringify(written)), {
    reports: [
      ["trace", 1, { atMs: 5, kind: "x".repeat(200), direction: "in" }],
      ["dead", { to: "x".repeat(1_000), kind: "x".repeat(200), why: "noproc", atMs: 5 }],
      ["started", 1, 1, { capacity: 1_000_000, overflow: "reject" }],
      ["log", "info", "/root/a", "x".repeat(10_000), { n: 1 }],
    ],
    refused: 10,
  });
});

Deno.test("of an error only what may be kept is read: a few causes, and texts of a bounded length", () => {
  const causes = 100_000;
  const deep = `${'{"name":"E","message":"m","cause":'.repeat(causes)}null${"}".repeat(causes)}`;
  const [fault] = readReports(`[["fault",${deep}]]`)?.reports ?? [];
  assert.equal(JSON.stringify(fault).match(/cause/g)?.length, 5);
  const [exited] = readReports(JSON.stringify([
    ["exited", 1, 1, { kind: "crash", error: { name: "E", message: "x".repeat(100_000) } }],
    ["exited", 1, 1, { kind: "bored" }],
  ]))?.reports ?? [];
  assert.ok(JSON.stringify(exited).length < 11_000);
});
