/** A user's limits, live switch and kill switch in a real browser on the whole platform. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { brokersOf, ensureBroker } from "../db/brokers.ts";
import type { Order } from "../domain/order.ts";
import { findUser } from "../db/users.ts";
import type { House } from "./house.ts";
import { addDemoAccount, newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST, goTo, until } from "./page_walk.ts";
import { ask, signIn } from "./two_users.ts";

const LIMIT_MS = 60_000;

/** Adds one; answers its id. */
async function addAccount(page: Page, house: House): Promise<string> {
  await addDemoAccount(page, house);
  const { id: userId } = (await findUser(house.db, "newcomer"))!;
  return (await brokersOf(house.db, userId)).find(({ name }) => name === "Play money")!.id;
}

/** Places a limit buy far below the price; answers its order. */
async function buyAt(house: House, token: string, brokerId: string, price: string): Promise<Order> {
  const none = { stopLoss: null, takeProfit: null };
  const ticket = { brokerId, symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "0.01", price, ...none };
  const json = { ticketId: crypto.randomUUID(), ticket };
  const response = await ask(house, { method: "POST", path: `/api/trading/${brokerId}/place` }, { token, json });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).order;
}

Deno.test({
  name: "a user limits orders, lets real money in by typing, and turns everything off and on again on any page",
  ...BROWSER_TEST,
  fn: () => {
    const prepare = async ({ db }: House, userId: string) => {
      const none = { description: "", isDefault: false, paperBalances: {} };
      await ensureBroker(db, { userId, name: "Real", exchange: "binance", environment: "live", ...none });
    };
    return newcomerWalk({ limitMs: LIMIT_MS, prepare }, async (page, house, context) => {
      const brokerId = await addAccount(page, house);
      const token = await signIn(house, "newcomer");
      const limits = page.locator("#risk");
      await limits.getByLabel("Largest position").fill("100");
      await limits.getByRole("button", { name: "Save the limits" }).click();
      await limits.getByText("Say the currency of the amounts.").waitFor();
      await limits.getByLabel("Currency of the amounts").fill("usdt");
      await limits.getByRole("button", { name: "Save the limits" }).click();
      await limits.getByText("Limits saved").waitFor();
      const large = await buyAt(house, token, brokerId, "12000");
      assert.equal(large.state, "denied");
      assert.match(large.reason ?? "", /would be worth .* USDT; your limit is 100 USDT/);
      await page.locator(".toast", { hasText: "Your limits: an order on BTC/USDT was not sent" }).waitFor();
      const small = await buyAt(house, token, brokerId, "9000");
      assert.equal(small.state, "accepted", small.reason ?? "");

      const allow = limits.getByRole("button", { name: "Allow real money" });
      assert.equal(await allow.isDisabled(), true);
      await limits.getByLabel("Type the account’s name, Real, to allow it").fill("Real");
      await allow.click();
      await limits.getByRole("button", { name: "Turn off" }).click();
      await allow.waitFor();

      const other = await context.newPage();
      await goTo(other, `${house.url}/trading`);
      await goTo(page, `${house.url}/heartbeat`);
      const sells = page.getByRole("checkbox", { name: /^Also sell all positions/ });
      await page.getByRole("button", { name: "Kill switch" }).click();
      await sells.check();
      await page.keyboard.press("Escape");
      await sells.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Kill switch" }).click();
      assert.equal(await sells.isChecked(), false, "what was thought better of is not remembered");
      await other.getByRole("button", { name: "Kill switch" }).click();
      await other.getByRole("dialog").getByRole("button", { name: "Stop everything" }).click();
      for (const one of [page, other]) {
        await one.getByRole("alert").getByText(/^Kill switch on since .*: nothing opens\.$/).waitFor();
        await one.getByRole("alert").getByText("Strategies suspended, orders canceled.").waitFor();
      }
      assert.equal(await page.getByRole("dialog").count(), 0, "what was about to be pressed here does not release it");
      await until(async () => {
        const [row] = await house.db`select state from trades where client_order_id = ${small.clientOrderId}`;
        return row?.state === "canceled";
      }, "the order is canceled");
      assert.match((await buyAt(house, token, brokerId, "9000")).reason ?? "", /your kill switch is on/);

      await goTo(other, `${house.url}/statistics`);
      await other.getByRole("alert").getByRole("button", { name: "Release" }).click();
      await other.getByRole("dialog").getByRole("button", { name: "Release" }).click();
      await other.getByRole("button", { name: "Kill switch" }).waitFor();
      await page.getByRole("button", { name: "Kill switch" }).waitFor();
      assert.equal((await buyAt(house, token, brokerId, "9000")).state, "accepted");
    });
  },
});
