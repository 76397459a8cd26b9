import assert from "node:assert/strict";
import { textsOf } from "../../i18n/mod.ts";
import { dismiss, toasts } from "../toasts.ts";
import { Account } from "./account.ts";
import { ElsewhereModel } from "./elsewhere.ts";
import { orderOf } from "./order_fixture.ts";

const VIEW = { open: [], attempts: { orders: [], total: 0, page: 1, pages: 1 }, exits: [], fills: [] };

Deno.test("what was adopted is told as it is booked, cut to the market's steps", async () => {
  const real = globalThis.fetch;
  const order = orderOf({ state: "filled", quantity: "0.12345", filledQuantity: "0.12345", filledQuote: "2469" });
  globalThis.fetch = (address) =>
    Promise.resolve(
      String(address).endsWith("/adopt-holding")
        ? Response.json({ outcome: "adopted", order, exits: null })
        : Response.json({ error: "not asked here" }, { status: 503 }),
    );
  try {
    const model = new ElsewhereModel(new Account("b", VIEW), "en");
    const holding = { brokerId: "b", symbol: "BTC/USDT", quantity: "0.123456789", entryPrice: "20000" };
    assert.equal(await model.adopt(crypto.randomUUID(), { ...holding, stopLoss: null, takeProfit: null }), true);
    const told = toasts.value.map(({ text }) => text(textsOf("en"), "en")).join();
    assert.match(told, /0\.12345 BTC/);
    assert.match(told, /20,000\.00 USDT/);
  } finally {
    globalThis.fetch = real;
    toasts.value.forEach(({ id }) => dismiss(id));
  }
});
