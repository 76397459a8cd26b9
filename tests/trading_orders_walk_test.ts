/** Orders and the market on the trading page in a real browser; passed over where there is none. */
import assert from "node:assert/strict";
import * as topics from "../actors/topics.ts";
import { viewAt } from "../web/trading_fixture.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, until, walk } from "./page_walk.ts";
import { CLOSED, dialogOf, field, openDesk, openPanel, sent, tellOrder, trader } from "./trading_desk_fixture.ts";

Deno.test("an order is moved by dragging its line and by arrow keys, after a confirmation", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house, keep } = of;
  await keep({ clientOrderId: "m-1", price: "19950" });
  await walk(house, async (context) => {
    const page = await openDesk(context, house);
    const plot = page.locator(".trade-plot");
    await plot.locator("canvas").first().waitFor();
    const box = (await plot.boundingBox())!;
    const x = box.x + box.width / 3;
    let y = box.y + 2;
    const isHeld = () => page.evaluate("document.querySelector('.trade-plot').style.cursor === 'ns-resize'");
    await until(async () => {
      y = y + 3 > box.y + box.height ? box.y + 2 : y + 3;
      await page.mouse.move(x, y);
      return await isHeld() as boolean;
    }, "the pointer finds the line");
    await page.mouse.down();
    await page.mouse.move(x, y + 30, { steps: 4 });
    await page.mouse.up();
    await dialogOf(page).getByText("Move this order?").waitFor();
    const dropped = Number(await field(page, "New price (USDT)").inputValue());
    assert.ok(dropped < 19_950 && dropped > 19_700, String(dropped));
    await page.keyboard.press("Escape");
    await untilPage(page, CLOSED);
    assert.deepEqual(sent(house, "MoveOrder"), []);

    await page.getByRole("button", { name: "Move: Buy 0.1 BTC at 19,950.00 USDT" }).press("Enter");
    const price = field(page, "New price (USDT)");
    await price.focus();
    await page.keyboard.press("Enter");
    await dialogOf(page).getByText("That is the price of this order already.").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Shift+ArrowUp");
    assert.equal(await price.inputValue(), "19950.11");
    await page.keyboard.press("Enter");
    await page.locator(".toast", { hasText: "Order moved to 19,950.11 USDT" }).waitFor();
    assert.deepEqual(sent(house, "MoveOrder").map(({ payload }) => payload.to), ["19950.11"]);
  });
});

Deno.test(
  "orders are canceled: one at once, a protection and all of them after a question; events keep the list",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house, keep, exitsOf } = of;
    const first = await keep({ clientOrderId: "m-1", price: "19000" });
    await keep({ clientOrderId: "m-2", price: "18000" });
    await keep({ clientOrderId: "s-3", side: "sell", type: "stop_loss", price: null, stopPrice: "17000" });
    const failed = { state: "failed", reason: "Stop price would trigger immediately." } as const;
    house.trading.exits = [exitsOf({ clientOrderId: "m-9", stopLoss: "17000", ...failed })];
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      await page.getByRole("alert").filter({ hasText: "UNPROTECTED" }).getByText("would trigger immediately").waitFor();
      const rows = openPanel(page).locator("tbody tr");
      assert.equal(await rows.count(), 3);
      await page.getByRole("button", { name: /^Move: Sell 0.1 BTC stop/ }).press("Enter");
      await field(page, "New price (USDT)").fill("30000");
      await page.keyboard.press("Enter");
      await dialogOf(page).getByText("A sell stop is below the last price, 20,000").waitFor();
      await page.keyboard.press("Escape");
      await untilPage(page, CLOSED);
      assert.deepEqual(sent(house, "MoveOrder"), []);
      await tellOrder(house, { ...first, state: "partially_filled", filledQuantity: "0.04", filledQuote: "760" });
      await rows.filter({ hasText: "partial" }).getByText("0.04").waitFor();
      await tellOrder(house, { ...first, state: "filled", filledQuantity: "0.1", filledQuote: "1900" });
      await until(async () => await rows.count() === 2, "a filled order leaves the list");
      await page.locator(".trade-attempts", { hasText: "filled" }).waitFor();

      await page.getByRole("button", { name: "What happened to: Buy 0.1 BTC at 19,000.00 USDT" }).press("Enter");
      await dialogOf(page).getByText("The order was stored, then sent: Buy 0.1 BTC at 19,000.00 USDT").waitFor();
      await page.keyboard.press("Escape");
      await untilPage(page, CLOSED);

      await page.getByRole("button", { name: "Cancel: Buy 0.1 BTC at 18,000.00 USDT" }).click();
      await page.locator(".toast", { hasText: "Order canceled: Buy 0.1 BTC" }).waitFor();
      await until(async () => await rows.count() === 1, "it is gone");
      await page.getByRole("button", { name: /^Cancel: Sell 0.1 BTC stop/ }).press("Enter");
      await dialogOf(page).getByText("This is a protection").waitFor();
      await page.keyboard.press("Escape");
      await untilPage(page, CLOSED);
      assert.equal(sent(house, "CancelOrder").length, 1);
      await page.getByRole("button", { name: "Cancel all" }).click();
      await dialogOf(page).getByText("1 order of Demo is canceled.").waitFor();
      await dialogOf(page).getByRole("button", { name: "Cancel all" }).click();
      await page.getByText("No open orders.").waitFor();
      assert.equal(sent(house, "CancelAll").length, 1);
    });
  },
);

