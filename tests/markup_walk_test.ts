/**
 * Markup in every text that somebody may write, in a real browser: pages show it as text, nothing of it becomes an element, and
 * no script of it runs; passed over where there is no browser.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import * as topics from "../actors/topics.ts";
import { addApiToken } from "../db/api_tokens.ts";
import { createBroker } from "../db/brokers.ts";
import { saveIntent } from "../db/orders.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import { loadAssets } from "../web/assets.ts";
import { orderOf } from "../web/client/trading/order_fixture.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { candlesAt, listMarkets, NOW_MS, viewAt } from "../web/trading_fixture.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

/** Ends a tag, an attribute, a script and a comment, and would be seen if it were an element. */
const MARKUP = (where: string) =>
  `${where}"'--></script><script>window.hacked=1</script><img data-hacked src=x onerror=window.hacked=1><b data-hacked>`;

/** A house in which every text that somebody may write is markup. */
async function hostileHouse() {
  const house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const { db, holdings } = house;
  await db`update users set name = ${MARKUP("user")} where id = ${USER_ID}`;
  await db`update sessions set user_agent = ${MARKUP("browser")}`;
  const brokerId = crypto.randomUUID();
  const created = await createBroker(db, {
    id: brokerId,
    userId: USER_ID,
    name: MARKUP("broker"),
    exchange: "demo",
    description: MARKUP("description"),
    environment: "demo",
    isDefault: true,
    paperBalances: {},
  }, null);
  assert.equal(created.outcome, "stored");
  house.keeper.states = [{
    brokerId,
    state: "failed",
    failure: { kind: "AuthenticationError", exchange: MARKUP("exchange"), words: MARKUP("words") },
    sinceMs: NOW_MS,
  }];
  await listMarkets(db);
  house.trading.view = viewAt(20_000, { error: MARKUP("view") });
  house.trading.candles = candlesAt(20_000);
  house.trading.judge = () => ({ verdict: "denied", reason: MARKUP("denied") });
  const order = orderOf({
    userId: USER_ID,
    brokerId,
    createdMs: NOW_MS,
    state: "rejected",
    reason: MARKUP("reason"),
    purpose: MARKUP("purpose"),
  });
  await saveIntent(db, order);
  holdings.orders = [order];
  holdings.strategies = [strategy];
  // The live connection was there before it, and would show that there is none.
  house.system.publish(topics.strategyStatuses.key(USER_ID), strategy);
  holdings.incidents = [{
    id: 1,
    exchange: "demo",
    kind: "wire_lost",
    symbol: null,
    timeframe: null,
    atMs: NOW_MS,
    from: null,
    to: null,
    count: 1,
    detail: MARKUP("incident"),
  }];
  await addApiToken(db, {
    id: crypto.randomUUID(),
    userId: USER_ID,
    name: MARKUP("token"),
    scopes: ["read"],
    tokenHash: "a".repeat(64),
    nowMs: NOW_MS,
  });
  return house;
}

const strategy: StrategyStatus = {
  activeStrategyId: "11111111-1111-4111-8111-111111111111",
  userId: USER_ID,
  name: MARKUP("strategy"),
  symbol: "BTC/USDT",
  timeframe: "1m",
  state: "halted",
  error: MARKUP("error"),
  restarts: 1,
  lastDecision: null,
  lastCandleMs: null,
  position: { symbol: "BTC/USDT", quantity: "0", costQuote: "0", realisedQuote: "0", openedMs: null },
  protection: "none",
  unprotectedSinceMs: null,
  unprotectedMs: 0,
  cashQuote: "1",
  equityQuote: "1",
};

/** Fails where any of it became an element, or ran. */
async function assertText(page: Page, ...shown: string[]): Promise<void> {
  const found = await page.evaluate(
    "({ ran: 'hacked' in window, elements: document.querySelectorAll('[data-hacked]').length })",
  );
  assert.deepEqual(found, { ran: false, elements: 0 }, page.url());
  for (const where of shown) await page.getByText(MARKUP(where).slice(0, 60)).first().waitFor({ state: "attached" });
}

function tell(house: TestHouse): void {
  const text = MARKUP("live");
  house.system.publish(topics.notices.key(USER_ID), {
    level: "error",
    userId: USER_ID,
    key: "strategy_halted",
    parameters: { name: text, reason: text, symbol: text, error: text },
    timeMs: NOW_MS,
  });
}

Deno.test("markup that somebody wrote is text on every page, and nothing of it runs", BROWSER_TEST, async () => {
  await using house = await hostileHouse();
  await walk(house, async (context, errors) => {
    const account = await open(context, `${house.url}/account`);
    await assertText(account, "broker", "description", "token", "browser", "user");
    await account.getByRole("button", { name: /^Edit: broker/ }).click();
    assert.equal(await account.getByRole("dialog").getByLabel("Name", { exact: true }).inputValue(), MARKUP("broker"));
    await account.keyboard.press("Escape");
    await account.getByRole("button", { name: /^Revoke the token token/ }).click();
    await account.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).waitFor();
    await assertText(account);

    const bot = await open(context, `${house.url}/bot`);
    await assertText(bot, "strategy", "error");
    await until(() => house.desk.size > 0, "the stream is open");
    tell(house);
    await bot.locator(".toast", { hasText: "live" }).first().waitFor();
    await assertText(bot);

    const trading = await open(context, `${house.url}/trading?symbol=BTC/USDT`);
    await assertText(trading, "reason");
    for (const path of ["/heartbeat", "/system", "/strategies", "/api/v1/docs"]) {
      await assertText(await open(context, `${house.url}${path}`));
    }
    const lost = await open(context, `${house.url}/${encodeURIComponent(MARKUP("path").replaceAll("/", "|"))}`);
    await assertText(lost);
    assert.ok(errors.every((line) => /status of 404/.test(line)), errors.join("\n"));
    errors.length = 0;
  });
  assert.deepEqual(house.errors, []);
});
