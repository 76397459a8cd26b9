import assert from "node:assert/strict";
import { DemoExchange } from "./exchange.ts";
import { ExchangeClock } from "./exchange_clock.ts";
import type { Frame, Subscriber } from "./hub.ts";
import { bucketOf, type Interval } from "./intervals.ts";
import type { MarketHistory } from "./market_history.ts";
import { Budget } from "./rest/budget.ts";
import { RestApi } from "./rest/api.ts";
import { historyOf, minutes, NOON, shippedMarkets, TurnedTime } from "./test_support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An exchange whose time is that of the recording, and who listens to it. */
class Stand implements Subscriber {
  readonly time: TurnedTime;
  readonly exchange: DemoExchange;
  readonly frames: Frame[] = [];

  constructor(markets: readonly MarketHistory[], readonly fromMs: number, speed = 1) {
    this.time = new TurnedTime(fromMs);
    const clock = new ExchangeClock({ wallMs: fromMs, exchangeMs: fromMs }, speed, () => this.time.now());
    this.exchange = new DemoExchange(markets, clock);
  }

  send(frame: Frame): void {
    this.frames.push(frame);
  }

  listen(...streams: string[]): this {
    for (const stream of streams) this.exchange.hub.subscribe(stream, this);
    return this;
  }

  /** Lets the exchange's time run by so much, in steps of 50 ms of real time. */
  run(exchangeMs: number): this {
    const { speed } = this.exchange.clock;
    for (let left = exchangeMs / speed; left > 0; left -= 50) {
      this.time.set(this.time.now() + Math.min(50, left));
      this.exchange.step(Infinity);
    }
    return this;
  }

  // deno-lint-ignore no-explicit-any -- frames are looked at field by field
  of(stream: string): any[] {
    return this.frames.filter((frame) => frame.stream === stream).map((frame) => JSON.parse(frame.raw));
  }

  // deno-lint-ignore no-explicit-any -- rows are looked at by place
  rest(path: string): any {
    const response = new RestApi(this.exchange, new Budget(() => 0)).answer({
      method: "GET",
      url: `/api/v3/${path}`,
      address: "",
    });
    assert.equal(response.status, 200, response.body);
    return JSON.parse(response.body);
  }

  /** Closed candles of a stream as REST prints them. */
  closed(stream: string): unknown[] {
    return this.of(stream).filter(({ k }) => k.x).map((
      { k },
    ) => [k.t, k.o, k.h, k.l, k.c, k.v, k.T, k.q, k.n, k.V, k.Q, "0"]);
  }

  /** REST's candles that opened and ended while the stand ran. */
  candles(interval: Interval, symbol = "BTCUSDT"): unknown[] {
    const now = this.exchange.now();
    const rows = this.rest(
      `klines?symbol=${symbol}&interval=${interval}&limit=1000&startTime=${bucketOf(this.fromMs, interval).openMs}`,
    );
    return rows.filter((row: number[]) => row[6]! >= this.fromMs && row[6]! < now);
  }
}

Deno.test("every candle closes exactly once, in order and equal to REST's, at any speed", async () => {
  for (const speed of [1, 60, 600]) {
    const stand = new Stand(await shippedMarkets(), NOON - 61_234, speed);
    stand.listen(
      "btcusdt@kline_1m",
      "btcusdt@kline_5m",
      "btcusdt@kline_1h",
      "ethusdt@kline_3m",
      "btcusdt@kline_1d@+08:00",
    ).run(speed === 1 ? 7 * MINUTE : 3 * HOUR);
    for (const interval of ["1m", "5m", "1h"] as const) {
      assert.deepEqual(stand.closed(`btcusdt@kline_${interval}`), stand.candles(interval));
    }
    assert.deepEqual(stand.closed("ethusdt@kline_3m"), stand.candles("3m", "ETHUSDT"));
    assert.ok(stand.closed("btcusdt@kline_1m").length >= 7);
  }
});

