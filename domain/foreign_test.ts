import assert from "node:assert/strict";
import {
  type AdoptedHolding,
  countedByCurrency,
  type ForeignOrder,
  looksLike,
  stillHeld,
  uncounted,
} from "./foreign.ts";

Deno.test("what nobody counts on is what is there without what is counted on, of all markets together", () => {
  const counted = countedByCurrency([
    { symbol: "BTC/USDT", quantity: "1" },
    { symbol: "BTC/EUR", quantity: "0.5" },
    { symbol: "ETH/USDT", quantity: "3" },
  ]);
  const held = [
    { currency: "BTC", free: "0.5", used: "1.5" },
    { currency: "ETH", free: "3", used: "0" },
    { currency: "SOL", free: "2", used: "1" },
  ];
  assert.deepEqual(uncounted(held, counted), [
    { currency: "BTC", quantity: "0.5", free: "0.5" },
    { currency: "SOL", quantity: "3", free: "2" },
  ]);
});

Deno.test("of several adopted holdings the oldest are sold first, and together they are never more than is held", () => {
  const adopted = (clientOrderId: string, left: string): AdoptedHolding => ({
    ...{ clientOrderId, symbol: "BTC/USDT", quantity: left, left, entryPrice: "1", adoptedMs: 1 },
  });
  const all = [adopted("a", "1"), adopted("b", "2")];
  const leftOf = (held: string) => stillHeld(all, held).map(({ clientOrderId, left }) => `${clientOrderId} ${left}`);
  assert.deepEqual(leftOf("5"), ["a 1", "b 2"]);
  assert.deepEqual(leftOf("2.5"), ["a 0.5", "b 2"]);
  assert.deepEqual(leftOf("1.5"), ["b 1.5"]);
  assert.deepEqual(leftOf("0"), []);
});

Deno.test("where an exchange keeps no names of ours, an order is ours by all that it says", () => {
  const theirs: ForeignOrder = {
    ...{ orderId: "1", clientOrderId: null, symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "0.50" },
    ...{ filledQuantity: "0", price: "30000", stopPrice: null, placedMs: null },
  };
  const ours = { symbol: "BTC/USDT", side: "buy", quantity: "0.5", price: "30000.0", stopPrice: null } as const;
  assert.equal(looksLike(theirs, ours), true);
  assert.equal(looksLike({ ...theirs, clientOrderId: "web" }, ours), false);
  assert.equal(looksLike(theirs, { ...ours, price: "30001" }), false);
  assert.equal(looksLike(theirs, { ...ours, side: "sell" }), false);
});
