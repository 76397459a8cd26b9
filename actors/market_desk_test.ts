import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { marketDeskProtocol, type Need } from "./market_desk_protocol.ts";
import type { ScriptedSource } from "./market_desk/scripted_source.ts";
import { ensureHistory, type HistoryProgress } from "./market_history.ts";
import { put, type Shelf } from "./memory_recorder.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { type ActorRef, supervisor } from "./runtime/mod.ts";
import { explore, type TestKit, testKit } from "./runtime/testkit.ts";
import { candleKey, deskOpenings } from "./topics.ts";

const START_MS = Date.UTC(2023, 3, 10);
const LINGER_MS = 300_000;
const DAY = 1_440;

function minute(symbol: string, n: number): Candle {
  const openMs = START_MS + n * 60_000;
  const prices = { open: "1", high: "2", low: "1", close: "2", volume: "3" };
  return { symbol, timeframe: "1m", openMs, closeMs: openMs + 59_999, ...prices };
}

/** Minutes from `from` on (negative = before the start), up to the start. */
const minutes = (symbol: string, from: number) => Array.from({ length: -from }, (_, i) => minute(symbol, from + i));

interface Room {
  readonly kit: TestKit;
  readonly desk: ActorRef<typeof marketDeskProtocol>;
  readonly source: ScriptedSource;
  readonly shelf: Shelf;
}

/** A desk, a feed and one maker, and two actors that may need something. The exchange has two days of ADA/BTC. */
async function room(kit: TestKit, more: Record<string, unknown> = {}): Promise<Room> {
  const source: ScriptedSource = { minutes: new Map(), log: [], failures: [] };
  source.minutes.set("ADA/BTC", minutes("ADA/BTC", -2 * DAY));
  source.minutes.set("BTC/USDT", minutes("BTC/USDT", -DAY));
  const shelf: Shelf = new Map();
  const scripted = (name: string) => {
    return { id: name, module: import.meta.resolve("./market_desk/scripted_source.ts"), args: { name, source } };
  };
  const args = {
    symbols: ["BTC/USDT"],
    feedPath: "/root/feed",
    followerPaths: ["/root/maker"],
    recorderPath: "/root/recorder",
    lingerMs: LINGER_MS,
    ...more,
  };
  const children = [
    { id: "recorder", module: import.meta.resolve("./memory_recorder.ts"), args: { shelf } },
    { id: "desk", module: import.meta.resolve("./market_desk.actor.ts"), args },
    ...["maker", "feed", "holder", "other"].map(scripted),
  ];
  await kit.start(supervisor({ strategy: "one_for_one", intensity: 1_000, children }));
  return { kit, desk: kit.system.whereis("/root/desk", marketDeskProtocol), source, shelf };
}

function need(of: Partial<Need> = {}): Need {
  return { symbol: "ADA/BTC", timeframe: "1m", fromMs: null, by: "/root/holder", forMs: null, ...of };
}

/** Asks and lets the actors run until it is answered. */
async function ask<T>({ kit }: Room, asked: Promise<T>): Promise<T> {
  const [answer] = await Promise.all([asked, kit.settle()]);
  return answer;
}

const openTimes = ({ shelf }: Room, symbol = "ADA/BTC") =>
  (shelf.get(candleKey(symbol, "1m")) ?? []).map(({ openMs }) => (openMs - START_MS) / 60_000);

Deno.test("a market that is needed is followed by all; the configured ones are from the start", async () => {
  await using kit = testKit();
  const of = await room(kit);
  assert.deepEqual(await ask(of, of.desk.ask("GetWantedSymbols", undefined)), ["BTC/USDT"]);
  assert.deepEqual(await ask(of, of.desk.ask("Need", need())), { accepted: true, reason: null });
  assert.deepEqual(await ask(of, of.desk.ask("Need", need({ timeframe: "5m" }))), { accepted: true, reason: null });
  assert.deepEqual(of.source.log.toSorted(), ["feed +ADA/BTC", "maker +ADA/BTC"]);
  assert.deepEqual(await ask(of, of.desk.ask("GetWantedSymbols", undefined)), ["BTC/USDT", "ADA/BTC"]);
  assert.deepEqual(await ask(of, of.desk.ask("GetNeeds", undefined)), [need(), need({ timeframe: "5m" })]);
});

