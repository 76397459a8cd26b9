/** Open orders as ccxt tells them of any exchange. */
import assert from "node:assert/strict";
import type { Exchange, Order } from "ccxt";
import { foreignOrdersOf, openOrdersOf } from "./broker_foreign.ts";

const rowOf = (different: Record<string, unknown>) => ({
  ...{ id: "1", clientOrderId: "web_1", symbol: "BTC/USDT", side: "buy", type: "limit", amount: 0.5, filled: 0.1 },
  ...{ price: 30000, timestamp: 1_700_000_000_000 },
  ...different,
} as unknown as Order);

/** An exchange that writes down what it is asked. */
function exchangeOf(feature: Record<string, unknown>) {
  const asked: unknown[] = [];
  const exchange = {
    has: { fetchOpenOrders: true },
    features: { spot: { fetchOpenOrders: feature } },
    options: { fetchOpenOrders: { warnWithoutSymbol: true } },
    markets: { "BTC/USDT": {} },
    fetchOpenOrders(symbol: string | undefined, _since: unknown, _limit: unknown, params: Record<string, unknown>) {
      asked.push([symbol, params]);
      const id = params["trigger"] ? "2" : "1";
      return Promise.resolve([rowOf({ id }), rowOf({ id: undefined }), rowOf({ symbol: undefined })]);
    },
  };
  return { asked, exchange: exchange as unknown as Exchange };
}

Deno.test("one call tells the open orders of all markets where the exchange takes one, although ccxt warns of it", async () => {
  const { asked, exchange } = exchangeOf({ symbolRequired: false, trigger: false });
  assert.deepEqual((await openOrdersOf(exchange, ["ETH/USDT"])).map(({ orderId }) => orderId), ["1"]);
  assert.deepEqual(asked, [[undefined, {}]]);
  assert.deepEqual(exchange.options["fetchOpenOrders"], { warnWithoutSymbol: false, warnIfNoSymbol: false });
});

Deno.test("where one market must be named those that are known are asked for, and triggers by themselves", async () => {
  const { asked, exchange } = exchangeOf({ symbolRequired: true, trigger: true });
  const found = await openOrdersOf(exchange, ["BTC/USDT", "GONE/USDT"]);
  assert.deepEqual(found.map(({ orderId }) => orderId), ["1", "2"]);
  assert.deepEqual(asked, [["BTC/USDT", {}], ["BTC/USDT", { trigger: true }]]);
});

Deno.test("an id that is told of two markets is that of two orders", async () => {
  const { exchange } = exchangeOf({ symbolRequired: false });
  exchange.fetchOpenOrders = () => Promise.resolve([rowOf({}), rowOf({ symbol: "ETH/USDT" }), rowOf({})]);
  assert.deepEqual((await openOrdersOf(exchange, [])).map(({ symbol }) => symbol), ["BTC/USDT", "ETH/USDT"]);
});

Deno.test("an exchange that tells no open orders has none", async () => {
  const { asked, exchange } = exchangeOf({});
  exchange.has["fetchOpenOrders"] = false;
  assert.deepEqual([await openOrdersOf(exchange, []), asked], [[], []]);
});

Deno.test("orders are told in our words: stops and targets by their triggers, market orders without a price", () => {
  const kinds = foreignOrdersOf([
    rowOf({}),
    rowOf({ type: "market", price: 0 }),
    rowOf({ side: "sell", type: "stop_loss_limit", triggerPrice: 28000 }),
    rowOf({ side: "sell", type: "market", price: undefined, takeProfitPrice: 40000 }),
    rowOf({ side: "sell", type: "TAKE_PROFIT", price: undefined, triggerPrice: 41000 }),
    rowOf({ clientOrderId: "", timestamp: undefined, filled: undefined }),
  ]);
  assert.deepEqual(kinds.map(({ type, price, stopPrice }) => [type, price, stopPrice]), [
    ["limit", "30000", null],
    ["market", null, null],
    ["stop_loss", "30000", "28000"],
    ["take_profit", null, "40000"],
    ["take_profit", null, "41000"],
    ["limit", "30000", null],
  ]);
  assert.deepEqual(kinds.at(-1), {
    ...{ orderId: "1", clientOrderId: null, symbol: "BTC/USDT", side: "buy", type: "limit", quantity: "0.5" },
    ...{ filledQuantity: "0", price: "30000", stopPrice: null, placedMs: null },
  });
});
