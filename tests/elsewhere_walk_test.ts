/** What came from elsewhere, on the trading page in a real browser; passed over where there is none. */
import assert from "node:assert/strict";
import * as topics from "../actors/topics.ts";
import type { Elsewhere } from "../domain/foreign.ts";
import { USER_ID } from "../web/test_house.ts";
import { NOW_MS } from "../web/trading_fixture.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, until, walk } from "./page_walk.ts";
import { dialogOf, openDesk, openPanel, sent, trader } from "./trading_desk_fixture.ts";

const NONE: Elsewhere = { orders: [], holdings: [], adopted: [], failure: null };
const ORDER: Elsewhere["orders"][number] = {
  ...{ orderId: "77", clientOrderId: "web_1", symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "0.1" },
  ...{ filledQuantity: "0", price: "19000", stopPrice: null, placedMs: NOW_MS },
};
const HOLDING = { currency: "BTC", symbol: "BTC/USDT", quantity: "0.6", free: "0.5", lastPrice: "20000" };
const ADOPTED = {
  ...{ clientOrderId: `m-${"7".repeat(32)}`, symbol: "BTC/USDT", quantity: "0.5", left: "0.5" },
  ...{ entryPrice: "18500", adoptedMs: NOW_MS },
};
const NO_DIALOG = "() => !document.querySelector('dialog[open]')";

Deno.test(
  "orders and amounts from elsewhere appear by themselves, are adopted, and released after a question",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house, broker } = of;
    const become = (elsewhere: Partial<Elsewhere>) => {
      house.trading.elsewhere = { ...NONE, ...elsewhere };
      house.system.publish(topics.foreignChanges.key(USER_ID), { userId: USER_ID, brokerId: broker.id });
    };
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      const panel = page.locator(".trade-elsewhere");
      const inDialog = (label: string) => dialogOf(page).getByLabel(label, { exact: true });
      assert.equal(await panel.count(), 0);
      become({ orders: [ORDER], holdings: [HOLDING] });
      await panel.getByText("named web_1").waitFor();
      await panel.getByText("0.5 BTC free").waitFor();

      await page.getByRole("button", { name: "Adopt the order: Buy 0.1 BTC at 19,000.00 USDT" }).press("Enter");
      await page.locator(".toast", { hasText: "Adopted: Buy 0.1 BTC" }).waitFor();
      await openPanel(page).getByText("adopted from elsewhere").waitFor();
      await openPanel(page).getByRole("button", { name: /^Move/ }).press("Enter");
      await dialogOf(page).getByText("placed anew as a plain limit order of yours").waitFor();
      await page.keyboard.press("Escape");
      await untilPage(page, NO_DIALOG);
      become({ holdings: [HOLDING] });
      await until(async () => await panel.getByText("named web_1").count() === 0, "it is no longer elsewhere");

      await page.getByRole("button", { name: "Adopt 0.6 BTC" }).press("Enter");
      assert.deepEqual([await inDialog("Quantity").inputValue(), await inDialog("Entry price").inputValue()], [
        ...["0.6", "20000"],
      ]);
      await inDialog("Quantity").fill("half");
      await page.keyboard.press("Enter");
      await dialogOf(page).getByText("This is not a number").or(dialogOf(page).locator(".error-text")).first()
        .waitFor();
      assert.deepEqual(sent(house, "AdoptHolding"), []);
      await inDialog("Quantity").fill("0.5");
      await inDialog("Entry price").fill("18500");
      await inDialog("Stop-loss (optional)").fill("17000");
      await page.keyboard.press("Enter");
      await page.locator(".toast", { hasText: "0.5 BTC are adopted at 18,500.00 USDT" }).waitFor();
      await untilPage(page, NO_DIALOG);
      const [wish] = sent(house, "AdoptHolding");
      assert.deepEqual(wish?.payload.holding, {
        ...{ brokerId: broker.id, symbol: "BTC/USDT", quantity: "0.5", entryPrice: "18500", stopLoss: "17000" },
        takeProfit: null,
      });

      const [order] = await house.db`select client_order_id as id from trades where purpose = 'adopted holding'`;
      become({ adopted: [{ ...ADOPTED, clientOrderId: order!.id }] });
      await panel.getByText("counted at 18,500.00 USDT since").waitFor();
      await page.getByRole("button", { name: "Release 0.5 BTC" }).press("Enter");
      await dialogOf(page).getByText("Nothing is sold").waitFor();
      await dialogOf(page).getByRole("button", { name: "Release" }).press("Enter");
      await page.locator(".toast", { hasText: "0.5 BTC are released" }).waitFor();
      assert.equal(sent(house, "ReleaseHolding").length, 1);

      become({ failure: "Demo does not answer" });
      await panel.getByText("cannot be shown now: Demo does not answer").waitFor();
      become({});
      await until(async () => await panel.count() === 0, "there is nothing to show");
    });
  },
);
