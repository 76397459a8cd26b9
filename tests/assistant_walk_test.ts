/**
 * A user and the assistant in a real browser: switched off, connected, asked, stopped, its proposal looked at as a change,
 * refused and taken, hostile answers shown as text, and the key in no page.
 */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { endless, pieceOf, TEST_KEY, type TestService, testService, words } from "../assistant/test_service.ts";
import { saveStrategy } from "../db/strategies.ts";
import { testStrategy } from "../db/test_rows.ts";
import { loadAssets } from "../web/assets.ts";
import { type TestHouse, testHouse, USER_ID } from "../web/test_house.ts";
import { untilPage } from "./browser.ts";
import { openHouse } from "./house.ts";
import { BROWSER_TEST, open, until, walk } from "./page_walk.ts";
import { ask as askHouse } from "./two_users.ts";

const BEFORE = `import { Strategy } from "aristobot/strategy";

export default class Mine extends Strategy {
  shouldLong() {
    return false;
  }
}
`;
const AFTER = BEFORE.replace("return false;", "return this.price > 100;");
const ANSWER = ["I buy above 100", ", which earns nothing by itself.\n\n```ts\n", AFTER, "```\n"];

interface Scene extends AsyncDisposable {
  readonly house: TestHouse;
  readonly service: TestService;
  /** Where the strategy is open. */
  readonly address: string;
}

