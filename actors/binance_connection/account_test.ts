/** The account of a key: orders, fills and balances. */
import assert from "node:assert/strict";
import type { FakeSocket } from "../../exchanges/binance/fake_socket.ts";
import { Exchange, info, kitAt, START_MS, started, watched } from "../binance_connection_fixture.ts";
import type { TestKit } from "../runtime/testkit.ts";

/** The socket of the account is served: its clock, then its subscription. */
async function servesAccount(kit: TestKit, socket: FakeSocket, answer: Record<string, unknown>): Promise<void> {
  socket.opens();
  await kit.settle();
  socket.hears({ id: socket.sent.at(-1)!.id, status: 200, result: { serverTime: START_MS } });
  await kit.settle();
  socket.hears({ id: socket.sent.at(-1)!.id, ...answer });
  await kit.settle();
}

const credentials = { apiKey: "the-key", secret: "the-secret" };

Deno.test("with a key, orders, fills and balances of the account are told as long as somebody wishes them", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange, { credentials });
  const orders = await watched(kit, connection, { channel: "orders", symbols: [] });
  const fills = await watched(kit, connection, { channel: "fills", symbols: ["BTC/USDT"] });
  const balance = await watched(kit, connection, { channel: "balance", symbols: [] });
  assert.deepEqual(exchange.sockets.map(({ url }) => url), ["ws://exchange/ws-api/v3"]);
  await servesAccount(kit, exchange.socket, { status: 200, result: { subscriptionId: 0 } });
  assert.equal((await info(kit, connection)).state, "live");
  exchange.socket.hears({ subscriptionId: 0, event: EXECUTION });
  exchange.socket.hears({
    subscriptionId: 0,
    event: { e: "outboundAccountPosition", E: 3, u: 3, B: [{ a: "BTC", f: "1.5", l: "0.5" }] },
  });
  await kit.settle();
  const order = {
    symbol: "BTC/USDT",
    orderId: "42",
    clientOrderId: "mine",
    side: "buy",
    type: "limit",
    status: "closed",
    price: "100.00",
    quantity: "0.5",
    filledQuantity: "0.5",
    timeMs: 2,
  };
  const fill = {
    symbol: "BTC/USDT",
    fillId: "7",
    orderId: "42",
    side: "buy",
    price: "99.90",
    quantity: "0.5",
    fee: "0.0005",
    feeCurrency: "BTC",
    timeMs: 2,
  };
  assert.deepEqual(orders.told, [{ kind: "OrdersReported", exchange: "binance", orders: [order] }]);
  assert.deepEqual(fills.told, [{ kind: "FillsReported", exchange: "binance", fills: [fill] }]);
  assert.deepEqual(balance.told, [{
    kind: "BalanceChanged",
    exchange: "binance",
    balances: [{ currency: "BTC", free: "1.5", used: "0.5" }],
  }]);
  for (const { id } of [orders, fills, balance]) connection.tell("Unwatch", { id });
  await kit.settle();
  assert.ok(exchange.socket.closedByUs);
  assert.equal((await info(kit, connection)).state, "idle");
});

Deno.test("the account is not listened to before the markets are known of which it tells", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  exchange.answer = () => new Response(null, { status: 503 });
  const connection = await started(kit, exchange, { credentials });
  await watched(kit, connection, { channel: "orders", symbols: [] });
  assert.equal(exchange.sockets.length, 0);
  exchange.answer = () => undefined;
  await kit.advance("1s");
  assert.equal(exchange.sockets.length, 1);
});

Deno.test("a key that the exchange refuses is told in its words and without the key, and is not tried again", async () => {
  await using kit = kitAt();
  const exchange = new Exchange();
  const connection = await started(kit, exchange, { credentials });
  await watched(kit, connection, { channel: "balance", symbols: [] });
  const error = { code: -2015, msg: "Invalid API-key, IP, or permissions for action." };
  await servesAccount(kit, exchange.socket, { status: 401, error });
  await kit.advance("5m");
  const { channels, lastError } = await info(kit, connection);
  assert.match(channels[0]?.error ?? "", /Invalid API-key, IP, or permissions for action. \(-2015\)/);
  assert.ok(!`${lastError}`.includes("the-key"));
  assert.equal(exchange.sockets.length, 1);
});

const EXECUTION = {
  e: "executionReport",
  E: 2,
  s: "BTCUSDT",
  c: "mine",
  S: "BUY",
  o: "LIMIT",
  f: "GTC",
  q: "0.5",
  p: "100.00",
  P: "0.00",
  F: "0.00",
  g: -1,
  C: "",
  x: "TRADE",
  X: "FILLED",
  r: "NONE",
  i: 42,
  l: "0.5",
  z: "0.5",
  L: "99.90",
  n: "0.0005",
  N: "BTC",
  T: 2,
  t: 7,
  I: 1,
  w: false,
  m: false,
  M: true,
  O: 1,
  Z: "49.95",
  Y: "49.95",
  Q: "0.00",
  V: "NONE",
};
