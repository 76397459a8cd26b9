/** Markets and jobs on their way from the desks to the browsers that look at them. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { RunProgress } from "../domain/backtest/request.ts";
import type { Job } from "../domain/job.ts";
import type { MarketView } from "../domain/market_view.ts";
import type { LiveEvent } from "./live/live_events.ts";
import { liveEvents, marketChannel } from "./live/live_events.ts";
import { liveProtocol } from "./live.actor.ts";
import { defineActor, supervisor } from "./runtime/mod.ts";
import { moduleOf, testKit } from "./runtime/testkit.ts";
import { jobs, marketViews, runs, venueDeskOpenings } from "./topics.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

const BTC = marketChannel("demo", "BTC/USDT");
const ETH = marketChannel("kraken", "ETH/USDT");
const SESSION = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => null, on: {} }));
const decoder = new TextDecoder();

function view(of: Partial<MarketView> = {}): MarketView {
  return { venueId: "demo", symbol: "BTC/USDT", ticker: null, book: null, trades: [], error: null, ...of };
}

const PRINT = { symbol: "BTC/USDT", id: "1", price: "2", quantity: "3", timeMs: 4, takerSide: null };

async function house() {
  const kit = testKit();
  const looks: string[][] = [];
  const known = new Map<string, MarketView>();
  const { LookAt, GetView } = venueDeskProtocol;
  const venues = moduleOf(defineActor({
    protocol: { LookAt, GetView },
    args: z.undefined(),
    init: () => null,
    on: {
      LookAt: (_, { markets }) => void looks.push(markets.map(({ venue, symbol }) => `${venue.exchange} ${symbol}`)),
      GetView: (_, { symbol }) => known.get(symbol) ?? null,
    },
  }));
  const observe = () => kit.system.tree().then((tree) => ({ tree, deadLetters: { count: 0, last: [] } }));
  const recall = () => Promise.resolve({ candles: [], strategies: [], status: null, runs: [] });
  const trace = (path: string, signal: AbortSignal) => kit.system.trace(path, signal);
  const live = import.meta.resolve("./live.actor.ts");
  await kit.start(supervisor({
    strategy: "one_for_one",
    intensity: 100,
    children: [
      { id: "venues", module: venues },
      { id: "live", module: live, args: { observe, recall, trace, venuesPath: "/root/venues" } },
      { id: "ana", module: SESSION, restart: "temporary" },
      { id: "bo", module: SESSION, restart: "temporary" },
    ],
  }));
  const feed = kit.system.whereis("/root/live", liveProtocol);
  const told: {
    readonly name: string;
    readonly channel: string;
    readonly userId: string | null;
    readonly data: unknown;
  }[] = [];
  kit.system.subscribe(liveEvents, ({ id, channel, userId, bytes }: LiveEvent) => {
    if (id === null) return;
    const [, name, data] = decoder.decode(bytes).split("\n").map((line) => line.slice(line.indexOf(": ") + 2));
    told.push({ name: name!, channel, userId, data: JSON.parse(data!) });
  });
  const watch = async (session: string, ...channels: string[]) => {
    feed.tell("WatchChannels", { session: `/root/${session}`, channels });
    await kit.settle();
  };
  const publish = async (of: Partial<MarketView> = {}) => {
    kit.system.publish(marketViews, view(of));
    await kit.settle();
  };
  return { kit, feed, looks, known, told, watch, publish, [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose]() };
}

Deno.test("the venue desk is told what all sessions look at, each time that changes and at no other", async () => {
  await using test = await house();
  const { kit, looks, watch } = test;
  await watch("ana", "raw");
  await watch("ana", BTC, "raw");
  await watch("bo", BTC);
  await watch("bo", BTC, ETH);
  await kit.system.stop("/root/ana");
  await kit.settle();
  await watch("bo");
  assert.deepEqual(looks, [["demo BTC/USDT"], ["demo BTC/USDT", "kraken ETH/USDT"], []]);
});

Deno.test("a desk that has forgotten who looks is told again", async () => {
  await using test = await house();
  const { kit, looks, watch } = test;
  await watch("ana", BTC);
  kit.system.publish(venueDeskOpenings, { atMs: 0 });
  await kit.settle();
  assert.deepEqual(looks, [["demo BTC/USDT"], ["demo BTC/USDT"]]);
});

Deno.test("views go to the channel of their market alone, and only while somebody looks", async () => {
  await using test = await house();
  const { told, watch, publish } = test;
  await publish();
  await watch("ana", BTC);
  await publish({ trades: [PRINT] });
  await publish({ venueId: "paper" });
  await watch("ana");
  await publish();
  assert.deepEqual(told, [{ name: "market", channel: BTC, userId: null, data: view({ trades: [PRINT] }) }]);
});

Deno.test("who begins to look at what others look at hears the newest state at once, and nobody hears prints twice", async () => {
  await using test = await house();
  const { told, watch, known } = test;
  known.set("BTC/USDT", view({ trades: [PRINT], error: "out of order" }));
  await watch("ana", BTC);
  await watch("bo", BTC);
  await watch("bo", BTC, "raw");
  assert.deepEqual(told.map(({ data }) => data), [view({ error: "out of order" }), view({ error: "out of order" })]);
});

Deno.test("a browser may look at eight markets; of a ninth it is told why not, unless others look at it", async () => {
  await using test = await house();
  const { told, watch, looks } = test;
  const channels = Array.from({ length: 9 }, (_, n) => marketChannel("demo", `C${n}/USDT`));
  await watch("ana", ...channels.slice(1));
  await watch("ana", ...channels);
  assert.equal(looks.at(-1)?.length, 8);
  assert.deepEqual(told.map(({ channel, data }) => [channel, (data as MarketView).error]), [
    [channels[0], "8 markets are looked at already; to see C0/USDT, close another"],
  ]);
  await watch("bo", channels[0]!);
  assert.equal(looks.at(-1)?.length, 9);
  await watch("ana", ...channels.slice(0, 8));
  assert.deepEqual([looks.at(-1)?.length, told.length], [8, 1]);
});

Deno.test("work in the background is told to its user", async () => {
  await using test = await house();
  const { kit, told } = test;
  const job: Job = {
    id: "j",
    userId: "ana",
    kind: "symbols",
    subject: "Kraken",
    state: "done",
    added: 3,
    removed: 1,
    reason: null,
    timeMs: 5,
  };
  kit.system.publish(jobs.key("ana"), job);
  await kit.settle();
  assert.deepEqual(told, [{ name: "job", channel: "always", userId: "ana", data: job }]);
});

Deno.test("how far runs are is told to their users alone; who comes later hears of those that have not ended", async () => {
  await using test = await house();
  const { kit, feed, told } = test;
  const run = (id: string, userId: string, state: RunProgress["state"]): RunProgress => {
    return { id, userId, kind: "backtest", state, part: 0.5, before: 0, error: null, timeMs: 5 };
  };
  const all = [
    run("a", "ana", "running"),
    run("b", "bo", "queued"),
    run("c", "ana", "running"),
    run("c", "ana", "done"),
  ];
  for (const one of all) kit.system.publish(runs.key(one.userId), one);
  await kit.settle();
  assert.deepEqual(
    told.map(({ name, userId, data }) => [name, userId, data]),
    all.map((one) => ["run", one.userId, one]),
  );
  const shownTo = async (userId: string | null) => {
    const asked = feed.ask("GetSnapshot", { userId });
    await kit.settle();
    return (await asked).snapshot.runs.map(({ id }) => id);
  };
  assert.deepEqual([await shownTo("ana"), await shownTo("bo"), await shownTo(null)], [["a"], ["b"], ["a", "b"]]);
});