Deno.test("through the exchange halt, silent minutes close flat and lost ones not at all", async () => {
  const halt = Date.UTC(2023, 2, 24, 11, 0);
  const stand = new Stand(await shippedMarkets(), halt, 60).listen(
    "btcusdt@kline_1m",
    "btcusdt@kline_5m",
    "btcusdt@kline_1h",
  ).run(4 * HOUR);
  for (const interval of ["1m", "5m", "1h"] as const) {
    assert.deepEqual(stand.closed(`btcusdt@kline_${interval}`), stand.candles(interval));
  }
  const closed = stand.of("btcusdt@kline_1m").filter(({ k }) => k.x);
  assert.equal(closed.length, 240 - 80);
  const silent = closed.filter(({ k }) => k.n === 0);
  assert.equal(silent.length, 72);
  assert.ok(silent.every(({ k }) => k.o === k.c && k.h === k.l && k.f === -1 && k.L === -1 && k.v === "0.00000000"));
  assert.ok(stand.of("btcusdt@kline_1m").every(({ k }) => k.t < halt + 100 * MINUTE || k.t >= halt + 180 * MINUTE));
});

Deno.test("where the recording turns, candles go on without a gap or a jump", async () => {
  const end = Date.UTC(2023, 4, 1, 21, 2);
  const stand = new Stand(await shippedMarkets(), end - 5 * MINUTE, 60).listen("btcusdt@kline_1m", "btcusdt@trade").run(
    10 * MINUTE,
  );
  assert.deepEqual(stand.closed("btcusdt@kline_1m"), stand.candles("1m"));
  const ids = stand.of("btcusdt@trade").map((trade) => trade.t);
  assert.deepEqual(ids, ids.map((_, index) => ids[0] + index));
  const [before, after] = [end - MINUTE, end].map((openMs) =>
    stand.of("btcusdt@kline_1m").find(({ k }) => k.x && k.t === openMs).k
  );
  assert.deepEqual([after.o, after.h, after.l, after.c, after.v], [before.c, before.h, before.l, before.o, before.v]);
});

Deno.test("a growing candle is sent on a trade at most every two seconds, and agrees with the trades so far", async () => {
  const stand = new Stand(await shippedMarkets(), NOON + 20_500).listen("btcusdt@kline_1m", "btcusdt@trade").run(
    3 * MINUTE,
  );
  const growing = stand.of("btcusdt@kline_1m").filter(({ k }) => !k.x);
  growing.slice(1).forEach(({ E }, index) => assert.ok(E - growing[index].E >= 2000));
  const trades = new Map(stand.of("btcusdt@trade").map((trade) => [trade.t, trade]));
  const known = growing.filter(({ k }) => trades.has(k.L));
  assert.ok(known.length > 10);
  for (const { k } of known) assert.equal(k.c, trades.get(k.L).p);
});

Deno.test("a closing frame is stamped after its end and comes before the first trade of the next candle", async () => {
  const stand = new Stand(await shippedMarkets(), NOON).listen("btcusdt@kline_1m", "btcusdt@trade").run(5 * MINUTE);
  const order = stand.frames.map((frame) => JSON.parse(frame.raw));
  for (const [place, frame] of order.entries()) {
    if (frame.e !== "kline" || !frame.k.x) continue;
    assert.equal(frame.E, frame.k.T + 5);
    assert.ok(order.slice(0, place).every((earlier) => earlier.e !== "trade" || earlier.T <= frame.k.T));
    assert.ok(order.slice(place).every((later) => later.e !== "trade" || later.T > frame.k.T));
  }
});

Deno.test("candles of one second close each second, silent or not", async () => {
  const stand = new Stand(await shippedMarkets(), NOON + 300).listen("btcusdt@kline_1s").run(90_000);
  assert.equal(stand.closed("btcusdt@kline_1s").length, 90);
  assert.deepEqual(stand.closed("btcusdt@kline_1s"), stand.candles("1s"));
});

