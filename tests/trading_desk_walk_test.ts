/** Trading by hand in a real browser, against desks that a test holds; passed over where there is none. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import * as topics from "../actors/topics.ts";
import { saveIntent, updateOrder } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import { loadAssets } from "../web/assets.ts";
import { orderOf } from "../web/client/trading/order_fixture.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { candlesAt, demoBroker, listMarkets, NOW_MS, viewAt } from "../web/trading_fixture.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

const dialogOf = (page: Page) => page.getByRole("dialog");
/** A question is gone from the screen and from the page's mind. */
const CLOSED = "() => !document.querySelector('dialog[open], #move-title, #cancel-title, #ticket-confirm-title')";
const resultOf = (page: Page) => page.getByRole("status", { name: "Result" });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const openPanel = (page: Page) => page.locator(".trade-open");

/** A house whose user looks at a market of his account. */
async function trader() {
  const house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const broker = await demoBroker(house.db, USER_ID);
  await listMarkets(house.db);
  house.trading.view = viewAt(20_000);
  house.trading.candles = candlesAt(20_000);
  const keep = async (different: Partial<Order>) => {
    const order = orderOf({ userId: USER_ID, brokerId: broker.id, createdMs: NOW_MS, ...different });
    await saveIntent(house.db, order);
    return order;
  };
  return { house, broker, keep, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** Tells browsers what became of an order. */
async function tellOrder(house: TestHouse, order: Order): Promise<void> {
  await updateOrder(house.db, order);
  house.system.publish(topics.orders.key(order.userId), { order, event: null });
}

/** Opens the page; returns when events arrive. */
async function openDesk(context: BrowserContext, house: TestHouse, query = ""): Promise<Page> {
  const page = await open(context, `${house.url}/trading${query}`);
  await until(() => house.desk.size > 0, "the stream is open");
  return page;
}

const sent = (house: TestHouse, kind: string) => house.trading.asked.filter((one) => one.kind === kind);

Deno.test(
  "a limit order is filled in, sent once however often it is pressed, and its result is read",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house } = of;
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      await field(page, "Price").fill("20,000.5");
      await field(page, "Quantity").fill("0.01");
      assert.equal(await field(page, "Value").inputValue(), "200");
      await field(page, "Value").fill("1000");
      assert.equal(await field(page, "Quantity").inputValue(), "0.04999");
      await page.getByText("Ready to be sent").waitFor();
      const send = page.getByRole("button", { name: "Buy BTC" });
      await send.dblclick();
      await resultOf(page).getByText("Order accepted: Buy 0.04999 BTC at 20,000.50 USDT.").waitFor();
      await field(page, "Quantity").press("Enter");
      await page.getByText("To be filled in.").waitFor();
      await untilPage(page, "() => document.activeElement.id === 'ticket-quantity'");
      assert.equal(sent(house, "PlaceTicket").length, 1);
      await openPanel(page).getByText("0.04999 BTC").waitFor();
      const order = (await house.db`select client_order_id as id from trades`)[0]!;
      const placed = sent(house, "PlaceTicket")[0]!.payload as { ticketId: string };
      assert.equal(order.id, `m-${placed.ticketId.replaceAll("-", "")}`);
    });
  },
);

Deno.test("a ticket whose answer was lost is sent again under its id, and is one order", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house } = of;
  await walk(house, async (context, errors) => {
    const page = await openDesk(context, house);
    house.trading.faults.push("noproc", "noproc");
    await field(page, "Quantity").fill("0.01");
    await page.getByText("Not checked yet: it is not there").waitFor();
    await field(page, "Quantity").press("Enter");
    await until(() => sent(house, "CheckTicket").length === 2, "it was checked again");
    assert.deepEqual(sent(house, "PlaceTicket"), [], "what could not be checked is not sent");
    await field(page, "Quantity").fill("0.02");
    await page.getByText("Ready to be sent").waitFor();
    house.trading.faults.push("timeout");
    await field(page, "Quantity").press("Enter");
    await resultOf(page).getByText("No answer arrived").waitFor();
    await field(page, "Quantity").press("Enter");
    await resultOf(page).getByText("Order accepted").waitFor();
    const ids = sent(house, "PlaceTicket").map(({ payload }) => payload.ticketId);
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
    assert.ok(errors.every((line) => /50[34]/.test(line)), errors.join("\n"));
    errors.length = 0;
  });
});

