import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { BinanceRest, type RestOptions } from "./rest_client.ts";
import { SymbolNames } from "./symbol_names.ts";
import { TurnedClock } from "./turned_clock.ts";
import { WeightBudget } from "./weight_budget.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2023, 3, 10);

/** A client whose requests are answered by `answer`; `asked` are their paths with queries. */
function client(
  answer: (path: string, init: RequestInit) => Response | Promise<Response>,
  options: Partial<RestOptions> = {},
) {
  const [clock, asked] = [new TurnedClock(), [] as string[]];
  const fetch = async (url: string, init: RequestInit) => {
    const path = decodeURIComponent(url.replace("http://exchange", ""));
    asked.push(path);
    return await answer(path, init);
  };
  return { rest: new BinanceRest({ restUrl: "http://exchange", clock, fetch, ...options }), clock, asked };
}

function row(minute: number, close = "1.00000000"): unknown[] {
  const openMs = START_MS + minute * MINUTE_MS;
  return [
    openMs,
    "1.00000000",
    "1.00000000",
    "1.00000000",
    close,
    "5.0",
    openMs + MINUTE_MS - 1,
    "5.0",
    3,
    "1",
    "1",
    "0",
  ];
}

const serving = (rows: unknown[][], serverMs: number) => (path: string) =>
  Response.json(path.startsWith("/api/v3/time") ? { serverTime: serverMs } : rows);

Deno.test("finished candles are asked for by Binance's names, after its clock was read", async () => {
  const { rest, asked } = client(serving([row(0), row(1)], START_MS + 1.5 * MINUTE_MS));
  const page = await rest.finishedCandles("BTC/USDT", "1m", START_MS);
  assert.deepEqual(asked, [
    "/api/v3/time",
    `/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${START_MS}&limit=1000`,
  ]);
  assert.deepEqual(
    page.candles.map(({ openMs, closeMs, close, symbol, timeframe }) => ({
      openMs,
      closeMs,
      close,
      symbol,
      timeframe,
    })),
    [
      { openMs: START_MS, closeMs: START_MS + MINUTE_MS - 1, close: "1.00000000", symbol: "BTC/USDT", timeframe: "1m" },
    ],
  );
  assert.equal(page.unfinishedMs, START_MS + MINUTE_MS);
  assert.equal(page.more, false);
});

Deno.test("the last row is taken only when the exchange's clock lies well beyond its end", async () => {
  const atMs = (ms: number) =>
    client(serving([row(0), row(1)], START_MS + 2 * MINUTE_MS + ms)).rest.finishedCandles("BTC/USDT", "1m", START_MS);
  assert.equal((await atMs(100)).candles.length, 1);
  assert.equal((await atMs(6_000)).candles.length, 2);
  assert.equal((await atMs(6_000)).unfinishedMs, null);
});

Deno.test("a full page says that there may be more", async () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => row(i));
  const page = await client(serving(rows, START_MS + 3_000 * MINUTE_MS)).rest.finishedCandles(
    "BTC/USDT",
    "1m",
    START_MS,
  );
  assert.deepEqual([page.more, page.candles.length], [true, 1_000]);
});

Deno.test("BTC/USDT and ADA/BTC of 2021-10-12 become markets with their steps and limits", async () => {
  const information = Deno.readTextFileSync(new URL("fixtures/exchange_info-2021-10-12.json", import.meta.url));
  const { rest, asked } = client(() => new Response(information));
  const markets = await rest.markets(["BTC/USDT", "ADA/BTC"]);
  assert.deepEqual(markets.toSorted((a, b) => a.symbol < b.symbol ? -1 : 1), [
    {
      symbol: "ADA/BTC",
      base: "ADA",
      quote: "BTC",
      priceStep: "0.00000001",
      quantityStep: "0.1",
      minQuantity: "0.1",
      maxQuantity: "90000000",
      minNotional: "0.0001",
    },
    {
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      priceStep: "0.01",
      quantityStep: "0.00001",
      minQuantity: "0.00001",
      maxQuantity: "9000",
      minNotional: "10",
    },
  ]);
  assert.deepEqual(asked, ['/api/v3/exchangeInfo?symbols=["BTCUSDT","ADABTC"]']);
});

Deno.test("a refusal carries Binance's code and words", async () => {
  const { rest } = client(() => Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 }));
  await assert.rejects(rest.markets(["NO/SUCH"]), (error) => {
    assert.ok(error instanceof ExchangeRefused);
    assert.deepEqual([error.message, error.code], ["Binance: Invalid symbol. (-1121)", -1121]);
    return true;
  });
});

