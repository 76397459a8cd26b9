/** Two real clients as judges of trading, neither written here: ccxt's binance class with its streams, and npm `binance`. */
import assert from "node:assert/strict";
import { MainClient, WebsocketAPIClient } from "binance";
import ccxt from "ccxt";
import type { RunningDemoExchange } from "../server.ts";
import { withExchange } from "../test_support.ts";
import type { ClientKey } from "./clients.ts";
import { moneyOf } from "./money.ts";

const SYMBOL = "BTC/USDT";

function openAccount({ exchange }: RunningDemoExchange, name = "judge"): ClientKey {
  return exchange.desk.openAccount(name, [["USDT", moneyOf("100000")!], ["BTC", moneyOf("2")!]]);
}

/** ccxt's class, pointed at the demo exchange. */
function ccxtBinance({ restUrl, wsUrl }: RunningDemoExchange, { apiKey, secret }: ClientKey) {
  const rest = `${restUrl}/api/v3`;
  const api = {
    public: rest,
    private: rest,
    sapi: `${restUrl}/sapi/v1`,
    ws: { spot: `${wsUrl}/stream-demo/ws`, "ws-api": { spot: `${wsUrl}/ws-api/v3` } },
  };
  return new ccxt.pro.binance({
    apiKey,
    secret,
    urls: { api },
    options: { fetchMarkets: { types: ["spot"] }, warnOnFetchOpenOrdersWithoutSymbol: false },
  });
}

type Binance = ReturnType<typeof ccxtBinance>;

/** Runs a walk with a client whose markets are loaded; `price` is the last one. */
function withCcxt(walk: (binance: Binance, price: number, running: RunningDemoExchange) => Promise<void>) {
  return withExchange({}, async (running) => {
    const binance = ccxtBinance(running, openAccount(running));
    try {
      await binance.loadMarkets();
      const { last } = await binance.fetchTicker(SYMBOL);
      await walk(binance, last!, running);
    } finally {
      await binance.close();
    }
  });
}

Deno.test("ccxt buys at the market, sees the fill, its fee and the balance", () =>
  withCcxt(async (binance, price) => {
    const order = await binance.createOrder(SYMBOL, "market", "buy", 0.01);
    assert.deepEqual([order.status, order.filled, order.remaining], ["closed", 0.01, 0]);
    assert.ok(Math.abs(order.average! / price - 1) < 0.01);
    assert.deepEqual([order.fee!.currency, order.fee!.cost], ["BTC", 0.00001]);
    const trades = await binance.fetchMyTrades(SYMBOL);
    assert.equal(trades.reduce((sum, { amount }) => sum + amount!, 0).toFixed(8), "0.01000000");
    const balance = await binance.fetchBalance();
    assert.equal(balance["BTC"]!.total, 2.00999);
    assert.equal(balance["USDT"]!.used, 0);
    const spent = await binance.createOrder(SYMBOL, "market", "buy", 0, undefined, { cost: 50 });
    assert.ok(spent.cost! <= 50 && spent.cost! > 49);
  }));

Deno.test("ccxt places, finds, replaces and cancels limit orders", () =>
  withCcxt(async (binance, price) => {
    const low = Math.floor(price * 0.9);
    const placed = await binance.createOrder(SYMBOL, "limit", "buy", 0.01, low, { clientOrderId: "mine-1" });
    assert.equal(placed.status, "open");
    assert.equal((await binance.fetchBalance())["USDT"]!.used!.toFixed(2), (low / 100).toFixed(2));
    const found = await binance.fetchOrder("", SYMBOL, { clientOrderId: "mine-1" });
    assert.equal(found.id, placed.id);
    const edited = await binance.editOrder(placed.id!, SYMBOL, "limit", "buy", 0.02, low - 1);
    assert.notEqual(edited.id, placed.id);
    assert.deepEqual((await binance.fetchOpenOrders(SYMBOL)).map(({ id }) => id), [edited.id]);
    assert.equal((await binance.cancelOrder(edited.id!, SYMBOL)).status, "canceled");
    assert.deepEqual((await binance.fetchOrders(SYMBOL)).map(({ status }) => status), ["canceled", "canceled"]);
    await binance.createOrder(SYMBOL, "limit", "buy", 0.01, low);
    await binance.createOrder(SYMBOL, "limit", "buy", 0.01, low);
    assert.equal((await binance.cancelAllOrders(SYMBOL)).length, 2);
    assert.equal((await binance.fetchOpenOrders()).length, 0);
    const ioc = await binance.createOrder(SYMBOL, "limit", "buy", 0.01, low, { timeInForce: "IOC" });
    assert.equal(ioc.status, "expired");
  }));

