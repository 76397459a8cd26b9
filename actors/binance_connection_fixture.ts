/** A connection to Binance's market data and account, on an exchange in the hand of a test. */
import assert from "node:assert/strict";
import { z } from "zod";
import { binanceConnectionProtocol } from "./binance_connection/protocol.ts";
import type { Subscription } from "./exchange_connection_protocol.ts";
import { type ActorRef, defineActor, supervisor } from "./runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "./runtime/testkit.ts";
import { ScriptedTransport } from "./scripted_transport.ts";
import { marketData } from "./topics.ts";

/** Where the connection stands. */
export const PATH = "/root/binance";
/** When the tests begin, UTC ms. */
export const START_MS = Date.UTC(2023, 3, 10);

/** An exchange in the hand of the test. */
export class Exchange extends ScriptedTransport {
  /** The update that a book over REST is as of. */
  lastUpdateId = 0;

  /** How often a book was asked for. */
  get snapshots(): number {
    return this.asked.filter((path) => path.startsWith("/api/v3/depth")).length;
  }

  hears(stream: string, data: unknown): void {
    this.socket.hears({ stream, data });
  }

  trades(id: number): void {
    this.hears("btcusdt@trade", {
      e: "trade",
      E: 1,
      s: "BTCUSDT",
      t: id,
      p: "100.10",
      q: "0.5",
      T: 1,
      m: true,
      M: true,
    });
  }

  depth(U: number, u = U, b = [["100.00", String(u)]], a: string[][] = []): void {
    this.hears("btcusdt@depth@100ms", { e: "depthUpdate", E: u, s: "BTCUSDT", U, u, b, a });
  }

  top(u: number, [b, B]: [string, string], [a, A]: [string, string]): void {
    this.hears("btcusdt@bookTicker", { u, s: "BTCUSDT", b, B, a, A });
  }

  kline(stream: string, E: number, i: string, x: boolean): void {
    const prices = { o: "1", c: "1", h: "1", l: "1", v: "1", q: "1", V: "1", Q: "1", B: "0" };
    const k = { t: 0, T: 59_999, s: "BTCUSDT", i, f: 1, L: 2, n: 2, x, ...prices };
    this.hears(stream, { e: "kline", E, s: "BTCUSDT", k });
  }

  protected serve(path: string): Response {
    if (path.startsWith("/api/v3/exchangeInfo")) {
      return Response.json({ rateLimits: [], symbols: [infoOf("BTC"), infoOf("ETH")] });
    }
    return Response.json({ lastUpdateId: this.lastUpdateId, bids: [["99.00", "1"]], asks: [["101.00", "2"]] });
  }
}

function infoOf(baseAsset: string) {
  return {
    symbol: `${baseAsset}USDT`,
    status: "TRADING",
    baseAsset,
    quoteAsset: "USDT",
    filters: [
      { filterType: "PRICE_FILTER", tickSize: "0.01" },
      { filterType: "LOT_SIZE", minQty: "0.001", maxQty: "9000", stepSize: "0.001" },
      { filterType: "NOTIONAL", minNotional: "5" },
    ],
  };
}

const listener = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => ({}), on: {} }));

/** The connection, to be asked. */
export type Connection = ActorRef<typeof binanceConnectionProtocol>;

/** Starts a connection, and two listeners `a` and `b` to wish something of it. */
export async function started(
  kit: TestKit,
  exchange: Exchange,
  more: Record<string, unknown> = {},
): Promise<Connection> {
  const endpoints = { restUrl: "http://exchange", wsUrl: "ws://exchange" };
  const args = { exchange: "binance", endpoints, transport: exchange.transport, ...more };
  await kit.start(supervisor({
    strategy: "one_for_one",
    intensity: 100,
    children: [
      { id: "binance", module: import.meta.resolve("./binance_connection.actor.ts"), args },
      { id: "listeners", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  for (const id of ["a", "b"]) {
    await kit.system.start("/root/listeners", { id, module: listener, restart: "temporary" });
  }
  await kit.settle();
  return kit.system.whereis(PATH, binanceConnectionProtocol);
}

/** A turned clock at {@linkcode START_MS}. */
export const kitAt = () => testKit({ nowMs: START_MS });

/** Wishes in the name of a listener. */
export async function wish(kit: TestKit, connection: Connection, wanted: Partial<Subscription>, by = "a") {
  const subscription = {
    channel: "trades",
    symbols: ["BTC/USDT"],
    timeframe: null,
    limit: null,
    everyMs: null,
    ...wanted,
  };
  const asked = connection.ask("Watch", { subscriber: `/root/listeners/${by}`, subscription } as never, {});
  await kit.settle();
  return await asked;
}

/** The same, of a wish that is granted; gives what is told on its key. */
export async function watched(kit: TestKit, connection: Connection, wanted: Partial<Subscription>, by = "a") {
  const answer = await wish(kit, connection, wanted, by);
  assert.ok(answer.outcome === "watching", Deno.inspect(answer));
  return { ...answer, told: kit.probe(marketData.key(answer.key)).got };
}

/** How the connection is. */
export async function info(kit: TestKit, connection: Connection) {
  const asked = connection.ask("GetConnectionInfo", undefined);
  await kit.settle();
  return await asked;
}

/** A connection on which a book is in step at update 10, with the best bid 100.00 and the best ask 101.00. */
export async function withBook(kit: TestKit, exchange: Exchange, wanted: Partial<Subscription> = {}) {
  const connection = await started(kit, exchange);
  const book = await watched(kit, connection, { channel: "order_books", ...wanted });
  exchange.lastUpdateId = 10;
  await exchange.socket.serves();
  await kit.advance(1);
  exchange.depth(9, 10);
  await kit.advance(1);
  return { connection, ...book };
}
