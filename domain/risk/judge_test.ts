import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "../decimal.ts";
import type { Order } from "../order.ts";
import { fillOf, requestOf } from "../order_arbitraries.ts";
import { intendedOrder } from "../order_life.ts";
import { brokenLimit, type RiskFacts } from "./judge.ts";
import { heldOf, type OwnFill, riskLedger } from "./ledger.ts";
import { NO_LIMITS, type RiskLimits } from "./limits.ts";
import { opens } from "./opening.ts";

const NOON_MS = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;
const NONE: RiskFacts = {
  nowMs: NOON_MS,
  zone: "UTC",
  countedFromMs: 0,
  ledger: riskLedger([]),
  orders: [],
  price: "30000",
};

const limits = (of: Partial<RiskLimits>): RiskLimits => ({ ...NO_LIMITS, quote: "USDT", ...of });
const factsOf = (of: Partial<RiskFacts>): RiskFacts => ({ ...NONE, ...of });
const brokenBy = (request: Parameters<typeof requestOf>[0], of: Partial<RiskLimits>, facts: Partial<RiskFacts> = {}) =>
  brokenLimit(requestOf(request), limits(of), factsOf(facts));

let fills = 0;

function filled(side: "buy" | "sell", price: string, timeMs: number, different: Partial<OwnFill> = {}): OwnFill {
  const id = `f${++fills}`;
  const fill = fillOf({ fillId: id, clientOrderId: id, price, timeMs });
  return { brokerId: "paper", activeStrategyId: null, symbol: "BTC/USDT", side, fill, ...different };
}

/** A purchase at 30,000 and a sale that earns `profit`. */
function roundTrip(profit: number, timeMs: number): OwnFill[] {
  return [filled("buy", "30000", timeMs - 1), filled("sell", String(30_000 + profit), timeMs)];
}

function orderOf(different: Partial<Order>): Order {
  return { ...intendedOrder(requestOf({ clientOrderId: "other" }), NOON_MS - 1), ...different };
}

Deno.test("purchases open, but for those by which a strategy closes; sales do not, but for those by which it enters", () => {
  const cases = [
    [{ side: "buy", purpose: "entry, stop loss 1" }, true],
    [{ side: "buy", purpose: "manual", activeStrategyId: null }, true],
    [{ side: "buy", purpose: "stop loss", activeStrategyId: null }, true],
    [{ side: "buy", purpose: "stop loss" }, false],
    [{ side: "buy", purpose: "something new" }, true],
    [{ side: "sell", purpose: "manual", activeStrategyId: null }, false],
    [{ side: "sell", purpose: "exit" }, false],
    [{ side: "sell", purpose: "entry" }, true],
  ] as const;
  for (const [different, expected] of cases) {
    assert.equal(opens(requestOf(different)), expected, JSON.stringify(different));
  }
});

Deno.test("without limits everything passes", () => {
  const facts = { price: null, ledger: riskLedger(roundTrip(-29_000, NOON_MS)) };
  assert.equal(brokenLimit(requestOf(), NO_LIMITS, factsOf(facts)), undefined);
});

Deno.test("a position may be worth the limit and not a cent more, with what is held and what is ordered", () => {
  assert.equal(brokenBy({}, { maxPosition: "30000" }), undefined);
  assert.equal(brokenBy({}, { maxPosition: "29999.99" })?.rule, "position");
  const held = { ledger: riskLedger([filled("buy", "20000", 1)]) };
  assert.match(
    brokenBy({}, { maxPosition: "59999" }, held)?.reason ?? "",
    /would be worth 60000 USDT; your limit is 59999/,
  );
  assert.equal(brokenBy({}, { maxPosition: "60000" }, held), undefined);
  const ordered = { orders: [orderOf({ state: "partially_filled", filledQuantity: "0.4", price: "10000" })] };
  assert.equal(brokenBy({}, { maxPosition: "36000" }, ordered), undefined);
  assert.equal(brokenBy({}, { maxPosition: "35999" }, ordered)?.rule, "position");
  const over = { orders: [orderOf({ state: "canceled" }), orderOf({ clientOrderId: requestOf().clientOrderId })] };
  assert.equal(brokenBy({}, { maxPosition: "30000" }, over), undefined);
});

Deno.test("what cannot be measured is denied: no price, another currency", () => {
  assert.match(
    brokenBy({}, { maxPosition: "1000000" }, { price: null })?.reason ?? "",
    /no price of BTC\/USDT is known/,
  );
  assert.equal(brokenBy({ type: "limit", price: "10" }, { maxPosition: "10" }, { price: null }), undefined);
  assert.match(brokenBy({ symbol: "ETH/BTC" }, { maxDailyLoss: "5" })?.reason ?? "", /cannot be measured .* in USDT/);
  assert.equal(brokenBy({ symbol: "ETH/BTC" }, { ordersPerMinute: 5 }), undefined);
});

Deno.test("only the markets that are allowed", () => {
  assert.equal(brokenBy({}, { symbols: ["ETH/USDT", "BTC/USDT"] }), undefined);
  assert.equal(brokenBy({}, { symbols: ["ETH/USDT"] })?.rule, "symbols");
});

Deno.test("orders that open are counted for a minute; exits and denied ones are not", () => {
  const orders = [
    orderOf({ clientOrderId: "1", createdMs: NOON_MS - 59_999, state: "filled" }),
    orderOf({ clientOrderId: "2", createdMs: NOON_MS - 60_000 }),
    orderOf({ clientOrderId: "3", state: "denied" }),
    orderOf({ clientOrderId: "4", side: "sell", purpose: "exit" }),
  ];
  assert.equal(brokenBy({}, { ordersPerMinute: 2 }, { orders }), undefined);
  assert.equal(brokenBy({}, { ordersPerMinute: 1 }, { orders })?.rule, "orders_per_minute");
});

