/** What a user who is new to the whole platform does in a real browser. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { addUser, findUser } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { openBrowser } from "./browser.ts";
import { type House, openHouse } from "./house.ts";
import { goTo } from "./page_walk.ts";
import { PASSWORD, signIn } from "./two_users.ts";

const NAME = "newcomer";

/** What a walk may choose. */
export interface NewcomerWalk {
  /** How long one step may take, ms. */
  readonly limitMs: number;
  /** What differs in the environment. */
  readonly env?: Record<string, string>;
  /** What the user has before the first page. */
  readonly prepare?: (house: House, userId: string) => Promise<void>;
}

/** Starts a house with one new user, who is signed in; any complaint of the browser fails the walk. */
export async function newcomerWalk(
  { limitMs, env, prepare }: NewcomerWalk,
  use: (page: Page, house: House, context: BrowserContext) => Promise<void>,
): Promise<void> {
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false", ...env });
  await addUser(house.db, NAME, { passwordHash: await new Passwords().hash(PASSWORD) });
  await prepare?.(house, (await findUser(house.db, NAME))!.id);
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
    context.setDefaultTimeout(limitMs);
    await context.addCookies([
      { name: "aristobot_language", value: "en", url: house.url },
      { name: "aristobot_session", value: await signIn(house, NAME), url: house.url },
    ]);
    const complaints: string[] = [];
    context.on("weberror", (error) => complaints.push(String(error.error())));
    context.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    await use(await context.newPage(), house, context);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
}

/** Adds an account at the demo exchange, as its user does. */
export async function addDemoAccount(page: Page, { url }: House, name = "Play money"): Promise<void> {
  await goTo(page, `${url}/account`);
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await page.locator("table.brokers", { hasText: name }).waitFor();
}
