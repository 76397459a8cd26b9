import assert from "node:assert/strict";
import fc from "fast-check";
import { historyOf, minutes, NOON, shippedMarkets, standingExchange } from "../test_support.ts";
import { Budget } from "./budget.ts";
import { RestApi, type RestResponse } from "./api.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function api(nowMs = NOON + 30_500): Promise<RestApi> {
  return new RestApi(standingExchange(await shippedMarkets(), nowMs), new Budget(() => nowMs));
}

function ask(of: RestApi, path: string, method = "GET"): RestResponse {
  return of.answer({ method, url: `/api/v3/${path}`, address: "127.0.0.1" });
}

// deno-lint-ignore no-explicit-any -- answers are looked at field by field
function body(of: RestApi, path: string): any {
  const response = ask(of, path);
  assert.equal(response.status, 200, response.body);
  return JSON.parse(response.body);
}

Deno.test("time, ping and the markets with Binance's filters", async () => {
  const rest = await api();
  assert.deepEqual(body(rest, "time"), { serverTime: NOON + 30_500 });
  assert.deepEqual(body(rest, "ping"), {});
  const info = body(rest, "exchangeInfo");
  const filters = (symbol: number, type: string) =>
    info.symbols[symbol].filters.find((filter: { filterType: string }) => filter.filterType === type);
  assert.deepEqual(info.symbols.map((symbol: { symbol: string }) => symbol.symbol), ["BTCUSDT", "ETHUSDT"]);
  assert.equal(filters(0, "PRICE_FILTER").tickSize, "0.01000000");
  assert.deepEqual([filters(0, "LOT_SIZE").stepSize, filters(1, "LOT_SIZE").stepSize], ["0.00001000", "0.00010000"]);
  assert.deepEqual([filters(0, "MARKET_LOT_SIZE").maxQty, filters(0, "NOTIONAL").minNotional], [
    "128.52621715",
    "5.00000000",
  ]);
  assert.equal(body(rest, "exchangeInfo?symbol=ETHUSDT").symbols.length, 1);
  assert.equal(body(rest, 'exchangeInfo?symbols=["ETHUSDT","BTCUSDT"]').symbols[0].symbol, "ETHUSDT");
  assert.deepEqual(body(rest, "exchangeInfo?permissions=MARGIN").symbols, []);
});

Deno.test("candles have twelve columns as text, oldest first, and the last is unfinished", async () => {
  const rows = body(await api(), "klines?symbol=BTCUSDT&interval=1m&limit=3");
  assert.deepEqual(rows.map((row: unknown[]) => row[0]), [NOON - 2 * MINUTE, NOON - MINUTE, NOON]);
  assert.ok(rows.every((row: unknown[]) => row.length === 12 && /^\d+\.\d{8}$/.test(String(row[7]))));
  const finished = body(await api(NOON + MINUTE), "klines?symbol=BTCUSDT&interval=1m&limit=2")[0];
  assert.ok(Number(rows[2][5]) < Number(finished[5]));
  assert.equal(rows[2][1], finished[1]);
});

Deno.test("startTime begins at the first whole bucket, endTime ends, limit cuts from the start", async () => {
  const rest = await api();
  const opens = (query: string) =>
    body(rest, `klines?symbol=BTCUSDT&interval=5m&${query}`).map((row: number[]) => (row[0]! - NOON) / MINUTE);
  assert.deepEqual(opens(`startTime=${NOON - 11 * MINUTE}`), [-10, -5, 0]);
  assert.deepEqual(opens(`startTime=${NOON - 10 * MINUTE}&endTime=${NOON - 1}`), [-10, -5]);
  assert.deepEqual(opens(`startTime=${NOON - 20 * MINUTE}&limit=2`), [-20, -15]);
  assert.deepEqual(opens(`endTime=${NOON - 1}&limit=2`), [-10, -5]);
  assert.deepEqual(opens(`startTime=${NOON}&endTime=${NOON - HOUR}`), []);
  assert.deepEqual(opens(`startTime=${NOON + HOUR}`), []);
  assert.equal(body(rest, "klines?symbol=BTCUSDT&interval=1m").length, 500);
  assert.equal(body(rest, "klines?symbol=BTCUSDT&interval=1m&limit=5000").length, 1000);
});

