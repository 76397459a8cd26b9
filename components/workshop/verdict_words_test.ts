import assert from "node:assert/strict";
import { textsOf } from "../../web/i18n/mod.ts";
import { timesOf } from "../../web/times.ts";
import type { Verdict } from "../../web/workshop_services.ts";
import { badgeText, findingsOf, standingOf } from "./verdict_words.ts";

const { workshop: words } = textsOf("en");
const times = timesOf("Europe/Paris");
type Audit = NonNullable<Verdict["lookAhead"]>;
const PASSED: Audit = {
  outcome: "passed",
  compared: 40,
  changed: 0,
  firstChangedMs: null,
  candlesNeeded: null,
  reason: null,
};
const FAILED: Audit = { ...PASSED, outcome: "failed", changed: 3, firstChangedMs: Date.UTC(2026, 0, 2, 3) };
const SOUND: Verdict = { problems: [], lookAhead: PASSED, warmUp: PASSED, checkedMs: 0 };
const wrong = (severity: "error" | "warning") => ({
  line: 4,
  column: 1,
  endLine: 4,
  endColumn: 2,
  severity,
  message: "no",
  code: null,
});
const textOf = (verdict: Verdict, name: string) =>
  findingsOf(verdict, words, times).find((finding) => finding.name === name)!.text;

Deno.test("a version stands by the worst that was found out", () => {
  const standings: [Verdict | null, string][] = [
    [null, "audits running"],
    [SOUND, "sound"],
    [{ ...SOUND, problems: [wrong("warning")] }, "sound"],
    [{ ...SOUND, problems: [wrong("error")], lookAhead: FAILED }, "1 error"],
    [{ ...SOUND, problems: [wrong("error"), wrong("error")] }, "2 errors"],
    [{ ...SOUND, lookAhead: FAILED, warmUp: FAILED }, "sees the future"],
    [{ ...SOUND, warmUp: FAILED }, "warms up too little"],
    [{ ...SOUND, warmUp: null }, "compiles, not proven"],
    [{ ...SOUND, lookAhead: { ...PASSED, outcome: "impossible" } }, "compiles, not proven"],
  ];
  for (const [verdict, text] of standings) assert.equal(badgeText(verdict, words), text, standingOf(verdict));
});

Deno.test("an audit says what it compared, and where the first decision changed, in the reader's zone", () => {
  assert.match(textOf(SOUND, "lookAhead"), /^40 decisions compared .* none changes/);
  assert.match(textOf({ ...SOUND, lookAhead: FAILED }, "lookAhead"), /^3 of 40 decisions .* 2026-01-02 04:00 Paris/);
  assert.match(textOf({ ...SOUND, warmUp: FAILED }, "warmUp"), /No warm-up that was tried is enough/);
  assert.match(textOf({ ...SOUND, warmUp: { ...FAILED, candlesNeeded: 60 } }, "warmUp"), /declare warmUp = 60/);
});

Deno.test("an audit that was not possible says why", () => {
  const impossible: Audit = { ...PASSED, outcome: "impossible", reason: "TypeError: x" };
  assert.equal(textOf({ ...SOUND, lookAhead: impossible }, "lookAhead"), "It could not be audited: TypeError: x");
  assert.match(textOf({ ...SOUND, lookAhead: { ...impossible, reason: null } }, "lookAhead"), /decided nothing/);
  assert.match(textOf({ ...SOUND, problems: [wrong("error")] }, "warmUp"), /must compile first/);
  assert.equal(textOf({ ...SOUND, problems: [wrong("error")] }, "compiles"), "1 error, line 4: no");
});
