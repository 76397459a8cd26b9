import assert from "node:assert/strict";
import type { OrderRequest } from "../../domain/order.ts";
import { type Asked, Expected, type Expecting } from "./expected.ts";

const ENTRY: OrderRequest = {
  ...{ clientOrderId: "a-1-entry", userId: "u", brokerId: "b", activeStrategyId: "a", symbol: "BTC/USDT" },
  ...{ side: "buy", type: "market", quantity: "1", price: null, stopPrice: null, groupId: null, purpose: "entry" },
};
const EXIT: OrderRequest = { ...ENTRY, side: "sell", purpose: "exit" };
const expecting = (different: Partial<Expecting> = {}): Expecting => (
  { userId: "u", brokerId: "b", activeStrategyId: "a", symbol: "BTC/USDT", isExit: false, ...different }
);
const asked = (askedMs: number): Asked => (
  { askedMs, market: Promise.resolve("closed"), free: Promise.resolve(true) }
);

Deno.test("what was asked counts for the next order of that strategy, and for no other", () => {
  for (const other of [{ activeStrategyId: null }, { activeStrategyId: "b" }]) {
    const expected = new Expected();
    expected.note(expecting(), asked(0));
    assert.equal(expected.take({ ...ENTRY, ...other }, 1), undefined);
    assert.equal(expected.take(ENTRY, 1)?.askedMs, 0);
    assert.equal(expected.take(ENTRY, 1), undefined, "it is used up");
  }
});

Deno.test("it counts for what was expected alone: that account, that market, in or out", () => {
  const wrong: Partial<OrderRequest>[] = [{ brokerId: "c" }, { symbol: "ETH/USDT" }, { side: "sell", purpose: "exit" }];
  for (const different of wrong) {
    const expected = new Expected();
    expected.note(expecting(), asked(0));
    assert.equal(expected.take({ ...ENTRY, ...different }, 1), undefined);
  }
  const expected = new Expected();
  expected.note(expecting({ isExit: true }), asked(0));
  assert.ok(expected.take(EXIT, 1));
});

Deno.test("it grows old, and is forgotten with all of its user's", () => {
  const expected = new Expected();
  expected.note(expecting(), asked(0));
  assert.equal(expected.take(ENTRY, 100), undefined);
  expected.note(expecting(), asked(0));
  expected.note(expecting({ userId: "v", activeStrategyId: "b" }), asked(0));
  expected.forget("u");
  assert.equal(expected.take(ENTRY, 1), undefined);
  assert.ok(expected.take({ ...ENTRY, userId: "v", activeStrategyId: "b" }, 1));
});
