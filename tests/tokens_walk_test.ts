/** API tokens on My account, in a real browser by keyboard and by mouse; passed over where there is none. */
import assert from "node:assert/strict";
import { loadAssets } from "../web/assets.ts";
import { testHouse } from "../web/test_house.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";

Deno.test("a token is made, shown once, used, and revoked after a question", BROWSER_TEST, async () => {
  await using house = await testHouse({ assets: await loadAssets({ dev: false }) });
  const statusFor = async (token: string) => {
    const response = await fetch(`${house.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    return response.status;
  };
  await walk(house, async (context, errors) => {
    const page = await open(context, `${house.url}/account`);
    const panel = page.locator("section.panel", { hasText: "API tokens" });
    await panel.getByText("No token.").waitFor();
    await panel.getByLabel("Name").fill("my <b>bot</b>");
    await panel.getByLabel("Rights").selectOption("trade");
    await panel.getByRole("button", { name: "Make a token" }).press("Enter");
    await page.getByRole("heading", { name: "New token: my <b>bot</b>" }).waitFor();
    const token = await page.locator("code.token-text").innerText();
    assert.match(token, /^aristobot_[\w-]{43}$/);
    assert.ok((await page.locator("pre.token-text").innerText()).startsWith("curl "));
    assert.equal(await statusFor(token), 200);

    await page.getByRole("link", { name: "Back to My account" }).press("Enter");
    await page.waitForURL("**/account");
    const row = panel.locator("tbody tr", { hasText: "my <b>bot</b>" });
    await row.getByText("Read and trade").waitFor();
    assert.ok(!(await page.content()).includes(token));

    // The name is taken as long as the token is not revoked.
    const again = await open(context, `${house.url}/account`);
    await again.locator("input[name=name][maxlength='60']").fill("my <b>bot</b>");
    await again.getByRole("button", { name: "Make a token" }).click();
    await again.getByRole("alert").filter({ hasText: "you have one of that name" }).waitFor();
    assert.ok(errors.every((line) => /status of 409/.test(line)), errors.join("\n"));
    errors.length = 0;

    const revoke = row.getByRole("button", { name: "Revoke the token my <b>bot</b>" });
    await revoke.press("Enter");
    const question = page.getByRole("alertdialog");
    await question.getByText("does not come back").waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    assert.equal(await statusFor(token), 200);
    await revoke.press("Enter");
    await question.getByRole("button", { name: "Revoke" }).press("Enter");
    await page.waitForURL("**/account");
    await row.getByText(/^Revoked/).waitFor();
    assert.equal(await row.getByRole("button").count(), 0);
    await until(async () => await statusFor(token) === 401, "the token opens nothing");
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.setViewportSize({ width: 1440, height: 900 });

    await panel.getByRole("link", { name: "API documentation" }).click();
    await page.waitForURL("**/api/v1/docs");
    const operation = page.locator("details", { hasText: "POST /api/v1/orders" }).first();
    await operation.locator("summary").press("Enter");
    await operation.getByText("Idempotency-Key").first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    const document = await (await fetch(`${house.url}/api/v1/openapi.json`)).json();
    const paths = Object.values<object>(document.paths).flatMap((path) => Object.keys(path));
    assert.equal(await page.locator(".api-operation").count(), paths.length);
  });
  assert.deepEqual(house.errors, []);
});
