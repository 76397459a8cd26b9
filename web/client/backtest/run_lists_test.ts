import assert from "node:assert/strict";
import type { RunProgress, RunRow } from "../../backtest_services.ts";
import { withProgress } from "./run_lists.ts";
import type { RunLists } from "./views.ts";

const progress: RunProgress = {
  id: "a",
  userId: "u",
  kind: "backtest",
  state: "running",
  part: 0.5,
  before: 0,
  error: null,
  timeMs: 10,
};
const lists: RunLists = { queue: [{ row: { id: "a" } as RunRow, progress }], runs: { runs: [], total: 0 } };

Deno.test("progress of a listed run is taken over, unless it is older than what is known", () => {
  const partOf = (told: RunProgress) => withProgress(lists, told)?.queue[0]?.progress.part;
  assert.equal(partOf({ ...progress, part: 0.7, timeMs: 11 }), 0.7);
  assert.equal(partOf({ ...progress, part: 0.2, timeMs: 9 }), 0.5);
});

Deno.test("a run that ended, or that nobody has heard of, is fetched", () => {
  assert.equal(withProgress(lists, { ...progress, state: "done" }), undefined);
  assert.equal(withProgress(lists, { ...progress, id: "b" }), undefined);
});
