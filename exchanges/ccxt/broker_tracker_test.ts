import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "../../domain/decimal.ts";
import type { OrderEvent } from "../../domain/order.ts";
import { type LooseFill, OrderTracker } from "./broker_tracker.ts";
import type { ReportedOrder } from "./private_data.ts";

const report = (status: string, filledQuantity: string, different: Partial<ReportedOrder> = {}): ReportedOrder => ({
  symbol: "BTC/USDT",
  orderId: "7",
  clientOrderId: "a",
  side: "buy",
  type: "limit",
  status,
  price: "30000",
  quantity: "1",
  filledQuantity,
  timeMs: 1,
  ...different,
});
const fill = (fillId: string, quantity: string): LooseFill => ({
  fillId,
  quantity,
  price: "30000",
  fee: "0",
  feeCurrency: "USDT",
  timeMs: 2,
});
const BTC = { symbol: "BTC/USDT", orderId: "7" };
const kinds = (events: readonly OrderEvent[]) => events.map(({ kind }) => kind);

function trackerOf(clientOrderId = "a"): OrderTracker {
  const tracker = new OrderTracker();
  tracker.track("BTC/USDT", clientOrderId);
  return tracker;
}

Deno.test("an order is accepted once, filled once a fill, and over with its last fill", () => {
  const tracker = trackerOf();
  assert.deepEqual(kinds(tracker.report(report("open", "0"), 0)), ["OrderAccepted"]);
  assert.deepEqual(kinds(tracker.report(report("open", "0.4"), 0)), []);
  assert.ok(tracker.isBehind("a"));
  assert.deepEqual(kinds(tracker.fill(BTC, fill("f1", "0.4"))), ["OrderFilled"]);
  assert.deepEqual(kinds(tracker.fill(BTC, fill("f1", "0.4"))), []);
  assert.ok(!tracker.isBehind("a"));
  tracker.report(report("closed", "1"), 0);
  tracker.fill(BTC, fill("f2", "0.6"));
  assert.deepEqual(tracker.open(), []);
  assert.deepEqual(kinds(tracker.events("a")), ["OrderAccepted", "OrderFilled", "OrderFilled"]);
});

Deno.test("a cancellation is told after the fills that the order counts, however they come", () => {
  const tracker = trackerOf();
  assert.deepEqual(kinds(tracker.report(report("canceled", "0.4"), 0)), ["OrderAccepted"]);
  assert.deepEqual(kinds(tracker.report(report("open", "0"), 0)), []);
  assert.deepEqual(kinds(tracker.fill(BTC, fill("f1", "0.4"))), ["OrderFilled", "OrderCanceled"]);
});

Deno.test("a fill that comes before the report of its order waits for it", () => {
  const tracker = trackerOf();
  assert.deepEqual(tracker.fill(BTC, fill("f1", "1")), []);
  assert.deepEqual(kinds(tracker.report(report("closed", "1"), 0)), ["OrderAccepted", "OrderFilled"]);
  assert.deepEqual(tracker.open(), []);
});

Deno.test("orders of somebody else are nobody's, and a rejected order was never accepted", () => {
  const tracker = trackerOf();
  assert.deepEqual(tracker.report(report("open", "0", { clientOrderId: "hers" }), 0), []);
  assert.deepEqual(kinds(tracker.report(report("rejected", "0"), 0)), ["OrderRejected"]);
});

Deno.test("an order that its exchange closes before it is filled has expired", () => {
  const tracker = trackerOf();
  tracker.fill(BTC, fill("f1", "0.4"));
  assert.deepEqual(kinds(tracker.report(report("closed", "0.4"), 0)), ["OrderAccepted", "OrderFilled", "OrderExpired"]);
});

Deno.test("reports in any order, twice and late: the same fills, and the end last", () => {
  const steps = [
    (tracker: OrderTracker) => tracker.report(report("open", "0"), 0),
    (tracker: OrderTracker) => tracker.report(report("open", "0.4"), 0),
    (tracker: OrderTracker) => tracker.fill(BTC, fill("f1", "0.4")),
    (tracker: OrderTracker) => tracker.fill(BTC, fill("f2", "0.3")),
    (tracker: OrderTracker) => tracker.report(report("canceled", "0.7"), 0),
  ];
  const all = fc.shuffledSubarray([...steps, ...steps], { minLength: 10, maxLength: 10 });
  fc.assert(fc.property(all, (order) => {
    const tracker = trackerOf();
    const told = order.flatMap((step) => step(tracker));
    assert.equal(told[0]?.kind, "OrderAccepted");
    assert.equal(told.at(-1)?.kind, "OrderCanceled");
    const sum = told.reduce((sum, event) => event.kind === "OrderFilled" ? sum.plus(event.fill.quantity) : sum, ZERO);
    assert.equal(sum.toFixed(), "0.7");
    assert.equal(told.length, 4);
  }));
});

