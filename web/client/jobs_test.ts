import assert from "node:assert/strict";
import type { Job } from "../../domain/job.ts";
import { textsOf } from "../i18n/mod.ts";
import { jobLine } from "./jobs.ts";

const { jobs: texts } = textsOf("en").brokers;
const job = (id: string, changes: Partial<Job> = {}): Job => ({
  ...{ id, userId: "u", kind: "symbols", subject: "Kraken", state: "running", added: 0, removed: 0, reason: null },
  timeMs: 0,
  ...changes,
});

Deno.test("the status bar tells what runs, and else what came of the last", () => {
  const done = job("1", { state: "done", added: 12, removed: 3 });
  assert.equal(jobLine([], texts), null);
  assert.equal(jobLine([job("1")], texts), "Symbols of Kraken: loading…");
  assert.equal(jobLine([done], texts), "Symbols of Kraken: 12 added, 3 removed");
  assert.equal(jobLine([job("2", { subject: "OKX" }), done], texts), "Symbols of OKX: loading…");
  assert.equal(jobLine([job("1"), job("2"), done], texts), "2 jobs");
  const failed = job("3", { state: "failed", reason: "Kraken: timed out" });
  assert.equal(jobLine([done, failed], texts), "Symbols of Kraken: failed (Kraken: timed out)");
});
