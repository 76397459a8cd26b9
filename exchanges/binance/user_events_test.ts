/** Payloads as Binance's documentation prints them ("User Data Streams for Binance"). */
import assert from "node:assert/strict";
import { SymbolNames } from "./symbol_names.ts";
import { parseUserEvent } from "./user_events.ts";

const names = new SymbolNames(["ETH/BTC"]);
const read = (event: Record<string, unknown>) => parseUserEvent(event, names, JSON.stringify(event));

const report = {
  e: "executionReport",
  E: 1499405658658,
  s: "ETHBTC",
  c: "mUvoqJxFIILMdfAW5iGSOW",
  S: "BUY",
  o: "LIMIT",
  f: "GTC",
  q: "1.00000000",
  p: "0.10264410",
  P: "0.00000000",
  F: "0.00000000",
  g: -1,
  C: "",
  x: "NEW",
  X: "NEW",
  r: "NONE",
  i: 4293153,
  l: "0.00000000",
  z: "0.00000000",
  L: "0.00000000",
  n: "0",
  N: null,
  T: 1499405658657,
  t: -1,
  I: 8641984,
  w: true,
  m: false,
  M: false,
  O: 1499405658657,
  Z: "0.00000000",
  Y: "0.00000000",
  Q: "0.00000000",
  W: 1499405658657,
  V: "NONE",
};

const accepted = {
  kind: "order",
  symbol: "ETH/BTC",
  orderId: 4293153,
  clientOrderId: "mUvoqJxFIILMdfAW5iGSOW",
  listId: null,
  side: "buy",
  type: "limit",
  timeInForce: "GTC",
  state: "accepted",
  happened: "new",
  why: null,
  quantity: "1.00000000",
  price: "0.10264410",
  stopPrice: null,
  filledQuantity: "0.00000000",
  filledQuote: "0.00000000",
  fill: null,
  isOnBook: true,
  createdMs: 1499405658657,
  timeMs: 1499405658657,
  eventMs: 1499405658658,
};

Deno.test("a new order is accepted, a trade is a fill, and a cancellation is told under the order's own id", () => {
  assert.deepEqual(read(report), accepted);
  const trade = { x: "TRADE", X: "PARTIALLY_FILLED", t: 77, l: "0.4", z: "0.4", L: "0.1026", n: "0.0004", N: "ETH" };
  assert.deepEqual(read({ ...report, ...trade, Y: "0.04104", Z: "0.04104", m: true }), {
    ...accepted,
    state: "partially_filled",
    happened: "trade",
    filledQuantity: "0.4",
    filledQuote: "0.04104",
    fill: {
      tradeId: 77,
      price: "0.1026",
      quantity: "0.4",
      quoteQuantity: "0.04104",
      fee: "0.0004",
      feeCurrency: "ETH",
      isMaker: true,
    },
  });
  assert.deepEqual(read({ ...report, x: "CANCELED", X: "CANCELED", c: "cancel-1", C: "mine", w: false }), {
    ...accepted,
    clientOrderId: "mine",
    state: "canceled",
    happened: "canceled",
    isOnBook: false,
  });
});

Deno.test("why an order was rejected or has expired is told in Binance's words, and a status that is new is unknown", () => {
  const told = (change: Record<string, unknown>) => {
    const event = read({ ...report, ...change });
    return event.kind === "order" && [event.state, event.why, event.listId, event.stopPrice];
  };
  assert.deepEqual(told({ x: "REJECTED", X: "REJECTED", r: "INSUFFICIENT_BALANCE" }), [
    "rejected",
    "INSUFFICIENT_BALANCE",
    null,
    null,
  ]);
  assert.deepEqual(told({ x: "EXPIRED", X: "EXPIRED", eR: "OCO_TRIGGER", g: 2, P: "0.09" }), [
    "expired",
    "OCO_TRIGGER",
    2,
    "0.09",
  ]);
  assert.deepEqual(told({ X: "EXPIRED_IN_MATCH" }), ["expired", null, null, null]);
  assert.deepEqual(told({ X: "SOMETHING_NEW" }), ["unknown", null, null, null]);
});

Deno.test("balances, their changes and locks are told by currency", () => {
  const E = 1564034571105;
  const B = [{ a: "ETH", f: "10000.000000", l: "0.000000" }];
  assert.deepEqual(read({ e: "outboundAccountPosition", E, u: E - 32, B }), {
    kind: "balances",
    balances: [{ currency: "ETH", free: "10000.000000", used: "0.000000" }],
    timeMs: E - 32,
    eventMs: E,
  });
  for (const [e, kind] of [["balanceUpdate", "balance"], ["externalLockUpdate", "lock"]]) {
    assert.deepEqual(read({ e, E, a: "NEO", d: "-10.00000000", T: E - 1 }), {
      kind,
      currency: "NEO",
      change: "-10.00000000",
      timeMs: E - 1,
      eventMs: E,
    });
  }
});

Deno.test("a list of orders is told with its orders", () => {
  const list = {
    e: "listStatus",
    E: 1564035303637,
    s: "ETHBTC",
    g: 2,
    c: "OCO",
    l: "EXEC_STARTED",
    L: "EXECUTING",
    r: "NONE",
    C: "F4QN4G8DlFATFlIUQ0cjdD",
    T: 1564035303625,
    O: [{ s: "ETHBTC", i: 17, c: "AJYsMjErWJesZvqlJCTUgL" }, { s: "ETHBTC", i: 18, c: "bfYPSQdLoqAJeNrOr9adzq" }],
  };
  assert.deepEqual(read(list), {
    kind: "orderList",
    symbol: "ETH/BTC",
    listId: 2,
    clientListId: "F4QN4G8DlFATFlIUQ0cjdD",
    contingency: "OCO",
    status: "EXEC_STARTED",
    orderStatus: "EXECUTING",
    why: null,
    orders: [
      { orderId: 17, clientOrderId: "AJYsMjErWJesZvqlJCTUgL" },
      { orderId: 18, clientOrderId: "bfYPSQdLoqAJeNrOr9adzq" },
    ],
    timeMs: 1564035303625,
    eventMs: 1564035303637,
  });
});

Deno.test("an event that is new, or of a market whose name is not known, is not lost but named", () => {
  assert.deepEqual(read({ e: "somethingNew", E: 1 }), { kind: "other", event: "somethingNew", wire: null });
  assert.deepEqual(read({ ...report, s: "NEWBTC" }), { kind: "other", event: "executionReport", wire: "NEWBTC" });
  assert.throws(() => read({ ...report, q: 1 }), /Cannot read frame .*: q: /);
});
