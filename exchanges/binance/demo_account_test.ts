/** The private half of the client and of the demo exchange, each written without the other's code. */
import assert from "node:assert/strict";
import { moneyOf } from "../demo/trading/money.ts";
import type { NewOrder } from "../demo/trading/order.ts";
import { type RunningDemoExchange, startDemoExchange } from "../demo/server.ts";
import { machineClock as clock } from "./machine_clock.ts";
import { SymbolNames } from "./symbol_names.ts";
import { UserDataStream } from "./user_data_stream.ts";
import type { UserEvent } from "./user_events.ts";

const ORDER: NewOrder = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "MARKET",
  timeInForce: "GTC",
  clientOrderId: "mine",
  steps: 1_000,
  quoteQuantity: null,
  price: null,
  stopPrice: null,
  trailingDelta: null,
  icebergSteps: null,
  selfTradeMode: "EXPIRE_MAKER",
};

/** A client that remembers what it heard and waits for what it wants to hear. */
function listener({ wsUrl }: RunningDemoExchange, credentials: { apiKey: string; secret: string }) {
  const events: UserEvent[] = [];
  const lost: string[] = [];
  let wake = () => {};
  let lives = 0;
  const stream = new UserDataStream({
    wsApiUrl: () => Promise.resolve(wsUrl),
    credentials,
    names: new SymbolNames(["BTC/USDT"]),
    clock,
    random: Math.random,
    backoff: { minMs: 10, maxMs: 50, factor: 2 },
    onEvent: (event) => (events.push(event), wake()),
    onLive: () => (lives++, wake()),
    onLost: (why) => (lost.push(why), wake()),
  });
  const until = async (holds: () => boolean) => {
    for (let turn = 0; turn < 1_000 && !holds(); turn++) await new Promise<void>((resolve) => wake = resolve);
    assert.ok(holds());
  };
  return { stream, events, lost, until, lives: () => lives };
}

Deno.test("an order, its fills and the balances after them are heard on the private stream, also after it was cut", async () => {
  const running = await startDemoExchange();
  const { desk } = running.exchange;
  const key = desk.openAccount("one", [["USDT", moneyOf("100000")!]]);
  const { stream, events, until, lives } = listener(running, key);
  try {
    await until(() => lives() === 1);
    const order = desk.run((engine) => engine.place(key.accountId, ORDER));
    await until(() => events.some(({ kind }) => kind === "balances"));
    const heard = events.filter((event) => event.kind === "order");
    assert.deepEqual(heard.map(({ happened }) => happened).slice(0, 2), ["new", "trade"]);
    const last = heard.at(-1)!;
    assert.deepEqual([last.state, last.clientOrderId, last.orderId], ["filled", "mine", order.orderId]);
    assert.equal(Number(last.filledQuantity), 0.01);
    assert.equal(last.fill!.feeCurrency, "BTC");
    running.strike("cut", 0);
    await until(() => lives() === 2);
    const seen = events.length;
    desk.run((engine) => engine.place(key.accountId, { ...ORDER, side: "SELL", steps: 500 }));
    await until(() => events.slice(seen).some(({ kind }) => kind === "balances"));
  } finally {
    await stream.close();
    await running.close();
  }
});

Deno.test("a wrong secret is told once and in words, without the secret", async () => {
  const running = await startDemoExchange();
  const key = running.exchange.desk.openAccount("one", []);
  const { stream, lost, until } = listener(running, { apiKey: key.apiKey, secret: "not-the-secret" });
  try {
    await until(() => lost.length === 1);
    assert.match(lost[0]!, /Signature for this request is not valid/);
    assert.doesNotMatch(lost.join(), /not-the-secret/);
  } finally {
    await stream.close();
    await running.close();
  }
});
