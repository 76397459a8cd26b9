import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "../../domain/decimal.ts";
import type { OrderEvent, OrderRequest } from "../../domain/order.ts";
import { requestOf } from "../../domain/order_arbitraries.ts";
import { applyOrderEvent, intendedOrder } from "../../domain/order_life.ts";
import type { Trade } from "../../domain/trade.ts";
import { cancelOrder, placeOrder, printTrade } from "./paper_exchange.ts";
import { balancesOf } from "./paper_money.ts";
import { newPaperState, PAPER_RULES, type PaperRules, REMEMBERED, restoreOrder } from "./paper_state.ts";

const print = (price: string, quantity = "10", symbol = "BTC/USDT"): Trade => ({
  symbol,
  id: 1,
  price,
  quantity,
  timeMs: 1_681_084_860_000,
  takerSide: "buy",
});

/** A venue to talk to in sentences; keeps what it reported. */
function venue(cash: Record<string, string>, rules: Partial<PaperRules> = {}) {
  const all = { ...PAPER_RULES, feeRate: "0", ...rules };
  let state = newPaperState(cash);
  const events: OrderEvent[] = [];
  return {
    events,
    kinds: () => events.map(({ kind, clientOrderId }) => `${clientOrderId} ${kind}`),
    fills: () => events.flatMap((event) => event.kind === "OrderFilled" ? [event.fill] : []),
    balances: () => balancesOf(state, all).map(({ currency, free, used }) => `${free}+${used} ${currency}`).join(", "),
    state: () => state,
    place(id: string, different: Partial<OrderRequest> = {}) {
      const placed = placeOrder(state, requestOf({ clientOrderId: id, ...different }), all, 0);
      state = placed.state;
      events.push(...placed.events);
      return placed.answer;
    },
    cancel(id: string) {
      const step = cancelOrder(state, id, 0);
      state = step.state;
      events.push(...step.events);
      return step.canceled;
    },
    print(price: string, quantity?: string, symbol?: string) {
      const step = printTrade(state, print(price, quantity, symbol), all);
      state = step.state;
      events.push(...step.events);
    },
  };
}

Deno.test("a market buy is filled at the next print of its own market, with the fee", () => {
  const v = venue({ USDT: "40000" }, { feeRate: "0.001" });
  v.place("a");
  v.print("2000", "10", "ETH/USDT");
  assert.deepEqual(v.kinds(), ["a OrderAccepted"]);
  v.print("30000");
  assert.deepEqual(v.kinds(), ["a OrderAccepted", "a OrderFilled"]);
  const [fill] = v.fills();
  assert.deepEqual([fill?.fillId, fill?.price, fill?.quantity, fill?.fee, fill?.feeCurrency], [
    "a.1",
    "30000",
    "1",
    "30",
    "USDT",
  ]);
  assert.equal(v.balances(), "1+0 BTC, 9970+0 USDT");
});

Deno.test("as at Binance, a buyer may pay the fee in what was bought", () => {
  const v = venue({ USDT: "30000" }, { feeRate: "0.001", feeCurrency: "received" });
  v.place("a");
  v.print("30000");
  assert.equal(v.balances(), "0.999+0 BTC, 0+0 USDT");
});

Deno.test("no order is filled with more than the print traded; the oldest order comes first", () => {
  const v = venue({ USDT: "100000" });
  v.place("a");
  v.place("b");
  v.print("30000", "0.4");
  v.print("30001", "1");
  assert.deepEqual(v.fills().map(({ fillId, price, quantity }) => `${fillId} ${quantity} at ${price}`), [
    "a.1 0.4 at 30000",
    "a.2 0.6 at 30001",
    "b.1 0.4 at 30001",
  ]);
});

Deno.test("with unlimited liquidity one print fills everything", () => {
  const v = venue({ USDT: "100000" }, { liquidity: "unlimited" });
  v.place("a");
  v.place("b");
  v.print("30000", "0.00001");
  assert.equal(v.fills().length, 2);
});

Deno.test("a waiting limit order is filled at its own price, one that trades at once at the print", () => {
  const v = venue({ USDT: "100000" });
  v.place("at once", { type: "limit", price: "31000" });
  v.place("waits", { type: "limit", price: "29000" });
  v.print("30000");
  v.print("28990");
  assert.deepEqual(v.fills().map(({ clientOrderId, price }) => `${clientOrderId} ${price}`), [
    "at once 30000",
    "waits 29000",
  ]);
});

