/** Hostile sources in the process of a backtest: each is ended or harmless, and its owner is told why. */
import assert from "node:assert/strict";
import { walk } from "../domain/backtest/backtest_fixture.ts";
import { HOSTILE_SOURCES, SILENT } from "../tests/hostile_sources.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { runContained } from "./contained_run.ts";
import { Refused } from "./refused.ts";

const candles = walk(300, 7);
/** Who hangs is waited for shortly; who eats memory may take its time on a busy machine. */
const PATIENCE_MS = { hung: 2_000, other: 60_000 };

for (const { what, source, backtest } of HOSTILE_SOURCES) {
  Deno.test(`a backtest of a source that ${what}${backtest ? " is refused in words" : " harms nobody"}`, async () => {
    const patienceMs = backtest === SILENT ? PATIENCE_MS.hung : PATIENCE_MS.other;
    const running = runContained({ source, parameters: {}, options: {}, candles }, { patienceMs });
    if (backtest === null) return assert.equal((await running).result.candles, 300);
    const error = await running.then(() => undefined, (thrown) => thrown);
    assert.ok(error instanceof SourceRefused || error instanceof Refused, `it came to ${error}`);
    assert.match(error.message, backtest);
    assert.ok(error.message.length < 700 && !/aristobot-sandbox|\n/.test(error.message), error.message);
  });
}
