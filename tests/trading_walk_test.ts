/** A new user's first trade, in a real browser on the whole platform: an account, a buy, a stop, and what became of it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addDemoAccount, newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST, goTo } from "./page_walk.ts";

/** The market moves a minute in a second. */
const SPEED = "60";
const LIMIT_MS = 60_000;
/** How often the stop is moved nearer, where the price runs away from it. */
const MOVES = 12;
const WAIT_MS = 15_000;
/**
 * So far below the price: while a stop is moved none stands, and a price that falls through the new and the old one in that
 * moment leaves nothing that could be triggered.
 */
const BELOW = 0.999;

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** What the market costs now, as the page shows it. */
async function priceOn(page: Page): Promise<number> {
  const text = await page.locator(".trade-last strong").innerText();
  return Number(text.replaceAll(",", ""));
}

/** Moves the stop nearer to the price; the exchange may refuse it, since the price moves on meanwhile. */
async function moveNearer(page: Page): Promise<void> {
  const move = page.getByRole("button", { name: /^Move: Sell .* stop/ });
  await move.click({ timeout: 2_000 });
  await field(page, "New price (USDT)").fill((await priceOn(page) * BELOW).toFixed(2));
  await page.getByRole("dialog").getByRole("button", { name: "Move" }).click({ timeout: 2_000 });
}

Deno.test({
  name: "a new user adds a demo account, buys with a stop, sees it trigger, and reads what happened",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS, env: { DEMO_SPEED: SPEED } }, async (page, house) => {
      await page.goto(`${house.url}/trading`);
      await page.getByRole("link", { name: "Add a demo account" }).click();
      await page.waitForURL("**/account");
      await addDemoAccount(page, house);

      await goTo(page, `${house.url}/trading`);
      await page.locator(".trade-last strong").waitFor();
      await page.locator(".book-row.bid").nth(5).waitFor();
      await page.locator(".trade-portfolio", { hasText: "Total value" }).waitFor();

      await page.getByRole("button", { name: "Market", exact: true }).click();
      await field(page, "Quantity").fill("abc");
      await page.getByText("This is not a number.").waitFor();
      await field(page, "Quantity").fill("99999");
      await field(page, "Quantity").press("Enter");
      await page.getByText(/Above the market’s maximum|This order would be denied/).waitFor();

      await field(page, "Quantity").fill("0.0100009");
      // So far away that the price, which moves on, does not reach it before it stands.
      await field(page, "Stop loss").fill((await priceOn(page) * 0.98).toFixed(2));
      await page.getByText("Quantity cut from 0.0100009 to 0.01, the market’s step").waitFor();
      await page.getByRole("button", { name: "Buy BTC" }).click();
      await page.getByRole("dialog").getByText("Buy 0.01 BTC at market").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
      const result = page.getByRole("status", { name: "Result" });
      await result.getByText("Order filled: Buy 0.01 BTC at market").waitFor();
      const log = page.locator(".trade-attempts tbody tr");
      await log.filter({ hasText: "stop" }).first().waitFor();

      const triggered = log.filter({ hasText: "stop" }).filter({ hasText: "filled" });
      const refusals: string[] = [];
      let isOver = false;
      for (let moves = 0; moves < MOVES && !isOver; moves++) {
        await moveNearer(page).catch((error) => {
          refusals.push(String(error).split("\n", 1)[0]!);
          return page.keyboard.press("Escape");
        });
        isOver = await triggered.first().waitFor({ timeout: WAIT_MS }).then(() => true, () => false);
      }
      assert.ok(isOver, JSON.stringify({ refusals, log: await log.allInnerTexts(), price: await priceOn(page) }));
      await page.getByText("No open orders.").waitFor();
      const fills = page.locator(".trade-fills tbody tr");
      await fills.filter({ hasText: "sell" }).first().waitFor();
      await fills.filter({ hasText: "buy" }).first().waitFor();
      await page.locator(".trade-exits").waitFor({ state: "detached" });

      const orders = await house.db`select type, side, state, filled_quantity as filled from trades t
        join users u on u.id = t.user_id where u.name = 'newcomer' and state = 'filled' order by t.created_at`;
      assert.deepEqual(orders.map(({ type, side }) => [type, side]), [["market", "buy"], ["stop_loss", "sell"]]);
    }),
});
