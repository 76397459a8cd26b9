/** The System page in a real browser; passed over where there is none. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { z } from "zod";
import { type LiveEvent, liveEvents } from "../actors/live/live_events.ts";
import { traceChannel } from "../actors/live/trace_channel.ts";
import { type ChildSpec, defineActor, supervisor } from "../actors/runtime/mod.ts";
import { moduleOf } from "../actors/runtime/testkit.ts";
import { BROWSER_TEST, freePort, open, until, walk } from "../tests/page_walk.ts";
import { loadAssets } from "./assets.ts";
import { type TestHouse, testHouse } from "./test_house.ts";

const echoProtocol = { Echo: { in: z.string() }, Crash: { in: z.string() } } as const;
const ECHO = "/root/room/first";
const OTHER = "/root/room/second";

/** A room of three that rely on each other in their order, besides the actors of the page. */
async function houseWithRoom(port?: number): Promise<TestHouse> {
  const house = await testHouse({
    facts: { debug: true },
    assets: await loadAssets({ dev: false }),
    ...(port !== undefined && { port }),
  });
  const module = moduleOf(defineActor({
    protocol: echoProtocol,
    args: z.undefined(),
    mailbox: { capacity: 7, overflow: "drop-old" },
    init: () => null,
    on: {
      Echo: () => {},
      Crash(_, why) {
        throw new Error(why);
      },
    },
  }));
  const children = ["first", "second", "third"].map((id): ChildSpec => ({ id, module }));
  await house.system.start("/root", { id: "room", supervisor: supervisor({ strategy: "rest_for_one", children }) });
  return house;
}

const echo = (house: TestHouse, path = ECHO) => house.system.whereis(path, echoProtocol);
const line = (page: Page, name: string) =>
  page.locator("tr", { has: page.locator(".tree-name", { hasText: new RegExp(`^${name}$`) }) });

async function confirm(page: Page, button: string, says: RegExp): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), says);
  await dialog.locator(".dialog-actions button").last().click();
  await dialog.waitFor({ state: "detached" });
}

Deno.test(
  "an actor is chosen by keyboard, its messages come live without what they say, until Escape",
  BROWSER_TEST,
  async () => {
    await using house = await houseWithRoom();
    const events: LiveEvent[] = [];
    const reportsOf = (path: string) => events.filter(({ channel }) => channel === traceChannel(path)).length;
    house.system.subscribe(liveEvents, (event) => {
      events.push(event);
    });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/system`);
      await page.locator(`[data-path='${ECHO}']`).press("Enter");
      const panel = page.locator(".actor-panel");
      await panel.locator("code", { hasText: ECHO }).waitFor();
      assert.match(await panel.innerText(), /0 \/ 7, when full it drops the old/);
      await panel.locator(".empty", { hasText: "Waiting for a message" }).waitFor();
      await until(async () => {
        echo(house).tell("Echo", "private words");
        return await panel.locator(".trace-row.in", { hasText: "Echo" }).count() > 0;
      }, "a message is shown");
      for (let n = 0; n < 30; n++) {
        for (let burst = 0; burst < 7; burst++) echo(house).tell("Echo", "private words");
        await new Promise((resolve) => setTimeout(resolve));
      }
      await until(async () => await panel.locator(".trace-row").count() === 100, "the last hundred are kept");
      assert.doesNotMatch(await page.content(), /private words/);
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      assert.equal(await page.evaluate("document.activeElement.dataset.path"), ECHO);
      const nextReportOf = async (path: string) => {
        const before = reportsOf(path);
        await until(() => {
          echo(house, path).tell("Echo", "private words");
          return reportsOf(path) > before;
        }, `${path} is followed`);
      };
      await page.locator(`[data-path='${OTHER}']`).press("Enter");
      await nextReportOf(OTHER);
      const last = reportsOf(ECHO);
      echo(house).tell("Echo", "private words");
      await nextReportOf(OTHER); // reports of all actors that are followed come together
      assert.equal(reportsOf(ECHO), last, "nobody follows the actor any more");
    });
  },
);

Deno.test(
  "an actor is stopped and started again after a question that names who relies on it",
  BROWSER_TEST,
  async () => {
    await using house = await houseWithRoom();
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/system`);
      await page.getByRole("button", { name: "Stop first", exact: true }).click();
      await page.locator("dialog[open]").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
      await line(page, "first").locator(".state.running").waitFor();
      await confirm(page, "Stop first", /Go on without it .*\(rest_for_one\): second, third/);
      await line(page, "first").locator(".state.dead", { hasText: "stopped" }).waitFor();
      assert.equal(await line(page, "third").locator(".state.running").count(), 1);
      echo(house).tell("Echo", "to nobody");
      await page.locator(".letters tr", { hasText: ECHO }).filter({ hasText: "no such actor" }).waitFor();
      await confirm(page, "Start first", /Restart behind it.*: second, third/);
      await line(page, "first").locator(".state.running").waitFor();
      await line(page, "third").locator(".restarts", { hasText: "1" }).waitFor();
      await confirm(page, "Restart room", /Fall with it, below: first, second, third/);
      await line(page, "room").locator(".last-exit", { hasText: "shutdown" }).waitFor();
    });
  },
);

Deno.test("a crash is shown with its words, and what may not be done is not offered", BROWSER_TEST, async () => {
  await using house = await houseWithRoom();
  await walk(house, async (context) => {
    const page = await open(context, `${house.url}/system`);
    echo(house).tell("Crash", "the wheel came off");
    await line(page, "first").locator(".exit.crash", { hasText: "the wheel came off" }).waitFor();
    const buttons = async (name: string) => await line(page, name).locator(".row-actions button").count();
    assert.deepEqual([await buttons("root"), await buttons("web"), await buttons("first")], [0, 1, 2]);
    await page.locator("[data-path='/root/dashboard/web']").click();
    await page.locator(".actor-panel", { hasText: "It carries this page" }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    await page.click("[aria-label='Close the details']");
    await page.locator(".actor-panel").waitFor({ state: "detached" });
    const ask = (path: string) => page.request.post(`${house.url}/system/stop`, { data: { path } });
    assert.equal((await ask("/root/dashboard/web")).status(), 409);
  });
});

Deno.test("the web server is restarted from its own page, which finds it again", BROWSER_TEST, async () => {
  await using house = await houseWithRoom(freePort());
  await walk(house, async (context, errors) => {
    const page = await open(context, `${house.url}/system`);
    await until(() => house.desk.size === 1, "the stream is open");
    await confirm(page, "Restart web", /loses its connection/);
    await page.locator(".toast", { hasText: "Request sent: Restart web" }).waitFor();
    await page.locator(".lost", { hasText: "Live connection lost" }).waitFor();
    await page.locator(".lost span").waitFor({ state: "detached" });
    await line(page, "web").locator(".restarts", { hasText: "1" }).waitFor();
    assert.ok(errors.every((error) => error.includes("ERR_")), errors.join("\n"));
    errors.length = 0;
  });
});
