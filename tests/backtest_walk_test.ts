/** Backtests as a user makes them, in a real browser on the whole platform: start, watch, interrupt, read, compare, take away. */
import assert from "node:assert/strict";
import type { Download, Page } from "playwright-core";
import { untilAwake, untilPage } from "./browser.ts";
import { newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST } from "./page_walk.ts";
import { field, pick, withStrategies } from "./run_form_walk.ts";

const LIMIT_MS = 90_000;

const CROSS = `import { cross, sma, Strategy } from "aristobot/strategy";
export default class Cross extends Strategy {
  fast = this.parameter("fast", 5, { min: 2, max: 50, step: 1, label: "Fast average" });
  slow = this.parameter("slow", 20, { min: 3, max: 200, step: 1 });
  crossing = cross(this, sma(this, this.fast), sma(this, this.slow));
  shouldLong() { return this.crossing.up; }
  override shouldExit() { return this.crossing.down; }
}`;
const SLOW = `import { Strategy } from "aristobot/strategy";
export default class Slow extends Strategy {
  shouldLong() { const end = Date.now() + 200; while (Date.now() < end); return false; }
}`;

/** Two strategies, of which one takes its time. */
const prepare = withStrategies({ Cross: CROSS, Slow: SLOW });
const start = (page: Page) => page.getByRole("button", { name: "Start the backtest" }).click();
const done = (page: Page) => page.locator(".runs tbody tr.done");

async function textOf(download: Download): Promise<string> {
  return await Deno.readTextFile(await download.path());
}

async function fileBy(page: Page, name: string): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return download;
}

Deno.test({
  name:
    "a user backtests: mistakes are said, progress is seen, one is interrupted, two are compared, files are taken away",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS, prepare }, async (page, house, context) => {
      await page.goto(`${house.url}/backtest`);
      await untilAwake(page);
      await pick(page, "Cross");
      const fast = page.locator("#parameter-fast");
      await fast.fill("1o");
      await page.getByText("This is not a number.").waitFor();
      await fast.fill("99");
      await page.getByText("Too large: at most 50.").waitFor();
      await start(page);
      assert.equal(
        await fast.evaluate((input) => input === document.activeElement),
        true,
        "what is wrong has the focus",
      );
      await fast.fill("4");
      await field(page, "Cash at the start (USDT)").fill("5000");
      await page.getByText(/Step of quantities .* the market’s own/).waitFor();
      await start(page);
      await page.locator(".run-queue li", { hasText: "Cross" }).waitFor();
      await done(page).waitFor();
      await page.getByText(/^Cross on BTC\/USDT: [+-]?[\d.,]+%$/).waitFor();

      await pick(page, "Slow");
      await page.getByText("This strategy declares no parameters.").waitFor();
      await start(page);
      await page.locator(".run-queue li", { hasText: "Slow" }).waitFor();
      await untilPage(page, "() => document.querySelector('.run-bar.running progress')?.value > 0.005");
      await page.getByRole("button", { name: "Interrupt Slow on BTC/USDT" }).click();
      await page.locator(".runs tbody tr.interrupted", { hasText: "Slow" }).waitFor();
      await page.getByText("Nothing runs.").waitFor();

      await pick(page, "Cross");
      await page.locator("#parameter-fast").fill("9");
      await start(page);
      await done(page).nth(1).waitFor();
      for (const at of [0, 1]) await done(page).nth(at).getByRole("checkbox").check();
      await page.getByRole("link", { name: "Compare both" }).click();
      await page.waitForURL("**/backtest/compare?*");
      await untilAwake(page);
      await page.locator(".compare-terms tr", { hasText: "fast = 9" }).waitFor();
      await page.locator(".compare-measures tr", { hasText: "Max drawdown" }).first().waitFor();
      await page.locator(".equity-plot canvas").waitFor();

      await page.getByRole("link", { name: "All backtests" }).click();
      await done(page).nth(1).getByRole("link", { name: "Cross" }).click();
      await page.locator(".main-figures").waitFor();
      await page.locator(".equity-plot canvas").waitFor();
      await page.locator(".drawdown-plot canvas").waitFor();
      await page.locator(".trade-marks canvas").first().waitFor();
      await page.getByRole("button", { name: "Explain the measures" }).click();
      await page.getByText(/The deepest fall from a peak/).last().waitFor();
      await page.getByRole("button", { name: "Show trade 1 on the chart" }).click();
      await page.locator(".trade-chart-panel").getByText("Trade 1", { exact: true }).waitFor();
      const trades = Number(await page.locator(".trade-list .panel-head .quiet").innerText());
      assert.ok(trades > 5, String(trades));

      const csv = await fileBy(page, "Trades (CSV)");
      assert.match(csv.suggestedFilename(), /^Cross-v1-BTC-USDT-5m-\d{4}-\d{2}-\d{2}-trades\.csv$/);
      assert.equal((await textOf(csv)).trimEnd().split("\n").length, trades + 1);
      const json = JSON.parse(await textOf(await fileBy(page, "Everything (JSON)")));
      assert.deepEqual([json.trades.length, json.stats.startEquityQuote, json.stats.candles], [trades, 5_000, 576]);
      const report = await fileBy(page, "Report (HTML)");
      const shown = await context.newPage();
      const file = `${house.dataDir}/${report.suggestedFilename()}`;
      await report.saveAs(file);
      await shown.goto(`file://${file}`);
      await shown.getByRole("heading", { name: "Cross v1, BTC/USDT 5m" }).waitFor();
      assert.equal(await shown.locator("svg polyline").count(), 3);
      await shown.close();

      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.waitForURL("**/backtest");
      await done(page).waitFor();
      assert.equal(await done(page).count(), 1);
    }),
});