Deno.test("a fault of the exchange, a broken line and an unreadable answer mean that it is unavailable", async () => {
  const answers: (() => Response)[] = [
    () => new Response("", { status: 502, statusText: "Bad Gateway" }),
    () => {
      throw new TypeError("connection refused");
    },
    () => Response.json({ serverTime: "soon" }),
    () => new Response("<html>", { status: 200 }),
  ];
  for (const answer of answers) {
    await assert.rejects(
      client(answer).rest.serverMs(),
      (error) => error instanceof ExchangeUnavailable && /^Binance: /.test(error.message),
    );
  }
});

Deno.test("after 429 nothing is sent before the time that Binance asked for", async () => {
  let busy = true;
  const { rest, clock, asked } = client(() =>
    busy
      ? Response.json({ code: -1003, msg: "Too many requests." }, { status: 429, headers: { "retry-after": "7" } })
      : Response.json({ serverTime: 1 })
  );
  await assert.rejects(
    rest.serverMs(),
    (error) => error instanceof ExchangeUnavailable && error.retryAfterMs === 7_000,
  );
  busy = false;
  const answer = rest.serverMs();
  await clock.advance(6_999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  assert.equal(await answer, 1);
});

Deno.test("what Binance asked for in patience is kept as long, however the time of day is set meanwhile", async () => {
  for (const setMs of [-3_600_000, 3_600_000]) {
    let busy = true;
    const { rest, clock, asked } = client(() =>
      busy
        ? Response.json({ code: -1003, msg: "Too many requests." }, { status: 429, headers: { "retry-after": "7" } })
        : Response.json({ serverTime: 1 })
    );
    await assert.rejects(rest.serverMs());
    busy = false;
    clock.set(setMs);
    const answer = rest.serverMs();
    await clock.advance(6_999);
    assert.equal(asked.length, 1);
    await clock.advance(1);
    assert.equal(await answer, 1);
  }
});

Deno.test("a used-up weight budget waits for the next minute", async () => {
  const { rest, clock, asked } = client(() =>
    Response.json({ serverTime: 1 }, { headers: { "x-mbx-used-weight-1m": "5400" } })
  );
  await clock.advance(10_000);
  await rest.serverMs();
  const second = rest.serverMs();
  await clock.advance(49_999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  await second;
});

Deno.test("no answer within the time-out means unavailable", async () => {
  const { rest, clock } = client((_, { signal }) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)))
  );
  const answer = assert.rejects(rest.serverMs(), /Binance: no answer within 10000 ms/);
  await clock.advance(10_000);
  await answer;
});

Deno.test("requests that are under way count: many at once do not run over the budget", async () => {
  const { rest, clock, asked } = client(() => Response.json({ lastUpdateId: 1, bids: [], asks: [] }));
  const answers = Array.from({ length: 30 }, () => rest.depth("BTC/USDT", 5_000)); // 250 each, of 90 % of 6000
  await clock.advance(59_999);
  assert.equal(asked.length, 21);
  await clock.advance(1);
  assert.equal(asked.length, 30);
  assert.equal((await Promise.all(answers)).length, 30);
});

Deno.test("what is not urgent leaves the rest of the budget to others", async () => {
  const budget = new WeightBudget(100);
  const ticks = () => Response.json({ serverTime: 1 });
  const [slow, quick] = [client(ticks, { budget, share: 0.5 }), client(ticks, { budget })];
  for (let i = 0; i < 50; i++) await slow.rest.serverMs();
  const waiting = slow.rest.serverMs();
  await quick.rest.serverMs();
  assert.deepEqual([slow.asked.length, quick.asked.length, budget.used], [50, 1, 51]);
  await slow.clock.advance(MINUTE_MS);
  await waiting;
});

