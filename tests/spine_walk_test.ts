/** From a market frame to a candle, the database, a decision, an order and the browser's event stream. */
import assert from "node:assert/strict";
import { orders, strategyStatuses } from "../actors/topics.ts";
import { fillsOf, lastOrders } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { openHouse, until } from "./house.ts";
import { compareWithRecording, RECORDED_TIMEFRAMES } from "./recording.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];

/** The events of a stream: name and data. */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: string }> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const parts = (text + decoder.decode(chunk, { stream: true })).split("\n\n");
    text = parts.pop()!;
    for (const part of parts) {
      const field = (name: string) => part.match(new RegExp(`^${name}: ?(.*)$`, "m"))?.[1];
      yield { name: field("event") ?? "", data: field("data") ?? "" };
    }
  }
}

Deno.test("a trade on the wire becomes a candle, a row, a decision, an order and an event in the browser", async () => {
  await using house = await openHouse({ DEMO_SPEED: "600" });
  const filled: Order[] = [];
  let decisions = 0;
  house.system.subscribe(orders, ({ order }) => order.state === "filled" && filled.push(order));
  house.system.subscribe(strategyStatuses, ({ lastDecision }) => lastDecision !== null && decisions++);

  const cookie = (await fetch(`${house.url}/heartbeat`)).headers.get("set-cookie")!.split(";")[0]!;
  const abort = new AbortController();
  const stream = await fetch(`${house.url}/events`, { headers: { cookie }, signal: abort.signal });
  const names = new Map<string, number>();
  const reading = (async () => {
    for await (const { name } of events(stream.body!)) names.set(name, (names.get(name) ?? 0) + 1);
  })().catch((error) => assert.equal(error.name, "AbortError"));

  await until("two filled orders", 60_000, () => filled.length >= 2);
  await until(
    "a closed candle and an order on the event stream",
    10_000,
    () => names.has("candle") && names.has("order"),
  );
  abort.abort();
  await reading;

  assert.ok(decisions > 0, "no decision was told");
  const [newest] = await lastOrders(house.db, filled[0]!.userId, 1);
  assert.equal(newest!.symbol, "BTC/USDT");
  for (const order of filled) {
    const fills = await fillsOf(house.db, order.clientOrderId);
    assert.ok(fills.length > 0, `${order.clientOrderId} is filled, but has no fill`);
    assert.ok(Number(order.feeQuote) > 0);
  }
  for (const symbol of SYMBOLS) {
    for (const timeframe of TIMEFRAMES) {
      const stored = await house.stored(symbol, timeframe);
      stored.forEach((candle, i) => {
        if (i > 0) {
          assert.equal(candle.openMs - stored[i - 1]!.openMs, timeframeMs(timeframe), `${symbol} ${timeframe}`);
        }
      });
    }
    for (const timeframe of RECORDED_TIMEFRAMES) {
      const { compared, differences } = await compareWithRecording(
        await house.stored(symbol, timeframe),
        await house.shiftMs(symbol),
      );
      assert.deepEqual(differences, []);
      assert.ok(compared > 0, `${symbol} ${timeframe}: nothing was compared`);
    }
  }
});
