/**
 * A user and their notifications in a real browser: a channel filled in wrongly, mended, tried, stored, seen to fail, changed
 * without its secrets and removed; on a phone as well.
 */
import assert from "node:assert/strict";
import type { BrowserContext } from "playwright-core";
import { channelFailed, channelsOf } from "../db/notification_channels.ts";
import { queueHappenings } from "../db/notifications.ts";
import { TEST_BOT_TOKEN, type TestReceiver, testReceiver } from "../notify/test_receiver.ts";
import { loadAssets } from "../web/assets.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { openHouse, until } from "./house.ts";
import { BROWSER_TEST, open, walk } from "./page_walk.ts";
import { ask } from "./two_users.ts";

/** Makes a channel as its user does. */
async function makeChannel(context: BrowserContext, house: TestHouse, receiver: TestReceiver): Promise<void> {
  const page = await open(context, `${house.url}/account`);
  const panel = page.locator("#notifications");
  await panel.getByText("No channel: you are told nothing outside of this page.").waitFor();
  await panel.getByRole("button", { name: "Add a channel" }).click();
  await panel.getByRole("button", { name: "Save", exact: true }).click();
  await panel.getByText("A token such as 123456:ABC-DEF… is expected.").waitFor();
  await panel.getByLabel("Bot token").fill(TEST_BOT_TOKEN);
  await panel.getByLabel("Chat", { exact: true }).fill("42");
  receiver.answer = () => Response.json({ ok: false, description: "chat not found" }, { status: 400 });
  await panel.getByRole("button", { name: "Test", exact: true }).click();
  await panel.getByText("The test failed: HTTP 400, chat not found").waitFor();
  receiver.answer = () => Response.json({ ok: true });
  await panel.getByRole("button", { name: "Test", exact: true }).click();
  await panel.getByText("Test message sent: see whether it has arrived.").waitFor();
  await panel.getByRole("button", { name: "None", exact: true }).click();
  await panel.getByText("No event is chosen: this channel will tell nothing.").waitFor();
  await panel.getByLabel("Stop hit").check();
  await panel.getByRole("button", { name: "Save", exact: true }).click();
  await panel.getByText("Channel Telegram saved.").waitFor();
  assert.deepEqual((await channelsOf(house.db, USER_ID)).map(({ events }) => events), [["stop_hit"]]);
  await page.close();
}

/** Looks at a channel that fails, and changes it, without typing its token again. */
async function mendChannel(context: BrowserContext, house: TestHouse): Promise<void> {
  const page = await open(context, `${house.url}/account`);
  const panel = page.locator("#notifications");
  await panel.getByText(/failing since .* \(1×\): HTTP 403/).waitFor();
  await panel.getByRole("cell", { name: "Stop hit: sold 0.5 BTC/USDT at 30,000.00 (mine)" }).waitFor();
  assert.ok(!(await page.content()).includes("PLANTED"));
  await panel.getByRole("button", { name: "Change" }).click();
  await panel.getByLabel("Name", { exact: true }).fill("My phone");
  await panel.getByRole("button", { name: "Save", exact: true }).click();
  await panel.getByText("Channel My phone saved.").waitFor();
  await panel.getByText("nothing sent yet · 1 waiting").waitFor();
  await page.close();
}

/** Removes it on a phone, once after thinking better of it. */
async function removeChannel(context: BrowserContext, house: TestHouse): Promise<void> {
  const page = await open(context, `${house.url}/account`);
  await page.setViewportSize({ width: 390, height: 844 });
  const panel = page.locator("#notifications");
  await panel.getByRole("button", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove channel My phone?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await channelsOf(house.db, USER_ID)).length, 1);
  await panel.getByRole("button", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await panel.getByText("Channel My phone removed.").waitFor();
  assert.deepEqual(await channelsOf(house.db, USER_ID), []);
  const width = await page.evaluate("document.documentElement.scrollWidth");
  assert.ok(Number(width) <= 390, `the page is ${width} wide`);
  await page.close();
}

Deno.test("a user makes, tries, mends and removes a channel", BROWSER_TEST, async () => {
  await using receiver = testReceiver();
  await using house = await testHouse({ notifyUrl: receiver.url, assets: await loadAssets({ dev: false }) });
  await walk(house, async (context) => {
    await makeChannel(context, house, receiver);
    const [{ id } = { id: "" }] = await channelsOf(house.db, USER_ID);
    await queueHappenings(house.db, [{
      ...{ userId: USER_ID, event: "stop_hit", level: "warning", key: "stop_hit", timeMs: 5, name: "x" } as const,
      parameters: { symbol: "BTC/USDT", side: "sell", quantity: "0.5", price: "30000", of: "mine" },
    }], 10);
    await channelFailed(house.db, id, { problem: "HTTP 403", nowMs: 20, nextMs: 300_000 });
    await mendChannel(context, house);
    await removeChannel(context, house);
  });
});

Deno.test("the platform tells by Telegram that the kill switch was turned on", async () => {
  await using receiver = testReceiver();
  await using house = await openHouse({ TELEGRAM_URL: receiver.url });
  const post = async (path: string, json: unknown) => {
    const response = await ask(house, { method: "POST", path }, { json });
    assert.equal(response.status, 200, await response.text());
  };
  const channel = { kind: "telegram", chatId: "42", token: TEST_BOT_TOKEN };
  await post("/account/notifications", { id: null, name: "bot", events: ["kill_switch"], isOn: true, channel });
  await post("/account/risk/kill", { sells: false });
  await until("a message about the kill switch", 60_000, () => receiver.heard.length > 0);
  assert.match(receiver.heard[0]!.path, /\/sendMessage$/);
  assert.match(JSON.parse(receiver.heard[0]!.body).text, /Arrêt d’urgence : plus rien ne s’ouvre/);
});