Deno.test("history begins with the recording, and a halt leaves no rows", async () => {
  const rest = await api();
  const first = body(rest, "klines?symbol=BTCUSDT&interval=1m&startTime=0&limit=1")[0];
  assert.equal(new Date(first[0]).toISOString(), "2023-03-16T22:15:00.000Z");
  const halt = Date.UTC(2023, 2, 24, 12, 30);
  const rows = body(rest, `klines?symbol=BTCUSDT&interval=5m&startTime=${halt}&limit=4`);
  assert.deepEqual(rows.map((row: number[]) => (row[0]! - halt) / MINUTE), [0, 5, 90, 95]);
  assert.deepEqual(rows.slice(0, 2).map((row: unknown[]) => row[8]), [0, 0]);
  assert.equal(body(await api(Date.UTC(2023, 2, 24, 13, 0)), "ticker/price?symbol=BTCUSDT").price, rows[1][4]);
});

Deno.test("a time zone moves the days", async () => {
  const rows = body(await api(), "klines?symbol=BTCUSDT&interval=1d&limit=2&timeZone=8");
  assert.deepEqual(rows.map((row: number[]) => new Date(row[0]!).getUTCHours()), [16, 16]);
  assert.equal(body(await api(), "uiKlines?symbol=BTCUSDT&interval=1w&limit=1").length, 1);
});

Deno.test("trades fold to the candle and are found by id and time", async () => {
  const rest = await api();
  const [row] = body(rest, `klines?symbol=BTCUSDT&interval=1m&startTime=${NOON - MINUTE}&limit=1`);
  const trades = body(rest, `aggTrades?symbol=BTCUSDT&startTime=${NOON - MINUTE}&endTime=${NOON - 1}&limit=1000`);
  assert.equal(trades.length, row[8]);
  assert.deepEqual([trades[0].p, trades.at(-1).p], [row[1], row[4]]);
  const quantity = (sides: { q: string; m: boolean }[]) =>
    sides.reduce((sum, trade) => sum + Math.round(Number(trade.q) * 1e8), 0);
  assert.equal(quantity(trades), Math.round(Number(row[5]) * 1e8));
  assert.equal(quantity(trades.filter((trade: { m: boolean }) => !trade.m)), Math.round(Number(row[9]) * 1e8));
  const byId = body(rest, `historicalTrades?symbol=BTCUSDT&fromId=${trades[0].a}&limit=${trades.length}`);
  assert.deepEqual(byId.map((trade: { id: number }) => trade.id), trades.map((trade: { a: number }) => trade.a));
  assert.deepEqual(body(rest, `aggTrades?symbol=BTCUSDT&fromId=${trades[1].a}&limit=1`), [trades[1]]);
  const last = body(rest, "trades?symbol=BTCUSDT&limit=2");
  assert.ok(last.every((trade: { time: number }) => trade.time <= NOON + 30_500));
  assert.equal(last[1].id, last[0].id + 1);
});

Deno.test("tickers by symbol, by list and for all", async () => {
  const rest = await api();
  const day = body(rest, "ticker/24hr?symbol=BTCUSDT");
  assert.deepEqual([day.closeTime - day.openTime, day.lastId - day.firstId + 1], [24 * HOUR, day.count]);
  assert.ok(Number(day.bidPrice) < Number(day.askPrice));
  assert.equal(body(rest, "ticker/24hr?type=MINI").length, 2);
  assert.deepEqual(body(rest, 'ticker/price?symbols=["BTCUSDT"]'), [{ symbol: "BTCUSDT", price: day.lastPrice }]);
  assert.equal(body(rest, "ticker/bookTicker?symbol=ETHUSDT").symbol, "ETHUSDT");
  const rolling = body(rest, "ticker?symbol=BTCUSDT&windowSize=1h");
  assert.deepEqual([rolling.openTime, rolling.closeTime], [NOON - HOUR, NOON + 30_500]);
  assert.equal(body(rest, "ticker/tradingDay?symbol=BTCUSDT").openTime, NOON - 12 * HOUR);
  assert.equal(body(rest, "avgPrice?symbol=BTCUSDT").mins, 5);
});

