/** Headless Chromium for the walks: Debian's, driven by playwright-core. */
import { type Browser, chromium, type Page } from "playwright-core";
import { onServer } from "./once.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The browser's program, or undefined where none is installed. */
export const browserPath: string | undefined = PLACES.find(exists);

/**
 * True where a walk must be passed over: no browser is there, and none is demanded by `REQUIRE_BROWSER`; or on a server: pages draw
 * what services tell, whatever the database.
 */
export const noBrowser: boolean = onServer || (!browserPath && !Deno.env.has("REQUIRE_BROWSER"));

/** Starts the browser, quiet on the network. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  if (!browserPath) throw new Error(`Cannot open a browser: none of ${PLACES.join(", ")} is installed`);
  return chromium.launch({
    executablePath: browserPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Waits until a page holds what the predicate asks. A predicate is a function's text: the pages' policy lets nobody evaluate
 * an expression again once the first look was in vain. It is handed over as a function that reads so, since playwright takes
 * a plain text for an expression, and a function for something true.
 */
export async function untilPage(page: Page, predicate: `() => ${string}`): Promise<void> {
  await page.waitForFunction(Object.assign(() => {}, { toString: () => predicate }));
}

/** Waits until every island of the page lives. */
export function untilAwake(page: Page): Promise<void> {
  return untilPage(page, "() => !document.querySelector('f-island:not([data-live])')");
}