Deno.test("differences of the book applied to a snapshot give the book, and book tickers agree at their number", async () => {
  for (const everyMs of ["", "@100ms"]) {
    const stand = new Stand(await shippedMarkets(), NOON).listen(`btcusdt@depth${everyMs}`, "btcusdt@bookTicker").run(
      20_000,
    );
    const snapshot = stand.rest("depth?symbol=BTCUSDT&limit=5000");
    const local = { b: new Map<string, string>(snapshot.bids), a: new Map<string, string>(snapshot.asks) };
    let u = snapshot.lastUpdateId;
    stand.run(MINUTE);
    const tickers = new Map(stand.of("btcusdt@bookTicker").map((ticker) => [ticker.u, ticker]));
    let compared = 0;
    for (const update of stand.of(`btcusdt@depth${everyMs}`).filter((update) => update.u > u)) {
      assert.ok(update.U <= u + 1);
      for (const side of ["b", "a"] as const) {
        for (const [price, quantity] of update[side]) {
          Number(quantity) === 0 ? local[side].delete(price) : local[side].set(price, quantity);
        }
      }
      u = update.u;
      const bid = String([...local.b.keys()].sort((x, y) => Number(y) - Number(x))[0]);
      const ask = String([...local.a.keys()].sort((x, y) => Number(x) - Number(y))[0]);
      assert.ok(Number(bid) < Number(ask));
      const ticker = tickers.get(u);
      if (ticker === undefined) continue;
      compared++;
      assert.deepEqual([ticker.b, ticker.B, ticker.a, ticker.A], [bid, local.b.get(bid), ask, local.a.get(ask)]);
    }
    assert.ok(compared > 0);
    const updates = stand.of(`btcusdt@depth${everyMs}`);
    updates.slice(1).forEach((update, index) => assert.equal(update.U, updates[index].u + 1));
    const now = stand.rest("depth?symbol=BTCUSDT&limit=5000");
    if (now.lastUpdateId === u) assert.deepEqual(new Map(now.bids), local.b);
  }
});

Deno.test("the best levels, tickers and averages say the same on the streams as over REST", async () => {
  const stand = new Stand(await shippedMarkets(), NOON);
  stand.listen(
    "btcusdt@depth5@100ms",
    "btcusdt@ticker",
    "btcusdt@miniTicker",
    "!miniTicker@arr",
    "btcusdt@ticker_1h",
    "!ticker_4h@arr",
    "btcusdt@avgPrice",
  ).run(MINUTE);
  const [partial, ticker, mini, hour] = ["depth5@100ms", "ticker", "miniTicker", "ticker_1h"].map((kind) =>
    stand.of(`btcusdt@${kind}`).at(-1)
  );
  const rest = stand.rest("depth?symbol=BTCUSDT&limit=5");
  assert.deepEqual(partial, rest);
  const day = stand.rest("ticker/24hr?symbol=BTCUSDT");
  assert.deepEqual([ticker.c, ticker.L, mini.c, hour.c], [day.lastPrice, day.lastId, day.lastPrice, day.lastPrice]);
  assert.equal(hour.e, "1hTicker");
  assert.equal(hour.O % MINUTE, 0);
  assert.deepEqual(stand.of("!miniTicker@arr")[0].map((row: { s: string }) => row.s), ["BTCUSDT", "ETHUSDT"]);
  assert.equal(stand.of("!ticker_4h@arr")[0][0].e, "4hTicker");
  assert.equal(stand.of("btcusdt@avgPrice").at(-1).i, "5m");
});

Deno.test("unknown symbols and retired streams are silent, and the last to leave closes a stream", async () => {
  const stand = new Stand(await shippedMarkets(), NOON).listen("dogeusdt@trade", "!ticker@arr", "btcusdt@trade").run(
    30_000,
  );
  assert.deepEqual([...new Set(stand.frames.map((frame) => frame.stream))], ["btcusdt@trade"]);
  assert.equal(stand.exchange.hub.size, 3);
  for (const stream of ["dogeusdt@trade", "!ticker@arr", "btcusdt@trade", "never@trade"]) {
    stand.exchange.hub.unsubscribe(stream, stand);
  }
  assert.equal(stand.exchange.hub.size, 0);
  const before = stand.frames.length;
  assert.equal(stand.run(30_000).frames.length, before);
});

Deno.test("a payload is wrapped once for all who want it combined", () => {
  const start = Date.UTC(2023, 3, 4);
  const rows = minutes(start, [["100.00", "101.00", "99.50", "100.50", "3.00000"]]);
  const stand = new Stand([historyOf(rows)], start - 1).listen("btcusdt@aggTrade").run(MINUTE);
  const [frame] = stand.frames;
  assert.deepEqual(JSON.parse(frame!.combined), { stream: "btcusdt@aggTrade", data: JSON.parse(frame!.raw) });
  assert.equal(frame!.combined, frame!.combined);
});
