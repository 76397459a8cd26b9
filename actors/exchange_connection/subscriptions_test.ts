import assert from "node:assert/strict";
import type { MarketDataEvent, Subscription } from "../exchange_connection_protocol.ts";
import { ConnectionStatus } from "./status.ts";
import { problemOf, Subscriptions } from "./subscriptions.ts";

const PATH = "/root/connections/binance";
const wish = (of: Partial<Subscription>): Subscription => ({
  channel: "trades",
  symbols: ["BTC/USDT"],
  timeframe: null,
  limit: null,
  everyMs: null,
  ...of,
});
function printed(...ids: number[]): MarketDataEvent {
  return {
    kind: "TradesPrinted",
    exchange: "binance",
    trades: ids.map((id) => ({
      symbol: "BTC/USDT",
      id: String(id),
      price: "1",
      quantity: "1",
      timeMs: id,
      takerSide: "buy",
    })),
  };
}
const idsOf = (event: MarketDataEvent | null | undefined) =>
  event?.kind === "TradesPrinted" ? event.trades.map(({ id }) => Number(id)) : null;

Deno.test("equal wishes share one flow, however they are spelled, and its key names the connection", () => {
  const subscriptions = new Subscriptions(PATH);
  const one = subscriptions.add("/root/a", wish({ symbols: ["ETH/USDT", "BTC/USDT"] }), "stream");
  const two = subscriptions.add("/root/b", wish({ symbols: ["BTC/USDT", "ETH/USDT", "BTC/USDT"] }), "stream");
  assert.equal(one.flow, two.flow);
  assert.notEqual(one.id, two.id);
  assert.equal(one.flow.key, `${PATH}#trades BTC/USDT,ETH/USDT`);
  assert.deepEqual(subscriptions.subscribers(), new Set(["/root/a", "/root/b"]));
});

Deno.test("wishes that differ in anything have flows of their own", () => {
  const subscriptions = new Subscriptions(PATH);
  const wishes = [
    wish({}),
    wish({ everyMs: 1_000 }),
    wish({ limit: 5 }),
    wish({ limit: 5, everyMs: 1_000 }),
    wish({ channel: "candles", timeframe: "1m" }),
    wish({ channel: "candles", timeframe: "1M" }),
    wish({ channel: "tickers", symbols: [] }),
  ];
  const keys = wishes.map((wanted) => subscriptions.add("/root/a", wanted, "stream").flow.key);
  assert.equal(new Set(keys).size, wishes.length);
  assert.equal(keys[3], `${PATH}#trades BTC/USDT every 1000 ms limit 5`);
});

Deno.test("a flow ends with its last wish, and the same wish of one actor counts once", () => {
  const subscriptions = new Subscriptions(PATH);
  const { id, flow } = subscriptions.add("/root/a", wish({}), "stream");
  assert.equal(subscriptions.add("/root/a", wish({}), "stream").id, id);
  const other = subscriptions.add("/root/b", wish({}), "stream");
  assert.equal(subscriptions.remove(id), null);
  assert.equal(subscriptions.remove(other.id), flow);
  assert.deepEqual([subscriptions.flows(), subscriptions.of("trades"), subscriptions.get(flow.key)], [
    [],
    [],
    undefined,
  ]);
  assert.equal(subscriptions.remove(id), null);
});

Deno.test("an actor that dies is let go of with all that it alone wished", () => {
  const subscriptions = new Subscriptions(PATH);
  subscriptions.add("/root/a", wish({}), "stream");
  const alone = subscriptions.add("/root/a", wish({ channel: "tickers" }), "stream");
  subscriptions.add("/root/b", wish({}), "stream");
  assert.deepEqual(subscriptions.removeOf("/root/a"), [alone.flow]);
  assert.deepEqual(subscriptions.flows().map(({ wishes }) => [...wishes.values()]), [["/root/b"]]);
});

Deno.test("each flow hears what it wished, at its own pace, and tells only what is new", () => {
  const subscriptions = new Subscriptions(PATH);
  const { flow: each } = subscriptions.add("/root/a", wish({}), "stream");
  const { flow: paced } = subscriptions.add("/root/a", wish({ everyMs: 1_000, limit: 2 }), "stream");
  subscriptions.add("/root/a", wish({ symbols: ["ETH/USDT"] }), "stream");
  const hear = (event: MarketDataEvent, nowMs: number) =>
    subscriptions.hear("trades", event, nowMs).map(({ flow, inMs }) => [flow.key, inMs]);
  assert.deepEqual(hear(printed(1), 5_000), [[each.key, 0], [paced.key, 0]]);
  assert.deepEqual([each, paced].map((flow) => flow.take(5_000).map(idsOf)), [[[1]], [[1]]]);
  assert.deepEqual(hear(printed(1, 2, 3), 5_100), [[each.key, 0], [paced.key, 900]]);
  assert.deepEqual(each.take(5_100).map(idsOf), [[2, 3]]);
  assert.deepEqual(hear(printed(4), 5_200), [[each.key, 0]]);
  assert.deepEqual(paced.take(6_000).map(idsOf), [[3, 4]]);
  assert.deepEqual(hear(printed(4), 6_100), []);
  assert.deepEqual([idsOf(each.kept.latest()), idsOf(paced.kept.latest())], [[1, 2, 3, 4], [3, 4]]);
});

