/** Accounts at exchanges in a real browser, by keyboard and by mouse; passed over where there is none. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { loadAssets } from "../web/assets.ts";
import { testHouse, USER_ID } from "../web/test_house.ts";
import { WRONG_SECRET } from "../web/test_keeper.ts";
import { untilPage } from "./browser.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

const rowOf = (page: Page, name: string) => page.locator("table.brokers tbody tr", { hasText: name });
const dialogOf = (page: Page) => page.getByRole("dialog");
const isFocused = (id: string) => `() => document.activeElement.id === '${id}'` as const;
const CLOSED = "() => !document.querySelector('dialog[open]')";

Deno.test("an account at the demo exchange is added, changed and deleted by keyboard alone", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/account`);
    const { keyboard } = page;
    await page.getByText("No broker account.").waitFor();
    await page.getByRole("button", { name: "Add an account" }).focus();
    await keyboard.press("Enter");
    await untilPage(page, isFocused("broker-exchange"));
    assert.equal(await dialogOf(page).getByRole("combobox").inputValue(), "Demo exchange");
    await page.getByText("No key is needed").waitFor();
    // The focus stays in the dialog, however often Tab is pressed.
    for (let n = 0; n < 12; n++) {
      await keyboard.press("Tab");
      const where = await page.evaluate(
        "document.activeElement.closest('dialog') ? 'in' : document.activeElement.tagName",
      );
      assert.ok(where === "in" || where === "BODY", `${where}`);
    }
    await dialogOf(page).getByLabel("Name", { exact: true }).focus();
    await keyboard.press("Control+A");
    await keyboard.type("Play money");
    await keyboard.press("Enter");
    await untilPage(page, CLOSED);
    await rowOf(page, "Play money").waitFor();
    await page.locator(".toast", { hasText: "Play money is saved" }).waitFor();
    await untilPage(page, "() => document.activeElement.textContent === 'Add an account'");
    const [{ id }] = await house.db`select id from brokers where user_id = ${USER_ID}` as unknown as [{ id: string }];
    assert.deepEqual(house.keeper.told, ["opened Play money", `saved ${id}`]);

    await page.getByRole("button", { name: "Edit: Play money" }).press("Enter");
    await page.getByRole("heading", { name: "Edit Play money" }).waitFor();
    await page.getByLabel("Description (optional)").fill("for trying things");
    await page.getByLabel("Default account").press("Space");
    await keyboard.press("Enter");
    await untilPage(page, CLOSED);
    await rowOf(page, "for trying things").getByText("default", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Delete: Play money" }).press("Enter");
    await page.getByText("Nothing relies on it").waitFor();
    await keyboard.press("Escape");
    await untilPage(page, CLOSED);
    await page.getByRole("button", { name: "Delete: Play money" }).press("Enter");
    await dialogOf(page).getByRole("button", { name: "Delete" }).press("Enter");
    await page.getByText("No broker account.").waitFor();
    await untilPage(page, "() => document.activeElement.textContent === 'Add an account'");
    assert.equal(house.keeper.told.at(-1), `removed ${id}`);
  });
});

Deno.test(
  "an exchange is searched, its keys are tested, and what is wrong is told at its field",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/account`);
      await page.getByRole("button", { name: "Add an account" }).click();
      const exchange = dialogOf(page).getByRole("combobox");
      await exchange.fill("nothing of this name");
      await page.getByText("No exchange of this name.").waitFor();
      await exchange.press("Escape");
      await exchange.fill("binan");
      await exchange.press("ArrowDown");
      await exchange.press("ArrowUp");
      await exchange.press("Enter");
      assert.equal(await exchange.inputValue(), "Binance");
      assert.equal(await dialogOf(page).getByLabel("Name", { exact: true }).inputValue(), "Binance");
      assert.equal(
        await page.getByRole("radio", { name: "Testnet" }).isChecked(),
        true,
        "real money is chosen on purpose",
      );
      await page.getByRole("radio", { name: "Live" }).check();
      await page.getByText("Real money: every order").waitFor();

      await dialogOf(page).getByRole("button", { name: "Test", exact: true }).click();
      await untilPage(page, isFocused("broker-credentials-apiKey"));
      assert.equal(await page.getByText("This field is needed.").count(), 2);
      await dialogOf(page).getByLabel("API key").fill("my key");
      await dialogOf(page).getByLabel("Secret").fill(WRONG_SECRET);
      await dialogOf(page).getByRole("button", { name: "Test and save" }).click();
      const alert = dialogOf(page).getByRole("alert");
      await alert.filter({ hasText: "Authentication failed at binance: Invalid API-key" }).waitFor();
      await alert.filter({ hasText: "Nothing was saved." }).waitFor();

      house.keeper.found = { ...house.keeper.found, mayWithdraw: true };
      await dialogOf(page).getByLabel("Secret").fill("a right secret");
      await dialogOf(page).getByRole("button", { name: "Test", exact: true }).click();
      await page.getByText("Connected to Binance.").waitFor();
      await dialogOf(page).locator("tr", { hasText: "USDT" }).getByText("10,000").waitFor();
      await dialogOf(page).getByRole("button", { name: "Test and save" }).click();
      await page.getByText("Binance is saved.").waitFor();
      await page.getByText("Beware: this key may withdraw funds").waitFor();
      await dialogOf(page).getByRole("button", { name: "Close" }).click();
      await rowOf(page, "Binance").getByText("API key, Secret").waitFor();
      await page.locator(".shell[data-environment=live] .lights .environment.live").waitFor();

      // Nothing of the keys is in the page, and a field that is left empty keeps what is stored.
      assert.doesNotMatch(await page.content(), /my key|right secret/);
      await page.getByRole("button", { name: "Edit: Binance" }).click();
      assert.deepEqual([
        await dialogOf(page).getByLabel("API key").inputValue(),
        await dialogOf(page).getByLabel("Secret").inputValue(),
      ], [
        "",
        "",
      ]);
      assert.equal(await page.getByPlaceholder("Stored; empty = unchanged").count(), 2);
      await page.getByRole("radio", { name: "Testnet" }).check();
      await page.getByText("Another exchange or environment asks for new keys.").waitFor();
      await dialogOf(page).getByRole("button", { name: "Test and save" }).click();
      await untilPage(page, isFocused("broker-credentials-apiKey"));
      assert.equal(await page.getByText("To be entered again").count(), 2);
      await page.keyboard.press("Escape");
      await untilPage(page, CLOSED);
    });
  },
);

Deno.test(
  "two accounts of one name, and one that an order relies on: both are told in words",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/account`);
      const add = async (name: string) => {
        await page.getByRole("button", { name: "Add an account" }).click();
        await dialogOf(page).getByLabel("Name", { exact: true }).fill(name);
        await dialogOf(page).getByRole("button", { name: "Test and save" }).click();
      };
      await add("One");
      await rowOf(page, "One").waitFor();
      await add("One");
      await page.getByText("You have an account of this name already.").waitFor();
      await untilPage(page, isFocused("broker-name"));
      await page.keyboard.press("Escape");
      const [{ id }] = await house.db`select id from brokers where user_id = ${USER_ID}` as unknown as [{ id: string }];
      await house.db`
      insert into trades (user_id, broker_id, client_order_id, symbol, side, type, quantity, purpose, state, created_at,
        updated_at)
      values (${USER_ID}, ${id}, 'm-1', 'BTC/USDT', 'buy', 'market', 1, 'manual', 'accepted', now(), now())`;
      await page.reload();
      await page.getByRole("button", { name: "Delete: One" }).click();
      await page.getByText("One cannot be deleted, because of: open orders: 1.").waitFor();
      assert.equal(await dialogOf(page).getByRole("button", { name: "Delete" }).count(), 0);
    });
  },
);

Deno.test("on a phone nothing sticks out, neither in the list nor in the dialog", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/account`);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Add an account" }).click();
    await dialogOf(page).getByRole("button", { name: "Test and save" }).click();
    await rowOf(page, "Demo exchange").waitFor();
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.getByRole("button", { name: "Add an account" }).click();
    await dialogOf(page).getByRole("combobox").fill("okx");
    await dialogOf(page).getByRole("option").first().click();
    await dialogOf(page).getByLabel("Password of the key").waitFor();
    await until(
      async () =>
        await page.evaluate(
          "(() => { const d = document.querySelector('dialog[open]'); return d.scrollWidth <= d.clientWidth && d.getBoundingClientRect().right <= 390; })()",
        ),
      "the dialog fits",
    );
  });
});
