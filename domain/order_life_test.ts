import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import type { Order, OrderEvent, OrderState } from "./order.ts";
import { filledBy, fillOf, orderEventOfOne, requestOf } from "./order_arbitraries.ts";
import { applyOrderEvent, ImpossibleOrderEvent, intendedOrder, isCutShort, isFinal, ON_REQUEST } from "./order_life.ts";

const ID = { clientOrderId: requestOf().clientOrderId, timeMs: 1_681_084_860_000 };
const submitted: OrderEvent = { kind: "OrderSubmitted", ...ID };
const accepted: OrderEvent = { kind: "OrderAccepted", ...ID };
const canceled: OrderEvent = { kind: "OrderCanceled", reason: "by the user", ...ID };
const unknown: OrderEvent = { kind: "OrderOutcomeUnknown", reason: "no answer in 5 s", ...ID };
const rejected: OrderEvent = { kind: "OrderRejected", reason: "insufficient funds", ...ID };
const filled = (id: string, quantity: string) => filledBy(fillOf({ fillId: id, quantity }));

/** Applies events as the order desk does: a fill that is counted is remembered. */
function live(...events: OrderEvent[]): Order {
  const counted = new Set<string>();
  return events.reduce((order, event) => {
    const after = applyOrderEvent(order, event, counted);
    if (event.kind === "OrderFilled") counted.add(event.fill.fillId);
    return after;
  }, intendedOrder(requestOf(), 0));
}

Deno.test("an order lives from intended to filled, and sums its fills", () => {
  const order = live(submitted, accepted, filled("1", "0.4"), filled("2", "0.6"));
  assert.equal(order.state, "filled");
  assert.equal(order.filledQuantity, "1");
  assert.equal(order.filledQuote, "30000");
});

Deno.test("a fee in base currency is counted at the price of its fill", () => {
  const order = live(accepted, filledBy(fillOf({ quantity: "0.5", fee: "0.0005", feeCurrency: "BTC" })));
  assert.equal(order.state, "partially_filled");
  assert.equal(order.feeQuote, "15");
});

Deno.test("a fee in a currency without a known price is refused by name", () => {
  const inBnb = filledBy(fillOf({ fee: "0.01", feeCurrency: "BNB" }));
  assert.throws(() => live(inBnb), /fee 0.01 BNB in USDT: its price is not known/);
  const order = applyOrderEvent(intendedOrder(requestOf(), 0), inBnb, new Set(), { BNB: "300" });
  assert.equal(order.feeQuote, "3");
});

Deno.test("a fill that arrives before the acceptance counts, and the late acceptance changes nothing", () => {
  assert.equal(live(submitted, filled("1", "1"), accepted, unknown, canceled).state, "filled");
});

Deno.test("the same fill counts once", () => {
  assert.equal(live(accepted, filled("1", "0.4"), filled("1", "0.4")).filledQuantity, "0.4");
});

Deno.test("a fill that arrives after the cancellation is counted, and the order stays canceled", () => {
  const order = live(accepted, canceled, filled("1", "0.4"));
  assert.equal(order.state, "canceled");
  assert.equal(order.filledQuantity, "0.4");
  assert.equal(order.reason, "by the user");
});

Deno.test("an unknown outcome is settled by the venue's word, whichever it is", () => {
  const settled: [OrderEvent, OrderState][] = [
    [accepted, "accepted"],
    [rejected, "rejected"],
    [canceled, "canceled"],
    [filled("1", "1"), "filled"],
  ];
  for (const [event, state] of settled) assert.equal(live(submitted, unknown, event).state, state);
});

Deno.test("contradictions are named: rejected after a fill, filled beyond the quantity, news of a denied order", () => {
  const denied: OrderEvent = { kind: "OrderDenied", reason: "too small", ...ID };
  const contradictions: [OrderEvent[], RegExp][] = [
    [[accepted, filled("1", "0.4"), rejected], /OrderRejected to order "a1-.*": it is partially_filled/],
    [[accepted, filled("1", "0.4"), filled("2", "0.7")], /1.1 of 1 would be filled/],
    [[denied, accepted], /it is denied/],
    [[submitted, denied], /it is submitted/],
    [[rejected, accepted], /it is rejected/],
    [[accepted, filled("1", "0")], /quantity is 0/],
    [[{ ...accepted, clientOrderId: "other" }], /belongs to another order/],
  ];
  for (const [events, message] of contradictions) {
    assert.throws(
      () => live(...events),
      (error) => error instanceof ImpossibleOrderEvent && message.test(error.message),
    );
  }
});

Deno.test("whatever arrives, in whatever order: a final state is never left, and money is the sum of its fills", () => {
  fc.assert(fc.property(fc.array(orderEventOfOne, { maxLength: 30 }), (events) => {
    const counted = new Map<string, OrderEvent & { kind: "OrderFilled" }>();
    let order = intendedOrder(requestOf(), 0);
    for (const event of events) {
      const before = order;
      try {
        order = applyOrderEvent(order, event, new Set(counted.keys()));
      } catch (error) {
        if (!(error instanceof ImpossibleOrderEvent)) throw error;
        continue;
      }
      if (event.kind === "OrderFilled") counted.set(event.fill.fillId, event);
      if (isFinal(before.state)) assert.equal(order.state, before.state);
      assert.ok(order.updatedMs >= before.updatedMs);
    }
    const sum = [...counted.values()].reduce((total, { fill }) => total.plus(fill.quantity), new Decimal(0));
    assert.equal(order.filledQuantity, sum.toFixed());
    assert.ok(sum.lte(order.quantity));
    if (order.state === "filled") assert.equal(order.filledQuantity, order.quantity);
  }));
});

Deno.test("hearing everything twice is hearing it once", () => {
  fc.assert(fc.property(fc.array(orderEventOfOne, { maxLength: 12 }), (events) => {
    const attempt = (list: OrderEvent[]) => {
      try {
        return live(...list);
      } catch (error) {
        if (error instanceof ImpossibleOrderEvent) return undefined;
        throw error;
      }
    };
    const once = attempt(events);
    if (once) assert.deepEqual(attempt([...events, ...events.filter(({ kind }) => kind === "OrderFilled")]), once);
  }));
});

Deno.test("an order is cut short that its venue ends half filled, and not on request", () => {
  const half = {
    ...intendedOrder(requestOf(), 0),
    state: "canceled",
    filledQuantity: "0.4",
    reason: "no more",
  } as const;
  assert.ok(isCutShort(half) && isCutShort({ ...half, state: "expired" }));
  assert.ok(!isCutShort({ ...half, reason: ON_REQUEST }) && !isCutShort({ ...half, filledQuantity: "0" }));
  assert.ok(!isCutShort({ ...half, state: "filled" }) && !isCutShort({ ...half, state: "partially_filled" }));
});