Deno.test("a list that is polled again and again is told once, also where fewer are kept than polled", () => {
  const subscriptions = new Subscriptions(PATH);
  const { flow } = subscriptions.add("/root/a", wish({ limit: 2 }), "poll");
  subscriptions.hear("trades", printed(1, 2, 3, 4), 0);
  assert.deepEqual(flow.take(0).map(idsOf), [[3, 4]]);
  assert.deepEqual(subscriptions.hear("trades", printed(1, 2, 3, 4), 1), []);
  subscriptions.hear("trades", printed(2, 3, 4, 5), 2);
  assert.deepEqual(flow.take(2).map(idsOf), [[5]]);
});

Deno.test("a book is cut to the wished levels, and one event tells one book", () => {
  const subscriptions = new Subscriptions(PATH);
  const both = wish({ channel: "order_books", symbols: ["BTC/USDT", "ETH/USDT"], limit: 1, everyMs: 1_000 });
  const { flow } = subscriptions.add("/root/a", both, "stream");
  const side: [string, string][] = [["2", "1"], ["1", "1"]];
  const book = (symbol: string) => ({ symbol, updateId: 1, timeMs: 1, bids: side, asks: side });
  for (const symbol of both.symbols) {
    subscriptions.hear("order_books", { kind: "OrderBookChanged", exchange: "binance", book: book(symbol) }, 0);
  }
  const told = flow.take(0).map((event) => event.kind === "OrderBookChanged" && [event.book.symbol, event.book.bids]);
  assert.deepEqual(told, [["BTC/USDT", [["2", "1"]]], ["ETH/USDT", [["2", "1"]]]]);
  const latest = flow.kept.latest();
  assert.equal(latest?.kind === "OrderBookChanged" && latest.book.symbol, "ETH/USDT");
});

Deno.test("candles of another length are not heard, and all tickers at once are", () => {
  const subscriptions = new Subscriptions(PATH);
  subscriptions.add("/root/a", wish({ channel: "candles", timeframe: "1d" }), "stream");
  const { flow } = subscriptions.add("/root/a", wish({ channel: "tickers", symbols: [] }), "stream");
  const prices = { open: "1", high: "1", low: "1", close: "1", volume: "1" };
  const candle = { symbol: "BTC/USDT", openMs: 0, closeMs: 59_999, ...prices, timeframe: "1m", closed: true } as const;
  assert.deepEqual(
    subscriptions.hear("candles", { kind: "CandlesChanged", exchange: "binance", candles: [candle] }, 0),
    [],
  );
  const ticker = {
    symbol: "ETH/USDT",
    timeMs: 1,
    windowMs: 1,
    open: null,
    high: null,
    low: null,
    last: "1",
    bid: null,
    ask: null,
    volumeBase: null,
    volumeQuote: null,
  };
  const due = subscriptions.hear("tickers", { kind: "TickersChanged", exchange: "binance", tickers: [ticker] }, 0);
  assert.deepEqual(due.map((each) => each.flow), [flow]);
});

Deno.test("what makes no sense with any exchange is told in words", () => {
  assert.equal(problemOf(wish({})), null);
  assert.equal(problemOf(wish({ channel: "balance", symbols: [] })), null);
  assert.match(problemOf(wish({ channel: "candles" }))!, /candles need a timeframe/);
  assert.match(problemOf(wish({ timeframe: "1m" }))!, /a timeframe is of candles only, not of trades/);
  assert.match(problemOf(wish({ symbols: [] }))!, /trades need symbols/);
  assert.match(problemOf(wish({ symbols: ["BTCUSDT"] }))!, /"BTCUSDT" is no symbol: expected one such as BTC\/USDT/);
});

Deno.test("a connection tells its state, since when, and what is wanted of it", () => {
  const subscriptions = new Subscriptions(PATH);
  const { flow } = subscriptions.add("/root/a", wish({}), "stream");
  subscriptions.hear("trades", printed(1, 2), 70);
  const status = new ConnectionStatus("binance", 10);
  assert.ok(status.to("live", 50) && !status.to("live", 60));
  assert.deepEqual(status.info(subscriptions), {
    exchange: "binance",
    state: "live",
    sinceMs: 50,
    channels: [{
      key: flow.key,
      channel: "trades",
      symbols: ["BTC/USDT"],
      how: "stream",
      subscribers: 1,
      cached: 2,
      updates: 1,
      lastMs: 70,
      error: null,
    }],
    subscribers: 1,
    sockets: null,
    reconnects: 0,
    lastError: null,
  });
});
