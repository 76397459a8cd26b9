/** The time zone of a user: the form, and pages in a real browser (passed over where there is none). */
import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { preferencesOf } from "../db/preferences.ts";
import { BROWSER_TEST, open, until, walk } from "../tests/page_walk.ts";
import { loadAssets } from "./assets.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const ORIGIN = "http://127.0.0.1:8000";
/** The last minute of the old year in UTC; in Kolkata it is five and a half hours later. */
const OPEN_MS = Date.UTC(2026, 11, 31, 23, 59);

const candle: Candle = {
  symbol: "BTC/USDT",
  timeframe: "1m",
  openMs: OPEN_MS,
  closeMs: OPEN_MS + 59_999,
  open: "100",
  high: "130",
  low: "90",
  close: "120",
  volume: "2",
};

function ask(
  house: TestHouse,
  path: string,
  form?: Record<string, string>,
  language = "en",
): Promise<Response> {
  return house.app.fetch(
    new Request(`${ORIGIN}${path}`, {
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
      headers: {
        accept: "text/html",
        host: "127.0.0.1:8000",
        origin: ORIGIN,
        referer: `${ORIGIN}/account`,
        cookie: `aristobot_session=${house.token}; aristobot_language=${language}`,
      },
    }),
  );
}

Deno.test("a zone is chosen once, in any spelling of its name, and every page of the user follows and says it", async () => {
  await using house = await testHouse({ holdings: { candles: [candle] } });
  const before = await (await ask(house, "/heartbeat")).text();
  assert.match(before, /Times: UTC/);
  const saved = await ask(house, "/preferences", { timeZone: " asia/tokyo " });
  assert.deepEqual([saved.status, saved.headers.get("location")], [303, "/account"]);
  assert.equal((await preferencesOf(house.db, USER_ID))?.timeZone, "Asia/Tokyo");
  for (const path of ["/heartbeat", "/bot", "/account", "/system"]) {
    assert.match(await (await ask(house, path)).text(), /data-zone="Asia\/Tokyo".*Times: Asia\/Tokyo/s, path);
  }
  const account = await (await ask(house, "/account")).text();
  assert.match(account, /<input name="timeZone"[^>]* value="Asia\/Tokyo"/);
  assert.match(account, /<option value="UTC"[^>]*>.*<option value="Europe\/Paris"/s);
});

Deno.test("a zone that does not exist is refused in words, and the one of before stays", async () => {
  await using house = await testHouse();
  for (const timeZone of ["Mars/Olympus", "+02:00", "", "x".repeat(65), `"><script>alert(1)</script>`]) {
    const refused = await ask(house, "/preferences", { timeZone });
    assert.equal(refused.status, 400, timeZone);
    const html = await refused.text();
    assert.match(html, timeZone.length > 64 ? /64/ : /expected an IANA time zone such as Europe\/Paris, or UTC/);
    assert.doesNotMatch(html, /<script>alert/);
  }
  const french = await ask(house, "/preferences", { timeZone: "Mars/Olympus" }, "fr");
  assert.match(await french.text(), /« Mars\/Olympus » n’est pas un fuseau horaire/);
  assert.equal((await preferencesOf(house.db, USER_ID))?.timeZone, "UTC");
});

Deno.test("a user's zone is nobody else's", async () => {
  await using house = await testHouse();
  const other = await house.addUser("other");
  await ask(house, "/preferences", { timeZone: "Asia/Tokyo" });
  assert.equal((await preferencesOf(house.db, other))?.timeZone, "UTC");
});

Deno.test({
  ...BROWSER_TEST,
  name: "what the server wrote stays when the page comes to life, whatever zone the browser is in",
  async fn() {
    const incident = {
      exchange: "demo",
      kind: "candle_repair" as const,
      symbol: "BTC/USDT" as const,
      timeframe: "1m" as const,
      atMs: OPEN_MS,
      from: OPEN_MS,
      to: OPEN_MS + 60_000,
      count: 2,
      detail: "",
      id: 1,
    };
    const assets = await loadAssets({ dev: false });
    await using house = await testHouse({ holdings: { candles: [candle], incidents: [incident] }, assets });
    await house.db`update users set time_zone = 'Asia/Kolkata' where id = ${USER_ID}`;
    const html = await (await fetch(`${house.url}/heartbeat`, {
      headers: { cookie: `aristobot_session=${house.token}; aristobot_language=en` },
    })).text();
    assert.match(html, /Time \(Kolkata\).*2027-01-01 05:29:00.*2027-01-01 05:29 – 05:30/s);
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/heartbeat`);
      await until(async () => (await page.textContent(".box time")) === "05:30", "the box says it");
      assert.match(await page.textContent(".audit-rows") ?? "", /2027-01-01 05:29 – 05:30/);
      await until(
        async () => (await page.textContent(".legend-time")) === "2027-01-01 05:29 Kolkata",
        "the chart says it",
      );
      await page.goto(`${house.url}/account`);
      const zone = page.getByLabel("Time zone");
      await zone.fill("Europe/Paris");
      await zone.press("Enter");
      await page.waitForURL(`${house.url}/account`);
      await until(async () => (await page.getAttribute("[data-zone]", "data-zone")) === "Europe/Paris", "it is saved");
      await page.goto(`${house.url}/heartbeat`);
      await until(
        async () => (await page.textContent(".legend-time")) === "2027-01-01 00:59 Paris",
        "the chart follows",
      );
      await until(async () => (await page.textContent(".box time")) === "01:00", "the box follows");
    });
  },
});
