/** Market data over real sockets: order books with frames lost, doubled and swapped on the way never show what is not so. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { NOON, TurnedTime, withExchange } from "../exchanges/demo/test_support.ts";
import { levelRows } from "../exchanges/demo/book_rows.ts";
import type { RunningDemoExchange } from "../exchanges/demo/server.ts";
import type { BookPicture } from "../domain/market_data.ts";
import type { FeedIncident } from "../domain/feed_audit.ts";
import { binanceConnectionProtocol } from "./binance_connection/protocol.ts";
import { createSystem, defineActor, type Logger, type Place, supervisor, type System } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { type MarketDataEvent, marketDataEvent, type Subscription } from "./exchange_connection_protocol.ts";
import { feedIncidents, marketData } from "./topics.ts";
import { z } from "zod";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const UPDATES = 10_000;
/** Up to here the cheap snapshot is deep enough. */
const LEVELS = 500;
const LIMIT_MS = 120_000;
const CHAOS = { seed: 5, drop: 0.002, duplicate: 0.01, reorder: 0.001 };
const WISH = { symbols: SYMBOLS, timeframe: null, limit: null, everyMs: null };
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const listener = moduleOf(defineActor({ protocol: {}, args: z.undefined(), init: () => ({}), on: {} }));

/** A connection to the exchange, and somebody who wishes. */
function connected({ restUrl, wsUrl }: RunningDemoExchange, place: Place = "local"): Promise<System> {
  const args = { exchange: "demo", endpoints: { restUrl, wsUrl } };
  const module = import.meta.resolve("./binance_connection.actor.ts");
  const connection = { id: "connection", module, args, place };
  const children = [{ id: "listener", module: listener }, connection];
  return createSystem(supervisor({ strategy: "one_for_one", children }), { logger: silent });
}

/** What was heard of the books. */
interface Heard {
  readonly key: string;
  updates: number;
  /** How many of them could be compared with the exchange's book at the same update. */
  compared: number;
  /** Those of them that differed. */
  readonly wrong: BookPicture[];
  readonly latest: Map<string, BookPicture>;
  readonly incidents: FeedIncident[];
}

async function listen(system: System, { exchange }: RunningDemoExchange): Promise<Heard> {
  const connection = system.whereis("/root/connection", binanceConnectionProtocol);
  const subscription = { ...WISH, channel: "order_books" as const, limit: LEVELS };
  const answer = await connection.ask("Watch", { subscriber: "/root/listener", subscription });
  assert.ok(answer.outcome === "watching");
  const heard: Heard = { key: answer.key, updates: 0, compared: 0, wrong: [], latest: new Map(), incidents: [] };
  system.subscribe(feedIncidents, (incident) => heard.incidents.push(incident));
  system.subscribe(marketData.key(answer.key), (event) => {
    assert.ok(event.kind === "OrderBookChanged");
    heard.updates++;
    heard.latest.set(event.book.symbol, event.book);
    if (bookOf(exchange, event.book.symbol).updateId !== event.book.updateId) return;
    heard.compared++;
    if (!isDeepStrictEqual(levelsOf(event.book), truthOf(exchange, event.book.symbol))) heard.wrong.push(event.book);
  });
  return heard;
}

function marketOf(exchange: RunningDemoExchange["exchange"], symbol: string) {
  return exchange.markets.find(({ id }) => id === symbol.replace("/", ""))!;
}

function bookOf(exchange: RunningDemoExchange["exchange"], symbol: string) {
  return marketOf(exchange, symbol).book;
}

function truthOf(exchange: RunningDemoExchange["exchange"], symbol: string) {
  const market = marketOf(exchange, symbol);
  return (["bid", "ask"] as const).map((side) => levelRows(market, market.book.levels(side, LEVELS)));
}

const levelsOf = ({ bids, asks }: Pick<BookPicture, "bids" | "asks">) => [bids, asks];

/** Lets what is on its way arrive. */
const arrive = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

