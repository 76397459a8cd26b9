import assert from "node:assert/strict";
import { textsOf } from "../../i18n/mod.ts";
import type { DryRunMark } from "../../workshop_services.ts";
import { markersOf, markText } from "./dry_run_marks.ts";

const { dryRun: words } = textsOf("en").workshop;
const COLORS = { up: "green", down: "red", exit: "grey" };
const mark = (kind: DryRunMark["kind"], minute: number, reason: string | null = null): DryRunMark => ({
  openMs: minute * 60_000,
  kind,
  reason,
  price: 1,
});

Deno.test("signals are drawn in the order of their candles, in UTC seconds", () => {
  const drawn = markersOf([mark("exit", 2, "stop-loss"), mark("enter-long", 1), mark("enter-short", 3)], words, COLORS);
  assert.deepEqual(drawn.map(({ time, text, position, shape, color }) => [time, text, position, shape, color]), [
    [60, "buy", "belowBar", "arrowUp", "green"],
    [120, "stop", "aboveBar", "circle", "grey"],
    [180, "short sale", "aboveBar", "arrowDown", "red"],
  ]);
});

Deno.test("an exit says why, in the words of the page where it has some", () => {
  const texts = ["signal", "take-profit", "end", "liquidation", null].map((reason) =>
    markText(mark("exit", 0, reason), words)
  );
  assert.deepEqual(texts, ["exit", "target", "end", "liquidation", "exit"]);
});
