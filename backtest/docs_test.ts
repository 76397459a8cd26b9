/** What docs/strategies.md and docs/backtest.md say is what the code does. */
import assert from "node:assert/strict";
import { foldColumns } from "../domain/backtest/candle_columns.ts";
import { measuresOf } from "../domain/backtest/measures.ts";
import * as api from "../strategies/api.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import { examples } from "../strategies/examples.ts";
import { readCandles } from "./candle_file.ts";
import { HELP } from "./flags.ts";
import { OPTIMISE_HELP } from "./optimise_flags.ts";
import { runHere } from "./job.ts";

const page = (name: string) => Deno.readTextFile(new URL(`../docs/${name}.md`, import.meta.url));
const RECORDED = new URL("../exchanges/demo/recordings/BTC_USDT-1m.json.gz", import.meta.url).pathname;
const LENGTHS_MS = [900_000, 3_600_000];

/** The cells of every table row that begins with one of `names` in backticks. */
function rowsOf(text: string, names: readonly string[]): string[][] {
  const rows = text.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  return rows.filter(([name]) => names.some((known) => name === `\`${known}\``));
}

Deno.test("the examples' results on the recorded market are those of the page", async () => {
  const minutes = await readCandles(RECORDED);
  const options = { takerFee: 0.001, makerFee: 0.001, quantityStep: 0.00001 };
  const rows = Object.entries(BUILT_IN).map(([name, strategy]) => [
    `\`${name}\``,
    ...LENGTHS_MS.flatMap((lengthMs) => {
      const candles = foldColumns(minutes, lengthMs);
      const measured = measuresOf(runHere(strategy, { parameters: {}, options }, candles), candles, 10_000);
      return [
        measured.returnPercent.toFixed(1),
        measured.maxDrawdownPercent.toFixed(1),
        String(measured.trades),
        (measured.winRatePercent ?? 0).toFixed(0),
      ];
    }),
  ]);
  assert.deepEqual(rowsOf(await page("strategies"), Object.keys(BUILT_IN)), rows);
});

Deno.test("the page tells each example's idea and risk in the source's own words", async () => {
  const text = (await page("strategies")).replace(/\s+/g, " ");
  assert.equal(examples.length, 10);
  assert.deepEqual(examples.map(({ name }) => name.toLowerCase().replaceAll(" ", "-")), Object.keys(BUILT_IN));
  for (const { name, description } of examples) assert.ok(text.includes(description), name);
});

Deno.test("the page has a row for every indicator that a strategy may use", async () => {
  const shown = new Set(
    (await page("strategies")).split("\n").filter((line) => line.startsWith("| `"))
      .map((line) => line.match(/^\| `(\w+)\(/)?.[1]),
  );
  const indicators = Object.keys(api).filter((name) => /^[a-z]/.test(name));
  assert.deepEqual(indicators.filter((name) => !shown.has(name)), []);
});

Deno.test("the page has a row for every flag, and every measure's key", async () => {
  const text = await page("backtest");
  for (const [, flag] of `${HELP}${OPTIMISE_HELP}`.matchAll(/^ {2}(--[a-z-]+)/gm)) {
    assert.ok(text.includes(`\`${flag}`), `${flag}`);
  }
  const candles = foldColumns(await readCandles(RECORDED), 3_600_000);
  const measured = measuresOf(runHere(BUILT_IN["sma-cross"]!, { parameters: {}, options: {} }, candles), candles, 1);
  for (const key of Object.keys(measured)) assert.ok(text.includes(`\`${key}\``), key);
});
