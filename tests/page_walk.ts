/** Walks through a test house in a real browser. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import type { TestHouse } from "../web/test_house.ts";
import { noBrowser, openBrowser, untilAwake } from "./browser.ts";

/** Passed over where there is no browser; playwright's own sockets and timers are its business. */
export const BROWSER_TEST = {
  ignore: noBrowser,
  sanitizeOps: false,
  sanitizeResources: false,
} as const;

/** Runs a walk in a fresh browser context; any complaint of the browser fails it. */
export async function walk(
  house: TestHouse,
  use: (context: BrowserContext, errors: string[]) => Promise<void>,
): Promise<void> {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(30_000);
    const errors: string[] = [];
    context.on("console", (line) => line.type() === "error" && errors.push(line.text()));
    context.on("weberror", (error) => errors.push(String(error.error())));
    await context.addCookies([{ name: "aristobot_language", value: "en", url: house.url }]);
    if (house.token) await context.addCookies([{ name: "aristobot_session", value: house.token, url: house.url }]);
    await use(context, errors);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
  }
}

/** Opens a page; returns when its islands live. */
export async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await goTo(page, url);
  return page;
}

/** Goes on to another page; returns when its islands live. */
export async function goTo(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await untilAwake(page);
}

/** Waits until the house sees what the browser has done. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 1_500; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`it never came about that ${what}`);
}

/**
 * A port that is free now; a fixed one, so that browsers find a web server again after its restart. It lies below those that
 * the system gives to outgoing connections, one of which could else take it in between.
 */
export function freePort(): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      Deno.listen({ port, hostname: "127.0.0.1" }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("No port from 20000 to 32000 is free");
}
