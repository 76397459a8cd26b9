/** Signing in and out in a real browser, by keyboard and by mouse; passed over where there is none. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { loadAssets } from "../web/assets.ts";
import { PASSWORD, testHouse, USER_NAME } from "../web/test_house.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

const NEXT = "something of my own";

/** The browser says aloud that an answer was 401 or 429; a walk that provokes them passes over these lines. */
function forgetRefusals(errors: string[]): void {
  assert.ok(errors.every((line) => /status of (401|422|429)/.test(line)), errors.join("\n"));
  errors.length = 0;
}

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
}

Deno.test("a first login: wrong, throttled, then in, and first of all another password", BROWSER_TEST, async () => {
  const clock = { nowMs: 1_800_000_000_000 };
  await using house = await testHouse({ assets: await loadAssets({ dev: false }), now: () => clock.nowMs });
  await house.addUser("newcomer", { mustChangePassword: true });
  await walk(house, async (context, errors) => {
    await context.clearCookies({ name: "aristobot_session" });
    const page = await open(context, `${house.url}/bot?x=1`);
    assert.equal(new URL(page.url()).pathname, "/login");
    assert.equal(await page.evaluate("document.activeElement.name"), "name");
    for (let n = 0; n < 5; n++) {
      await signIn(page, "newcomer", "wrong");
      await page.getByRole("alert").filter({ hasText: "do not go together" }).waitFor();
      assert.equal(await page.evaluate("document.activeElement.name"), "password");
    }
    await signIn(page, "newcomer", PASSWORD);
    await page.getByRole("alert").filter({ hasText: "Too many attempts. Try again in 1 s." }).waitFor();
    forgetRefusals(errors);

    clock.nowMs += 1_000;
    await signIn(page, "newcomer", PASSWORD);
    await page.waitForURL("**/password");
    await page.goto(`${house.url}/heartbeat`);
    await page.waitForURL("**/password");
    const change = async (next: string, again: string) => {
      await page.getByLabel("Current password").fill(PASSWORD);
      await page.getByLabel("New password", { exact: true }).fill(next);
      await page.getByLabel("New password, once more").fill(again);
      await page.getByRole("button", { name: "Change the password" }).press("Enter");
    };
    await change("aristobot", "aristobot");
    await page.getByRole("alert").filter({ hasText: "too short" }).waitFor();
    await change(NEXT, `${NEXT}!`);
    await page.getByRole("alert").filter({ hasText: "differ" }).waitFor();
    forgetRefusals(errors);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.setViewportSize({ width: 1440, height: 900 });
    await change(NEXT, NEXT);
    await page.waitForURL("**/heartbeat");
    await page.locator("nav.menu", { hasText: "Signed in: newcomer" }).waitFor();
  });
});

Deno.test(
  "signing out shows nothing any more, not by the back button and not in another tab",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
    await walk(house, async (context, errors) => {
      const other = await open(context, `${house.url}/heartbeat`);
      const page = await open(context, `${house.url}/bot`);
      await until(() => house.desk.size === 1, "the stream is open");
      await page.locator("nav.menu").getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL("**/login");
      await page.goBack();
      await page.waitForURL("**/login*");
      await page.getByLabel("Password").waitFor();
      assert.equal(await page.locator("nav.menu").count(), 0);
      await other.waitForURL("**/login*", { timeout: 20_000 });
      assert.equal(house.desk.size, 0);
      forgetRefusals(errors);
      await signIn(page, USER_NAME, PASSWORD);
      await page.waitForURL("**/bot");
    });
  },
);

Deno.test(
  "the account page tells the browsers that are signed in, and ends one with its stream",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/account`);
      await until(() => house.desk.size === 1, "the stream is open");
      const elsewhere = await house.signIn(USER_NAME);
      const cookie = `aristobot_session=${elsewhere}`;
      const stream = await fetch(`${house.url}/events`, { headers: { cookie } });
      await until(() => house.desk.size === 2, "the other stream is open");
      await page.reload();
      const rows = page.locator("table.sessions tbody tr");
      assert.equal(await rows.count(), 2);
      assert.equal(await rows.filter({ hasText: "this one" }).count(), 1);
      await rows.filter({ hasNotText: "this one" }).getByRole("button").press("Enter");
      await page.waitForURL("**/account");
      await until(async () => await rows.count() === 1, "one is left");
      await stream.text();
      assert.equal((await fetch(`${house.url}/api/bot`, { headers: { cookie } })).status, 401);
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
      await page.setViewportSize({ width: 1440, height: 900 });

      await page.locator("select[name=theme]").selectOption("light");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await untilPage(page, "() => document.documentElement.dataset.theme === 'light'");
      const [user] = await house.db`select theme, language from users where name = ${USER_NAME}`;
      assert.deepEqual({ ...user }, { theme: "light", language: "en" });
    });
  },
);