Deno.test("ccxt places stops and targets, and both at once as a list of which one cancels the other", () =>
  withCcxt(async (binance, price) => {
    const [high, low] = [Math.ceil(price * 1.1), Math.floor(price * 0.9)];
    const stop = await binance.createOrder(SYMBOL, "market", "sell", 0.01, undefined, { stopLossPrice: low });
    assert.equal((await binance.fetchOrder(stop.id!, SYMBOL)).triggerPrice, low);
    await binance.createOrder(SYMBOL, "limit", "sell", 0.01, high, { takeProfitPrice: high });
    await binance.cancelAllOrders(SYMBOL);
    const list = await binance.privatePostOrderListOco({
      symbol: "BTCUSDT",
      side: "SELL",
      quantity: "0.01",
      aboveType: "LIMIT_MAKER",
      abovePrice: String(high),
      belowType: "STOP_LOSS",
      belowStopPrice: String(low),
    });
    assert.equal(list.listOrderStatus, "EXECUTING");
    const open = await binance.fetchOpenOrders(SYMBOL);
    assert.equal(open.length, 2);
    assert.equal((await binance.fetchBalance())["BTC"]!.used, 0.01);
    await binance.cancelOrder(open[0]!.id!, SYMBOL);
    assert.equal((await binance.fetchOpenOrders(SYMBOL)).length, 0);
  }));

Deno.test("ccxt is refused by its own classes, and an attached stop is refused rather than forgotten", () =>
  withCcxt(async (binance, price, running) => {
    const buy = (amount: number, at: number, params = {}) =>
      binance.createOrder(SYMBOL, "limit", "buy", amount, at, params);
    await assert.rejects(buy(5, Math.floor(price)), ccxt.InsufficientFunds);
    await assert.rejects(buy(0.01, Math.floor(price * 10)), /Filter failure: PERCENT_PRICE_BY_SIDE/);
    await assert.rejects(buy(0.00001, Math.floor(price * 0.9)), /Filter failure: NOTIONAL/);
    await assert.rejects(buy(0.01, Math.ceil(price * 1.05), { postOnly: true }), ccxt.OrderImmediatelyFillable);
    await assert.rejects(
      buy(0.01, Math.floor(price * 0.9), { stopLoss: { triggerPrice: price * 0.8 } }),
      ccxt.BadRequest,
    );
    await assert.rejects(binance.cancelOrder("999", SYMBOL), ccxt.OrderNotFound);
    await assert.rejects(binance.fetchOrder("999", SYMBOL), ccxt.OrderNotFound);
    await buy(0.01, Math.floor(price * 0.9), { clientOrderId: "twice" });
    await assert.rejects(buy(0.01, Math.floor(price * 0.9), { clientOrderId: "twice" }), ccxt.InvalidOrder);
    const stranger = ccxtBinance(running, { ...openAccount(running), secret: "wrong" });
    stranger.setMarkets(Object.values(binance.markets!));
    await assert.rejects(stranger.fetchBalance(), ccxt.AuthenticationError);
    await stranger.close();
  }));

Deno.test("ccxt hears of its orders, fills and balances on the private stream", () =>
  withCcxt(async (binance) => {
    const heard = Promise.all([binance.watchOrders(SYMBOL), binance.watchMyTrades(SYMBOL), binance.watchBalance()]);
    await untilListening(binance);
    await binance.createOrder(SYMBOL, "market", "buy", 0.01);
    const [orders, trades, balance] = await heard;
    assert.ok(orders.some(({ side, symbol }) => side === "buy" && symbol === SYMBOL));
    assert.equal(trades.at(-1)!.symbol, SYMBOL);
    assert.ok(balance["BTC"]!.total! >= 2);
    const placed = await binance.createOrderWs(SYMBOL, "limit", "buy", 0.01, 10_000);
    assert.equal((await binance.cancelOrderWs(placed.id!, SYMBOL)).status, "canceled");
    const { info } = await binance.fetchBalanceWs(); // which it hands on as it came
    assert.deepEqual(info.balances.map(({ asset }: { asset: string }) => asset), ["BTC", "USDT"]);
  }));

Deno.test("npm binance places, asks, cancels, and trades over the WebSocket API", () =>
  withExchange({}, async (running) => {
    const { apiKey, secret } = openAccount(running);
    const client = new MainClient({ api_key: apiKey, api_secret: secret, baseUrl: running.restUrl });
    const placed = await client.submitNewOrder({
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: 0.01,
      price: 10_000,
      newOrderRespType: "FULL",
    });
    assert.equal((await client.getOrder({ symbol: "BTCUSDT", orderId: placed.orderId })).status, "NEW");
    assert.equal((await client.cancelOrder({ symbol: "BTCUSDT", orderId: placed.orderId })).status, "CANCELED");
    const { balances } = await client.getAccountInformation();
    assert.deepEqual(balances.map(({ asset, free }) => [asset, free]), [["BTC", "2.00000000"], [
      "USDT",
      "100000.00000000",
    ]]);
    await assert.rejects(client.getOrder({ symbol: "BTCUSDT", orderId: 77 }), { code: -2013 });
    const api = new WebsocketAPIClient({ api_key: apiKey, api_secret: secret, wsUrl: running.wsUrl });
    try {
      const order = await api.submitNewSpotOrder({
        symbol: "BTCUSDT",
        side: "SELL",
        type: "MARKET",
        quantity: 0.01,
        timestamp: Date.now(), // which its types do not know, and which it forgets with such keys
      } as never);
      assert.equal((order.result as { status: string }).status, "FILLED");
    } finally {
      api.disconnectAll();
    }
  }));

/** ccxt subscribes in the background: the demo exchange knows when it has. */
async function untilListening(binance: Binance): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const clients = Object.entries(binance.clients).filter(([url]) => url.includes("ws-api"));
    if (clients.some(([, client]) => Object.keys(client.subscriptions).length > 0 && client.isConnected)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail("ccxt never subscribed");
}
