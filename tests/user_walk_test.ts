/** What a trader does who is new here, in a real browser: from a strategy's file to this month's profit, with all that stops it. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { Decimal } from "../domain/decimal.ts";
import { findUser } from "../db/users.ts";
import { signed } from "../web/format.ts";
import { untilAwake } from "./browser.ts";
import { type House, until } from "./house.ts";
import { addDemoAccount, newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST, goTo } from "./page_walk.ts";

const LIMIT_MS = 90_000;
/** A minute of the market passes in a second. */
const SPEED = "60";
/** Is nearly always in the market, behind a stop that the price does not reach. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Eager extends Strategy {
  patience = this.parameter("patience", 100, { min: 2, max: 500, label: "Patience" });
  shouldLong() { return true; }
  override shouldExit() { return this.candles.seen % this.patience === 0; }
  override calculateStopLoss() { return this.price * 0.8; }
}
`;

/** Presses a button of the strategy at work, and says yes to the question; answers what was asked. */
async function command(page: Page, name: string): Promise<string> {
  await page.locator(".bot-work tbody tr").getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  const asked = await dialog.innerText();
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  return asked;
}

async function bringStrategyAndAccount(page: Page, house: House): Promise<void> {
  await goTo(page, `${house.url}/strategies`);
  const file = { name: "Eager.ts", mimeType: "text/plain", buffer: Buffer.from(SOURCE) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await page.waitForURL("**/strategies/*");
  await addDemoAccount(page, house);
}

async function activate(page: Page, { url }: House): Promise<void> {
  await goTo(page, `${url}/bot`);
  await page.getByRole("button", { name: "Activate a strategy" }).click();
  await page.getByLabel("Strategy", { exact: true }).selectOption({ label: "Eager" });
  await page.getByRole("checkbox", { name: /^Play money / }).check();
  await page.getByText("Free: 100,000.00 USDT.").waitFor();
  const amount = page.getByLabel("Amount for Play money (USDT)", { exact: true });
  await amount.fill("5,000,000");
  await page.getByText("The account holds 100,000.").waitFor();
  await amount.fill("2,000");
  await page.getByRole("button", { name: "Activate", exact: true }).click();
  await page.getByText("Eager is at work on BTC/USDT at Play money.").waitFor();
}

/** From another page than the one that shows what is at work: nothing passes until it is released. */
async function killAndRelease(page: Page, { url }: House): Promise<void> {
  await goTo(page, `${url}/trading`);
  await page.getByRole("button", { name: "Kill switch" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Stop everything" }).click();
  const notice = page.getByRole("alert").filter({ hasText: /^Kill switch on since/ });
  await notice.getByText("Strategies suspended, orders canceled.").waitFor();
  await page.getByRole("button", { name: "Market", exact: true }).click();
  await page.locator("#ticket-value").fill("100");
  await page.locator(".ticket-verdict", { hasText: "your kill switch is on" }).waitFor();
  await goTo(page, `${url}/bot`);
  await page.locator(".bot-work .state.suspended").waitFor();
  await notice.getByRole("button", { name: "Release" }).click();
  await dialog.getByRole("button", { name: "Release" }).click();
  await page.getByRole("button", { name: "Kill switch" }).waitFor();
  assert.equal(await page.locator(".bot-work .state.suspended").count(), 1);
}

/** The page of the newest sale: candle, decision, order and fills, and by what it was left. */
async function readWhy(page: Page): Promise<void> {
  await page.getByRole("link", { name: /every trade explained/ }).click();
  await page.waitForURL("**/bot/*");
  await untilAwake(page);
  const sold = page.locator("summary", { hasText: "sale on request" });
  const closed = page.locator(".bot-timeline .trades > li", { has: sold }).first();
  // The newest trade is unfolded from the beginning.
  if (await closed.locator("details").getAttribute("open") === null) await sold.first().click();
  const step = (kind: string, text: string) =>
    closed.locator(`.step.${kind}`).filter({ hasText: text }).first().waitFor();
  await step("candle", "The 1m candle of");
  await step("decision", "Version 1 decided to go long");
  await step("order", "The order was stored, then sent: Buy");
  await step("fill", "Bought");
  await step("order", "A stop protects the position");
  await step("order", "Its user asked for the sale.");
  await step("fill", "Sold");
}

/** Reaches this month in one press; answers its profit as the page writes it. */
async function profitOfMonth(page: Page, { url }: House): Promise<string> {
  await goTo(page, `${url}/statistics`);
  await page.getByRole("button", { name: "This month" }).click();
  await page.locator(".statistics-periods [aria-pressed=true]", { hasText: "This month" }).waitFor();
  const figure = page.locator(".main-figures div", { hasText: "Realised profit (USDT)" });
  return (await figure.locator("dd").innerText()).trim();
}

Deno.test({
  name:
    "a new user sets a strategy to work, watches it, commands it, stops everything, and finds why and what it earned",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS, env: { DEMO_SPEED: SPEED } }, async (page, house) => {
      const { id: userId } = (await findUser(house.db, "newcomer"))!;
      const sales = async () =>
        await house.db<{ profit: string }[]>`
        select profit_quote::text as profit from trades where user_id = ${userId} and profit_quote is not null`;
      await bringStrategyAndAccount(page, house);
      await activate(page, house);
      const row = page.locator(".bot-work tbody tr");
      const holds = row.getByText("exits at the exchange");
      await holds.waitFor();
      await page.locator("td", { hasText: "filled" }).first().waitFor();

      assert.match(await command(page, "Sell"), /sold at market now; the strategy goes on/);
      await until("it is sold", LIMIT_MS, async () => (await sales()).length > 0);
      await holds.waitFor();
      await command(page, "Suspend");
      await page.locator(".bot-work .state.suspended").waitFor();
      await command(page, "Resume");
      await page.locator(".bot-work .state.running").waitFor();

      await killAndRelease(page, house);
      const earned = (await sales()).reduce((sum, { profit }) => sum.plus(profit), new Decimal(0));
      await readWhy(page);
      assert.equal(await profitOfMonth(page, house), signed(earned.toFixed(), "en", 2));

      await goTo(page, `${house.url}/bot`);
      await command(page, "Resume");
      await holds.waitFor();
      assert.match(await command(page, "Stop"), /Careful: its position of .* BTC stays open/);
      await page.getByText("No strategy is active.").waitFor();
    }),
});