/** A house with a strategy, and a service that answers as OpenRouter and as Ollama. */
async function setScene(): Promise<Scene> {
  const service = testService();
  const openRouterUrl = service.connection("openrouter").url;
  const house = await testHouse({ openRouterUrl, assets: await loadAssets({ dev: false }) });
  const strategy = testStrategy(USER_ID, { name: "Mine", source: BEFORE });
  await saveStrategy(house.db, strategy);
  return {
    house,
    service,
    address: `${house.url}/strategies/${strategy.id}`,
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** Connects OpenRouter on the account page, as its user does. */
async function connect(context: BrowserContext, { house }: Scene): Promise<void> {
  const page = await open(context, `${house.url}/account`);
  const panel = page.locator("#assistant");
  await panel.getByRole("button", { name: "Save and switch on" }).click();
  await panel.getByText("OpenRouter asks for a key.").waitFor();
  await panel.getByLabel("API key").fill(TEST_KEY);
  await panel.getByRole("button", { name: "List models" }).click();
  await panel.getByText("2 models found").waitFor();
  await panel.getByLabel("Model", { exact: true }).fill("maker/large");
  await panel.getByRole("button", { name: "Test", exact: true }).click();
  await panel.getByText("OpenRouter answers.").waitFor();
  await panel.getByRole("button", { name: "Save and switch on" }).click();
  await panel.getByText("The assistant OpenRouter is on.").waitFor();
  assert.equal(await panel.getByLabel("API key").inputValue(), "");
  await page.close();
}

/** Connects Ollama in its place, switched on and off and on again. */
async function connectOllama(context: BrowserContext, { house, service }: Scene): Promise<void> {
  const page = await open(context, `${house.url}/account`);
  const panel = page.locator("#assistant");
  await panel.getByRole("radio", { name: "Ollama" }).check();
  await panel.getByLabel("Address").fill("no address");
  await panel.getByRole("button", { name: "List models" }).click();
  await panel.getByText("An address such as http://localhost:11434, without path or password.").waitFor();
  await panel.getByLabel("Address").fill(service.connection("ollama").url);
  await panel.getByLabel("Model", { exact: true }).fill("coder:7b");
  await panel.getByRole("button", { name: "Save and switch on" }).click();
  await panel.getByText("The assistant Ollama is on.").waitFor();
  await panel.getByRole("button", { name: "Switch off" }).click();
  await panel.getByText("The assistant is off.").waitFor();
  await panel.getByRole("button", { name: "Save and switch on" }).click();
  await panel.getByText("The assistant Ollama is on.").waitFor();
  await panel.getByRole("radio", { name: "OpenRouter" }).check();
  await panel.getByRole("button", { name: "Forget" }).click();
  await panel.getByText("The connection to OpenRouter is forgotten, with its key.").waitFor();
  await page.close();
}

/** Opens the assistant beside the strategy, once the editor is there. */
async function openAssistant(context: BrowserContext, { address }: Scene): Promise<Page> {
  const page = await open(context, address);
  await page.locator(".cm-content").waitFor();
  await page.getByRole("tab", { name: "Assistant" }).click();
  return page;
}

async function ask(page: Page, request: string): Promise<void> {
  await page.getByLabel("Your request").fill(request);
  await page.getByLabel("Your request").press("Enter");
}

const log = (page: Page) => page.getByRole("log", { name: "Conversation with the assistant" });
const editor = (page: Page) => page.locator(".source .cm-content").first();
const diff = (page: Page) => page.getByRole("dialog", { name: "The assistant’s proposal" });

Deno.test({
  name: "an assistant that is off says how to switch it on; connected, it proposes changes that are refused or taken",
  ...BROWSER_TEST,
  async fn() {
    await using scene = await setScene();
    const { house, service } = scene;
    await walk(house, async (context) => {
      const told: string[] = [];
      context.on("response", async (response) => {
        if (!/json|html|javascript/.test(response.headers()["content-type"] ?? "")) return;
        told.push(await response.text().catch(() => ""));
      });
      const off = await openAssistant(context, scene);
      await off.getByText("The assistant is switched off.").waitFor();
      assert.equal(
        await off.getByRole("link", { name: "Set the assistant up" }).getAttribute("href"),
        "/account#assistant",
      );
      await off.close();

      await connect(context, scene);
      const page = await openAssistant(context, scene);
      service.behave = (kind) => words(kind, ANSWER);
      await ask(page, "Buy above 100.");
      await diff(page).waitFor();
      await diff(page).getByText("return this.price > 100;").first().waitFor();
      await diff(page).getByRole("button", { name: "Refuse" }).click();
      await untilPage(page, "() => !document.querySelector('dialog[open]')");
      assert.match(await editor(page).innerText(), /return false;/);

      await log(page).getByRole("button", { name: "See the change" }).click();
      await diff(page).getByRole("button", { name: "Accept" }).click();
      await untilPage(
        page,
        "() => document.querySelector('.source .cm-content').innerText.includes('this.price > 100')",
      );
      await page.getByText("it is not saved yet").waitFor();
      const { messages } = service.heard.at(-1)!.body as { messages: { content: string }[] };
      assert.match(
        messages.at(-1)!.content,
        /The editor holds:\n```ts\nimport[\s\S]*return false;[\s\S]*Buy above 100\.$/,
      );
      assert.ok(told.length > 5);
      assert.ok(!told.some((text) => text.includes(TEST_KEY)), "an answer of the house has the key");
      assert.ok(!(await page.content()).includes(TEST_KEY));
    });
    assert.deepEqual(house.errors, []);
  },
});

Deno.test({
  name: "an answer is stopped by its button and by leaving the page; whatever it says is text, and what fails is told",
  ...BROWSER_TEST,
  async fn() {
    await using scene = await setScene();
    const { house, service } = scene;
    await walk(house, async (context) => {
      await connect(context, scene);
      await connectOllama(context, scene);
      const page = await openAssistant(context, scene);
      const idle = () => service.underWay === 0 && house.answers.size === 0;
      service.behave = (kind) => endless(kind, [], pieceOf(kind, "and so on "));
      await ask(page, "Talk.");
      await log(page).getByText("and so on and so on").waitFor();
      await page.getByRole("button", { name: "Stop", exact: true }).click();
      await log(page).getByText("Answer stopped.").waitFor();
      await until(idle, "the stopped answer has ended at the service");

      const markup = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
      service.behave = (kind) => words(kind, [`${markup}\n\n\`\`\`html\n${markup}\n\`\`\`\n[x](javascript:alert(1))`]);
      await ask(page, "Attack.");
      await log(page).getByText("[x](javascript:alert(1))").waitFor();
      assert.equal(await log(page).locator("img, script, a").count(), 0);
      assert.notEqual(await page.title(), "owned");

      service.behave = () => Response.json({ error: { message: "No credits left" } }, { status: 402 });
      await ask(page, "Once more.");
      await log(page).getByText("The assistant could not answer. Ollama: HTTP 402, No credits left").waitFor();

      service.behave = (kind) => endless(kind, [], pieceOf(kind, "for ever "));
      await ask(page, "Talk again.");
      await log(page).getByText("for ever for ever").waitFor();
      await page.goto(`${house.url}/bot`);
      await until(idle, "the answer that was left has ended at the service");
      await page.close();
    });
    assert.deepEqual(house.errors, []);
  },
});

Deno.test("the platform asks OpenRouter where its environment says, and its end ends every answer", async () => {
  await using service = testService();
  service.behave = (kind) => endless(kind, [], pieceOf(kind, "and so on "));
  const house = await openHouse({ OPENROUTER_URL: service.connection("openrouter").url });
  const send = (path: string, json: unknown) => askHouse(house, { method: "POST", path }, { json });
  const form = { kind: "openrouter", url: null, model: "maker/small", key: TEST_KEY, isOn: true };
  const saved = await send("/account/assistant", form);
  assert.equal(saved.status, 200, await saved.text());
  const answer = await send("/api/assistant/ask", { turns: [{ role: "user", text: "Talk." }], source: "", errors: [] });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value ?? "", /and so on/);
  await house[Symbol.asyncDispose]();
  await until(() => service.underWay === 0, "the answer has ended at the service");
  assert.deepEqual(house.log.filter(({ message }) => /unanswered/.test(message)), []);
  assert.ok(!JSON.stringify(house.log).includes(TEST_KEY));
  await reader.cancel();
});
