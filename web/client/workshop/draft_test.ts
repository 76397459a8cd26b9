import assert from "node:assert/strict";
import type { Verdict, VersionRow } from "../../workshop_services.ts";
import { type Draft, draftOf, isSame, originOf, withVerdicts } from "./draft.ts";
import { viewOf } from "./workshop_fixture.ts";

const DRAFT: Draft = { name: "a", description: "", timeframe: "1m", source: "x", parameters: { a: 1, b: 2 } };
const SOUND: Verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 5 };

Deno.test("two drafts are the same in whatever order their parameters stand", () => {
  assert.ok(isSame(DRAFT, { ...DRAFT, parameters: { b: 2, a: 1 } }));
  const others: Partial<Draft>[] = [{ source: "y" }, { name: "b" }, { description: "c" }, { timeframe: "5m" }, {
    parameters: { a: 1 },
  }];
  for (const other of others) assert.equal(isSame(DRAFT, { ...DRAFT, ...other }), false, JSON.stringify(other));
});

Deno.test("a draft of a view is what can be edited of it", () => {
  const view = viewOf({});
  assert.deepEqual(Object.keys(draftOf(view)).sort(), ["description", "name", "parameters", "source", "timeframe"]);
});

Deno.test("what an assistant wrote stays its own while it is only changed", () => {
  const row = (origin: VersionRow["origin"]): VersionRow => ({ number: 1, origin, createdMs: 0, verdict: null });
  assert.equal(originOf([row("user")], null), "user");
  assert.equal(originOf([row("example")], null), "user");
  assert.equal(originOf([row("assistant")], null), "assistant");
  assert.equal(originOf([row("user")], "assistant"), "assistant");
  assert.equal(originOf([row("assistant")], "user"), "user", "returned to a version of the user");
});

Deno.test("a verdict that was heard of while the view was asked for is not lost", () => {
  const view = withVerdicts(viewOf({ version: 2 }), new Map([[2, SOUND]]));
  assert.deepEqual([view.verdict, view.versions.map(({ verdict }) => verdict)], [SOUND, [SOUND, null]]);
  assert.equal(withVerdicts(viewOf({ version: 3 }), new Map([[2, SOUND]])).verdict, null);
});
