import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { fillOf, sidedFill } from "./order_arbitraries.ts";
import { applyFill, cashQuote, closes, flatPosition, openProfitQuote, positionOf, type SidedFill } from "./position.ts";

const SYMBOL = "BTC/USDT";
const trade = (side: "buy" | "sell", quantity: string, price: string, fee = "0", feeCurrency = "USDT"): SidedFill => ({
  side,
  fill: fillOf({ quantity, price, fee, feeCurrency }),
});

Deno.test("a long at average cost, closed in two parts, earns after all fees", () => {
  const bought = positionOf(SYMBOL, [trade("buy", "1", "100", "0.1"), trade("buy", "1", "200", "0.2")]);
  assert.deepEqual([bought.quantity, bought.costQuote, bought.realisedQuote], ["2", "300.3", "0"]);
  const half = positionOf(SYMBOL, [trade("buy", "2", "150", "0.3"), trade("sell", "1", "250", "0.25")]);
  assert.deepEqual([half.quantity, half.costQuote, half.realisedQuote], ["1", "150.15", "99.6"]);
  const flat = applyFill(half, "sell", fillOf({ quantity: "1", price: "100", fee: "0.1" }));
  assert.deepEqual([flat.quantity, flat.costQuote, flat.realisedQuote], ["0", "0", "49.35"]);
  assert.equal(flat.openedMs, null);
});

Deno.test("a short costs what it brought in, negative, and earns when the price falls", () => {
  const short = positionOf(SYMBOL, [trade("sell", "2", "100", "1")]);
  assert.deepEqual([short.quantity, short.costQuote], ["-2", "-199"]);
  assert.equal(openProfitQuote(short, "90"), "19");
  const flat = applyFill(short, "buy", fillOf({ quantity: "2", price: "90", fee: "1" }));
  assert.deepEqual([flat.quantity, flat.realisedQuote], ["0", "18"]);
});

Deno.test("a fill beyond the position closes it and opens the other side", () => {
  const turned = positionOf(SYMBOL, [trade("buy", "1", "100"), trade("sell", "3", "110")]);
  assert.deepEqual([turned.quantity, turned.costQuote, turned.realisedQuote], ["-2", "-220", "10"]);
  assert.equal(turned.openedMs, fillOf().timeMs);
});

Deno.test("a buyer's fee in base currency makes the position smaller, not the cost larger", () => {
  const bought = positionOf(SYMBOL, [trade("buy", "1", "100", "0.001", "BTC")]);
  assert.deepEqual([bought.quantity, bought.costQuote], ["0.999", "100"]);
});

Deno.test("cash is the amount it began with, plus what was earned, less what is tied up", () => {
  const held = positionOf(SYMBOL, [trade("buy", "2", "100", "0.2"), trade("sell", "1", "110", "0.11")]);
  assert.equal(cashQuote("1000", held), "909.69");
});

Deno.test("only a fill against the position closes it", () => {
  const long = positionOf(SYMBOL, [trade("buy", "1", "100")]);
  assert.deepEqual([closes(long, "sell"), closes(long, "buy"), closes(flatPosition(SYMBOL), "sell")], [
    true,
    false,
    false,
  ]);
});

Deno.test("the quantity is the sum of the fills less fees in base, and no money appears or vanishes", () => {
  fc.assert(fc.property(fc.array(sidedFill, { maxLength: 20 }), (fills) => {
    const held = positionOf(SYMBOL, fills);
    let base = new Decimal(0);
    let quote = new Decimal(0);
    for (const { side, fill } of fills) {
      const sign = side === "buy" ? 1 : -1;
      base = base.plus(new Decimal(fill.quantity).times(sign)).minus(fill.feeCurrency === "BTC" ? fill.fee : 0);
      const value = new Decimal(fill.quantity).times(fill.price);
      quote = quote.minus(value.times(sign)).minus(fill.feeCurrency === "USDT" ? fill.fee : 0);
    }
    assert.equal(held.quantity, base.toFixed());
    assert.equal(new Decimal(held.realisedQuote).minus(held.costQuote).toFixed(), quote.toFixed());
    if (base.isZero()) assert.equal(held.costQuote, "0");
    assert.equal(held.openedMs === null, base.isZero());
  }));
});
