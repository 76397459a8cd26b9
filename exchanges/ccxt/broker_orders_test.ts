/** Orders in ccxt's words and in the market's steps, held to ccxt's own request vectors (fixtures, MIT). */
import assert from "node:assert/strict";
import type { Exchange } from "ccxt";
import { InvalidOrder } from "ccxt/base/errors.js";
import vectors from "./fixtures/createOrder_rounding_vectors.json" with { type: "json" };
import { ccxtOrderOf, notInSteps, notPossible, type Orderable } from "./broker_orders.ts";
import { openExchange } from "./open.ts";

const TYPES = {
  spot: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"],
  swap: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"],
};

/** A market in ccxt's words, with the steps that the vectors were made with. */
function ccxtMarket(symbol: string, amount: number, price: number) {
  const [pair = "", settle] = symbol.split(":");
  const [base = "", quote = ""] = pair.split("/");
  const type = settle === undefined ? "spot" : "swap";
  const linear = settle === undefined ? undefined : settle === quote;
  return {
    id: base + quote + (linear === false ? "_PERP" : ""),
    symbol,
    base,
    quote,
    settle,
    type,
    spot: type === "spot",
    margin: false,
    swap: type === "swap",
    future: false,
    option: false,
    contract: type === "swap",
    linear,
    inverse: linear === undefined ? undefined : !linear,
    active: true,
    contractSize: type === "swap" ? 1 : undefined,
    precision: { amount, price },
    limits: { amount: {}, price: {}, cost: {} },
    info: { orderTypes: TYPES[type] },
  };
}

/** Binance's class with some markets, and the forms that it would have sent. */
async function binance() {
  const exchange: Exchange = await openExchange({
    id: "binance",
    environment: "live",
    credentials: { apiKey: "key", secret: "secret" },
  });
  exchange.setMarkets([
    ccxtMarket("LTC/USDT", 0.001, 0.01),
    ccxtMarket("BTC/USDT", 0.00001, 0.01),
    ccxtMarket("LTC/USDT:USDT", 0.001, 0.01),
    ccxtMarket("ETH/USD:ETH", 1, 0.01),
  ]);
  const sent: URLSearchParams[] = [];
  exchange.fetch = (_url: string, _method?: string, _headers?: unknown, body?: string) => {
    sent.push(new URLSearchParams(body));
    return Promise.resolve({ orderId: 1, symbol: "LTCUSDT" });
  };
  return { exchange, sent };
}

Deno.test("ccxt's own vectors of rounding hold for the class as we open it", async () => {
  const { exchange, sent } = await binance();
  for (const { description, input, expect } of vectors.cases) {
    const [symbol, type, side, amount, price, params] = input as [string, string, string, number, number?, object?];
    await exchange.createOrder(symbol, type, side as "buy", amount, price ?? undefined, params ?? {});
    const form = Object.fromEntries(sent.at(-1)!);
    for (const [name, value] of Object.entries(expect)) assert.equal(form[name], value, `${description}: ${name}`);
  }
  assert.equal(sent.length, vectors.cases.length);
});

const order = (different: Partial<Orderable>): Orderable => ({
  clientOrderId: "mine",
  symbol: "LTC/USDT",
  side: "buy",
  type: "limit",
  quantity: "0.2",
  price: "50",
  stopPrice: null,
  ...different,
});

Deno.test("the vectors that our orders can say go out the same through our translation", async () => {
  const { exchange, sent } = await binance();
  let said = 0;
  for (const { description, input, expect } of vectors.cases) {
    const [symbol, type, side, quantity, price, params] = input;
    if (type !== "limit" || side !== "buy" || params !== undefined || typeof quantity !== "number") continue;
    const of = order({ symbol: String(symbol), quantity: String(quantity), price: String(price) });
    const asked = ccxtOrderOf(of, exchange);
    await exchange.createOrder(
      of.symbol,
      asked.type,
      asked.side,
      asked.amount as never,
      asked.price as never,
      asked.params,
    );
    const form = Object.fromEntries(sent.at(-1)!);
    for (const [name, value] of Object.entries(expect)) assert.equal(form[name], value, `${description}: ${name}`);
    assert.equal(form["newClientOrderId"], "mine");
    said++;
  }
  assert.ok(said >= 4, `${said} vectors`);
});

Deno.test("quantities and prices are cut to the market's steps and never raised", async () => {
  const { exchange } = await binance();
  const cut = (different: Partial<Orderable>) => ccxtOrderOf(order(different), exchange);
  assert.equal(cut({ quantity: "0.1239999" }).amount, "0.123");
  assert.equal(cut({ price: "50.129" }).price, "50.12");
  assert.equal(cut({ quantity: "123456789012.3459" }).amount, "123456789012.345");
  assert.equal(cut({ type: "stop_loss", price: null, stopPrice: "49.999" }).params["stopLossPrice"], "49.99");
  assert.throws(() => cut({ quantity: "0.0009" }), InvalidOrder);
});

Deno.test("a number that is not in the market's steps is named", async () => {
  const { exchange } = await binance();
  const told = (different: Partial<Orderable>) => {
    const of = order(different);
    return notInSteps(of, ccxtOrderOf(of, exchange));
  };
  assert.equal(told({ quantity: "0.20", price: "50.10" }), null);
  assert.equal(told({ quantity: "0.2009" }), "quantity 0.2009 is not in the market's steps; 0.2 would be");
  assert.equal(told({ price: "50.009" }), "price 50.009 is not in the market's steps; 50 would be");
  assert.match(told({ type: "take_profit", price: null, stopPrice: "60.001" }) ?? "", /stop price 60\.001/);
});

Deno.test("stops and targets become market orders with a price that triggers them", async () => {
  const { exchange, sent } = await binance();
  for (const [type, name] of [["stop_loss", "STOP_LOSS"], ["take_profit", "TAKE_PROFIT"]] as const) {
    const of = order({ type, side: "sell", price: null, stopPrice: "40" });
    const asked = ccxtOrderOf(of, exchange);
    await exchange.createOrder(of.symbol, asked.type, asked.side, asked.amount as never, undefined, asked.params);
    const form = Object.fromEntries(sent.at(-1)!);
    assert.deepEqual([form["type"], form["stopPrice"], form["quantity"]], [name, "40", "0.2"]);
  }
});

Deno.test("what an exchange cannot take is said before anything is sent", async () => {
  const bybit = await openExchange({ id: "bybit", environment: "live" });
  const buy = order({ type: "market", price: null });
  assert.match(notPossible(buy, bybit) ?? "", /takes market buys by the amount to spend only/);
  assert.equal(notPossible({ ...buy, side: "sell" }, bybit), null);
  const { exchange } = await binance();
  assert.equal(notPossible(buy, exchange), null);
});
