/** The layer in a real browser: skipped where there is none. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { noBrowser, openBrowser, untilAwake } from "../../tests/browser.ts";
import { App } from "./app.ts";
import { bundleIslands } from "./bundle.ts";
import { loadIslands } from "./load.ts";
import { staticFiles, StaticStore } from "./static_files.ts";

const root = join(import.meta.dirname ?? "", "fixtures/app");

/** Serves the fixture under a strict policy, and collects what the browser complains about. */
async function withPage(use: (page: Page, url: string, complaints: string[]) => Promise<void>): Promise<void> {
  const bundle = await bundleIslands({ root, islands: await loadIslands(root), minify: true });
  const store = await StaticStore.read(join(root, "static"));
  for (const [address, bytes] of bundle.files) store.add(address, bytes, true);
  store.seal();
  const app = await new App({ root, scripts: bundle.scripts }).use(staticFiles(store)).fsRoutes();
  const strict: Deno.ServeHandler = async (request, info) => {
    const response = await app.handler()(request, info);
    response.headers.set("content-security-policy", "default-src 'self'; img-src data:; script-src 'self'");
    return response;
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, strict);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await use(page, `http://127.0.0.1:${server.addr.port}`, complaints);
  } finally {
    await browser.close();
    await server.shutdown();
  }
}

Deno.test({
  name: "islands come to life under a strict policy, share signals, adopt slots, and outlive navigation",
  ignore: noBrowser,
  sanitizeOps: false, // playwright's own sockets and timers
  sanitizeResources: false,
  fn: () =>
    withPage(async (page, url, complaints) => {
      await page.goto(url);
      const has = async (selector: string, text: string) =>
        assert.equal(await page.locator(selector, { hasText: text }).first().waitFor({ timeout: 5000 }), undefined);
      await has("#one", "3 since 1970");
      await untilAwake(page);
      await page.click("#one");
      await has("#two", "4 since");
      await page.click("#three");
      await has("#three", "8 since");
      await page.click(".toggle >> nth=1 >> button");
      await has("i.late", "hidden at first");
      await page.click("#clock");
      await has("#clock", "1");
      await page.click("text=docs");
      await has("h1", "Docs a/b");
      assert.equal(page.url(), `${url}/docs/a/b`);
      await has("#clock", "1");
      await page.goBack();
      await has("#one", "3 since 1970");
      await untilAwake(page);
      assert.equal(await page.title(), "Home & more");
      await page.click("#one");
      await has("#two", "4 since");
      await has("#clock", "1");
      assert.equal(await page.getAttribute("a[href='/']", "aria-current"), "page");
      assert.deepEqual(complaints, []);
    }),
});

Deno.test({
  name: "a form exchanges the page too, an island with a key lives on with new props, one without begins anew",
  ignore: noBrowser,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withPage(async (page, url, complaints) => {
      await page.goto(`${url}/items`);
      await untilAwake(page);
      for (const id of ["kept", "fresh", "clock"]) await page.click(`#${id}`);
      await page.locator("#kept", { hasText: "none: 1" }).waitFor();
      await page.click("#send");
      await page.locator("h1", { hasText: "Items new" }).waitFor();
      await untilAwake(page);
      assert.equal(page.url(), `${url}/items?name=new`);
      await page.locator("#kept", { hasText: "new: 1" }).waitFor();
      assert.equal(await page.innerText("#fresh"), "0");
      assert.equal(await page.innerText("#clock"), "1");
      await page.goBack();
      await page.locator("#kept", { hasText: "none: 1" }).waitFor();
      assert.deepEqual(complaints, []);
    }),
});
