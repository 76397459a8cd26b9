/** Orders, fills and events for tests: one of each to vary, and random ones for properties. */
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import type { Fill, OrderEvent, OrderRequest } from "./order.ts";
import type { SidedFill } from "./position.ts";

/** A market buy of 1 BTC, with what a test wants different. */
export function requestOf(different: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: "a1-1681084800000-entry",
    userId: "user",
    brokerId: "paper",
    activeStrategyId: "a1",
    symbol: "BTC/USDT",
    side: "buy",
    type: "market",
    quantity: "1",
    price: null,
    stopPrice: null,
    groupId: null,
    purpose: "entry",
    ...different,
  };
}

/** A fill of 1 BTC at 30,000 USDT without a fee, with what a test wants different. */
export function fillOf(different: Partial<Fill> = {}): Fill {
  return {
    fillId: "f1",
    clientOrderId: "a1-1681084800000-entry",
    price: "30000",
    quantity: "1",
    fee: "0",
    feeCurrency: "USDT",
    timeMs: 1_681_084_860_000,
    ...different,
  };
}

/** The event that reports a fill. */
export function filledBy(fill: Fill): OrderEvent {
  return { kind: "OrderFilled", clientOrderId: fill.clientOrderId, fill, timeMs: fill.timeMs };
}

const amount = (max: number) =>
  fc.integer({ min: 1, max }).map((units) => new Decimal(units).div(100_000_000).toFixed());

/** A random fill of either side; fees in base or quote currency, up to a hundredth of its value. */
export const sidedFill: fc.Arbitrary<SidedFill> = fc.record({
  side: fc.constantFrom("buy", "sell"),
  id: fc.uuid(),
  quantity: amount(500_000_000),
  cents: fc.integer({ min: 1, max: 10_000_000 }),
  feeShare: fc.integer({ min: 0, max: 100 }),
  feeCurrency: fc.constantFrom("BTC", "USDT"),
}).map(({ side, id, quantity, cents, feeShare, feeCurrency }) => {
  const price = new Decimal(cents).div(100);
  const paid = feeCurrency === "BTC" ? new Decimal(quantity) : price.times(quantity);
  const fee = paid.times(feeShare).div(10_000).toDecimalPlaces(8).toFixed();
  return { side, fill: fillOf({ fillId: id, price: price.toFixed(), quantity, fee, feeCurrency }) };
});

const TIME = { clientOrderId: "a1-1681084800000-entry", timeMs: 1_681_084_860_000 };

/** A random event of the order of {@linkcode requestOf}; fills are of a third of it, from four ids. */
export const orderEventOfOne: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>(
    { kind: "OrderDenied", reason: "denied", ...TIME },
    { kind: "OrderSubmitted", ...TIME },
    { kind: "OrderOutcomeUnknown", reason: "no answer", ...TIME },
    { kind: "OrderAccepted", ...TIME },
    { kind: "OrderRejected", reason: "rejected", ...TIME },
    { kind: "OrderCanceled", reason: "canceled", ...TIME },
    { kind: "OrderExpired", reason: "expired", ...TIME },
  ),
  fc.integer({ min: 1, max: 4 }).map((id) => filledBy(fillOf({ fillId: `f${id}`, quantity: "0.25" }))),
);