Deno.test(
  "exits that no exchange holds are moved, planned ones too, called off after a question, and dismissed where they failed",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house, keep, exitsOf } = of;
    const [bought, waiting, lost] = [`m-${"7".repeat(32)}`, `m-${"8".repeat(32)}`, `m-${"9".repeat(32)}`];
    await keep({ clientOrderId: bought, state: "filled", filledQuantity: "0.1", filledQuote: "2000" });
    await keep({ clientOrderId: waiting, price: "19800" });
    await keep({ clientOrderId: lost, state: "filled", filledQuantity: "0.1", filledQuote: "2000" });
    house.trading.exits = [
      exitsOf({ clientOrderId: bought, stopLoss: "18000", takeProfit: "22000", watched: ["stop", "target"] }),
      exitsOf({ clientOrderId: waiting, stopLoss: "17500", state: "waiting" }),
      exitsOf({ clientOrderId: lost, stopLoss: "17000", state: "failed", reason: "insufficient funds" }),
    ];
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      const panel = page.locator(".trade-exits");
      assert.deepEqual(await panel.getByText("watched", { exact: true }).count(), 2);
      const dialog = dialogOf(page);
      const price = field(page, "New price (USDT)");
      await panel.getByRole("button", { name: "Move: Stop of BTC/USDT at 18,000.00 USDT" }).press("Enter");
      await dialog.getByText("Aristobot watches for the new price").waitFor();
      await price.fill("20000");
      await page.keyboard.press("Enter");
      await dialog.getByText("A sell stop is below the last price, 20,000").waitFor();
      await price.fill("18500");
      await page.keyboard.press("Enter");
      await page.locator(".toast", { hasText: "Moved: Stop of BTC/USDT at 18,500.00 USDT" }).waitFor();
      await panel.getByText("Stop 18,500.00 USDT").waitFor();
      await panel.getByRole("button", { name: "Move: Stop of BTC/USDT at 17,500.00 USDT" }).press("Enter");
      await dialog.getByText("placed at the new price as soon as the buy is filled").waitFor();
      await price.fill("17600");
      await page.keyboard.press("Enter");
      await panel.getByText("Stop 17,600.00 USDT").waitFor();
      assert.deepEqual(
        sent(house, "MoveOrder").map(({ payload }) => [payload.clientOrderId, payload.to, payload.exit]),
        [[bought, "18500", "stop"], [waiting, "17600", "stop"]],
      );
      const callOff = panel.getByRole("button", { name: /^Call off the protections of BTC/ });
      await callOff.press("Enter");
      await dialog.getByText("Target of BTC/USDT at 22,000.00 USDT").waitFor();
      await page.keyboard.press("Escape");
      await untilPage(page, CLOSED);
      assert.deepEqual(sent(house, "CancelOrder"), []);
      await callOff.press("Enter");
      await dialog.getByRole("button", { name: "Call off" }).press("Enter");
      await page.locator(".toast", { hasText: "The protections of BTC/USDT are called off" }).waitFor();
      await until(async () => await panel.locator("li").count() === 2, "what waits and what failed are left");
      await panel.getByText("UNPROTECTED").waitFor();
      await panel.getByRole("button", { name: /^Dismiss the failed protections of BTC/ }).press("Enter");
      await dialog.getByText("Nobody sells at these prices any more.").waitFor();
      await dialog.getByRole("button", { name: "Dismiss" }).press("Enter");
      await until(async () => await panel.locator("li").count() === 1, "only what waits is left");
      assert.deepEqual(sent(house, "CancelOrder").map(({ payload }) => payload.clientOrderId), [bought, lost]);
    });
  },
);

