import assert from "node:assert/strict";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { BinanceRest } from "./rest_client.ts";
import { TurnedClock } from "./turned_clock.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2023, 3, 10);

/** A client whose requests are answered by `answer`; `asked` are their paths with queries. */
function client(answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const [clock, asked] = [new TurnedClock(), [] as string[]];
  const fetch = async (url: string, init: RequestInit) => {
    const path = decodeURIComponent(url.replace("http://exchange", ""));
    asked.push(path);
    return await answer(path, init);
  };
  return { rest: new BinanceRest({ restUrl: "http://exchange", clock, fetch }), clock, asked };
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