Deno.test("wrong requests are refused with Binance's codes", async () => {
  const rest = await api();
  const cases: [string, number][] = [
    ["klines?interval=1m", -1102],
    ["klines?symbol=&interval=1m", -1102],
    ["klines?symbol=BTCUSDT", -1102],
    ["klines?symbol=DOGEUSDT&interval=1m", -1121],
    ["klines?symbol=btc%24&interval=1m", -1100],
    ["klines?symbol=BTCUSDT&interval=10m", -1120],
    ["klines?symbol=BTCUSDT&interval=1m&limit=abc", -1100],
    ["klines?symbol=BTCUSDT&interval=1m&limit=-5", -1100],
    ["klines?symbol=BTCUSDT&interval=1m&limit=0", -1130],
    ["klines?symbol=BTCUSDT&interval=1m&startTime=99999999999999999999", -1130],
    ["klines?symbol=BTCUSDT&interval=1m&timeZone=15", -1130],
    ["klines?symbol=BTCUSDT&interval=1m&window=3", -1104],
    ["klines?symbol=BTCUSDT&symbol=ETHUSDT&interval=1m", -1101],
    ["ping?x=1", -1104],
    ['ticker/price?symbol=BTCUSDT&symbols=["BTCUSDT"]', -1128],
    ["ticker/price?symbols=BTCUSDT", -1100],
    ["ticker?symbol=BTCUSDT&windowSize=60m", -1130],
    ["ticker", -1102],
    ["ticker/24hr?symbol=BTCUSDT&type=TINY", -1139],
    ['ticker/price?symbols=["BTCUSDT","BTCUSDT"]', -1151],
    ["exchangeInfo?symbolStatus=OPEN", -1122],
    ["aggTrades?symbol=BTCUSDT&fromId=1&startTime=5", -1128],
  ];
  for (const [path, code] of cases) {
    const response = ask(rest, path);
    assert.equal(response.status, 400, path);
    assert.equal(JSON.parse(response.body).code, code, path);
  }
});

Deno.test("unknown paths are not found and other methods refused", async () => {
  const rest = await api();
  for (const path of ["nothing", "__proto__", "toString", "klines/", "../v1/time"]) {
    assert.equal(ask(rest, path).status, 404);
  }
  assert.equal(rest.answer({ method: "GET", url: "/api/v1/time", address: "" }).status, 404);
  assert.equal(ask(rest, "time", "POST").status, 405);
});

Deno.test("weights are counted by address and minute, and too much is refused until the next", async () => {
  let nowMs = NOON;
  const rest = new RestApi(standingExchange(await shippedMarkets(), NOON), new Budget(() => nowMs));
  assert.equal(ask(rest, "klines?symbol=BTCUSDT&interval=1m&limit=1").headers["x-mbx-used-weight-1m"], "2");
  assert.equal(ask(rest, "depth?symbol=BTCUSDT&limit=1000").headers["x-mbx-used-weight-1m"], "52");
  for (let count = 0; count < 30; count++) ask(rest, "depth?symbol=BTCUSDT&limit=5000");
  const refused = ask(rest, "time");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["retry-after"], "60");
  assert.equal(JSON.parse(refused.body).code, -1003);
  assert.equal(rest.answer({ method: "GET", url: "/api/v3/time", address: "other" }).status, 200);
  nowMs += MINUTE;
  assert.equal(ask(rest, "time").status, 200);
});

