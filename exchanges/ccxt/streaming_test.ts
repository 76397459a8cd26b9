/** An exchange that streams: Kraken's class of ccxt, unchanged, with a wire of ours behind it. */
import assert from "node:assert/strict";
import { actKraken, bookFrame, candleFrame, krakenSettings, subscribedBy, tradeFrame } from "./fake_kraken.ts";
import { FakeWire } from "./fake_wire.ts";
import type { Wish } from "./plan.ts";
import { Listener } from "./test_support.ts";

const TRADES: Wish = { channel: "trades", symbols: ["BTC/USDT"], timeframe: null };
const BOOK: Wish = { channel: "order_books", symbols: ["BTC/USDT"], timeframe: null };
const CANDLES: Wish = { channel: "candles", symbols: ["BTC/USDT"], timeframe: "1m" };

async function kraken(): Promise<{ wire: FakeWire; listener: Listener } & AsyncDisposable> {
  const wire = await FakeWire.open();
  actKraken(wire);
  const listener = await Listener.of("kraken", krakenSettings(wire));
  const end = async () => {
    await listener[Symbol.asyncDispose]();
    await wire[Symbol.asyncDispose]();
  };
  return { wire, listener, [Symbol.asyncDispose]: end };
}

/** Waits until a client has subscribed. */
async function subscribed(wire: FakeWire, listener: Listener, name: string, callers = 1): Promise<void> {
  await listener.until(() => wire.callers.length >= callers && subscribedBy(wire.caller).includes(name), name);
}

Deno.test("trades, books and candles of Kraken arrive in the domain's words", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  assert.equal(listener.want(TRADES), "stream");
  listener.want(BOOK);
  listener.want(CANDLES);
  for (const channel of ["trade", "book", "ohlc"]) await subscribed(wire, listener, `${channel} BTC/USDT`);
  wire.tell(tradeFrame(7));
  const { trades } = await listener.first("TradesPrinted");
  assert.deepEqual(trades, [{
    symbol: "BTC/USDT",
    id: "7",
    price: "68000.1",
    quantity: "0.00012345",
    timeMs: Date.UTC(2026, 10, 21, 12, 0, 7, 123),
    takerSide: "buy",
  }]);
  wire.tell(bookFrame([[68_000, 1.5], [67_999.9, 2]], [[68_000.1, 0.25], [68_000.2, 3]]));
  wire.tell(bookFrame([[68_000, 0]], [], "update"));
  const { book } = await listener.first("OrderBookChanged", ({ book }) => book.bids.length === 1);
  assert.equal(Object.getPrototypeOf(book.bids), Array.prototype);
  assert.deepEqual([book.bids, book.asks], [[["67999.9", "2"]], [["68000.1", "0.25"], ["68000.2", "3"]]]);
  wire.tell(candleFrame("2026-11-21T12:00:00.000000Z", 68_001.5));
  wire.tell(candleFrame("2026-11-21T12:01:00.000000Z", 68_002));
  const closed = await listener.first("CandlesChanged", ({ candles }) => candles.some((candle) => candle.closed));
  assert.deepEqual(closed.candles.map(({ openMs, close, closed }) => [openMs, close, closed]), [
    [Date.UTC(2026, 10, 21, 12), "68001.5", true],
    [Date.UTC(2026, 10, 21, 12, 1), "68002", false],
  ]);
  assert.equal(listener.connection.sockets, 1);
});

Deno.test("markets that are wished together are subscribed by one message, and no market twice", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  const both: Wish = { ...TRADES, symbols: ["BTC/USDT", "ETH/USDT"] };
  listener.want(both);
  await subscribed(wire, listener, "trade ETH/USDT");
  listener.want(TRADES);
  wire.tell(tradeFrame(1));
  wire.tell(tradeFrame(2, "ETH/USDT", 3_000));
  await listener.first("TradesPrinted", ({ trades }) => trades[0]?.symbol === "ETH/USDT");
  assert.deepEqual(subscribedBy(wire.caller), ["trade BTC/USDT", "trade ETH/USDT"]);
});

Deno.test("each trade is heard once, however many come at a time", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(TRADES);
  await subscribed(wire, listener, "trade BTC/USDT");
  const ids = Array.from({ length: 200 }, (_, n) => n);
  for (const id of ids) wire.tell(tradeFrame(id));
  const told = () =>
    listener.heard.flatMap((one) => one.kind === "TradesPrinted" ? one.trades.map(({ id }) => id) : []);
  await listener.until(() => told().includes("199"), "the last trade");
  assert.deepEqual(told(), ids.map(String));
});

Deno.test("after the server died all streams come back, by one new socket", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(TRADES);
  listener.want(BOOK);
  await subscribed(wire, listener, "book BTC/USDT");
  wire.tell(tradeFrame(1));
  await listener.first("TradesPrinted");
  wire.refuses = true;
  wire.cut();
  await listener.until(() => listener.failures.length >= 4, "failures of both streams, twice");
  wire.refuses = false;
  await subscribed(wire, listener, "book BTC/USDT", 2);
  await subscribed(wire, listener, "trade BTC/USDT", 2);
  wire.tell(tradeFrame(2));
  await listener.first("TradesPrinted", ({ trades }) => trades[0]?.id === "2");
  assert.equal(wire.callers.length, 2);
  for (const { words, retryInMs } of listener.failures) {
    assert.match(words, /^Kraken: /);
    assert.ok(retryInMs !== null && retryInMs > 0);
  }
});

