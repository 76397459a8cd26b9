/** The audit of the market feed: its API, and the Heartbeat page in a real browser (passed over where there is none). */
import assert from "node:assert/strict";
import * as topics from "../actors/topics.ts";
import type { Coherence, FeedIncident, IncidentKind } from "../domain/feed_audit.ts";
import { BROWSER_TEST, open, until, walk } from "../tests/page_walk.ts";
import { loadAssets } from "./assets.ts";
import { type TestHouse, testHouse } from "./test_house.ts";

const DAY_MS = Date.UTC(2023, 2, 24);

function incident(kind: IncidentKind, of: Partial<FeedIncident> = {}): FeedIncident {
  const from = DAY_MS + 12 * 3_600_000 + 40 * 60_000;
  return {
    exchange: "demo",
    kind,
    symbol: "BTC/USDT",
    timeframe: "1m",
    atMs: DAY_MS + 14 * 3_600_000,
    from,
    to: from + 79 * 60_000,
    count: 80,
    detail: "the exchange halted",
    ...of,
  };
}

const coherence: Coherence = {
  symbol: "BTC/USDT",
  timeframe: "1m",
  candles: 100,
  gaps: 1,
  repairs: 2,
  missing: 80,
  duplicates: 0,
  corrections: 0,
  late: 0,
  lateness: [90, 9, 0, 0, 0, 0, 0, 0, 1],
};

function stored(many: number): (FeedIncident & { id: number })[] {
  return Array.from({ length: many }, (_, index) => ({
    ...incident(index % 2 === 0 ? "candle_repair" : "trade_gap", { detail: `entry ${many - index}` }),
    id: many - index,
  }));
}

function get(house: TestHouse, path: string): Promise<Response> {
  return Promise.resolve(house.app.fetch(
    new Request(`http://127.0.0.1${path}`, {
      headers: { host: "127.0.0.1", cookie: `aristobot_session=${house.token}` },
    }),
  ));
}

Deno.test("the audit log is asked for by kind and market, the newest first and page by page", async () => {
  await using house = await testHouse({ holdings: { incidents: stored(120) } });
  const ask = async (query: string) => (await get(house, `/api/audit${query}`)).json();
  const first: { id: number }[] = await ask("");
  assert.deepEqual([first.length, first[0]!.id, first.at(-1)!.id], [50, 120, 71]);
  const last: { id: number }[] = await ask("?before=21");
  assert.deepEqual([last.length, last[0]!.id], [20, 20]);
  const trades: FeedIncident[] = await ask("?group=trades&symbol=BTC/USDT");
  assert.deepEqual(new Set(trades.map(({ kind }) => kind)), new Set(["trade_gap"]));
  assert.deepEqual(await ask("?symbol=ETH/USDT"), []);
});

Deno.test("a question for the audit log that makes no sense is refused by name", async () => {
  await using house = await testHouse();
  for (const query of ["group=all", "before=-1", "before=x", "symbol=BTC"]) {
    const response = await get(house, `/api/audit?${query}`);
    assert.equal(response.status, 400, query);
    assert.match((await response.json()).error, new RegExp(query.split("=")[0]!), query);
  }
});

Deno.test("what an exchange said is text on the page, not markup", async () => {
  const detail = "<img src=x onerror=alert(1)>";
  await using house = await testHouse({ holdings: { incidents: [{ ...incident("wire_lost", { detail }), id: 1 }] } });
  const html = await (await get(house, "/heartbeat")).text();
  assert.match(html, /&lt;img src=x/);
  assert.doesNotMatch(html, /<img src=x/);
});

Deno.test(
  "the heartbeat page shows the audit log and its sums as they grow, filtered as one likes, and older entries on demand",
  BROWSER_TEST,
  async () => {
    await using house = await testHouse({
      assets: await loadAssets({ dev: false }),
      holdings: { incidents: stored(120) },
    });
    await walk(house, async (context) => {
      const page = await open(context, `${house.url}/heartbeat`);
      const rows = page.locator(".audit-rows tbody tr");
      assert.equal(await rows.count(), 50);
      await page.getByRole("button", { name: "Older" }).click();
      await until(async () => await rows.count() === 100, "the older entries are there");
      await page.getByRole("button", { name: "Older" }).click();
      await until(async () => await rows.count() === 120, "the last entries are there");
      assert.equal(await page.getByRole("button", { name: "Older" }).count(), 0);

      await until(async () => {
        house.system.publish(topics.feedIncidents, incident("halt"));
        return await rows.count() > 120;
      }, "a new entry comes by itself");
      assert.match(
        await rows.first().innerText(),
        /2023-03-24 14:00:00\s+exchange halt\s+BTC\/USDT\s+1m\s+2023-03-24 12:40 – 13:59\s+80\s+the exchange halted/,
      );
      house.system.publish(topics.coherences.key("BTC/USDT@1m"), coherence);
      const sums = page.locator(".coherence tbody tr");
      await sums.waitFor();
      assert.match(await sums.innerText(), /BTC\/USDT\s+1m\s+100\s+1\s+2\s+80\s+0\s+0\s+0/);
      assert.match(await sums.locator("svg title").textContent() ?? "", /90 within 50 ms[\s\S]*1 after more than 30 s/);

      await page.getByLabel("Kind").selectOption({ label: "Trades" });
      await until(async () => await rows.count() === 50, "the filtered log is there");
      assert.deepEqual(new Set(await rows.locator(".tag:first-child").allInnerTexts()).has("candles repaired"), false);
      await page.getByLabel("Market", { exact: true }).selectOption("ETH/USDT");
      await page.getByText("No entry of this kind.").waitFor();
      house.system.publish(topics.feedIncidents, incident("trade_gap", { symbol: "ETH/USDT", from: 7, to: 9 }));
      await rows.filter({ hasText: "no. 7 to 9" }).waitFor();
    });
  },
);
