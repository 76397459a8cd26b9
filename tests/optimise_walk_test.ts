/** Searches for parameters as a user makes them, in a real browser on the whole platform. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { untilAwake } from "./browser.ts";
import { newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST } from "./page_walk.ts";
import { field, pick, withStrategies } from "./run_form_walk.ts";

const LIMIT_MS = 90_000;

const CROSS = `import { cross, sma, Strategy } from "aristobot/strategy";
export default class Cross extends Strategy {
  fast = this.parameter("fast", 5, { min: 2, max: 50, step: 1, label: "Fast average" });
  slow = this.parameter("slow", 20, { min: 3, max: 200, step: 1 });
  late = this.parameter("late", false);
  crossing = cross(this, sma(this, this.fast), sma(this, this.slow));
  shouldLong() { return this.crossing.up; }
  override shouldExit() { return this.crossing.down; }
}`;
const SLOW = `import { Strategy } from "aristobot/strategy";
export default class Slow extends Strategy {
  n = this.parameter("n", 5, { min: 1, max: 20 });
  shouldLong() { const end = Date.now() + 200; while (Date.now() < end); return this.n > 99; }
}`;

/** Two strategies, of which one takes its time. */
const prepare = withStrategies({ Cross: CROSS, Slow: SLOW });
const start = (page: Page) => page.getByRole("button", { name: "Start the optimisation" }).click();

Deno.test({
  name:
    "a user searches: mistakes are said, the best is seen beside what it is worth elsewhere, one search is interrupted",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS, prepare }, async (page, house) => {
      await page.goto(`${house.url}/backtest/optimise`);
      await untilAwake(page);
      await pick(page, "Cross");
      const step = field(page, "Fast average: step");
      await field(page, "Fast average: from").fill("1");
      await page.getByText("At least 2.").waitFor();
      await start(page);
      const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
      assert.equal(await focused(), "Fast average: from", "what is wrong has the focus");
      await field(page, "Fast average: from").fill("3");
      await field(page, "Fast average: to").fill("9");
      await step.fill("3");
      await field(page, "slow: from").fill("10");
      await field(page, "slow: to").fill("40");
      await field(page, "slow: step").fill("10");
      await page.getByText("12 parameter sets").waitFor();
      await field(page, "Search late").check();
      await page.getByText("24 parameter sets").waitFor();
      await field(page, "Search late").uncheck();
      await field(page, "Walk-forward windows").fill("3");
      await field(page, "Held out (%)").fill("25");
      await start(page);

      await page.waitForURL(/\/backtest\/optimise\/[0-9a-f-]{36}$/);
      await page.locator(".search-best").waitFor();
      assert.equal(await page.locator(".heat td").count(), 12);
      assert.equal(await page.locator(".search-forward tbody tr").count(), 3);
      assert.equal(await page.locator(".attempts tbody tr").count(), 12);
      await page.locator(".equity-plot canvas").waitFor();
      await page.getByText("And with other luck?").waitFor();
      await page.locator(".search-heat").getByRole("button", { name: "Out of the sample" }).click();
      await page.locator(".search-attempts").getByRole("button", { name: "out of the sample" }).click();
      await page.getByRole("button", { name: "Backtest it" }).click();
      await page.waitForURL(/\/backtest\/[0-9a-f-]{36}$/);
      await untilAwake(page);

      await page.goto(`${house.url}/backtest/optimise`);
      await untilAwake(page);
      assert.equal(await page.locator(".run-list tbody tr.done").count(), 1);
      await pick(page, "Slow");
      await field(page, "n: from").waitFor();
      await start(page);
      await page.waitForURL(/\/backtest\/optimise\/[0-9a-f-]{36}$/);
      await page.getByRole("button", { name: "Interrupt Slow on BTC/USDT" }).click();
      await page.getByText("This search was interrupted: nothing of it is left.").waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.waitForURL("**/backtest/optimise");
      assert.equal(await page.locator(".run-list tbody tr").count(), 1);
    }),
});
