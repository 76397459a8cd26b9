/** Tickets of the trading page in a real browser; passed over where there is none. */
import assert from "node:assert/strict";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, until, walk } from "./page_walk.ts";
import { CLOSED, dialogOf, field, openDesk, openPanel, resultOf, sent, trader } from "./trading_desk_fixture.ts";

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
    house.trading.faults.push(null, "timeout"); // it is checked anew before it is sent
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

Deno.test("what has become critical since it was checked is asked about when it is sent", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house } = of;
  await walk(house, async (context) => {
    const page = await openDesk(context, house);
    await field(page, "Quantity").fill("0.01");
    await page.getByText("Ready to be sent").waitFor();
    house.trading.judge = (ticket) => ({ verdict: "ok", ticket, changes: [], value: "200", cautions: ["large"] });
    await page.getByRole("button", { name: "Buy BTC" }).dblclick();
    await dialogOf(page).getByText("more than half of what is free").waitFor();
    assert.deepEqual(sent(house, "PlaceTicket"), []);
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

Deno.test("a market that cannot be had leaves the one before, with its own name", BROWSER_TEST, async () => {
  await using of = await trader();
  const { house } = of;
  await walk(house, async (context, errors) => {
    const page = await openDesk(context, house);
    const body = JSON.stringify({ error: "the exchange is away" });
    await page.route(
      (url) => url.pathname.endsWith("/market") && url.searchParams.get("symbol") === "ETH/USDT",
      (route) => route.fulfill({ status: 503, contentType: "application/json", body }),
    );
    const choose = async (symbol: string) => {
      await page.getByRole("button", { name: /^Change the symbol, now BTC/ }).click();
      await dialogOf(page).getByRole("button", { name: symbol, exact: true }).click();
    };
    await choose("ETH/USDT");
    await page.locator(".toast", { hasText: "the exchange is away" }).waitFor();
    await page.getByRole("button", { name: "Change the symbol, now BTC/USDT" }).waitFor();
    await page.getByRole("button", { name: "Buy BTC" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("symbol"), "BTC/USDT");
    await page.unrouteAll();
    await choose("ETH/USDT");
    await page.getByRole("button", { name: "Change the symbol, now ETH/USDT" }).waitFor();
    await page.getByRole("button", { name: "Buy ETH" }).waitFor();
    assert.ok(errors.every((line) => line.includes("503")), errors.join("\n"));
    errors.length = 0;
  });
});
