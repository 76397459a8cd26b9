/** The watch of exits at another venue than the platform's own: what the venue desk tells reaches it. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { MarketView } from "../domain/market_view.ts";
import { exitWatchTellings } from "./exit_watch_protocol.ts";
import { defineActor, supervisor } from "./runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { marketViews, trades, venueDeskOpenings } from "./topics.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

const { GetPrices, LookAt } = venueDeskProtocol;
const VENUE = { exchange: "kraken", environment: "live" as const };

/** A watch with its owner and venue desk; both write down what they hear. */
async function watchFixture(stack: AsyncDisposableStack, prices: Record<string, string>, isOwn = false) {
  const [told, looks]: [string[], string[]] = [[], []];
  const owner = defineActor({
    protocol: exitWatchTellings,
    args: z.undefined(),
    init: () => ({}),
    on: {
      ExitReached: (_, { exit, price }) => void told.push(`${exit} at ${price}`),
      WatchSees: (_, { sees }) => void told.push(sees ? "sees" : "is blind"),
    },
  });
  const desk = defineActor({
    protocol: { GetPrices, LookAt },
    args: z.undefined(),
    init: () => ({}),
    on: {
      GetPrices: () => ({ outcome: "told" as const, prices: { ...prices } }),
      LookAt: (_, { by, markets }) => void looks.push(`${by} ${markets.map(({ symbol }) => symbol)}`),
    },
  });
  const kit = stack.use(testKit());
  await kit.start(supervisor({
    strategy: "one_for_one",
    children: [
      { id: "owner", module: moduleOf(owner) },
      { id: "venues", module: moduleOf(desk) },
      {
        id: "watch",
        module: import.meta.resolve("./exit_watch.actor.ts"),
        args: {
          ...{ number: 1, symbol: "BTC/USDT", exits: { stopLoss: "80", takeProfit: "200", side: "sell" } },
          ...{ venue: isOwn ? null : VENUE, venuesPath: "/root/venues", ownerPath: "/root/owner" },
        },
      },
    ],
  }));
  await kit.settle();
  return { kit, told, looks };
}

let printed = 0;

function print(price: string, timeMs = 0) {
  return { symbol: "BTC/USDT", id: ++printed, price, quantity: "1", timeMs, takerSide: "buy" as const };
}

async function viewed(kit: TestKit, prices: string[], different: Partial<MarketView> = {}) {
  const none = { ticker: null, book: null, error: null };
  const trades = prices.map((price) => ({ ...print(price), id: String(printed) }));
  kit.system.publish(marketViews, {
    ...{ venueId: "kraken", symbol: "BTC/USDT", trades, ...none },
    ...different,
  });
  await kit.settle();
}

Deno.test("it looks at its market, and of the prints that it is told the first to reach an exit counts", async () => {
  await using stack = new AsyncDisposableStack();
  const { kit, told, looks } = await watchFixture(stack, { "BTC/USDT": "110" });
  assert.deepEqual([told, looks], [["sees"], ["/root/watch BTC/USDT"]]);
  await viewed(kit, ["110", "70"], { venueId: "binance" });
  await viewed(kit, ["110", "70"], { symbol: "ETH/USDT" });
  await viewed(kit, ["110", "201", "70"]); // there and back between two views
  await viewed(kit, ["70"]);
  assert.deepEqual(told, ["sees", "target at 201"]);
  await kit.advance("1s");
  await viewed(kit, ["70"]);
  assert.deepEqual(told.at(-1), "stop at 70");
});

Deno.test("what was passed before it began is reached at once; a venue that fails makes it blind", async () => {
  await using stack = new AsyncDisposableStack();
  const { kit, told } = await watchFixture(stack, { "BTC/USDT": "79" });
  assert.deepEqual(told, ["sees", "stop at 79"]);
  await viewed(kit, [], { error: "the exchange is being maintained" });
  await viewed(kit, []);
  assert.deepEqual(told.slice(2), ["is blind", "sees"]);
});

Deno.test("without a price it is blind and asks again; a desk that begins anew is told what it looks at", async () => {
  await using stack = new AsyncDisposableStack();
  const prices: Record<string, string> = {};
  const { kit, told, looks } = await watchFixture(stack, prices);
  assert.deepEqual(told, []);
  prices["BTC/USDT"] = "110";
  await kit.advance("5s");
  assert.deepEqual(told, ["sees"]);
  kit.system.publish(venueDeskOpenings, { atMs: 0 });
  await kit.settle();
  assert.equal(looks.length, 2);
});

Deno.test("the platform's own market is heard print by print", async () => {
  await using stack = new AsyncDisposableStack();
  const { kit, told, looks } = await watchFixture(stack, {}, true);
  for (const price of ["110", "200", "79"]) {
    kit.system.publish(trades.key("BTC/USDT"), { trade: print(price) });
  }
  await kit.settle();
  assert.deepEqual([told, looks], [["sees", "target at 200"], []]);
});

Deno.test("an exit that was told is told again some time later, also when our clock is set back meanwhile", async () => {
  await using stack = new AsyncDisposableStack();
  const { kit, told } = await watchFixture(stack, { "BTC/USDT": "110" });
  await viewed(kit, ["70"]);
  kit.clock.jump(-6 * 3_600_000);
  await kit.advance("5s");
  await viewed(kit, ["70"]);
  assert.deepEqual(told, ["sees", "stop at 70", "stop at 70"]);
});

const printedAt = (beganMs: number, ...prices: [string, number][]) => ({
  trades: prices.map(([price, afterMs]) => ({ ...print(price, beganMs + afterMs), id: String(printed) })),
});

Deno.test("prints of before it began reach nothing, however many its venue tells at first; those of after it do", async () => {
  await using stack = new AsyncDisposableStack();
  const { kit, told } = await watchFixture(stack, { "BTC/USDT": "110" });
  const beganMs = kit.clock.now();
  await viewed(kit, [], printedAt(beganMs, ["79", -3_000], ["201", -2_000], ["110", -1_000]));
  await viewed(kit, [], printedAt(beganMs, ["79", -4_000], ["109", 1]));
  assert.deepEqual(told, ["sees"]);
  await viewed(kit, [], printedAt(beganMs, ["79", 2], ["109", 3]));
  assert.deepEqual(told, ["sees", "stop at 79"]);
});

Deno.test("of the first prints all of after it began count, and the newest whatever time its venue has", async () => {
  for (
    const [prices, expected] of [[[["79", -1], ["201", 5], ["110", 6]], "target at 201"], [
      [["79", -9_000]],
      "stop at 79",
    ]] as const
  ) {
    await using stack = new AsyncDisposableStack();
    const { kit, told } = await watchFixture(stack, { "BTC/USDT": "110" });
    await viewed(kit, [], printedAt(kit.clock.now(), ...prices.map(([price, ms]): [string, number] => [price, ms])));
    assert.deepEqual(told, ["sees", expected]);
  }
});
