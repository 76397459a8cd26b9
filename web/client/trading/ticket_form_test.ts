import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "../../../domain/decimal.ts";
import { TEST_MARKET } from "../../test_trading.ts";
import {
  EMPTY_FORM,
  isOver,
  quantityFor,
  shared,
  switched,
  type TicketContext,
  type TicketForm,
  ticketOf,
  typed,
  valueOf,
} from "./ticket_form.ts";

const CONTEXT: TicketContext = { market: TEST_MARKET, lastPrice: "20000", language: "en" };
const BROKER = "00000000-0000-4000-8000-00000000000b";
const filled = (form: Partial<TicketForm>): TicketForm => ({ ...EMPTY_FORM, price: "20000", quantity: "0.1", ...form });

Deno.test("the quantity makes the value, and the value makes the quantity", () => {
  const byQuantity = typed(filled({}), "quantity", "0.5", CONTEXT);
  assert.deepEqual([byQuantity.quantity, byQuantity.value], ["0.5", "10000"]);
  const byValue = typed(byQuantity, "value", "333.333", CONTEXT);
  assert.deepEqual([byValue.quantity, byValue.value], ["0.01666", "333.333"]);
});

Deno.test("a new price moves what follows, and leaves what was typed", () => {
  const byQuantity = typed(typed(filled({}), "quantity", "0.5", CONTEXT), "price", "10000", CONTEXT);
  assert.deepEqual([byQuantity.quantity, byQuantity.value], ["0.5", "5000"]);
  const byValue = typed(typed(filled({}), "value", "1000", CONTEXT), "price", "10000", CONTEXT);
  assert.deepEqual([byValue.quantity, byValue.value], ["0.1", "1000"]);
});

Deno.test("what was emptied empties what follows it, and what is no number leaves it", () => {
  const form = typed(filled({}), "quantity", "0.5", CONTEXT);
  assert.equal(typed(form, "quantity", "", CONTEXT).value, "");
  assert.equal(typed(form, "quantity", "0.5x", CONTEXT).value, "10000");
});

Deno.test("a market order counts at the last price, and a limit order starts from it", () => {
  const market = switched(typed(filled({}), "quantity", "1", CONTEXT), { type: "market" }, {
    ...CONTEXT,
    lastPrice: "19000",
  });
  assert.equal(market.value, "19000");
  assert.equal(switched({ ...EMPTY_FORM, type: "market" }, { type: "limit" }, CONTEXT).price, "20000");
});

Deno.test("a share of the free balance is spent by a buy and sold by a sell, never more", () => {
  assert.equal(shared(filled({}), 50, "1000", CONTEXT).quantity, "0.025");
  assert.equal(shared(filled({ type: "market" }), 100, "1000", CONTEXT).value, "995");
  assert.equal(shared(filled({ side: "sell" }), 25, "0.123456789", CONTEXT).quantity, "0.03086");
});

Deno.test("a ticket has decimal texts; a sell has no exits, a market order no price", () => {
  const french = { ...CONTEXT, language: "fr" as const };
  const { ticket } = ticketOf(
    filled({ price: "20 000,5", quantity: "0,1", stopLoss: "19000", takeProfit: "" }),
    BROKER,
    french,
  );
  assert.deepEqual(ticket, {
    brokerId: BROKER,
    symbol: "BTC/USDT",
    side: "buy",
    type: "limit",
    quantity: "0.1",
    price: "20000.5",
    stopLoss: "19000",
    takeProfit: null,
  });
  const sell =
    ticketOf(filled({ side: "sell", type: "market", stopLoss: "1", takeProfit: "x" }), BROKER, CONTEXT).ticket;
  assert.deepEqual([sell?.price, sell?.stopLoss, sell?.takeProfit], [null, null, null]);
});

Deno.test("what cannot be an order is told by its field", () => {
  const faultsOf = (form: Partial<TicketForm>) => ticketOf(filled(form), BROKER, CONTEXT).faults;
  assert.deepEqual(faultsOf({ quantity: "", price: " " }), { price: "required", quantity: "required" });
  assert.deepEqual(faultsOf({ quantity: "abc" }), { quantity: "no_number" });
  assert.deepEqual(faultsOf({ quantity: "0" }), { quantity: "not_positive" });
  assert.deepEqual(faultsOf({ quantity: "-1" }), { quantity: "no_number" });
  assert.deepEqual(faultsOf({ quantity: "0.00001" }), { quantity: "below_minimum" });
  assert.deepEqual(faultsOf({ quantity: "101" }), { quantity: "above_maximum" });
  assert.deepEqual(faultsOf({ quantity: "0.0001" }), { quantity: "below_value" });
  assert.deepEqual(faultsOf({ stopLoss: "20000" }), { stopLoss: "stop_above" });
  assert.deepEqual(faultsOf({ takeProfit: "19999" }), { takeProfit: "target_below" });
  assert.deepEqual(faultsOf({ stopLoss: "no" }), { stopLoss: "no_number" });
});

Deno.test("a ticket is over what is free where its cost is, or what it sells", () => {
  const ticket = ticketOf(filled({ quantity: "0.1" }), BROKER, CONTEXT).ticket!;
  assert.deepEqual([isOver(ticket, "1999.99", null), isOver(ticket, "2000", null), isOver(ticket, null, null)], [
    true,
    false,
    false,
  ]);
  const market = { ...ticket, type: "market" as const, price: null };
  assert.deepEqual([isOver(market, "1999", "20000"), isOver(market, "1999", null)], [true, false]);
  const sell = { ...ticket, side: "sell" as const };
  assert.deepEqual([isOver(sell, "0.09", null), isOver(sell, "0.1", null)], [true, false]);
});

const positive = (max: bigint) =>
  fc.bigInt({ min: 1n, max }).map((digits) => new Decimal(digits.toString()).div(1e8).toFixed());
const step = fc.constantFrom("0.00000001", "0.00001", "0.001", "0.1", "1", "5", "0");

Deno.test("what a value buys is in the market's steps, costs no more than the value, and is the most that does", () => {
  fc.assert(fc.property(positive(10n ** 16n), positive(10n ** 14n), step, (value, price, size) => {
    const quantity = new Decimal(quantityFor(value, price, size));
    assert.ok(quantity.times(price).lte(value));
    if (size === "0") return;
    assert.ok(quantity.mod(size).isZero());
    assert.ok(quantity.plus(size).times(price).gt(value));
  }));
});

Deno.test("the value shown is never above what the order costs, and less than a cent below", () => {
  fc.assert(fc.property(positive(10n ** 12n), positive(10n ** 14n), (quantity, price) => {
    const exact = new Decimal(quantity).times(price);
    const shown = valueOf(quantity, price);
    assert.ok(exact.gte(shown) && exact.minus(shown).lt("0.01"));
  }));
});

Deno.test("a share of a balance never costs more than the balance", () => {
  const percents = fc.constantFrom(25, 50, 75, 100);
  const types = fc.constantFrom("market" as const, "limit" as const);
  fc.assert(fc.property(positive(10n ** 15n), positive(10n ** 13n), percents, types, (free, price, percent, type) => {
    const context = { ...CONTEXT, lastPrice: price };
    const { quantity } = shared(filled({ price, type }), percent, free, context);
    assert.ok(new Decimal(quantity === "" ? 0 : quantity).times(price).lte(new Decimal(free).times(percent).div(100)));
  }));
});
