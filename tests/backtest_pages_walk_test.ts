/** The pages of backtests in a real browser over runs of the test's own making: live progress, keyboard, phone, markup. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { runs } from "../actors/topics.ts";
import { saveStrategy } from "../db/strategies.ts";
import { loadAssets } from "../web/assets.ts";
import { STRATEGY_ID, testBacktests } from "../web/test_backtests.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

const MARKUP = `x"'--></script><script>window.hacked=1</script><b data-hacked>`;

/** A house with backtests, and a strategy that can be run. */
async function backtestHouse(name = "Cross") {
  const house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const backtests = testBacktests();
  Object.assign(house.overrides, { backtests: backtests.services });
  house.workshop.checked = { problems: [], specs: [{ name: "fast", default: 10, min: 1, max: 100, label: name }] };
  await saveStrategy(house.db, {
    id: STRATEGY_ID,
    userId: USER_ID,
    name,
    description: "",
    timeframe: "1h",
    source: "export {}",
    createdMs: 1,
    updatedMs: 1,
  });
  return { house, backtests, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** The stream of the page is open, so that it hears what is told. */
const listens = (house: TestHouse) => until(() => house.desk.size > 0, "the stream is open");

/** Tables that are cut off at the side, and cannot be moved. */
const CUT_OFF = `[...document.querySelectorAll(".panel table")].filter((table) =>
  !table.closest(".wide") && table.scrollWidth > table.parentElement.clientWidth + 1).map(({ className }) => className)`;

const overflow = (page: Page) => page.evaluate("document.documentElement.scrollWidth - innerWidth") as Promise<number>;

Deno.test(
  "a run is followed live: queued, running, done; the result takes the place of the bar",
  BROWSER_TEST,
  async () => {
    await using of = await backtestHouse();
    const { house, backtests } = of;
    const run = backtests.add({ state: "queued", before: 2 });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/backtest/${run.id}`);
      await listens(house);
      await page.getByText("queued, 2 before it").waitFor();
      const tell = (changes: Partial<typeof run>) =>
        house.system.publish(runs.key(USER_ID), { ...run, timeMs: 2, ...changes });
      tell({ state: "fetching", part: 0.5 });
      await page.getByText("fetching candles: 50%").waitFor();
      tell({ state: "running", part: 0.75, timeMs: 4 });
      await page.getByText("75% of the candles").waitFor();
      tell({ state: "running", part: 0.25, timeMs: 3 });
      house.system.publish(runs.key(USER_ID), {
        ...run,
        id: crypto.randomUUID(),
        state: "running",
        part: 0.1,
        timeMs: 9,
      });
      tell({ ...backtests.finish(run.id) });
      await page.locator(".main-figures").waitFor();
      await page.locator(".equity-plot canvas").waitFor();
      await page.getByText("page 1 of").waitFor();
      await page.getByRole("button", { name: "Next" }).or(page.locator(".trade-list .pager button").last()).first()
        .click();
      await page.getByRole("button", { name: "Show trade 101 on the chart" }).click();
      await page.getByRole("button", { name: "The whole page" }).click();
    });
  },
);

Deno.test("what starts elsewhere appears in the queue, and what ends is told", BROWSER_TEST, async () => {
  await using of = await backtestHouse();
  const { house, backtests } = of;
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/backtest`);
    await listens(house);
    await page.getByText("Nothing runs.").waitFor();
    const run = backtests.add({ part: 0.3 });
    house.system.publish(runs.key(USER_ID), run);
    await page.locator(".run-queue li", { hasText: "30% of the candles" }).waitFor();
    house.system.publish(runs.key(USER_ID), backtests.finish(run.id));
    await page.getByText("Nothing runs.").waitFor();
    await page.getByText(/^SMA cross on BTC\/USDT: \+[\d.,]+%$/).waitFor();
    await page.locator(".runs tr.done").waitFor();
  });
});

Deno.test("a backtest is made by keyboard alone, and a refusal is said where it was sent", BROWSER_TEST, async () => {
  await using of = await backtestHouse();
  const { house, backtests } = of;
  backtests.refusal = "Too many runs";
  await walk(house, async (context, errors) => {
    const page = await open(context, `${house.url}/backtest?strategy=${STRATEGY_ID}`);
    await page.locator("#parameter-fast").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Shift+ArrowUp");
    assert.equal(await page.locator("#parameter-fast").inputValue(), "21");
    await page.keyboard.press("Enter");
    await page.getByText("Refused: Too many runs").waitFor();
    backtests.refusal = null;
    await page.keyboard.press("Enter");
    await page.locator(".run-queue li").waitFor();
    assert.deepEqual(backtests.asked.start.map(({ parameters }) => parameters), [{ fast: 21 }]);
    // What the browser itself says of the refusal.
    assert.match(errors.splice(0).join(), /^Failed to load resource: .*409[^,]*$/);
  });
});

Deno.test("on a phone no page of backtests is wider than the screen", BROWSER_TEST, async () => {
  await using of = await backtestHouse("A strategy with a name that is as long as names of strategies may be at all");
  const { house, backtests } = of;
  const [a, b] = [backtests.keep({}, "A_name_without_any_space_that_is_very_long_indeed"), backtests.keep()];
  backtests.add({ state: "failed", error: "line 3: a_word_without_any_space_that_is_very_long_indeed_and_longer" });
  await walk(house, async (context) => {
    for (const path of ["", `/${a}`, `/compare?a=${a}&b=${b}`]) {
      const page = await open(context, `${house.url}/backtest${path}`);
      await page.setViewportSize({ width: 390, height: 844 });
      assert.ok(await overflow(page) <= 0, `${path}: ${await overflow(page)} px`);
      assert.deepEqual(await page.evaluate(CUT_OFF), [], path);
      await page.close();
    }
  });
});

Deno.test("markup in names, errors and output is text", BROWSER_TEST, async () => {
  await using of = await backtestHouse(MARKUP);
  const { house, backtests } = of;
  const done = backtests.keep({ parameters: { fast: 5 } }, MARKUP);
  const other = backtests.keep({}, MARKUP);
  const failed = backtests.add({ state: "failed", error: MARKUP }, MARKUP);
  backtests.add({ error: MARKUP }, MARKUP);
  await walk(house, async (context) => {
    for (const path of ["", `/${done}`, `/${failed.id}`, `/compare?a=${done}&b=${other}`]) {
      const page = await open(context, `${house.url}/backtest${path}`);
      await page.getByText(MARKUP.slice(0, 20)).first().waitFor({ state: "attached" });
      const found = await page.evaluate("['hacked' in window, document.querySelectorAll('[data-hacked]').length]");
      assert.deepEqual(found, [false, 0], path);
      await page.close();
    }
  });
});
