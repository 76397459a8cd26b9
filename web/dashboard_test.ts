/** The dashboard in a real browser; passed over where there is none. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import * as topics from "../actors/topics.ts";
import { PATHS } from "../actors/tree.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import type { Order } from "../domain/order.ts";
import { BROWSER_TEST, freePort, open, until, walk } from "../tests/page_walk.ts";
import { loadAssets } from "./assets.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const STRATEGY_ID = "11111111-1111-4111-8111-111111111111";

function candle(openMs: number, close: string): Candle {
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs: openMs + 59_999,
    open: "100",
    high: "130",
    low: "90",
    close,
    volume: "2",
  };
}

let frames = 0;

function publishFrame(house: TestHouse, closes = false): string {
  const text = `{"frame":${++frames}}`;
  const stream = closes ? "btcusdt@kline_1m" : "btcusdt@trade";
  house.system.publish(topics.rawStream.key("BTC/USDT"), {
    receivedMs: frames,
    exchange: "demo",
    stream,
    symbol: "BTC/USDT",
    closes,
    text,
  });
  return text;
}

/** Until the house has been told that a page looks at the raw stream, frames are only kept for the next page. */
async function seesFrames(page: Page, house: TestHouse): Promise<void> {
  const rows = page.locator(".raw-row");
  for (let attempt = 0; attempt < 500 && await rows.count() === 0; attempt++) {
    publishFrame(house);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const strategy: StrategyStatus = {
  activeStrategyId: STRATEGY_ID,
  userId: USER_ID,
  name: "SMA cross",
  symbol: "BTC/USDT",
  timeframe: "1m",
  state: "running",
  error: null,
  restarts: 0,
  lastDecision: null,
  lastCandleMs: null,
  position: { symbol: "BTC/USDT", quantity: "0", costQuote: "0", realisedQuote: "0", openedMs: null },
  protection: "none",
  unprotectedSinceMs: null,
  unprotectedMs: 0,
  cashQuote: "1000",
  equityQuote: "1000",
};

function order(): Order {
  return {
    clientOrderId: "o-1",
    userId: USER_ID,
    brokerId: "paper",
    activeStrategyId: STRATEGY_ID,
    symbol: "BTC/USDT",
    side: "buy",
    type: "market",
    quantity: "0.125",
    price: null,
    stopPrice: null,
    groupId: null,
    purpose: "entry",
    state: "filled",
    filledQuantity: "0.125",
    filledQuote: "12.5",
    feeQuote: "0.0125",
    profitQuote: null,
    reason: null,
    createdMs: 60_000,
    updatedMs: 60_000,
  };
}

Deno.test(
  "the heartbeat page shows frames as they come, closing candles in green, and flashes the box",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({
      assets: await loadAssets({ dev: false }),
      holdings: { candles: [candle(0, "110"), candle(60_000, "105")] },
    });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/heartbeat`);
      await page.locator(".legend strong", { hasText: "105.00" }).waitFor();
      await page.waitForSelector(".chart-holder canvas");
      await until(() => house.desk.size === 1, "the stream is open");
      let last = "";
      await until(() => {
        last = publishFrame(house);
        return frames > 70;
      }, "more frames came than are kept");
      await page.locator(".raw-row code", { hasText: last }).waitFor();
      assert.equal(await page.locator(".raw-row").count(), 60);
      await page.locator(".raw-row.closes").waitFor({ state: "detached" });
      const closing = publishFrame(house, true);
      house.system.publish(topics.heartbeat.key("BTC/USDT@1m"), { candle: candle(120_000, "121.5") });
      await page.locator(".raw-row.closes code", { hasText: closing }).waitFor();
      const box = page.locator(".box.signal", { hasText: "121.50" });
      await box.waitFor();
      assert.match(await box.innerText(), /1m\s+00:03\s+BTC\s+121\.50\s+\+21\.50%/);
      await page.locator(".legend strong", { hasText: "121.50" }).waitFor();
    });
  },
);

Deno.test(
  "ten tabs share one connection, and when the leading one closes another takes over without a gap",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
    await walk(house, async (context) => {
      const pages: Page[] = [];
      for (let n = 0; n < 10; n++) pages.push(await open(context, `${house.url}/heartbeat`));
      await until(() => house.desk.size === 1, "one stream is open");
      for (const page of pages) await seesFrames(page, house);
      const everywhere = async (text: string, among: readonly Page[]) => {
        for (const page of among) await page.locator(".raw-row code", { hasText: text }).waitFor();
      };
      await everywhere(publishFrame(house), pages);
      assert.equal(house.desk.size, 1);
      await pages[0]?.close();
      await until(() => house.desk.size === 0 || house.desk.size === 1, "the first stream ended");
      const missed = publishFrame(house);
      await everywhere(missed, pages.slice(1));
      await everywhere(publishFrame(house), pages.slice(1));
      assert.equal(house.desk.size, 1);
    });
  },
);

Deno.test(
  "going from page to page keeps the connection; a strategy is suspended after a question",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({
      facts: { debug: true },
      assets: await loadAssets({ dev: false }),
      holdings: { strategies: [strategy], balances: [{ currency: "USDT", free: "1000", used: "0" }] },
    });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/heartbeat`);
      await until(() => house.desk.size === 1, "the stream is open");
      const stream = house.desk.find("s1");
      await page.click("nav.menu a[href='/system']");
      await page.locator("h1", { hasText: "System" }).waitFor();
      await page.locator("tr.actor", { hasText: "live" }).waitFor();
      const clock = page.locator(".panel-head .quiet").first();
      const before = await clock.innerText();
      await page.waitForFunction((text) => document.querySelector(".panel-head .quiet")?.textContent !== text, before);
      await page.click("nav.menu a[href='/bot']");
      await page.locator("td", { hasText: "SMA cross" }).waitFor();
      assert.equal(await page.title(), "Trading bot · Aristobot");
      assert.equal(await page.getAttribute("nav.menu a[href='/bot']", "aria-current"), "page");
      house.holdings.orders = [order()];
      house.system.publish(topics.orders.key(USER_ID), { order: order(), event: null });
      await page.locator("td", { hasText: "0.125 BTC" }).waitFor();
      house.system.publish(topics.strategyStatuses.key(USER_ID), { ...strategy, equityQuote: "1234.5" });
      await page.locator("td", { hasText: "1,234.50 USDT" }).waitFor();
      await page.click("button:text('Suspend')");
      await page.locator("dialog[open]", { hasText: "Suspend SMA cross on BTC/USDT?" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
      assert.deepEqual(house.acted, []);
      await page.click("button:text('Suspend')");
      await page.click("dialog[open] button.primary");
      await page.locator(".toast", { hasText: "Request sent: Suspend SMA cross" }).waitFor();
      assert.deepEqual(house.acted, [{ id: STRATEGY_ID, action: "suspend" }]);
      assert.equal(house.desk.find("s1"), stream, "it is still the first stream");
      await page.click("main button:text-is('Stop')");
      await page.click("dialog[open] button.danger");
      await page.locator(".empty", { hasText: "No strategy is active" }).waitFor();
      await page.locator(".light", { hasText: "No strategy running" }).waitFor();
    });
  },
);