Deno.test("finished orders are remembered in number, open ones all", () => {
  const tracker = new OrderTracker();
  for (let number = 0; number < 1_200; number++) {
    const clientOrderId = `o${number}`;
    tracker.track("BTC/USDT", clientOrderId);
    const status = number % 12 === 0 ? "open" : "canceled";
    tracker.report(report(status, "0", { clientOrderId, orderId: String(number) }), 0);
  }
  assert.equal(tracker.open().length, 100);
  assert.ok(tracker.knows("o0") && !tracker.knows("o1") && tracker.knows("o1199"));
});

const ZERO = new Decimal(0);

Deno.test("a cancellation that was asked for is told as such, another one as the exchange's", () => {
  const reasonOf = (tracker: OrderTracker) => {
    const last = tracker.report(report("canceled", "0"), 0).at(-1);
    return last?.kind === "OrderCanceled" ? last.reason : undefined;
  };
  const asked = trackerOf();
  asked.unwanted("a");
  asked.unwanted("another");
  assert.equal(reasonOf(asked), "canceled on request");
  assert.equal(reasonOf(trackerOf()), "canceled at the exchange");
});

Deno.test("ids of orders are those of a market: the same one on two markets is two orders", () => {
  const tracker = trackerOf();
  tracker.track("ETH/USDT", "b");
  tracker.report(report("open", "0"), 0);
  tracker.report(report("open", "0", { symbol: "ETH/USDT", clientOrderId: "b" }), 0);
  tracker.fill(BTC, fill("f1", "0.4"));
  tracker.fill({ symbol: "ETH/USDT", orderId: "7" }, fill("f1", "0.3"));
  const filledOf = (name: string) =>
    tracker.events(name).flatMap((event) => event.kind === "OrderFilled" ? event.fill.quantity : []);
  assert.deepEqual([filledOf("a"), filledOf("b")], [["0.4"], ["0.3"]]);
  assert.equal(tracker.nameOf({ symbol: "BNB/USDT", orderId: "7", clientOrderId: "hers" }), null);
});

Deno.test("what is filled of an order that has ended is looked up and told all the same", () => {
  const tracker = trackerOf();
  tracker.report(report("canceled", "0"), 0);
  assert.deepEqual([tracker.isBehind("a"), tracker.open()], [false, []]);
  tracker.report(report("canceled", "0.4"), 0);
  assert.deepEqual([tracker.isBehind("a"), tracker.open().length], [true, 1]);
  assert.deepEqual(kinds(tracker.fill(BTC, fill("f1", "0.4"))), ["OrderFilled"]);
  assert.deepEqual([tracker.isBehind("a"), tracker.open()], [false, []]);
});

Deno.test("an order that its exchange closes expires unless it is known to be filled, though the last report has no quantity", () => {
  for (const quantity of ["0.4", null]) { // where ccxt is not told the quantity, it takes what is filled for it
    const tracker = trackerOf();
    tracker.report(report("open", "0", quantity === null ? { quantity } : {}), 0);
    tracker.fill(BTC, fill("f1", "0.4"));
    assert.deepEqual(kinds(tracker.report(report("closed", "0.4", { quantity }), 0)), ["OrderExpired"], `${quantity}`);
  }
});

Deno.test("an order that goes on under another id, as triggered ones do, is still the same", () => {
  const tracker = trackerOf();
  tracker.report(report("open", "0"), 0);
  const triggered = { ...BTC, orderId: "8" };
  tracker.report(report("open", "0", triggered), 0);
  assert.deepEqual(kinds(tracker.fill(triggered, fill("f1", "1"))), ["OrderFilled"]);
  tracker.forget("a");
  assert.deepEqual(tracker.nameOf({ ...triggered, clientOrderId: null }), null);
});