Deno.test("after 10,000 updates of which many are lost, doubled or swapped each book equals the exchange's", async () => {
  const time = new TurnedTime(NOON);
  const limits = { pongWithinMs: Infinity };
  await withExchange({ time, fromMs: NOON, chaos: CHAOS, limits }, async (running) => {
    const { restUrl, exchange } = running;
    await using system = await connected(running);
    const heard = await listen(system, running);
    const endMs = performance.now() + LIMIT_MS;
    const turnUntil = async (done: () => boolean) => {
      while (!done()) {
        assert.ok(performance.now() < endMs, `only ${heard.updates} updates were heard`);
        time.turn(1_000);
        await arrive();
      }
    };
    await turnUntil(() => heard.updates >= UPDATES);
    running.setChaos(null);
    await turnUntil(() =>
      SYMBOLS.every((symbol) => heard.latest.get(symbol)?.updateId === bookOf(exchange, symbol).updateId)
    );

    for (const symbol of SYMBOLS) {
      const response = await fetch(`${restUrl}/api/v3/depth?symbol=${symbol.replace("/", "")}&limit=${LEVELS}`);
      const { lastUpdateId, bids, asks } = await response.json();
      assert.equal(heard.latest.get(symbol)?.updateId, lastUpdateId);
      assert.deepEqual(levelsOf(heard.latest.get(symbol)!), [bids, asks]);
    }
    const countOf = (kind: string) => heard.incidents.filter((incident) => incident.kind === kind).length;
    assert.deepEqual(heard.wrong, []);
    assert.ok(heard.compared > UPDATES / 40, `only ${heard.compared} were compared`);
    assert.ok(countOf("book_gap") > 10 && countOf("book_resync") > 10);
    assert.deepEqual(heard.incidents.filter(({ detail }) => detail.includes("the book shows")), []);
  });
});

Deno.test("from a worker, trades, candles, tickers and best bids and asks of the demo exchange are told as they were wished", async () => {
  const time = new TurnedTime(NOON);
  await withExchange({ time, fromMs: NOON, limits: { pongWithinMs: Infinity } }, async (running) => {
    await using system = await connected(running, { worker: "exchange" });
    const connection = system.whereis("/root/connection", binanceConnectionProtocol);
    const wishes: Subscription[] = [
      { ...WISH, channel: "trades" },
      { ...WISH, channel: "candles", timeframe: "1s" },
      { ...WISH, channel: "candles", timeframe: "1d@+08:00" },
      { ...WISH, channel: "tickers" },
      { ...WISH, channel: "tickers", symbols: [] },
      { ...WISH, channel: "bids_asks" },
    ];
    const heard: MarketDataEvent[][] = [];
    for (const subscription of wishes) {
      const answer = await connection.ask("Watch", { subscriber: "/root/listener", subscription });
      assert.ok(answer.outcome === "watching", Deno.inspect(answer));
      const told: MarketDataEvent[] = [];
      heard.push(told);
      system.subscribe(marketData.key(answer.key), (event) => told.push(event));
    }
    for (let turns = 0; !heard.every(({ length }) => length >= 10); turns++) {
      assert.ok(turns < 5_000, Deno.inspect(heard.map(({ length }) => length)));
      time.turn(500);
      await arrive();
    }
    for (const event of heard.flat()) assert.equal(marketDataEvent.safeParse(event).error, undefined);
    const trades = heard[0]!.flatMap((event) => event.kind === "TradesPrinted" ? event.trades : []);
    for (const symbol of SYMBOLS) {
      const ids = trades.filter((trade) => trade.symbol === symbol).map(({ id }) => Number(id));
      assert.deepEqual(ids, ids.map((_, place) => ids[0]! + place));
    }
    const { state, sockets, channels } = await connection.ask("GetConnectionInfo", undefined);
    assert.deepEqual([state, sockets, channels.length], ["live", 1, wishes.length]);
  });
});
