/** Orders that cancel each other, in Binance's words. */
import assert from "node:assert/strict";
import type { Exchange } from "ccxt";
import { CcxtBroker } from "./broker.ts";
import { groupIn, noGroup, noGroups, orderListOf } from "./broker_groups.ts";
import type { Orderable } from "./broker_orders.ts";
import { openExchange } from "./open.ts";

const LTC = {
  id: "LTCUSDT",
  symbol: "LTC/USDT",
  base: "LTC",
  quote: "USDT",
  type: "spot",
  spot: true,
  active: true,
  precision: { amount: 0.001, price: 0.01 },
  limits: { amount: {}, price: {}, cost: {} },
  info: {},
};

async function binance(): Promise<Exchange> {
  const credentials = { apiKey: "key", secret: "secret" };
  const exchange = await openExchange({ id: "binance", environment: "live", credentials });
  exchange.setMarkets([LTC]);
  return exchange;
}

const order = (type: "stop_loss" | "take_profit", different: Partial<Orderable> = {}): Orderable => ({
  clientOrderId: type === "stop_loss" ? "stop" : "target",
  symbol: "LTC/USDT",
  side: "sell",
  type,
  quantity: "0.5",
  price: null,
  stopPrice: type === "stop_loss" ? "40" : "60",
  ...different,
});
const [STOP, TARGET] = [order("stop_loss"), order("take_profit")];

Deno.test("who sells has the target above the market and the stop below it, in whatever order they come", async () => {
  const exchange = await binance();
  const list = {
    symbol: "LTCUSDT",
    side: "SELL",
    quantity: "0.5",
    aboveType: "TAKE_PROFIT",
    aboveStopPrice: "60",
    aboveClientOrderId: "target",
    belowType: "STOP_LOSS",
    belowStopPrice: "40",
    belowClientOrderId: "stop",
  };
  assert.deepEqual(orderListOf([STOP, TARGET], exchange), list);
  assert.deepEqual(orderListOf([TARGET, STOP], exchange), list);
});

Deno.test("who buys back has the stop above the market", async () => {
  const buy = { side: "buy" } as const;
  const stop = order("stop_loss", { ...buy, stopPrice: "60" });
  const list = orderListOf([stop, order("take_profit", { ...buy, stopPrice: "40" })], await binance());
  assert.deepEqual([list["side"], list["aboveType"], list["aboveStopPrice"], list["belowType"]], [
    "BUY",
    "STOP_LOSS",
    "60",
    "TAKE_PROFIT",
  ]);
});

Deno.test("only a stop and a target of one market, side and quantity are a group", () => {
  assert.equal(noGroup([STOP, TARGET]), null);
  const others: readonly Orderable[] = [
    STOP,
    order("take_profit", { quantity: "1" }),
    order("take_profit", { side: "buy" }),
    order("take_profit", { symbol: "BTC/USDT" }),
  ];
  for (const other of others) assert.match(noGroup([STOP, other]) ?? "", /are a stop and a target of one market/);
});

Deno.test("the answer's reports are known by our names", async () => {
  const report = (clientOrderId: string, type: string, orderId: number) => ({
    ...{ symbol: "LTCUSDT", orderId, clientOrderId, status: "NEW", type, side: "SELL" },
    ...{ origQty: "0.50000000", executedQty: "0.00000000", transactTime: 1_700_000_000_000 },
  });
  const orderReports = [
    report("target", "TAKE_PROFIT", 7),
    report("stop", "STOP_LOSS", 8),
    report("other", "LIMIT", 9),
  ];
  const found = groupIn({ orderReports }, [STOP, TARGET], await binance());
  assert.deepEqual(found.map(({ order }) => [order.clientOrderId, order.orderId, order.status, order.quantity]), [
    ["target", "7", "open", "0.5"],
    ["stop", "8", "open", "0.5"],
  ]);
  assert.deepEqual(groupIn({}, [STOP, TARGET], await binance()), []);
});

Deno.test("an exchange without such orders refuses a group in words, and nothing is sent", async () => {
  const world = { clock: { elapsed: () => 0, sleep: () => Promise.resolve() }, contain: <T>(run: () => T) => run() };
  const credentials = { apiKey: "key", secret: "secret" };
  const broker = await CcxtBroker.open({ id: "kraken", environment: "live", credentials }, world);
  assert.match(noGroups(broker.exchange) ?? "", /Kraken takes no orders that cancel each other/);
  assert.equal(broker.abilities.groups, false);
  const asked: string[] = [];
  broker.exchange.loadMarkets = () => Promise.resolve({});
  broker.exchange.fetch = (url: string) => {
    asked.push(url);
    return Promise.resolve({});
  };
  const answer = await broker.placeGroup([STOP, TARGET]);
  assert.equal(answer.outcome, "refused");
  assert.match("reason" in answer ? answer.reason : "", /Kraken: .*cancel each other/);
  assert.deepEqual(asked, []);
});
