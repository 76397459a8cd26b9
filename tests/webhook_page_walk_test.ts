/** The page of webhooks in a real browser on the whole platform, while alerts come by curl as TradingView sends them. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { untilAwake } from "./browser.ts";
import { addDemoAccount, newcomerWalk } from "./newcomer_walk.ts";
import { BROWSER_TEST, goTo } from "./page_walk.ts";

const LIMIT_MS = 60_000;

/** What curl has been answered. */
interface Answered {
  readonly status: number;
  readonly body: { readonly verdict?: string; readonly error?: string };
}

/** Runs a command line with curl in it. */
async function run(commandLine: string, input = ""): Promise<Answered> {
  const line = `${commandLine} --silent --show-error --max-time 30 --write-out '\\n%{http_code}'`;
  const child = new Deno.Command("sh", { args: ["-c", line], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout } = await child.output();
  const [body = "", status = ""] = new TextDecoder().decode(stdout).split("\n");
  return { status: Number(status), body: JSON.parse(body || "{}") };
}

/** Sends a message as TradingView does; JSON is called so, everything else text. */
function deliver(address: string, message: string): Promise<Answered> {
  const type = message.startsWith("{") ? "application/json" : "text/plain";
  const headers = `-H 'content-type: ${type}; charset=utf-8' -H 'user-agent: Go-http-client/1.1'`;
  return run(`curl -X POST ${headers} --data-binary @- '${address}'`, message);
}

/** A template of the page with its placeholders filled in, as by a chart of BTC/USDT. */
async function messageOf(page: Page, template: string, number: number): Promise<string> {
  const figure = page.locator(".webhook-templates figure", { hasText: template });
  const values: Record<string, string> = {
    "{{ticker}}": "BTCUSDT",
    "{{timenow}}": new Date().toISOString(),
    "{{strategy.order.action}}": "buy",
    "{{strategy.market_position}}": "long",
    "{{strategy.order.contracts}}": "0.01",
    "{{strategy.order.id}}": `Long ${number}`,
  };
  const text = await figure.locator("pre").innerText();
  return text.replaceAll(/\{\{[\w.]+\}\}/g, (name) => values[name] ?? assert.fail(`The template asks for ${name}`));
}

/** The address that is shown this once; then back to the list. */
async function shownAddress(page: Page): Promise<string> {
  const address = await page.locator("code.token-text").innerText();
  await page.getByRole("link", { name: "Back to the webhooks" }).press("Enter");
  await page.locator("code.token-text").waitFor({ state: "detached" });
  await untilAwake(page);
  return address;
}

function calls(page: Page, hasText: string | RegExp): Locator {
  return page.locator(".webhook-calls tbody tr").filter({ hasText });
}

async function switchKill(page: Page, on: boolean): Promise<void> {
  await page.getByRole("button", { name: on ? "Kill switch" : "Release" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: on ? "Stop everything" : "Release" }).click();
  await page.getByRole("button", { name: on ? "Release" : "Kill switch" }).first().waitFor();
}

Deno.test({
  name: "a user sets up an alert by the page's own instructions, and sees live what becomes of each",
  ...BROWSER_TEST,
  fn: () =>
    newcomerWalk({ limitMs: LIMIT_MS }, async (page, house, context) => {
      await addDemoAccount(page, house);
      await goTo(page, `${house.url}/webhooks`);
      await page.getByText("Make a webhook above, in test mode first").waitFor();
      await page.getByText("No webhook.").waitFor();
      await page.getByLabel("Name").fill("my alerts");
      await page.getByLabel("Broker").selectOption({ label: "Play money" });
      await page.getByRole("button", { name: "Make a webhook" }).press("Enter");
      await page.getByRole("heading", { name: "Address of my alerts" }).waitFor();
      const example = await page.locator("pre.token-text").innerText();
      const first = await shownAddress(page);
      assert.ok(!(await page.content()).includes(first.split("/").at(-1)!), "the page tells the token again");

      // the page's own line, pasted into a shell
      assert.deepEqual((await run(example)).body.verdict, "test");
      await calls(page, "Would be sent: Buy").waitFor();
      await page.locator(".webhook-setup summary").click();
      await page.getByRole("button", { name: /^Copy: A strategy’s alert/ }).waitFor();
      const strategy = (number: number) => messageOf(page, "A strategy’s alert", number);
      assert.equal((await deliver(first, await strategy(1))).body.verdict, "test");
      await calls(page, /Long 1/).filter({ hasText: "Would be sent: Buy" }).waitFor();

      await page.locator(".webhook").getByLabel("Mode").selectOption("real");
      await page.getByRole("button", { name: "Save" }).press("Enter");
      await page.locator(".webhook h3", { hasText: "Real: orders are sent" }).waitFor();
      await untilAwake(page);
      await page.locator(".webhook-setup summary").click();
      const real = await strategy(2);
      const verdicts = [];
      for (let delivery = 0; delivery < 4; delivery++) verdicts.push((await deliver(first, real)).body.verdict);
      assert.deepEqual(verdicts, ["accepted", "duplicate", "duplicate", "duplicate"]);
      await calls(page, /Long 2/).filter({ hasText: "executed" }).filter({ hasText: "filled" }).waitFor();
      assert.equal(await calls(page, /Long 2/).filter({ hasText: "duplicate" }).count(), 3);

      await switchKill(page, true);
      assert.equal((await deliver(first, await strategy(3))).body.verdict, "accepted");
      const denied = calls(page, /Long 3/).filter({ hasText: "failed" });
      await denied.getByText(/your kill switch is on/).waitFor();
      await switchKill(page, false);
      await denied.getByRole("button", { name: "Try again" }).press("Enter");
      const again = calls(page, /Long 3/).filter({ hasText: "tried again" });
      await again.filter({ hasText: "executed" }).filter({ hasText: "filled" }).waitFor();
      await denied.getByRole("button", { name: "Try again" }).waitFor({ state: "detached" });
      assert.equal((await deliver(first, await messageOf(page, "Close what this", 4))).body.verdict, "accepted");
      await calls(page, "close BTCUSDT").filter({ hasText: "executed" }).filter({ hasText: "Sell" }).waitFor();
      const orders = await house
        .db`select side, state from trades where client_order_id like 'm-%' order by created_at`;
      assert.deepEqual(orders.map(({ side, state }) => `${side} ${state}`), [
        ...["buy filled", "buy denied", "buy filled", "sell filled"],
      ]);

      await page.getByRole("button", { name: "Change the address of “my alerts”?" }).press("Enter");
      await page.getByRole("alertdialog").getByRole("button", { name: "Change the address" }).press("Enter");
      await page.getByRole("heading", { name: "Address of my alerts" }).waitFor();
      const second = await shownAddress(page);
      assert.deepEqual(await deliver(first, real), { status: 404, body: { error: "There is no such webhook" } });
      assert.equal((await deliver(second, real)).body.verdict, "duplicate");
      await page.getByRole("button", { name: "Revoke “my alerts”?" }).press("Enter");
      await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).press("Enter");
      await page.getByText("No webhook.").waitFor();
      assert.equal((await deliver(second, real)).status, 404);
      await calls(page, /Long 2/).first().waitFor();

      await context.addCookies([{ name: "aristobot_language", value: "fr", url: house.url }]);
      await page.setViewportSize({ width: 390, height: 844 });
      await goTo(page, `${house.url}/webhooks`);
      await page.getByText("Aucun webhook.").waitFor();
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    }),
});