Deno.test(
  "wrong input is told at its field, what is cut before it is sent, and a refusal in the exchange's own words",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house } = of;
    house.trading.judge = (ticket) => ({
      verdict: "ok",
      ticket: { ...ticket, quantity: "0.01234" },
      changes: [{ field: "quantity", from: ticket.quantity, to: "0.01234" }],
      value: "246.8",
      cautions: [],
    });
    house.trading.becomes = { state: "rejected", reason: "Account has insufficient balance for requested action." };
    await walk(house, async (context) => {
      const page = await openDesk(context, house);
      const faults: [string, string, string][] = [
        ["Quantity", "abc", "This is not a number."],
        ["Quantity", "0", "Expected a number above 0."],
        ["Quantity", "0.00001", "Below the market’s minimum: 0.0001 BTC."],
        ["Quantity", "0.0001", "Below the market’s smallest value: 10 USDT."],
        ["Quantity", "101", "Above the market’s maximum: 100 BTC."],
        ["Stop loss", "30000", "The stop of a buy is below its price."],
        ["Take profit", "1", "The target of a buy is above its price."],
      ];
      for (const [name, text, fault] of faults) {
        await field(page, "Quantity").fill("0.01");
        await field(page, name).fill(text);
        await page.getByText(fault).waitFor();
        assert.equal(await field(page, name).getAttribute("aria-invalid"), "true", name);
        await field(page, name).press("Enter");
        await field(page, name).fill("");
      }
      assert.deepEqual(sent(house, "PlaceTicket"), []);
      await field(page, "Quantity").fill("0.0123456");
      await page.getByText("Quantity cut from 0.0123456 to 0.01234, the market’s step").waitFor();
      await page.getByText("Ready to be sent: 246.80 USDT").waitFor();
      await page.getByRole("button", { name: "Buy BTC" }).click();
      await resultOf(page).getByText("Order rejected by the exchange: Account has insufficient balance").waitFor();
      await page.locator(".trade-attempts", { hasText: "Account has insufficient balance" }).waitFor();
      assert.equal(await field(page, "Quantity").inputValue(), "0.0123456", "what was refused can be mended");
      await field(page, "Quantity").fill("0.02");
      await until(async () => await resultOf(page).innerText() === "", "another ticket was not refused");
    });
  },
);

Deno.test("a critical order is confirmed, by keyboard alone; Escape sends nothing", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house } = of;
  house.trading.judge = (ticket) => ({
    verdict: "ok",
    ticket,
    changes: [],
    value: "200",
    cautions: ["market_order", "large"],
  });
  house.trading.becomes = { state: "filled", filledQuantity: "0.01", filledQuote: "200.05" };
  await walk(house, async (context) => {
    const page = await openDesk(context, house);
    const { keyboard } = page;
    await page.getByRole("button", { name: "Market", exact: true }).focus();
    await keyboard.press("Enter");
    await field(page, "Quantity").focus();
    await keyboard.type("0.01");
    await keyboard.press("Enter");
    await dialogOf(page).getByText("Buy 0.01 BTC at market").waitFor();
    await dialogOf(page).getByText("more than half of what is free").waitFor();
    await keyboard.press("Escape");
    await untilPage(page, CLOSED);
    await untilPage(page, "() => document.activeElement.id === 'ticket-quantity'");
    assert.deepEqual(sent(house, "PlaceTicket"), []);
    await keyboard.press("Enter");
    await dialogOf(page).getByRole("button", { name: "Send" }).press("Enter");
    await resultOf(page).getByText("Order filled: Buy 0.01 BTC at market, at 20,005.00 USDT on average.").waitFor();
    assert.equal(sent(house, "PlaceTicket").length, 1);
  });
});

Deno.test(
  "a price of the book and a share of the balance are taken into the ticket, in French as well",
  BROWSER_TEST,
  async () => {
    await using of = await trader();
    const { house } = of;
    await walk(house, async (context) => {
      await context.addCookies([{ name: "aristobot_language", value: "fr", url: house.url }]);
      const page = await openDesk(context, house);
      await page.getByRole("button", { name: /^Achat : .* à 19.998,50/ }).click();
      await until(async () => await field(page, "Prix").inputValue() === "19998,5", "the price is taken");
      await page.getByRole("button", { name: "50 % du libre" }).click();
      assert.equal(await field(page, "Quantité").inputValue(), "0,25001");
      assert.equal(await field(page, "Valeur").inputValue(), "5000");
      await page.getByRole("button", { name: "Vendre", exact: true }).click();
      await page.getByRole("button", { name: "100 % du libre" }).click();
      assert.equal(await field(page, "Quantité").inputValue(), "0,5");
      assert.equal(await page.getByText("Protection (facultative)").count(), 0);
      // The book is one stop of Tab; arrows go through its levels.
      await page.getByRole("button", { name: /^Achat : .* à 19.999,50/ }).focus();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await until(async () => await field(page, "Prix").inputValue() === "20000,5", "the price is taken");
    });
  },
);

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
    const { house, broker, keep } = of;
    const first = await keep({ clientOrderId: "m-1", price: "19000" });
    await keep({ clientOrderId: "m-2", price: "18000" });
    await keep({ clientOrderId: "s-3", side: "sell", type: "stop_loss", price: null, stopPrice: "17000" });
    const exits = { clientOrderId: "m-9", userId: USER_ID, brokerId: broker.id, symbol: "BTC/USDT", takeProfit: null };
    house.trading.exits = [{
      ...exits,
      stopLoss: "17000",
      state: "failed",
      reason: "Stop price would trigger immediately.",
      createdMs: NOW_MS,
      updatedMs: NOW_MS,
    }];
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
