/** What of the live feed a session tells to whom, and until when. */
import assert from "node:assert/strict";
import { testKit } from "./runtime/testkit.ts";
import { houseWithBrowser, USER } from "./session_fixture.ts";
import * as topics from "./topics.ts";

Deno.test("what concerns another user is not written", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { browser } = await houseWithBrowser(kit);
  const notice = (userId: string | null) => ({ level: "info", userId, key: "k", parameters: {}, timeMs: 1 }) as const;
  kit.system.publish(topics.notices, notice("u2"));
  kit.system.publish(topics.notices, notice(USER));
  kit.system.publish(topics.notices, notice(null));
  await kit.settle();
  const told = browser.received.filter(({ event }) => event === "notice").map(({ data }) => data.userId);
  assert.deepEqual(told, [USER, null]);
  await browser.close();
});

Deno.test("what was found out about a strategy is told to its user alone, without saying whose it is", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { browser } = await houseWithBrowser(kit);
  const verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 1 };
  const judged = (userId: string) => ({ userId, strategyId: `of ${userId}`, version: 2, verdict });
  for (const userId of ["u2", USER]) kit.system.publish(topics.verdicts.key(userId), judged(userId));
  await kit.settle();
  const told = browser.received.filter(({ event }) => event === "verdict").map(({ data }) => data);
  assert.deepEqual(told, [{ strategyId: `of ${USER}`, version: 2, verdict }]);
  await browser.close();
});

Deno.test("who sees all is told what concerns any user", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const { browser } = await houseWithBrowser(kit, undefined, { seesAll: true });
  const notice = { level: "info", userId: "u2", key: "k", parameters: {}, timeMs: 1 } as const;
  kit.system.publish(topics.notices, notice);
  await kit.settle();
  assert.equal(browser.received.at(-1)?.data.userId, "u2");
  await browser.close();
});

Deno.test("within a minute after the login has ended the streams end too", async () => {
  await using kit = testKit({ nowMs: 1_000_000 });
  const login = { isOpen: true };
  const { desk, browser } = await houseWithBrowser(kit, undefined, { isSignedIn: () => Promise.resolve(login.isOpen) });
  await kit.advance("61s");
  assert.equal(desk.size, 1);
  login.isOpen = false;
  await kit.advance("61s");
  assert.equal(desk.size, 0);
  await browser.close();
});
