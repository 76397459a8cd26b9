/** What the walks wait with does wait; passed over where there is no browser. */
import assert from "node:assert/strict";
import { assetsWithoutScripts } from "../web/assets.ts";
import { testHouse } from "../web/test_house.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, walk } from "./page_walk.ts";

Deno.test("a walk waits until the page holds what it asks, also under the page's policy", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await assetsWithoutScripts() });
  await walk(house, async (context) => {
    const page = await context.newPage();
    await page.goto(`${house.url}/account`);
    page.setDefaultTimeout(500); // real time: it is the browser's, which no test turns
    await assert.rejects(untilPage(page, "() => document.title === 'another'"), /Timeout 500ms exceeded/);
    page.setDefaultTimeout(30_000);
    const waiting = untilPage(page, "() => document.title === 'another'");
    await page.evaluate("setTimeout(() => { document.title = 'another'; }, 200)");
    await waiting;
    assert.equal(await page.title(), "another");
  });
});