Deno.test("the balance follows orders without a reload, also while they keep coming", BROWSER_TEST, async () => {
  const usdt = (free: string, used: string) => [{ currency: "USDT", free, used }];
  await using house = await testHouse({
    assets: await loadAssets({ dev: false }),
    holdings: { strategies: [strategy], balances: usdt("1000", "0") },
  });
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/bot`);
    const balance = page.locator(".balance tbody tr");
    await balance.filter({ hasText: "1,000" }).waitFor();
    await until(() => house.desk.size === 1, "the stream is open");
    house.holdings.balances = usdt("987.5", "12.5");
    let published = 0;
    const publish = () => {
      const changed = { ...order(), clientOrderId: `o-${++published}`, createdMs: published };
      house.system.publish(topics.orders.key(USER_ID), { order: changed, event: null });
    };
    await until(async () => {
      publish();
      return /987\.5\s+12\.5/.test(await balance.innerText());
    }, "the new balance is shown between orders that come every few milliseconds");
    house.holdings.balances = [...usdt("500", "0"), { currency: "BTC", free: "0.125", used: "0" }];
    publish();
    await balance.filter({ hasText: /BTC\s*0\.125/ }).waitFor();
  });
});

Deno.test("a lost connection is told, and found again with what happened meanwhile", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }), port: freePort() });
  await walk(house, async (context, errors) => {
    const page = await open(context, `${house.url}/heartbeat`);
    await until(() => house.desk.size === 1, "the stream is open");
    await seesFrames(page, house);
    await house.system.stop(PATHS.web);
    await page.locator(".lost", { hasText: "Live connection lost" }).waitFor();
    const missed = publishFrame(house);
    house.system.publish(topics.heartbeat.key("BTC/USDT@1m"), { candle: candle(0, "77") });
    await house.system.restart(PATHS.web);
    await page.locator(".lost span").waitFor({ state: "detached" });
    await page.locator(".raw-row code", { hasText: missed }).waitFor();
    await page.locator(".box", { hasText: "77.00" }).waitFor();
    assert.ok(errors.every((error) => error.includes("ERR_")), errors.join("\n"));
    errors.length = 0;
  });
});

Deno.test("theme and language are chosen at the top, and stay", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/account`);
    await page.click("button[aria-label='Light theme']");
    assert.equal(await page.getAttribute("html", "data-theme"), "light");
    await page.click("button[lang='fr']");
    await page.locator("h1", { hasText: "Mon compte" }).waitFor();
    assert.equal(await page.getAttribute("html", "data-theme"), "light");
    assert.equal(await page.getAttribute("html", "lang"), "fr");
  });
});

Deno.test("on a phone nothing is wider than the screen, and the drawer leads everywhere", BROWSER_TEST, async () => {
  await using house = await testHouse({
    assets: await loadAssets({ dev: false }),
    holdings: { strategies: [strategy], orders: [order()], candles: [candle(0, "110")] },
  });
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/heartbeat`);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["heartbeat", "bot", "system", "statistics"]) {
      if (!page.url().endsWith(path)) {
        await page.click(".drawer-button");
        await page.click(`.drawer a[href='/${path}']`);
        await page.waitForURL(`**/${path}`);
        await page.locator("main h1").waitFor();
        assert.equal(await page.locator(".drawer:popover-open").count(), 0);
      }
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assert.equal(width, 390, path);
    }
  });
});
