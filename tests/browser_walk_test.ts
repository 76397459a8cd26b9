/** A walk through the dashboard in a real browser, by mouse and keyboard: candles close, an order appears, a loss is told. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PATHS } from "../actors/tree.ts";
import { noBrowser, openBrowser } from "./browser.ts";
import { openHouse } from "./house.ts";

const LIMIT_MS = 30_000;

/** Collects what the browser complains of, so that a walk can demand silence. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || /Content Security Policy/.test(message.text())) heard.push(message.text());
  });
  return heard;
}

Deno.test({
  name: "in the browser candles close, an order appears, and a lost connection is told and mended",
  ignore: noBrowser,
  fn: async () => {
    await using house = await openHouse({ DEMO_SPEED: "300" });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
      page.setDefaultTimeout(LIMIT_MS);
      const heard = complaints(page);

      await page.goto(house.url);
      await page.waitForURL("**/heartbeat");
      await page.locator(".raw-row.closes").first().waitFor();
      assert.ok(await page.locator(".raw-row").count() >= 20);
      const box = page.locator(".box", { hasText: "1m" }).first().locator("time");
      const before = await box.textContent();
      await page.waitForFunction(
        ([selector, text]) => document.querySelector(selector!)?.textContent !== text,
        [".box time", before] as const,
      );
      assert.ok(await page.locator("canvas").count() > 0, "the chart is drawn");

      await page.getByRole("link", { name: "Bot de trading" }).first().click();
      await page.waitForURL("**/bot");
      await page.getByText("SMA cross").first().waitFor();
      await page.locator(".order-state.filled").first().waitFor();
      await page.getByRole("button", { name: "Suspendre" }).click();
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.getByRole("button", { name: "Suspendre" }).press("Enter");
      await page.getByRole("dialog").getByRole("button", { name: "Suspendre" }).click();
      await page.getByRole("button", { name: "Reprendre" }).waitFor();

      await page.getByRole("link", { name: "Système" }).first().click();
      await page.waitForURL("**/system");
      for (const name of ["recorder", "candles-4h", "feed", "order-desk", "portfolio", "sessions"]) {
        await page.getByText(name, { exact: true }).first().waitFor();
      }
      await page.getByRole("button", { name: "Détail de feed" }).press("Enter");
      await page.locator(".trace-row.in", { hasText: "FrameReceived" }).first().waitFor();
      await page.locator(".trace-row.out", { hasText: "raw-stream" }).first().waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Redémarrer candles-2h" }).press("Enter");
      await page.getByRole("dialog").getByText("s’appuient sur lui (rest_for_one) : candles-4h, feed").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Redémarrer" }).click();
      for (const name of ["candles-2h", "candles-4h", "feed"]) {
        const line = page.locator("tr", { has: page.getByText(name, { exact: true }) });
        await line.locator(".last-exit", { hasText: "arrêt demandé" }).waitFor();
        await line.locator(".state.running").waitFor();
      }
      assert.deepEqual(heard, []);

      await house.system.restart(PATHS.web);
      const lost = page.getByText("Connexion en direct perdue");
      await lost.waitFor();
      await lost.waitFor({ state: "detached" });
    } finally {
      await browser.close();
    }
  },
});