Deno.test(
  "price, book and total follow the market as it is told, and say why where nothing is",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house } = of;
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      await page.locator(".trade-portfolio .totals", { hasText: "22,000.00 USDT" }).waitFor();
      const price = page.locator(".trade-last strong");
      await until(async () => {
        house.system.publish(topics.marketViews.key("demo:BTC/USDT"), viewAt(21_000));
        return await price.innerText() === "21,000.00";
      }, "the price follows");
      await page.locator(".book-row.ask", { hasText: "21,000.50" }).waitFor();
      await page.locator(".trade-portfolio .totals", { hasText: "22,600.00 USDT" }).waitFor();
      await until(async () => {
        const told = viewAt(21_000, { error: "demo: connection refused", ticker: null, book: null });
        house.system.publish(topics.marketViews.key("demo:BTC/USDT"), told);
        return await page.getByText("Nothing comes from the market: demo: connection refused").count() === 1;
      }, "the trouble is told");
      assert.equal(await price.innerText(), "21,000.00", "what was heard last stays");
    });
  },
);

Deno.test("a symbol is searched by keyboard and stays in the address", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house } = of;
  await walk(house, async (context) => {
    const page = await openDesk(context, house);
    house.trading.view = null;
    await page.getByRole("button", { name: "Change the symbol, now BTC/USDT" }).press("Enter");
    await page.getByLabel("Search").fill("eth");
    await page.getByLabel("Quote").selectOption("BTC");
    await dialogOf(page).getByText("1 symbol", { exact: true }).waitFor();
    await page.getByLabel("Search").press("ArrowDown");
    await page.keyboard.press("Enter");
    await untilPage(page, CLOSED);
    await page.getByRole("button", { name: "Buy ETH" }).waitFor();
    const query = new URL(page.url()).searchParams;
    assert.deepEqual([query.get("symbol"), query.get("search"), query.get("quote")], ["ETH/BTC", "eth", "BTC"]);
    await page.reload();
    await page.getByRole("button", { name: "Change the symbol, now ETH/BTC" }).waitFor();
    await page.getByText("Waiting for the first price…").waitFor();
  });
});

Deno.test("on a phone nothing is wider than the screen, in both languages and themes", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house, keep } = of;
  await keep({ clientOrderId: "m-1", price: "19950" });
  await keep({ clientOrderId: "m-2", state: "rejected", reason: "a_reason_without_a_single_space_".repeat(6) });
  await walk(house, async (context) => {
    for (const [language, theme] of [["fr", "dark"], ["en", "light"]] as const) {
      await context.addCookies([
        { name: "aristobot_language", value: language, url: house.url },
        { name: "aristobot_theme", value: theme, url: house.url },
      ]);
      const page = await openDesk(context, house);
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390, language);
      await page.close();
    }
  });
});