Deno.test("a day's losses are those of the user's own day", () => {
  const beforeMidnight = Date.UTC(2026, 10, 20, 23, 30); // 00:30 of the next day in Paris
  const ledger = riskLedger([...roundTrip(-100, beforeMidnight), ...roundTrip(40, NOON_MS - 1)]);
  assert.equal(brokenBy({}, { maxDailyLoss: "60" }, { ledger }), undefined);
  assert.equal(brokenBy({}, { maxDailyLoss: "60" }, { ledger, zone: "Europe/Paris" })?.rule, "daily_loss");
  assert.equal(brokenBy({}, { maxDailyLoss: "60.01" }, { ledger, zone: "Europe/Paris" }), undefined);
  assert.equal(
    brokenBy({}, { maxDailyLoss: "60" }, { ledger, zone: "Europe/Paris", countedFromMs: NOON_MS - 1 }),
    undefined,
  );
});

Deno.test("a drawdown is counted from the highest profit, from the moment on from which losses count", () => {
  const ledger = riskLedger([...roundTrip(50, 1_000), ...roundTrip(-30, 2_000), ...roundTrip(-25, 3_000)]);
  assert.equal(brokenBy({}, { maxDrawdown: "56" }, { ledger }), undefined);
  assert.equal(brokenBy({}, { maxDrawdown: "55" }, { ledger })?.rule, "drawdown");
  assert.equal(brokenBy({}, { maxDrawdown: "55" }, { ledger, countedFromMs: 2_000 })?.rule, "drawdown");
  assert.equal(brokenBy({}, { maxDrawdown: "55" }, { ledger, countedFromMs: 3_000 }), undefined);
});

Deno.test("after so many losses in a row nothing opens for a while; a profit in between begins anew", () => {
  const rule = { lossesInARow: 2, coolDownMinutes: 60 };
  const lost = riskLedger([...roundTrip(-1, NOON_MS - 3 * HOUR_MS), ...roundTrip(-1, NOON_MS - HOUR_MS + 60_000)]);
  assert.match(
    brokenBy({}, rule, { ledger: lost })?.reason ?? "",
    /2 losses in a row: nothing opens for another 1 min/,
  );
  assert.equal(brokenBy({}, rule, { ledger: lost, nowMs: NOON_MS + 60_000 }), undefined);
  const mixed = riskLedger([...roundTrip(-1, 1), ...roundTrip(1, 2), ...roundTrip(-1, NOON_MS)]);
  assert.equal(brokenBy({}, rule, { ledger: mixed }), undefined);
});

Deno.test("an order that closes in several parts is one profit or loss", () => {
  const part = (fillId: string, price: string) =>
    filled("sell", price, NOON_MS, {
      fill: fillOf({ fillId, clientOrderId: "out", price, quantity: "0.5", timeMs: NOON_MS }),
    });
  const { closings } = riskLedger([filled("buy", "30000", 1), part("1", "29000"), part("2", "31100")]);
  assert.deepEqual(closings.map(({ profitQuote }) => profitQuote.toFixed()), ["50"]);
});

Deno.test("whatever was traded, a limit that denies an amount denies every larger one", () => {
  const trip = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 48 }));
  fc.assert(fc.property(fc.array(trip, { maxLength: 12 }), fc.integer({ min: 1, max: 900 }), (trips, limit) => {
    const of = trips.toSorted(([, a], [, b]) => b - a);
    const ledger = riskLedger(of.flatMap(([profit, hours]) => roundTrip(profit, NOON_MS - hours * HOUR_MS)));
    const isBroken = (rule: "maxDailyLoss" | "maxDrawdown", at: number) =>
      brokenBy({}, { [rule]: String(at) }, { ledger }) !== undefined;
    for (const rule of ["maxDailyLoss", "maxDrawdown"] as const) {
      if (isBroken(rule, limit + 1)) assert.ok(isBroken(rule, limit));
    }
    const worst = of.reduce((sum, [profit]) => sum.plus(Math.max(0, -profit)), new Decimal(0));
    assert.ok(!isBroken("maxDrawdown", worst.plus(1).toNumber()), "no fall is deeper than all losses together");
  }));
});

Deno.test("by hand, what is sold beyond what was bought here takes nothing from what is bought later, and earns nothing", () => {
  const beyond = [filled("sell", "20000", 1), filled("buy", "30000", 2)];
  const { positions, closings } = riskLedger(beyond);
  assert.deepEqual(positions.map(({ position }) => position.quantity), ["1"]);
  assert.deepEqual(closings, []);
  const facts = { ledger: riskLedger(beyond) };
  assert.equal(brokenBy({ side: "buy", quantity: "1" }, { maxPosition: "40000" }, facts)?.rule, "position");
  const [closing] = riskLedger([filled("buy", "30000", 1), filled("sell", "30100", 2), ...beyond]).closings;
  assert.equal(closing?.profitQuote.toFixed(), "100");
});

Deno.test("what a strategy has left behind may be sold by hand: what is held is then nothing, and what is bought later counts", () => {
  const left = [filled("buy", "30000", 1, { activeStrategyId: "stopped" }), filled("sell", "30000", 2)];
  const heldAfter = (fills: OwnFill[]) => heldOf(riskLedger(fills), "BTC/USDT").toFixed();
  assert.equal(heldAfter(left), "0");
  assert.equal(heldAfter([...left, filled("sell", "30000", 3), filled("buy", "30000", 4)]), "1");
  assert.equal(heldAfter([...left, filled("sell", "30000", 3, { brokerId: "other" })]), "0");
});
