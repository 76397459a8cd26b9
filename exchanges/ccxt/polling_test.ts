/** An exchange that is polled: Bitstamp's class of ccxt, unchanged, of which tickers and candles are no streams. */
import assert from "node:assert/strict";
import { VirtualClock } from "../../actors/runtime/virtual_clock.ts";
import { actBitstamp, type BitstampMarket, bitstampSettings } from "./fake_bitstamp.ts";
import { FakeWire } from "./fake_wire.ts";
import type { Wish } from "./plan.ts";
import { Listener } from "./test_support.ts";

const CANDLES: Wish = { channel: "candles", symbols: ["BTC/USD"], timeframe: "1m" };
const TICKER: Wish = { channel: "tickers", symbols: ["BTC/USD"], timeframe: null };
const NOON_S = Date.UTC(2026, 10, 21, 12) / 1_000;

interface Test extends AsyncDisposable {
  readonly wire: FakeWire;
  readonly market: BitstampMarket;
  readonly listener: Listener;
}

async function bitstamp(clock?: VirtualClock): Promise<Test> {
  const wire = await FakeWire.open();
  const market = actBitstamp(wire);
  const listener = await Listener.of("bitstamp", bitstampSettings(wire), 20, clock);
  const end = async () => {
    await listener[Symbol.asyncDispose]();
    await wire[Symbol.asyncDispose]();
  };
  return { wire, market, listener, [Symbol.asyncDispose]: end };
}

Deno.test("candles are polled, and one is closed once the next has begun", async () => {
  await using test = await bitstamp();
  const { market, listener } = test;
  market.candles = [[NOON_S, "68001"]];
  assert.equal(listener.want(CANDLES), "poll");
  const { candles } = await listener.first("CandlesChanged");
  assert.deepEqual(candles, [{
    symbol: "BTC/USD",
    timeframe: "1m",
    openMs: NOON_S * 1_000,
    closeMs: NOON_S * 1_000 + 59_999,
    open: "68000",
    high: "68010",
    low: "67990",
    close: "68001",
    volume: "0.04142833",
    closed: false,
  }]);
  market.candles = [[NOON_S, "68002"], [NOON_S + 60, "68003"]];
  const next = await listener.first("CandlesChanged", ({ candles }) => candles.length === 2);
  assert.deepEqual(next.candles.map(({ close, closed }) => [close, closed]), [["68002", true], ["68003", false]]);
});

Deno.test("a rate limit is obeyed as long as the exchange says, and polling goes on", async () => {
  await using test = await bitstamp();
  const { market, listener } = test;
  listener.want(TICKER);
  await listener.first("TickersChanged", ({ tickers }) => tickers[0]?.last === "68000");
  const body = { status: "error", reason: "Rate limit exceeded.", response_code: "400.002" };
  market.instead = { status: 429, headers: { "retry-after": "1" }, body };
  await listener.until(() => listener.failures.length > 0, "the rate limit");
  const { words, retryInMs } = listener.failures[0]!;
  assert.match(words, /^Bitstamp: .*Rate limit exceeded/);
  assert.equal(retryInMs, 1_000);
  market.instead = null;
  market.last = "68123";
  await listener.first("TickersChanged", ({ tickers }) => tickers[0]?.last === "68123");
});

Deno.test("an exchange that fails, answers nonsense or is gone is asked again, ever more seldom", async () => {
  await using test = await bitstamp();
  const { wire, market, listener } = test;
  listener.want(TICKER);
  for (
    const instead of [{ status: 503, body: "<html>gateway</html>" }, { status: 200, body: "<html>" }, {
      status: 200,
      body: "",
    }]
  ) {
    const before = listener.failures.length;
    market.instead = instead;
    await listener.until(() => listener.failures.length > before, `a failure after ${JSON.stringify(instead)}`);
  }
  market.instead = null;
  await listener.first("TickersChanged");
  const waits = listener.failures.map(({ retryInMs }) => retryInMs!);
  assert.ok(waits.every((wait, n) => wait > 0 && (n === 0 || wait >= waits[n - 1]!)), `waits ${waits}`);
  assert.ok(wire.asked.length > 4);
});

Deno.test("what ended is asked for no more", async () => {
  const clock = new VirtualClock();
  await using test = await bitstamp(clock);
  const { wire, market, listener } = test;
  const asked = () => wire.asked.filter((path) => path.includes("/ohlc/")).length;
  market.candles = [[NOON_S, "68001"]];
  listener.want(CANDLES);
  for (let poll = 1; poll <= 3; poll++) {
    await listener.until(() => clock.waiting === 1, `the pause after poll ${poll}`);
    assert.equal(asked(), poll);
    clock.step(Infinity);
  }
  await listener.until(() => clock.waiting === 1, "the pause after the last poll");
  listener.release(CANDLES);
  assert.deepEqual([clock.step(Infinity), asked()], [false, 4]);
});

Deno.test("what an exchange neither streams nor serves is refused in words", async () => {
  await using test = await bitstamp();
  assert.throws(() => test.listener.want({ channel: "bids_asks", symbols: [], timeframe: null }), {
    name: "ExchangeRefused",
    message: "Bitstamp: it neither streams nor serves bids_asks of all markets at once",
  });
});
