import assert from "node:assert/strict";
import type { Order } from "../../../domain/order.ts";
import type { OrderExits } from "../../../domain/ticket.ts";
import { textsOf } from "../../i18n/mod.ts";
import { linesOf } from "./lines_of.ts";
import { orderOf } from "./order_fixture.ts";

const texts = textsOf("en");
const exits: OrderExits = {
  clientOrderId: "m-9",
  userId: "u",
  brokerId: "b",
  symbol: "BTC/USDT",
  stopLoss: "19000",
  takeProfit: null,
  state: "waiting",
  reason: null,
  createdMs: 0,
  updatedMs: 0,
};

Deno.test("orders at a price of this market are lines; only those that stand at the exchange can be moved", () => {
  const lines = linesOf(
    [
      orderOf({ clientOrderId: "limit", price: "20000" }),
      orderOf({ clientOrderId: "stop", type: "stop_loss", side: "sell", price: null, stopPrice: "18000" }),
      orderOf({ clientOrderId: "sent", state: "submitted", price: "17000" }),
      orderOf({ clientOrderId: "web_1", purpose: "adopted order", price: "16000" }),
      orderOf({ clientOrderId: "web_2", purpose: "adopted order", type: "stop_loss", price: null, stopPrice: "15000" }),
      orderOf({ clientOrderId: "market", type: "market", price: null }),
      orderOf({ clientOrderId: "other", symbol: "ETH/USDT" }),
    ],
    [],
    "BTC/USDT",
    null,
    texts,
  );
  assert.deepEqual(lines.map(({ id, price, tone, isMovable }) => [id, price, tone, isMovable]), [
    ["limit", "20000", "buy", true],
    ["stop", "18000", "stop", true],
    ["sent", "17000", "buy", false],
    ["web_1", "16000", "buy", true],
    ["web_2", "15000", "stop", false],
  ]);
  assert.equal(lines[1]!.label, "sell stop");
});

Deno.test("exits that wait for their entry are lines, and those that are watched; a preview shows one at another price", () => {
  const shown = (preview: Parameters<typeof linesOf>[3]) =>
    linesOf(
      [orderOf({ clientOrderId: "a" })],
      [exits, { ...exits, clientOrderId: "m-8", state: "working", takeProfit: "25000" }],
      "BTC/USDT",
      preview,
      texts,
    ).map(({ price, label, isMovable }) => [price, label, isMovable]);
  const watched = [["19000", "watched stop", true], ["25000", "watched target", true]];
  assert.deepEqual(shown({ id: "a", price: "123" }), [
    ["123", "buy limit", true],
    ["19000", "planned stop", true],
    ...watched,
  ]);
  assert.deepEqual(shown({ id: "m-9 stop", price: "18000" }).slice(1), [["18000", "planned stop", true], ...watched]);
  assert.deepEqual(linesOf([orderOf()], [exits], null, null, texts), []);
});

Deno.test("an exit has a line of its own where no order stands for it, and none while it is being left by", () => {
  const [entry, stop] = [`m-${"7".repeat(32)}`, `s-${"7".repeat(32)}`];
  const working = { ...exits, clientOrderId: entry, state: "working" as const, takeProfit: "25000" };
  const labels = (order: Partial<Order>) =>
    linesOf([orderOf({ side: "sell", price: null, ...order })], [working], "BTC/USDT", null, texts)
      .map(({ label }) => label);
  assert.deepEqual(labels({ clientOrderId: stop, type: "stop_loss", stopPrice: "19000" }), [
    "sell stop",
    "watched target",
  ]);
  assert.deepEqual(labels({ clientOrderId: `${stop.slice(0, -2)}-1`, type: "market" }), []);
});