Deno.test("whatever a client sends, it gets an answer", () => {
  const rows = minutes(NOON, [["100.00", "101.00", "99.50", "100.50", "3.00000"]]);
  const rest = new RestApi(standingExchange([historyOf(rows)], NOON + 59_000), new Budget(() => NOON));
  let client = 0; // each request from another address, so that none is too much
  const name = fc.oneof(
    fc.constantFrom(
      "symbol",
      "symbols",
      "interval",
      "limit",
      "startTime",
      "endTime",
      "fromId",
      "timeZone",
      "windowSize",
      "type",
    ),
    fc.string(),
  );
  const value = fc.oneof(
    fc.constantFrom("BTCUSDT", '["BTCUSDT"]', "1m", "1M", "0", "1000", "9007199254740991", "1d"),
    fc.string(),
  );
  const path = fc.constantFrom(
    "klines",
    "trades",
    "aggTrades",
    "historicalTrades",
    "depth",
    "avgPrice",
    "ticker",
    "ticker/24hr",
    "ticker/tradingDay",
    "exchangeInfo",
  );
  fc.assert(
    fc.property(
      path,
      fc.array(fc.tuple(name, value), { maxLength: 5 }),
      fc.webQueryParameters(),
      fc.boolean(),
      (endpoint, pairs, query, raw) => {
        const search = raw
          ? query
          : pairs.map(([key, text]) =>
            `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`
          ).join("&");
        const response = rest.answer({
          method: "GET",
          url: `/api/v3/${endpoint}?${search}`,
          address: String(client++),
        });
        assert.ok([200, 400].includes(response.status));
        JSON.parse(response.body);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("who goes on after 429 is banned, for longer each time, at most three days", async () => {
  let nowMs = NOON;
  const rest = new RestApi(standingExchange(await shippedMarkets(), NOON), new Budget(() => nowMs));
  const spend = () => {
    for (let count = 0; count < 24; count++) ask(rest, "depth?symbol=BTCUSDT&limit=5000");
    return Array.from({ length: 21 }, () => ask(rest, "ping"));
  };
  for (const banMs of [2 * MINUTE, 4 * MINUTE, 8 * MINUTE]) {
    const refused = spend();
    assert.deepEqual(refused.map(({ status }) => status), [...Array(20).fill(429), 418]);
    const last = refused.at(-1)!;
    assert.equal(last.headers["retry-after"], String(banMs / 1000));
    assert.match(
      JSON.parse(last.body).msg,
      new RegExp(`^Way too much request weight used; IP banned until ${nowMs + banMs}\\.`),
    );
    nowMs += banMs - 1;
    assert.equal(ask(rest, "ping").status, 418);
    nowMs += MINUTE;
  }
  for (let ban = 0; ban < 12; ban++) {
    const seconds = Number(spend().at(-1)!.headers["retry-after"]);
    assert.ok(seconds <= 3 * 86_400);
    nowMs += seconds * 1000 + MINUTE;
  }
  assert.equal(spend().at(-1)!.headers["retry-after"], String(3 * 86_400));
});

Deno.test("a header asks for times in microseconds, and times may be sent in them", async () => {
  const rest = await api();
  const fine = (path: string, timeUnit = "MICROSECOND") =>
    JSON.parse(rest.answer({ method: "GET", url: `/api/v3/${path}`, address: "", timeUnit }).body);
  assert.deepEqual(fine("time"), { serverTime: (NOON + 30_500) * 1000 });
  assert.deepEqual(fine("time", "microsecond"), fine("time"));
  assert.equal(fine("time", "SECOND").code, -1194);
  const [row] = fine(`klines?symbol=BTCUSDT&interval=1m&limit=1&startTime=${NOON * 1000}`);
  assert.deepEqual([row[0], row[6]], [NOON * 1000, (NOON + MINUTE) * 1000 - 1]);
  const day = fine("ticker/24hr?symbol=BTCUSDT");
  assert.equal(day.closeTime, (NOON + 30_500) * 1000);
  assert.equal(fine("trades?symbol=BTCUSDT&limit=1")[0].time % 1000, 0);
  assert.ok(fine("aggTrades?symbol=BTCUSDT&limit=1")[0].T > NOON * 1000);
  assert.equal(fine("exchangeInfo").serverTime, (NOON + 30_500) * 1000);
});
