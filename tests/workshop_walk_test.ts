/** A new user's first strategy, in a real browser on the whole platform: written, mistaken, understood, mended and judged. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { untilAwake } from "./browser.ts";
import { newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST } from "./page_walk.ts";

const LIMIT_MS = 90_000;
const LABEL = "TypeScript code of the strategy";

/** The strategy of the README, as it stands there. */
async function readmeStrategy(): Promise<string> {
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  return /## A strategy[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)![1]!;
}

/** Replaces what stands in the editor. */
async function write(page: Page, source: string): Promise<void> {
  await page.getByRole("textbox", { name: LABEL }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(source);
}

const problems = (page: Page) => page.locator(".problem-list li");
const summary = (page: Page) => page.locator(".problem-summary");

Deno.test({
  name: "a new user writes the README's strategy, understands a typing error, mends it, and reads its verdict",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS }, async (page, house) => {
      const source = await readmeStrategy();
      await page.goto(`${house.url}/strategies`);
      await page.getByText("No strategy yet").waitFor();
      await untilAwake(page);
      await page.getByRole("button", { name: "New strategy" }).click();
      await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("First");
      await page.getByRole("dialog").getByLabel("Begin with").selectOption({ label: "Empty class" });
      await page.getByRole("dialog").getByLabel("Timeframe").selectOption("1m");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/strategies\/[0-9a-f-]{36}$/);
      await untilAwake(page);

      // A typing error, its message at its line, and the way to it.
      await write(page, source.replace("slow = sma(", "slow = smaa("));
      const error = problems(page).filter({ hasText: "Cannot find name 'smaa'" });
      await error.waitFor();
      assert.match(await error.innerText(), /line 9, column 10/);
      await page.locator(".cm-lint-marker-error").waitFor();
      await error.getByRole("button").click();
      await page.locator(".cm-activeLineGutter", { hasText: "9" }).first().waitFor();
      await page.keyboard.press("Control+Delete");
      await page.keyboard.insertText("sm");
      await page.keyboard.press("Control+Space");
      const offered = page.locator(".cm-tooltip-autocomplete li").filter({ hasText: /^.?sma/ });
      await offered.first().waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.insertText("a");
      await summary(page).filter({ hasText: "No problems" }).waitFor();

      // Tab is for indenting; after Escape it leaves.
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate("document.activeElement.closest('.cm-editor') === null"), true);

      // Saved, and judged behind the answer.
      await page.keyboard.press("Control+s");
      await page.getByText("Version 2 is saved").waitFor();
      const verdict = page.getByRole("tabpanel", { name: "Verdict" });
      await verdict.getByText("Verdict of version 2").waitFor();
      await verdict.locator(".finding.passed", { hasText: "Compilation" }).waitFor();
      await verdict.locator(".finding.passed", { hasText: "Look-ahead" }).waitFor();

      // Tried on candles: signals on the chart, and as a list.
      await page.getByRole("button", { name: "Validate" }).click();
      await page.locator(".dry-run-result", { hasText: /candles, \d+ trades/ }).waitFor();
      await page.locator(".dry-run-chart canvas").first().waitFor();
      await page.getByText(/^Signals \(\d+\)/).first().click();
      await page.locator(".dry-run tbody tr").first().waitFor();

      // Its parameters are a form.
      await page.getByRole("tab", { name: "Parameters" }).click();
      await page.getByLabel("fast", { exact: true }).fill("12");
      await page.getByText("unsaved changes").waitFor();
      await page.keyboard.press("Control+s");
      await page.getByText("Saved: the code has not changed.").waitFor();

      // Versions: compared, and returned to.
      await page.getByRole("tab", { name: "Versions" }).click();
      await page.getByRole("button", { name: "Compare version 1 with the editor" }).click();
      await page.getByRole("dialog").locator(".cm-changedLine").first().waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "Return to version 1" }).click();
      await page.getByText("Version 3 is saved").waitFor();
      await page.locator(".cm-line", { hasText: "class MyStrategy" }).waitFor();

      // Duplicated and deleted.
      await page.getByRole("button", { name: "Duplicate" }).click();
      await page.getByRole("heading", { level: 1, name: "First (2)" }).waitFor();
      await untilAwake(page);
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByText("Nothing depends on it.").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.waitForURL("**/strategies");
      await page.getByRole("link", { name: "First", exact: true }).waitFor();
      assert.equal(await page.getByText("First (2)").count(), 0);

      const kept = await house.db`select v.number, v.source, v.origin, s.parameters from strategy_versions v
        join strategies s on s.id = v.strategy_id join users u on u.id = s.user_id
        where u.name = 'newcomer' and s.removed_at is null order by v.number`;
      assert.deepEqual(kept.map(({ number, origin }) => [number, origin]), [[1, "user"], [2, "user"], [3, "user"]]);
      assert.equal(kept[1]!.source.trim(), source.trim());
    }),
});
