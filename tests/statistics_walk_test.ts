/** The page of statistics in a real browser: curves, the form, the file. */
import assert from "node:assert/strict";
import { saveBalanceSnapshot } from "../db/balance_snapshots.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import { fillOf } from "../domain/order_arbitraries.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { loadAssets } from "../web/assets.ts";
import { orderOf } from "../web/client/trading/order_fixture.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { demoBroker } from "../web/trading_fixture.ts";
import { BROWSER_TEST, open, walk } from "./page_walk.ts";

const START_MS = Date.UTC(2026, 9, 1);
const HOUR_MS = 3_600_000;

/** Forty round trips over some days, and a balance that goes along. */
async function fill({ db }: TestHouse): Promise<void> {
  const { id: brokerId } = await demoBroker(db, USER_ID);
  for (let trip = 0; trip < 40; trip++) {
    for (const side of ["buy", "sell"] as const) {
      const timeMs = START_MS + trip * 7 * HOUR_MS + (side === "buy" ? 0 : HOUR_MS);
      const clientOrderId = ticketOrderId("entry", crypto.randomUUID());
      const order = orderOf({ clientOrderId, userId: USER_ID, brokerId, side, createdMs: timeMs, state: "filled" });
      await saveIntent(db, order);
      const price = side === "buy" ? "20000" : String(20_000 + (trip % 5 - 1) * 40);
      await updateOrder(db, order, fillOf({ clientOrderId, price, quantity: "0.1", fee: "0.2", timeMs }));
    }
    const valueQuote = String(10_000 + trip * 3);
    const taken = { userId: USER_ID, brokerId, timeMs: START_MS + trip * 7 * HOUR_MS, quote: "USDT", valueQuote };
    await saveBalanceSnapshot(db, taken);
  }
}

Deno.test("statistics are drawn, chosen by the form, and fetched as a file", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
  await fill(house);
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/statistics`);
    await page.locator(".statistics-plot canvas").nth(1).waitFor();
    assert.equal(await page.locator(".statistics-plot canvas").count(), 2);
    assert.equal(await page.locator(".statistics-columns svg rect").first().isVisible(), true);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByText("Download (CSV)").click()]);
    assert.equal(file.suggestedFilename(), "aristobot-executions.csv");
    assert.equal((await Deno.readTextFile(await file.path())).split("\r\n").length, 82);
    await page.locator("input[name=from]").fill("2026-10-08");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/from=2026-10-08/);
    await page.getByText("2026-10-08", { exact: true }).first().waitFor();
    assert.equal(await page.getByText("2026-10-07", { exact: true }).count(), 0);
    await page.locator("select[name=origin]").selectOption("webhook");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("No execution fits this choice.").waitFor();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${house.url}/statistics`);
      await page.locator(".statistics-plot canvas").nth(1).waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, `at ${width} px`);
    }
  });
});