Deno.test("a stop loss is reached by a print and filled as a market order by the next", () => {
  const v = venue({ BTC: "1" });
  v.place("stop", { side: "sell", type: "stop_loss", stopPrice: "29000" });
  v.print("29001");
  v.print("28900");
  assert.equal(v.fills().length, 0);
  v.print("28800");
  assert.equal(v.fills()[0]?.price, "28800");
});

Deno.test("a buying stop waits for a higher price, a buying target for a lower one", () => {
  const v = venue({ USDT: "100000" });
  v.place("stop", { type: "stop_loss", stopPrice: "31000" });
  v.place("target", { type: "take_profit", stopPrice: "29000" });
  v.print("30000");
  v.print("31000");
  v.print("28000");
  v.print("28000");
  assert.deepEqual(v.fills().map(({ clientOrderId }) => clientOrderId), ["stop", "target"]);
});

Deno.test("stop and target of one group lock the coins once, and the first to be reached cancels the other", () => {
  const v = venue({ BTC: "1" });
  v.place("stop", { side: "sell", type: "stop_loss", stopPrice: "29000", groupId: "g" });
  assert.deepEqual(v.place("target", { side: "sell", type: "take_profit", stopPrice: "32000", groupId: "g" }), {
    outcome: "accepted",
  });
  assert.equal(v.balances(), "0+1 BTC");
  v.print("32000");
  v.print("31900");
  assert.deepEqual(v.kinds().slice(2), ["stop OrderCanceled", "target OrderFilled"]);
  assert.equal(v.balances(), "0+0 BTC, 31900+0 USDT");
});

Deno.test("the first fill of a limit order cancels the rest of its group", () => {
  const v = venue({ BTC: "1" });
  v.place("target", { side: "sell", type: "limit", price: "32000", groupId: "g" });
  v.place("stop", { side: "sell", type: "stop_loss", stopPrice: "29000", groupId: "g" });
  v.print("32000", "0.3");
  assert.deepEqual(v.kinds().slice(2), ["target OrderFilled", "stop OrderCanceled"]);
  assert.equal(v.balances(), "0+0.7 BTC, 9600+0 USDT");
});

Deno.test("a stop is reached even when an older order took all that the print traded", () => {
  const v = venue({ BTC: "1", USDT: "30000" });
  v.place("buy", { quantity: "0.5" });
  v.place("stop", { side: "sell", type: "stop_loss", stopPrice: "30000" });
  v.print("30000", "0.5");
  v.print("30100", "1");
  assert.deepEqual(v.fills().map(({ clientOrderId }) => clientOrderId), ["buy", "stop"]);
});

Deno.test("insufficient funds are refused in words, and refused again for the same id", () => {
  const v = venue({ USDT: "10000" }, { feeRate: "0.001" });
  const refusal = {
    outcome: "refused",
    reason: "insufficient funds: 30030 USDT needed, 10000 USDT free",
  };
  assert.deepEqual(v.place("a", { type: "limit", price: "30000" }), refusal);
  assert.deepEqual(v.place("a", { type: "limit", price: "30000" }), refusal);
  assert.deepEqual(v.kinds(), ["a OrderRejected"]);
  assert.equal(v.place("b", { side: "sell" }).outcome, "refused");
});

Deno.test("what one order locks, another cannot spend; a cancellation gives it back", () => {
  const v = venue({ USDT: "30000" });
  v.place("a", { type: "limit", price: "20000" });
  assert.equal(v.balances(), "10000+20000 USDT");
  assert.equal(v.place("b", { type: "limit", price: "10001" }).outcome, "refused");
  assert.equal(v.cancel("a"), true);
  assert.equal(v.cancel("a"), false);
  assert.equal(v.place("c", { type: "limit", price: "10001" }).outcome, "accepted");
});

Deno.test("a market buy that the price outran is filled as far as the money goes, and the rest expires", () => {
  const v = venue({ USDT: "30000" });
  v.print("30000");
  v.place("a");
  v.print("40000");
  assert.deepEqual(v.kinds(), ["a OrderAccepted", "a OrderFilled", "a OrderExpired"]);
  assert.equal(v.fills()[0]?.quantity, "0.75");
});

Deno.test("one client order id is one order for ever, also after it was filled", () => {
  const v = venue({ USDT: "100000" });
  for (let again = 0; again < 3; again++) {
    assert.deepEqual(v.place("a"), { outcome: "accepted" });
    v.print("30000");
  }
  assert.deepEqual(v.kinds(), ["a OrderAccepted", "a OrderFilled"]);
});