Deno.test("a market that nobody needs any more is let go after a while, the configured ones never", async () => {
  await using kit = testKit();
  const of = await room(kit);
  for (const symbol of ["ADA/BTC", "BTC/USDT"]) await ask(of, of.desk.ask("Need", need({ symbol })));
  of.source.log.length = 0;
  for (const symbol of ["ADA/BTC", "BTC/USDT"]) of.desk.tell("Release", need({ symbol }));
  await kit.advance(LINGER_MS - 1_000);
  assert.deepEqual(of.source.log, []);
  await kit.advance(2_000);
  assert.deepEqual(of.source.log.toSorted(), ["feed -ADA/BTC", "maker -ADA/BTC"]);
  assert.deepEqual(await ask(of, of.desk.ask("GetWantedSymbols", undefined)), ["BTC/USDT"]);
});

Deno.test("an actor that ends needs nothing; one that comes back and says so in time finds its market followed", async () => {
  await using kit = testKit();
  const of = await room(kit);
  await ask(of, of.desk.ask("Need", need()));
  await kit.crash("/root/holder");
  assert.deepEqual(await ask(of, of.desk.ask("GetNeeds", undefined)), []);
  await ask(of, of.desk.ask("Need", need()));
  await kit.advance(2 * LINGER_MS);
  assert.deepEqual(of.source.log.toSorted(), ["feed +ADA/BTC", "maker +ADA/BTC"]);
  await kit.crash("/root/holder");
  await kit.advance(2 * LINGER_MS);
  assert.deepEqual(of.source.log.slice(2).toSorted(), ["feed -ADA/BTC", "maker -ADA/BTC"]);
});

Deno.test("a desk that starts anew knows the configured markets alone, and says so", async () => {
  await using kit = testKit();
  const of = await room(kit);
  await ask(of, of.desk.ask("Need", need()));
  const opened = kit.probe(deskOpenings);
  await kit.crash("/root/desk");
  assert.equal(opened.got.length, 1);
  assert.deepEqual(await ask(of, of.desk.ask("GetWantedSymbols", undefined)), ["BTC/USDT"]);
});

Deno.test("a need for a while ends by itself", async () => {
  await using kit = testKit();
  const of = await room(kit);
  await ask(of, of.desk.ask("Need", need({ forMs: 60_000 })));
  await kit.advance("59s");
  assert.equal((await ask(of, of.desk.ask("GetNeeds", undefined))).length, 1);
  await kit.advance("2s");
  assert.equal((await ask(of, of.desk.ask("GetNeeds", undefined))).length, 0);
});

Deno.test("what the exchange does not have, and one market too many, is refused in words", async () => {
  await using kit = testKit();
  const of = await room(kit, { maxMarkets: 2 });
  of.source.minutes.set("ETH/USDT", []);
  assert.deepEqual(await ask(of, of.desk.ask("Need", need({ symbol: "NO/USDT" }))), {
    accepted: false,
    reason: "the exchange has no market NO/USDT",
  });
  await ask(of, of.desk.ask("Need", need()));
  assert.deepEqual(await ask(of, of.desk.ask("Need", need({ symbol: "ETH/USDT" }))), {
    accepted: false,
    reason: "2 markets are followed already",
  });
  assert.deepEqual(of.source.log.toSorted(), ["feed +ADA/BTC", "maker +ADA/BTC"]);
});

Deno.test("a feed that does not answer whether there is a market is asked again; the need waits", async () => {
  await using kit = testKit();
  const of = await room(kit);
  kit.drop("/root/feed", "GetMarket");
  const answer = of.desk.ask("Need", need(), { timeout: "1m" });
  await kit.advance("4s");
  const history = await ask(of, of.desk.ask("GetHistory", { symbol: "ADA/BTC" }));
  assert.deepEqual(history, { symbol: "ADA/BTC", firstMs: null, wantedMs: null, complete: false, error: null });
  await kit.advance("4s");
  assert.deepEqual(await answer, { accepted: true, reason: null });
});

Deno.test("the past that is wanted is fetched behind what is stored, page by page, and no further", async () => {
  await using kit = testKit();
  const of = await room(kit);
  await ask(of, of.desk.ask("Need", need({ fromMs: START_MS - 1_000 * 60_000 })));
  await kit.advance("5s");
  assert.deepEqual(openTimes(of), [], "the feed has not told the first ones yet");
  put(of.shelf, minute("ADA/BTC", 0));
  await kit.advance("5s");
  assert.deepEqual(openTimes(of), [...minutes("ADA/BTC", -1_200), 0].map((_, i) => i - 1_200));
  assert.deepEqual(await ask(of, of.desk.ask("GetHistory", { symbol: "ADA/BTC" })), {
    symbol: "ADA/BTC",
    firstMs: START_MS - 1_200 * 60_000,
    wantedMs: START_MS - 1_000 * 60_000,
    complete: true,
    error: null,
  });
  assert.equal(await ask(of, of.desk.ask("GetHistory", { symbol: "ETH/USDT" })), null);
});

