import assert from "node:assert/strict";
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
    ["web_1", "16000", "buy", false],
  ]);
  assert.equal(lines[1]!.label, "sell stop");
});

Deno.test("exits that wait for their entry are lines that stay; a preview shows an order at another price", () => {
  const lines = linesOf([orderOf({ clientOrderId: "a" })], [exits, { ...exits, state: "working" }], "BTC/USDT", {
    id: "a",
    price: "123",
  }, texts);
  assert.deepEqual(lines.map(({ price, label, isMovable }) => [price, label, isMovable]), [
    ["123", "buy limit", true],
    ["19000", "planned stop", false],
  ]);
  assert.deepEqual(linesOf([orderOf()], [exits], null, null, texts), []);
});
