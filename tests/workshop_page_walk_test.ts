/** The pages of strategies in a real browser, on a house whose tools a test holds. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { BrowserContext, Page } from "playwright-core";
import * as topics from "../actors/topics.ts";
import { saveStrategy } from "../db/strategies.ts";
import { setVerdict } from "../db/strategy_versions.ts";
import { testRows } from "../db/test_rows.ts";
import type { Verdict } from "../web/workshop_services.ts";
import { loadAssets } from "../web/assets.ts";
import { type TestHouse, testHouse, USER_ID, USER_NAME } from "../web/test_house.ts";
import { untilAwake, untilPage } from "./browser.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

const SAVED_MS = Date.UTC(2026, 0, 2, 3, 4);
const SOURCE = "import { Strategy } from 'aristobot/strategy';\nexport default class Mine extends Strategy {}\n";
const MARKUP = "<img src=x onerror=hacked=1 data-hacked>";
const PASSED = {
  outcome: "passed",
  compared: 40,
  changed: 0,
  firstChangedMs: null,
  candlesNeeded: null,
  reason: null,
} as const;
const SOUND: Verdict = { problems: [], lookAhead: PASSED, warmUp: PASSED, checkedMs: SAVED_MS };
const FAULT = {
  line: 2,
  column: 22,
  endLine: 2,
  endColumn: 26,
  severity: "error",
  message: `Cannot find ${MARKUP}`,
  code: "TS2304",
} as const;

/** A house whose user has one strategy; its id. */
async function author() {
  const house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const id = await keep(house, "Mine");
  return { house, id, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

async function keep(house: TestHouse, name: string): Promise<string> {
  const id = crypto.randomUUID();
  const times = { createdMs: SAVED_MS, updatedMs: SAVED_MS };
  const text = { name, description: MARKUP, source: SOURCE, timeframe: "15m" } as const;
  await saveStrategy(house.db, { id, userId: USER_ID, ...text, ...times, parameters: {}, origin: "user" });
  return id;
}

/** Opens the workshop; returns when the editor can be written in. */
async function openWorkshop(context: BrowserContext, house: TestHouse, id: string): Promise<Page> {
  const page = await open(context, `${house.url}/strategies/${id}`);
  await code(page).waitFor();
  return page;
}

const code = (page: Page) => page.getByRole("textbox", { name: "TypeScript code of the strategy" });
const dialog = (page: Page) => page.getByRole("dialog");

async function write(page: Page, text: string): Promise<void> {
  await code(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(text);
  await page.getByText("unsaved changes").waitFor();
}

Deno.test(
  "what is not saved is asked about before it is left, and found again after it was left",
  BROWSER_TEST,
  async () => {
    await using of = await author();
    const { house, id } = of;
    await walk(house, async (context) => {
      const page = await openWorkshop(context, house, id);
      await write(page, "// one\n");
      await page.getByRole("link", { name: "All strategies" }).click();
      await dialog(page).getByText("Your changes of Mine are not saved.").waitFor();
      await dialog(page).getByRole("button", { name: "Stay" }).click();
      await page.locator(".cm-line", { hasText: "// one" }).waitFor();
      await page.getByRole("link", { name: "All strategies" }).click();
      await dialog(page).getByRole("button", { name: "Leave without saving" }).click();
      await page.waitForURL("**/strategies");

      await page.goto(`${house.url}/strategies/${id}`);
      await page.getByText("The draft of your last visit was not saved.").waitFor();
      await page.getByRole("button", { name: "Take it up again" }).click();
      await page.locator(".cm-line", { hasText: "// one" }).waitFor();
      await page.getByRole("link", { name: "All strategies" }).click();
      await dialog(page).getByRole("button", { name: "Save and leave" }).click();
      await page.waitForURL("**/strategies");
      await untilAwake(page);
      await page.getByRole("link", { name: "Mine", exact: true }).click();
      await page.locator(".cm-line", { hasText: "// one" }).waitFor();
      assert.equal(await page.title(), "Mine · Aristobot");
      assert.equal(await page.getByText("was not saved").count(), 0);
    });
  },
);

Deno.test("a problem is told by its line as text, and a verdict arrives while one looks", BROWSER_TEST, async () => {
  await using of = await author();
  const { house, id } = of;
  house.workshop.checked = { problems: [FAULT], specs: null };
  house.workshop.hover = { from: 0, to: 6, signature: MARKUP, documentation: MARKUP };
  await walk(house, async (context) => {
    const page = await openWorkshop(context, house, id);
    await page.getByRole("button", { name: /^Go to line 2: Cannot find/ }).click();
    await untilPage(page, "() => document.querySelector('.cm-activeLineGutter')?.textContent.startsWith('2')");
    await page.getByRole("tab", { name: "Parameters" }).click();
    await page.getByText("The code must load first").waitFor();
    await page.getByRole("tab", { name: "Verdict" }).click();
    await page.getByText("The audits are running").waitFor();
    await page.locator(".cm-line").first().hover({ position: { x: 20, y: 8 } });
    await page.locator(".cm-hover", { hasText: MARKUP }).waitFor();
    await until(() => house.desk.size > 0, "the stream is open");
    await tellVerdict(house, id, { ...SOUND, warmUp: { ...PASSED, outcome: "failed", changed: 2, candlesNeeded: 60 } });
    await page.getByText("declare warmUp = 60").waitFor();
    const found = await page.evaluate(
      "({ ran: 'hacked' in window, made: document.querySelectorAll('[data-hacked]').length })",
    );
    assert.deepEqual(found, { ran: false, made: 0 });
  });
});

Deno.test("names and files that cannot be taken are refused in words at their place", BROWSER_TEST, async () => {
  await using of = await author();
  const { house, id } = of;
  await keep(house, "Other");
  await walk(house, async (context, errors) => {
    const list = await open(context, `${house.url}/strategies`);
    const file = list.locator("input[type=file]");
    await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await list.getByText("“notes.txt” is not a .ts file.").waitFor();
    await file.setInputFiles({ name: "Empty.ts", mimeType: "text/plain", buffer: Buffer.from(" ") });
    await list.getByText("“Empty.ts” is empty.").waitFor();
    await file.setInputFiles({ name: "Other.ts", mimeType: "text/plain", buffer: Buffer.from(SOURCE) });
    await dialog(list).getByRole("button", { name: "Import" }).click();
    await dialog(list).getByText("You have a strategy of this name already.").waitFor();
    await dialog(list).getByLabel("Name", { exact: true }).fill("Imported");
    await dialog(list).getByRole("button", { name: "Import" }).click();
    await list.getByRole("heading", { level: 1, name: "Imported" }).waitFor();

    const page = await openWorkshop(context, house, id);
    await page.getByLabel("Name", { exact: true }).fill("");
    await page.getByText("It needs a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Other");
    await page.keyboard.press("Control+s");
    await page.getByText("You have a strategy of this name already.").waitFor();
    assert.ok(errors.every((line) => /status of 409/.test(line)), errors.join("\n"));
    errors.length = 0;
  });
  const [row] = await house.db`select origin from strategy_versions v join strategies s on s.id = v.strategy_id
    where s.name = 'Imported'`;
  assert.equal(row!.origin, "import");
});

Deno.test(
  "who is at work goes on with a new version when asked, and is named before a strategy is deleted",
  BROWSER_TEST,
  async () => {
    await using of = await author();
    const { house } = of;
    const { strategy, active } = await testRows(house.db, USER_NAME);
    await walk(house, async (context) => {
      const page = await openWorkshop(context, house, strategy.id);
      await write(page, "// changed\n");
      await page.keyboard.press("Control+s");
      await page.getByText("It is at work on an older version.").waitFor();
      await page.getByRole("button", { name: "Move to version 2" }).click();
      await dialog(page).getByText("positions and orders stay").waitFor();
      await dialog(page).getByText("The verdict of this version is not good").waitFor();
      await dialog(page).getByRole("button", { name: "Update" }).click();
      await page.getByText("The strategy at work follows the new version.").waitFor();
      assert.ok(house.workshop.asked.includes(`upgraded ${strategy.id}`));

      await page.getByRole("button", { name: "Delete" }).click();
      await dialog(page).getByText("BTC/USDT at paper").waitFor();
      const confirm = dialog(page).getByRole("button", { name: "Delete" });
      assert.ok(await confirm.isDisabled());
      await dialog(page).getByRole("checkbox").check();
      await confirm.click();
      await page.waitForURL("**/strategies");
      assert.ok(house.workshop.asked.includes(`stopped ${active.id}`));
      await page.getByRole("link", { name: "Mine", exact: true }).waitFor();
      assert.equal(await page.getByRole("link", { name: strategy.name, exact: true }).count(), 0);
    });
  },
);

/** Stores what was found out about the first version, and tells it. */
async function tellVerdict(house: TestHouse, strategyId: string, verdict: Verdict): Promise<void> {
  await setVerdict(house.db, strategyId, 1, verdict);
  house.system.publish(topics.verdicts.key(USER_ID), { userId: USER_ID, strategyId, version: 1, verdict });
}
