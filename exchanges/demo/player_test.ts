import assert from "node:assert/strict";
import { LiveMarket } from "./live_market.ts";
import { type MarketEvent, MarketPlayer } from "./player.ts";
import { NOON, shippedMarkets } from "./test_support.ts";
import { tradesBetween } from "./trade_lookup.ts";

const MINUTE = 60_000;

async function start(fromMs: number, everyMs = 1000): Promise<MarketPlayer> {
  const histories = await shippedMarkets();
  return new MarketPlayer(histories.map((history) => new LiveMarket(history, fromMs)), fromMs, everyMs);
}

function drain(player: MarketPlayer, untilMs: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (let event = player.next(untilMs); event !== null; event = player.next(untilMs)) events.push(event);
  return events;
}

Deno.test("everything happens in order: time never goes back, and a boundary comes before the trades at it", async () => {
  const events = drain(await start(NOON + 12_345), NOON + 10 * MINUTE);
  events.slice(1).forEach((event, index) => assert.ok(event.timeMs >= events[index]!.timeMs));
  assert.deepEqual(
    events.filter((event) => event.kind === "BoundaryPassed").map((event) => event.timeMs),
    Array.from({ length: 10 }, (_, minute) => NOON + (minute + 1) * MINUTE),
  );
  assert.equal(events.filter((event) => event.kind === "Beat").length, 587 + 1);
});

Deno.test("every trade after the start happens exactly once, as the history tells it", async () => {
  const player = await start(NOON + 12_345);
  const events = drain(player, NOON + 10 * MINUTE);
  for (const market of player.markets) {
    const played = events.flatMap((event) =>
      event.kind === "TradePrinted" && event.market === market ? [event.trade] : []
    );
    assert.deepEqual(played, tradesBetween(market.history, NOON + 12_346, NOON + 10 * MINUTE, 100_000));
  }
});

Deno.test("small steps and one large step play the same", async () => {
  const [small, large] = [await start(NOON), await start(NOON)];
  const inSteps: MarketEvent[] = [];
  for (let untilMs = NOON; untilMs <= NOON + 2 * MINUTE; untilMs += 37) inSteps.push(...drain(small, untilMs));
  const told = (events: MarketEvent[]) =>
    events.map((event) => [event.kind, event.timeMs, event.kind === "TradePrinted" ? event.trade.id : 0]);
  assert.deepEqual(told(inSteps), told(drain(large, small.nowMs)));
});

Deno.test("boundaries come each second while somebody needs them", async () => {
  const player = await start(NOON + 500);
  player.seconds = true;
  const boundaries = () =>
    drain(player, player.nowMs + 3000).filter((event) => event.kind === "BoundaryPassed").map((event) =>
      event.timeMs - NOON
    );
  assert.deepEqual(boundaries(), [1000, 2000, 3000]);
  player.seconds = false;
  assert.deepEqual(boundaries(), []);
});

Deno.test("each trade has its price at the touch, and the book is never crossed nor shallow", async () => {
  const player = await start(NOON);
  for (let event = player.next(NOON + 30 * MINUTE); event !== null; event = player.next(NOON + 30 * MINUTE)) {
    if (event.kind !== "TradePrinted") continue;
    const { book } = event.market;
    const [bid, ask] = [book.best("bid")!, book.best("ask")!];
    assert.equal(event.trade.buyerIsMaker ? bid.price : ask.price, event.trade.price);
    assert.ok(bid.price < ask.price && ask.price - bid.price <= 10);
    assert.deepEqual([book.depth("bid"), book.depth("ask")], [100, 100]);
  }
});

Deno.test("the book begins where the last trade left the price, and its numbers rise with the time of the start", async () => {
  const [early, late] = [await start(NOON), await start(NOON + MINUTE)];
  drain(early, NOON + MINUTE);
  early.markets.forEach((market, index) => {
    const last = market.history.closeBefore(NOON + MINUTE + 1);
    assert.equal(late.markets[index]!.book.best("bid")!.price, last);
    assert.ok(late.markets[index]!.book.updateId > market.book.updateId);
  });
});
