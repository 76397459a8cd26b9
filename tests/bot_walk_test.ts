/** Strategies at work in a real browser on the whole platform: one is activated, trades, is commanded, and says why it did what. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { saveStrategy } from "../db/strategies.ts";
import { addUser } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { noBrowser, openBrowser, untilAwake } from "./browser.ts";
import { type House, openHouse, until } from "./house.ts";
import { addDemoAccount } from "./newcomer_walk.ts";
import { PASSWORD, signIn } from "./two_users.ts";

/** The market moves a minute in a second. */
const SPEED = "60";
const LIMIT_MS = 90_000;
/** Enters whenever nothing is held, and leaves some candles later: whoever looks sees both soon. */
const SOURCE = `import { Strategy } from "aristobot/strategy";
export default class Restless extends Strategy {
  patience = this.parameter("patience", 4, { min: 2, max: 50, label: "Patience" });
  shouldLong() { return true; }
  override shouldExit() { return this.candles.seen % this.patience === 0; }
  override calculateStopLoss() { return this.price * 0.9; }
}
`;

/** A trader with a strategy and a demo account of their own. */
async function trader(house: House): Promise<string> {
  await addUser(house.db, "trader", { passwordHash: await new Passwords().hash(PASSWORD) });
  const [user] = await house.db`select id from users where name = 'trader'`;
  const now = house.system.clock.now();
  await saveStrategy(house.db, {
    id: crypto.randomUUID(),
    userId: user!.id,
    name: "Restless",
    description: "",
    timeframe: "1m",
    source: SOURCE,
    parameters: {},
    createdMs: now,
    updatedMs: now,
    origin: "user",
  });
  return user!.id;
}

/** Presses a button of a strategy at work, and says yes. */
async function command(page: Page, name: string): Promise<void> {
  await page.locator(".bot-work, .bot-terms").getByRole("button", { name, exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
}

Deno.test({
  name: "a trader activates a strategy at two accounts, commands it, and reads why each trade happened",
  ignore: noBrowser,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using house = await openHouse({ DEBUG_ARISTOBOT: "false", DEMO_SPEED: SPEED });
    const userId = await trader(house);
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      context.setDefaultTimeout(LIMIT_MS);
      await context.addCookies([
        { name: "aristobot_language", value: "en", url: house.url },
        { name: "aristobot_session", value: await signIn(house, "trader"), url: house.url },
      ]);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));

      await page.goto(`${house.url}/bot`);
      await page.getByRole("link", { name: "Add a demo account" }).waitFor();
      await addDemoAccount(page, house, "First");
      await addDemoAccount(page, house, "Second");

      await page.goto(`${house.url}/bot`);
      await untilAwake(page);
      await page.getByRole("button", { name: "Activate a strategy" }).click();
      const field = (label: string) => page.getByLabel(label, { exact: true });
      const patience = page.getByRole("textbox", { name: /^Patience/ });
      await patience.fill("1");
      await page.getByRole("checkbox", { name: /^First / }).check();
      await field("Amount for First (USDT)").fill("abc");
      await page.getByRole("button", { name: "Activate", exact: true }).click();
      await page.getByText("This is not a number.").waitFor();
      await field("Amount for First (USDT)").fill("1,500");
      await patience.fill("8");
      await page.getByRole("button", { name: "Choose the market: BTC/USDT" }).click();
      await page.getByRole("dialog").getByLabel("Search").fill("eth");
      await page.getByRole("dialog").getByRole("button", { name: "ETH/USDT" }).click();
      await page.getByRole("button", { name: "Activate", exact: true }).click();
      await page.getByText("Restless is at work on ETH/USDT at First.").waitFor();
      const row = page.locator(".bot-work tbody tr");
      await row.filter({ hasText: "First" }).waitFor();

      // The same again elsewhere; where it is at work already, it is refused.
      await page.getByRole("link", { name: "Copy Restless on ETH/USDT to other accounts" }).click();
      await page.waitForURL("**/bot?copy=*");
      await untilAwake(page);
      await page.getByRole("button", { name: "Copy an active strategy" }).waitFor();
      await page.getByRole("checkbox", { name: /^First / }).check();
      await page.getByRole("checkbox", { name: /^Second / }).check();
      await page.getByRole("button", { name: "Activate", exact: true }).click();
      await page.getByText("First: another strategy is at work on ETH/USDT with this broker").waitFor();
      await page.getByText("Restless is at work on ETH/USDT at Second.").waitFor();
      await row.nth(1).waitFor();
      const stored = await house.db`select parameters, amount_quote as amount from active_strategies
        where user_id = ${userId} order by created_at`;
      assert.deepEqual(stored.map(({ parameters, amount }) => [parameters, amount]), [
        [{ patience: 8 }, "1500"],
        [{ patience: 8 }, "1000"],
      ]);

      await row.filter({ hasText: "First" }).getByRole("link", { name: /every trade explained/ }).click();
      await page.waitForURL("**/bot/*");
      await untilAwake(page);
      const step = (kind: string) => page.locator(`.bot-timeline .step.${kind}`);
      await step("fill").filter({ hasText: "Bought" }).first().waitFor();
      await step("candle").filter({ hasText: "The 1m candle of" }).first().waitFor();
      await step("decision").filter({ hasText: "Version 1 decided to go long" }).first().waitFor();
      await step("order").filter({ hasText: "The order was stored, then sent: Buy" }).first().waitFor();
      await page.locator(".bot-timeline summary", { hasText: "closed" }).first().waitFor();
      await page.locator(".bot-curve .uplot").waitFor();
      await page.locator(".bot-decisions tbody tr", { hasText: "wait" }).first().waitFor();

      const id = new URL(page.url()).pathname.split("/").at(-1)!;
      const sold = async () =>
        (await house.db`
        select from trades where active_strategy_id = ${id} and purpose = 'sell' and state = 'filled'`).count > 0;
      await until("the position is sold", LIMIT_MS, async () => await sold() || await sellNow(page, sold));
      await page.locator(".bot-timeline summary", { hasText: "sale on request" }).first().waitFor();

      await command(page, "Suspend");
      await page.locator(".bot-terms .state.suspended").waitFor();
      await command(page, "Resume");
      await page.locator(".bot-terms .state.running").waitFor();
      await command(page, "Stop");
      await page.getByText("stopped for good").waitFor();
      assert.ok(await step("decision").count() > 0);

      await page.goto(`${house.url}/bot`);
      await untilAwake(page);
      await row.filter({ hasText: "Second" }).waitFor();
      assert.equal(await row.count(), 1);
      const foreign = complaints.filter((line) => !/status of (404|409)/.test(line));
      assert.deepEqual(foreign, []);
    } finally {
      await browser.close();
    }
  },
});

/** Asks for the sale of what is held; the strategy may have left by itself meanwhile, and is then asked again. */
async function sellNow(page: Page, sold: () => Promise<boolean>): Promise<boolean> {
  const sell = page.locator(".bot-terms").getByRole("button", { name: "Sell", exact: true });
  if (!await sell.click({ timeout: 5_000 }).then(() => true, () => false)) return false;
  await page.getByRole("dialog").getByRole("button", { name: "Sell", exact: true }).click();
  await until("the request is told", LIMIT_MS, () => page.locator(".toast").first().isVisible());
  return await sold();
}