Deno.test("a restored order goes on with the rest of its quantity and the number of its next fill", () => {
  const before = venue({ USDT: "30000" });
  before.place("a");
  before.print("30000", "0.4");
  const order = before.events.reduce(
    (now, event) => applyOrderEvent(now, event, new Set()),
    intendedOrder(requestOf({ clientOrderId: "a" }), 0),
  );
  const state = restoreOrder(newPaperState({ BTC: "0.4", USDT: "18000" }), order, before.fills());
  const { events } = printTrade(state, print("30000"), { ...PAPER_RULES, feeRate: "0" });
  assert.deepEqual(events.map((event) => event.kind === "OrderFilled" && [event.fill.fillId, event.fill.quantity]), [
    ["a.2", "0.6"],
  ]);
  assert.deepEqual(state.reports.get("a")?.map(({ kind }) => kind), ["OrderAccepted", "OrderFilled"]);
});

Deno.test("reports of finished orders are forgotten in time, those of open orders never", () => {
  const v = venue({ USDT: "100000000" });
  v.place("open", { type: "limit", price: "1" });
  for (let n = 0; n < REMEMBERED + 10; n++) {
    v.place(`o${n}`, { quantity: "0.001" });
    v.cancel(`o${n}`);
  }
  assert.equal(v.state().reports.size, REMEMBERED + 1);
  assert.ok(v.state().reports.has("open"));
});

const step = fc.oneof(
  fc.record({
    do: fc.constant("place" as const),
    id: fc.integer({ min: 0, max: 12 }),
    side: fc.constantFrom("buy" as const, "sell" as const),
    type: fc.constantFrom("market" as const, "limit" as const, "stop_loss" as const, "take_profit" as const),
    quantity: fc.integer({ min: 1, max: 30_000 }),
    price: fc.integer({ min: 80, max: 120 }),
    group: fc.option(fc.constantFrom("g", "h")),
  }),
  fc.record({ do: fc.constant("cancel" as const), id: fc.integer({ min: 0, max: 12 }) }),
  fc.record({
    do: fc.constant("print" as const),
    price: fc.integer({ min: 80, max: 120 }),
    quantity: fc.integer({ min: 1, max: 20_000 }),
  }),
);

Deno.test("whatever is placed, canceled and printed: no money appears or vanishes, none is spent twice", () => {
  const rules = fc.record({
    feeRate: fc.constantFrom("0", "0.001", "0.013"),
    feeCurrency: fc.constantFrom("quote" as const, "received" as const),
    liquidity: fc.constantFrom("print" as const, "unlimited" as const),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), rules, (steps, chosen) => {
    const v = venue({ BTC: "1.5", USDT: "150" }, chosen);
    const orders = new Map<string, ReturnType<typeof intendedOrder>>();
    for (const now of steps) {
      if (now.do === "print") v.print(String(now.price), String(now.quantity / 10_000));
      else if (now.do === "cancel") v.cancel(`o${now.id}`);
      else {
        const different = {
          side: now.side,
          type: now.type,
          quantity: String(now.quantity / 10_000),
          price: now.type === "limit" ? String(now.price) : null,
          stopPrice: now.type === "stop_loss" || now.type === "take_profit" ? String(now.price) : null,
          groupId: now.group,
        };
        if (!orders.has(`o${now.id}`)) {
          orders.set(`o${now.id}`, intendedOrder(requestOf({ clientOrderId: `o${now.id}`, ...different }), 0));
        }
        v.place(`o${now.id}`, different);
      }
      for (const [currency, total] of Object.entries(v.state().totals)) assert.ok(total.gte(0), `${currency} ${total}`);
    }
    const expected: Record<string, Decimal> = { BTC: new Decimal("1.5"), USDT: new Decimal("150") };
    for (const event of v.events) {
      orders.set(event.clientOrderId, applyOrderEvent(orders.get(event.clientOrderId)!, event, new Set()));
      if (event.kind !== "OrderFilled") continue;
      const { price, quantity, fee, feeCurrency } = event.fill;
      const sign = orders.get(event.clientOrderId)!.side === "buy" ? 1 : -1;
      expected.BTC = expected.BTC!.plus(new Decimal(quantity).times(sign));
      expected.USDT = expected.USDT!.minus(new Decimal(quantity).times(price).times(sign));
      expected[feeCurrency] = expected[feeCurrency]!.minus(fee);
    }
    for (const currency of ["BTC", "USDT"]) {
      assert.equal(v.state().totals[currency]!.toFixed(), expected[currency]!.toFixed());
    }
    const open = new Set(v.state().open.map(({ request }) => request.clientOrderId));
    for (const order of orders.values()) {
      assert.equal(["accepted", "partially_filled"].includes(order.state), open.has(order.clientOrderId));
    }
  }));
});