Deno.test("where the exchange's own history begins, the past is complete", async () => {
  await using kit = testKit();
  const of = await room(kit);
  put(of.shelf, minute("ADA/BTC", 0));
  await ask(of, of.desk.ask("Need", need({ fromMs: 0 })));
  await kit.advance("5s");
  assert.equal(openTimes(of).length, 2 * DAY + 1);
  const history = await ask(of, of.desk.ask("GetHistory", { symbol: "ADA/BTC" }));
  assert.equal(history?.complete, true);
});

Deno.test("two markets are filled in turn, and a page that fails or never comes is fetched again", async () => {
  await using kit = testKit();
  const of = await room(kit);
  for (const symbol of ["ADA/BTC", "BTC/USDT"]) put(of.shelf, minute(symbol, 0));
  of.source.failures.push("HTTP 503", null);
  for (const symbol of ["ADA/BTC", "BTC/USDT"]) {
    of.desk.tell("Need", need({ symbol, fromMs: START_MS - DAY * 60_000 }));
  }
  await kit.settle();
  assert.equal((await ask(of, of.desk.ask("GetHistory", { symbol: "BTC/USDT" })))?.error, "HTTP 503");
  await kit.advance("90s");
  for (const symbol of ["ADA/BTC", "BTC/USDT"]) {
    assert.equal(openTimes(of, symbol)[0], -DAY);
    assert.equal(openTimes(of, symbol).length, DAY + 1);
    assert.equal((await ask(of, of.desk.ask("GetHistory", { symbol })))?.complete, true);
  }
  const pages = of.source.log.filter((line) => line.includes("<")).map((line) => line.slice(6));
  assert.ok(pages.indexOf("ADA/BTC") >= 0 && pages.lastIndexOf("BTC/USDT") > pages.indexOf("ADA/BTC"));
});

Deno.test("a range is stored before it is read, and how far it is can be followed", async () => {
  await using kit = testKit({ nowMs: START_MS + 60_000 });
  const of = await room(kit);
  put(of.shelf, minute("ADA/BTC", 0));
  of.source.failures.push("HTTP 503");
  const seen: HistoryProgress[] = [];
  const range = { symbol: "ADA/BTC", timeframe: "1m", by: "/root/holder", toMs: START_MS } as const;
  const recorder = kit.system.whereis("/root/recorder", recorderProtocol);
  const options = {
    desk: of.desk,
    recorder,
    clock: kit.clock,
    onProgress: (one: HistoryProgress) => void seen.push(one),
  };
  const done = ensureHistory({ ...range, fromMs: START_MS - 2_000 * 60_000 }, options);
  await Promise.all([done, kit.advance("10s")]);
  assert.ok(openTimes(of)[0]! <= -2_000);
  assert.equal(seen.at(-1)!.part, 1);
  assert.ok(seen.some(({ error }) => error === "HTTP 503"));
  const parts = seen.map(({ part }) => part);
  assert.deepEqual(parts, parts.toSorted((a, b) => a - b));
  const refused = ensureHistory({ ...range, symbol: "NO/USDT", fromMs: START_MS - 60_000 }, options);
  await Promise.all([assert.rejects(refused, /the exchange has no market NO\/USDT/), kit.advance("1s")]);
  await assert.rejects(ensureHistory({ ...range, fromMs: START_MS }, options), RangeError);
  await assert.rejects(ensureHistory({ ...range, fromMs: 0, toMs: START_MS + 86_400_000 }, options), RangeError);
});

Deno.test("whoever crashes, in the end the past is stored whole", async () => {
  await explore({ runs: 30 }, async (kit) => {
    const of = await room(kit);
    put(of.shelf, minute("ADA/BTC", 0));
    const wanted = need({ fromMs: START_MS - (DAY + 700) * 60_000 });
    of.desk.tell("Need", wanted);
    for (let i = 0; i < 5; i++) {
      if (kit.random() < 0.3) await kit.settle();
      await kit.crash(`/root/${["desk", "feed", "recorder"][Math.floor(kit.random() * 3)]}`);
      of.desk.tell("Need", wanted);
    }
    await kit.advance("3m");
    const times = openTimes(of);
    assert.ok(times[0]! <= -(DAY + 700));
    assert.deepEqual(times, Array.from({ length: times.length }, (_, i) => times[0]! + i));
  });
});
