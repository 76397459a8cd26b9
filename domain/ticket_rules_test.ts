import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { boughtIn, brokenExits, wrongExits } from "./exit_rules.ts";
import { BTC_USDT as BTC } from "./market_fixture.ts";
import { fillOf } from "./order_arbitraries.ts";
import type { Ticket } from "./ticket.ts";
import { judgeTicket, type TicketFacts } from "./ticket_rules.ts";

const FACTS: TicketFacts = {
  market: BTC,
  abilities: { stopLoss: true, takeProfit: true, groups: true, environment: "demo" },
  lastPrice: "30000",
  free: { base: "2", quote: "100000" },
};

const ticket = (different: Partial<Ticket> = {}): Ticket => ({
  brokerId: "8a2a1c3e-0000-4000-8000-000000000000",
  symbol: "BTC/USDT",
  side: "buy",
  type: "limit",
  quantity: "1",
  price: "29000",
  stopLoss: "28000",
  takeProfit: "32000",
  ...different,
});
const judge = (different: Partial<Ticket>, facts: Partial<TicketFacts> = {}) =>
  judgeTicket(ticket(different), { ...FACTS, ...facts });

function reasonOf(different: Partial<Ticket>, facts: Partial<TicketFacts> = {}): string {
  const verdict = judge(different, facts);
  return verdict.verdict === "denied" ? verdict.reason : "it is taken";
}

const MARKET = { type: "market", price: null } as const;
const PLAIN = { stopLoss: null, takeProfit: null } as const;

Deno.test("numbers are cut to the market's steps, down, and each cut is told", () => {
  const verdict = judge({ quantity: "0.123456789", price: "29000.009", stopLoss: "28000.019", takeProfit: "32000.1" });
  assert.ok(verdict.verdict === "ok");
  const { quantity, price, stopLoss, takeProfit } = verdict.ticket;
  assert.deepEqual([quantity, price, stopLoss, takeProfit], ["0.12345", "29000", "28000.01", "32000.1"]);
  assert.deepEqual(verdict.changes.map(({ field, to }) => `${field} ${to}`), [
    "quantity 0.12345",
    "price 29000",
    "stopLoss 28000.01",
  ]);
  assert.equal(verdict.value, "3580.05");
});

Deno.test("cutting never raises a number, and what it leaves is judged again", () => {
  const amount = fc.integer({ min: 1, max: 1_000_000_000 }).map((units) => new Decimal(units).div(1e8).toFixed());
  fc.assert(fc.property(amount, (quantity) => {
    const verdict = judge({ quantity, ...PLAIN });
    if (verdict.verdict === "denied") return new Decimal(quantity).times(29_000).lt("5.3");
    const kept = new Decimal(verdict.ticket.quantity);
    return kept.lte(quantity) && kept.mod(BTC.quantityStep).isZero() && kept.times(29_000).gte(5);
  }));
  // 0.0001724 × 29,000 = 5.0, but 0.00017 × 29,000 is not
  assert.match(reasonOf({ quantity: "0.0001724138", ...PLAIN }), /value 4.93 USDT is below the minimum 5 USDT/);
});

Deno.test("the last price counts for an order at the market; without one its value is not known", () => {
  const verdict = judge({ ...MARKET, ...PLAIN, quantity: "2" });
  assert.ok(verdict.verdict === "ok");
  assert.equal(verdict.value, "60000");
  const blind = judge({ ...MARKET, ...PLAIN }, { lastPrice: null });
  assert.ok(blind.verdict === "ok");
  assert.equal(blind.value, null);
});

Deno.test("a stop is below what is paid and a target above it, or the ticket is denied", () => {
  assert.match(reasonOf({ stopLoss: "29000" }), /stop-loss at 29000 is not below the price of 29000/);
  assert.match(reasonOf({ takeProfit: "29000" }), /take-profit at 29000 is not above the price of 29000/);
  assert.match(reasonOf({ stopLoss: "0" }), /needs a price above 0/);
  assert.match(reasonOf({ ...MARKET, stopLoss: "30000" }), /not below the price of 30000/);
  // a limit above the market is filled at the market
  assert.match(reasonOf({ price: "31000", stopLoss: "30500" }), /not below the price of 30000/);
  // one below it waits until the market is there
  assert.equal(reasonOf({ price: "29000", takeProfit: "29500" }), "it is taken");
  assert.match(reasonOf(MARKET, { lastPrice: null }), /the last price is not known now/);
  assert.equal(wrongExits({ ...PLAIN, price: null }, null), undefined);
});

Deno.test("what could not be protected is not bought", () => {
  assert.match(reasonOf({ side: "sell" }), /a sell order has none/);
  // worth 5.22 now and 5.04 at the stop, until the fee is taken
  assert.match(reasonOf({ quantity: "0.00018" }), /what is left after fees could not be protected: value .* below/);
});

Deno.test("a market order has no price, a limit order has one", () => {
  assert.match(reasonOf({ type: "market", price: "30000" }), /a market order has no price/);
  assert.match(reasonOf({ price: null }), /a limit order needs a price/);
});

Deno.test("what is worth a second look is said", () => {
  const cautionsOf = (different: Partial<Ticket>, facts: Partial<TicketFacts> = {}) => {
    const verdict = judge(different, facts);
    return verdict.verdict === "ok" ? verdict.cautions : [];
  };
  assert.deepEqual(cautionsOf({}), []);
  assert.deepEqual(cautionsOf(MARKET), ["market_order"]);
  assert.deepEqual(cautionsOf({ quantity: "1.8" }), ["large"]);
  assert.deepEqual(cautionsOf({ quantity: "1.8" }, { free: null }), []);
  assert.deepEqual(cautionsOf({ side: "sell", ...PLAIN, quantity: "1.1" }), ["large"]);
  assert.deepEqual(cautionsOf({ stopLoss: null }), ["unprotected"]);
  const can = (different: Partial<TicketFacts["abilities"]>) => ({ abilities: { ...FACTS.abilities, ...different } });
  assert.deepEqual(cautionsOf({}, can({ groups: false })), ["watched"]);
  assert.deepEqual(cautionsOf({ takeProfit: null }, can({ groups: false })), []);
  assert.deepEqual(cautionsOf({ takeProfit: null }, can({ stopLoss: false })), ["watched"]);
  assert.deepEqual(cautionsOf({ stopLoss: null }, can({ takeProfit: false })), ["watched", "unprotected"]);
  assert.deepEqual(cautionsOf({}, { abilities: { ...FACTS.abilities, environment: "live" } }), ["live"]);
});

Deno.test("what was bought is what the fills say, without the fees that were paid in it", () => {
  const fills = [
    fillOf({ quantity: "0.5", fee: "0.0005", feeCurrency: "BTC" }),
    fillOf({ quantity: "0.25", fee: "7", feeCurrency: "USDT" }),
  ];
  assert.equal(boughtIn(fills, BTC).toFixed(), "0.7495");
  assert.equal(boughtIn([], BTC).toFixed(), "0");
});

Deno.test("exits keep to the market's limits at their own price", () => {
  assert.equal(brokenExits({ stopLoss: "28000", takeProfit: null }, "0.001", BTC), undefined);
  assert.match(brokenExits({ stopLoss: "28000", takeProfit: "32000" }, "0.00017", BTC) ?? "", /value 4.76 USDT/);
  assert.match(brokenExits({ stopLoss: null, takeProfit: "32000" }, "0", BTC) ?? "", /is not above 0/);
});