Deno.test("frames that make no sense end nothing", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(TRADES);
  await subscribed(wire, listener, "trade BTC/USDT");
  for (
    const frame of [
      "",
      "{",
      "null",
      "[]",
      '{"channel":"trade","type":"update","data":null}',
      '{"channel":"trade","data":[{}]}',
    ]
  ) {
    wire.tell(frame);
  }
  wire.tell(tradeFrame(1));
  for (let id = 2; id < 100 && !listener.heard.length; id++) {
    wire.tell(tradeFrame(id));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await listener.first("TradesPrinted");
  assert.equal(wire.callers.length, 1);
});

Deno.test("a socket that fell silent is closed, and its streams come back", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(TRADES);
  await subscribed(wire, listener, "trade BTC/USDT");
  listener.connection.dropSilent(60_000);
  assert.equal(listener.failures.length, 0);
  await listener.until(() => {
    listener.connection.dropSilent(1);
    return listener.failures.length > 0;
  }, "a silent socket");
  assert.match(listener.failures[0]!.words, /nothing was heard/);
  await subscribed(wire, listener, "trade BTC/USDT", 2);
  wire.tell(tradeFrame(1));
  await listener.first("TradesPrinted");
});

Deno.test("where Kraken cannot end a stream it flows unheard, and the last one takes the socket along", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(TRADES);
  listener.want(BOOK);
  await subscribed(wire, listener, "trade BTC/USDT");
  await subscribed(wire, listener, "book BTC/USDT");
  listener.release(TRADES);
  wire.tell(tradeFrame(1));
  wire.tell(bookFrame([[1, 1]], [[2, 1]]));
  await listener.first("OrderBookChanged");
  assert.equal(listener.heard.some(({ kind }) => kind === "TradesPrinted"), false);
  listener.release(BOOK);
  await listener.until(() => listener.connection.sockets === 0, "a closed socket");
  listener.want(TRADES);
  await subscribed(wire, listener, "trade BTC/USDT", 2);
  wire.tell(tradeFrame(2));
  await listener.first("TradesPrinted");
  assert.deepEqual(listener.failures, []);
});

Deno.test("candles of a second length are refused where the first would be told in their place", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.want(CANDLES);
  await subscribed(wire, listener, "ohlc BTC/USDT");
  listener.want({ ...CANDLES, timeframe: "5m" });
  wire.tell(candleFrame("2026-11-21T12:00:00.000000Z", 68_001.5));
  await listener.until(() => listener.failures.length > 0, "the refusal");
  assert.match(
    listener.failures[0]!.words,
    /^Kraken: candles of BTC\/USDT are streamed in one length at a time, and that is 1m/,
  );
  assert.equal(listener.failures[0]!.retryInMs, null);
  const lengths = listener.heard.flatMap((one) =>
    one.kind === "CandlesChanged" ? one.candles.map((c) => c.timeframe) : []
  );
  assert.deepEqual([...new Set(lengths)], ["1m"]);
});

Deno.test("a market that Kraken does not have, and a channel that needs a key, are refused in words", async () => {
  await using test = await kraken();
  const { listener } = test;
  listener.want({ ...TRADES, symbols: ["NO/PE"] });
  await listener.until(() => listener.failures.length > 0, "the refusal");
  const { words, retryInMs } = listener.failures[0]!;
  assert.deepEqual([words, retryInMs], ["Kraken: does not have market symbol NO/PE", null]);
  assert.throws(() => listener.want({ channel: "balance", symbols: [], timeframe: null }), {
    message: "Kraken: balance need a key, and there is none",
  });
  assert.throws(() => listener.want({ ...CANDLES, timeframe: "7m" }), {
    message: /^Kraken: it has no candles of 7m; it has those of 1m, 5m/,
  });
});

Deno.test("a deep book is asked for, and a depth that Kraken does not have is refused with those that it has", async () => {
  await using test = await kraken();
  const { wire, listener } = test;
  listener.levels = 100;
  listener.want(BOOK);
  await subscribed(wire, listener, "book BTC/USDT");
  const asked = wire.caller.sent.find((message) => JSON.stringify(message).includes("book")) as {
    params: { depth: number };
  };
  assert.equal(asked.params.depth, 100);
  listener.levels = 50;
  listener.want({ ...BOOK, symbols: ["ETH/USDT"] });
  await listener.until(() => listener.failures.at(-1)?.retryInMs === null, "the refusal");
  assert.match(
    listener.failures.at(-1)!.words,
    /^Kraken: watchOrderBook accepts limit values of 10, 25, 100, 500 and 1000 only/,
  );
});