Deno.test("a ban without a time is kept for the shortest that Binance bans", async () => {
  const { rest, clock, asked } = client(() =>
    asked.length === 1
      ? Response.json({ code: -1003, msg: "Way too much request weight used; IP banned." }, { status: 418 })
      : Response.json({ serverTime: 1 })
  );
  await assert.rejects(
    rest.serverMs(),
    (error) => error instanceof ExchangeUnavailable && error.retryAfterMs === 120_000,
  );
  const answer = rest.serverMs();
  await clock.advance(119_999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  assert.equal(await answer, 1);
});

Deno.test("a fault that passes is unavailable although Binance says 400", async () => {
  const { rest } = client(() => Response.json({ code: -1008, msg: "Server is overloaded." }, { status: 400 }));
  await assert.rejects(rest.serverMs(), ExchangeUnavailable);
});

Deno.test("aggregate trades are asked for by id or by time, page by page", async () => {
  const print = (a: number) => ({ a, p: "1.5", q: "2", f: 10 * a, l: 10 * a + 1, T: START_MS + a, m: true, M: true });
  const rows = Array.from({ length: 1_000 }, (_, i) => print(i));
  const { rest, asked } = client((path) => Response.json(path.includes("fromId") ? rows : rows.slice(0, 3)));
  const page = await rest.aggTradesFrom("BTC/USDT", 7);
  assert.deepEqual([page.trades.length, page.more], [1_000, true]);
  const trade = { symbol: "BTC/USDT", id: 1, price: "1.5", quantity: "2", timeMs: START_MS + 1, takerSide: "sell" };
  assert.deepEqual(page.trades[1], { trade, firstId: 10, lastId: 11 });
  assert.equal((await rest.aggTradesBetween("BTC/USDT", START_MS, START_MS + 5)).more, false);
  await rest.lastAggTrades("BTC/USDT", 3);
  assert.deepEqual(asked, [
    "/api/v3/aggTrades?symbol=BTCUSDT&limit=1000&fromId=7",
    `/api/v3/aggTrades?symbol=BTCUSDT&limit=1000&startTime=${START_MS}&endTime=${START_MS + 5}`,
    "/api/v3/aggTrades?symbol=BTCUSDT&limit=3",
  ]);
});

Deno.test("candles of any length say whether they are closed", async () => {
  const { rest, asked } = client(serving([row(0), row(1)], START_MS + 1.5 * MINUTE_MS));
  const candles = await rest.candles("BTC/USDT", "1d", { fromMs: START_MS, timeZone: "+08:00" });
  assert.deepEqual(candles.map(({ timeframe, closed }) => [timeframe, closed]), [["1d", true], ["1d", false]]);
  assert.equal(
    asked[1],
    `/api/v3/klines?symbol=BTCUSDT&interval=1d&startTime=${START_MS}&limit=1000&timeZone=+08:00`,
  );
});

Deno.test("tickers and best bids and asks are told of the markets whose names are known", async () => {
  const ticker = {
    symbol: "BTCUSDT",
    openPrice: "1",
    highPrice: "3",
    lowPrice: "0.5",
    lastPrice: "2",
    bidPrice: "0.00000000",
    askPrice: "2.1",
    volume: "10",
    quoteVolume: "20",
    closeTime: START_MS,
  };
  const top = { symbol: "BTCUSDT", bidPrice: "0.00000000", bidQty: "0", askPrice: "2.1", askQty: "5" };
  const { rest, asked } = client((path) => {
    const rows = path.includes("24hr") ? [ticker, { ...ticker, symbol: "NEW" }] : [top];
    return Response.json(rows);
  });
  const names = new SymbolNames(["BTC/USDT"]);
  assert.deepEqual(await rest.tickers(names, null), [{
    symbol: "BTC/USDT",
    timeMs: START_MS,
    windowMs: 86_400_000,
    open: "1",
    high: "3",
    low: "0.5",
    last: "2",
    bid: null,
    ask: "2.1",
    volumeBase: "10",
    volumeQuote: "20",
  }]);
  assert.deepEqual(await rest.bookTops(names, ["BTC/USDT"]), [
    { symbol: "BTC/USDT", updateId: null, timeMs: null, bid: null, ask: ["2.1", "5"] },
  ]);
  assert.deepEqual(asked, ["/api/v3/ticker/24hr", '/api/v3/ticker/bookTicker?symbols=["BTCUSDT"]']);
  assert.equal(rest.budget.used, 84);
});

Deno.test("the whole list of markets of 2021-10-12 is read, and with it the budget of that time", async () => {
  const file = await Deno.readFile(new URL("fixtures/recordings/BINANCE.0.gz", import.meta.url));
  const text = new TextDecoder().decode(gunzipSync(file));
  const { rest } = client(() => new Response(text.slice(text.indexOf("{"), text.indexOf("\n"))));
  const { markets, trading, unreadable } = await rest.allMarkets();
  assert.deepEqual([markets.length, trading.size, unreadable], [1_695, 1_262, []]);
  assert.ok(trading.has("BTC/USDT"));
  assert.equal(rest.budget.limit, 1_200);
});

Deno.test("a market whose rules cannot be read takes no other along", async () => {
  const fixture = Deno.readTextFileSync(new URL("fixtures/exchange_info-2021-10-12.json", import.meta.url));
  const { rest } = client(() => new Response(fixture.replace('"LOT_SIZE"', '"LOT"')));
  const { markets, unreadable } = await rest.allMarkets();
  assert.deepEqual([markets.length, unreadable.length], [1, 1]);
});
