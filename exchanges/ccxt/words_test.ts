/** Numbers, candles, trades, balances and errors of ccxt in the domain's words. */
import assert from "node:assert/strict";
import type { Balances, OHLCV, Order, OrderBook, Position, Ticker, Trade } from "ccxt";
import * as errors from "ccxt/base/errors.js";
import fc from "fast-check";
import { decimalText } from "../../domain/decimal.ts";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { CandleRows, closeMsOf } from "./candles.ts";
import { failureOf, isAboutTheKey, isAboutTheWire, ownWords } from "./errors.ts";
import { decimalOf, wholeOf } from "./numbers.ts";
import { openExchange } from "./open.ts";
import { fillsOf, holdingsOf, ordersOf, positionsOf } from "./private_data.ts";
import { bookOf, tickersOf, topsOf, tradesOf } from "./public_data.ts";

const FAILING = { id: "kraken", name: "Kraken" };

Deno.test("any decimal of 15 digits comes back from a number of ccxt as it was, but for zeros at the end", () => {
  const digits = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n });
  fc.assert(fc.property(digits, fc.integer({ min: 0, max: 18 }), (whole, places) => {
    const text = textOf(whole, places);
    const back = decimalOf(Number(text));
    assert.ok(decimalText.safeParse(back).success, `${text} → ${back}`);
    assert.equal(trimmed(back!), trimmed(text));
  }));
});

Deno.test("numbers are text without exponent, and what is none is null", () => {
  const cases: [unknown, string | null][] = [
    [1e-7, "0.0000001"],
    [1.5e21, "1500000000000000000000"],
    ["0.10", "0.10"],
    ["1e-8", "0.00000001"],
    [0, "0"],
    [-0, "0"],
    [NaN, null],
    [Infinity, null],
    ["", null],
    ["n/a", null],
    [undefined, null],
    [null, null],
  ];
  for (const [value, expected] of cases) assert.equal(decimalOf(value), expected, String(value));
  assert.deepEqual([wholeOf(1.9), wholeOf("12"), wholeOf(undefined), wholeOf("x")], [1, 12, null, null]);
});

Deno.test("a candle ends with the last ms of its bucket, months by the calendar", () => {
  const at = (...of: Parameters<typeof Date.UTC>) => Date.UTC(...of);
  assert.equal(closeMsOf(at(2026, 0, 1), "1s"), at(2026, 0, 1) + 999);
  assert.equal(closeMsOf(at(2026, 0, 1), "4h"), at(2026, 0, 1, 4) - 1);
  assert.equal(closeMsOf(at(2026, 0, 5), "1w"), at(2026, 0, 12) - 1);
  assert.equal(closeMsOf(at(2028, 1, 1), "1M"), at(2028, 2, 1) - 1);
  assert.equal(closeMsOf(at(2026, 0, 1), "1y"), at(2027, 0, 1) - 1);
  assert.throws(() => closeMsOf(0, "10x"), { name: "RangeError", message: /"10x": expected one such as 1m/ });
});

Deno.test("a candle is closed once the next begins, with its last form, however the rows come", () => {
  const rows = new CandleRows("BTC/USDT", "1m");
  const row = (minute: number, close: number): OHLCV => [minute * 60_000, 1, 9, 1, close, 5];
  const said = (from: readonly OHLCV[]) =>
    rows.hear(from).map(({ openMs, close, closed }) => [openMs / 60_000, close, closed]);
  assert.deepEqual(said([row(0, 2)]), [[0, "2", false]]);
  assert.deepEqual(said([row(1, 4), row(0, 3)]), [[0, "3", true], [1, "4", false]]);
  assert.deepEqual(said([row(3, 5)]), [[1, "4", true], [3, "5", false]]);
  assert.deepEqual(said([row(1, 6)]), [[1, "6", true]]);
  assert.deepEqual(said([[240_000, undefined, 1, 1, 1, 1]]), []);
  assert.deepEqual(rows.hear([[240_000, 1, 1, 1, 1, undefined]]).at(-1)?.volume, "0");
});

Deno.test("trades without an id have the same name each time, equal ones are several, and half of one is none", () => {
  const trade = { symbol: "BTC/USDT", price: 1, amount: 2, side: undefined, timestamp: 5 } as unknown as Trade;
  const ids = tradesOf([trade, trade, { ...trade, id: "7" }, { ...trade, price: undefined }]).map(({ id }) => id);
  assert.deepEqual(ids, ["5 null 1 2", "5 null 1 2 #2", "7"]);
  assert.deepEqual(tradesOf([trade, trade]).map(({ id }) => id), ids.slice(0, 2));
  assert.deepEqual(tradesOf([{ ...trade, symbol: "what is this" }]), []);
});

Deno.test("tickers, tops and books say what they know and no more", () => {
  const ticker = {
    symbol: "BTC/USDT:USDT",
    last: 1,
    bid: 2,
    bidVolume: undefined,
    ask: 3,
    askVolume: 4,
  } as unknown as Ticker;
  assert.deepEqual(
    tickersOf([ticker, { symbol: "BTC/USDT" } as Ticker]).map(({ symbol, last, open }) => [symbol, last, open]),
    [
      ["BTC/USDT:USDT", "1", null],
    ],
  );
  assert.deepEqual(topsOf([ticker]).map(({ bid, ask }) => [bid, ask]), [[null, ["3", "4"]]]);
  const book = {
    symbol: "BTC/USDT",
    bids: [[2, 1], [undefined, 1], [1, 1]],
    asks: [],
    nonce: 1.5,
  } as unknown as OrderBook;
  assert.deepEqual(bookOf(book, 2), {
    symbol: "BTC/USDT",
    updateId: null,
    timeMs: null,
    bids: [["2", "1"], ["1", "1"]],
    asks: [],
  });
});

Deno.test("balances, orders, fills and positions come in the domain's words", () => {
  const balances = {
    info: {},
    timestamp: 1,
    BTC: { free: 1, used: 0.5, total: 1.5 },
    ETH: { free: undefined, used: undefined, total: 2 },
    free: { BTC: 1 },
  } as unknown as Balances;
  assert.deepEqual(holdingsOf(balances), [{ currency: "BTC", free: "1", used: "0.5" }, {
    currency: "ETH",
    free: "2",
    used: "0",
  }]);
  const order = {
    id: "7",
    symbol: "BTC/USDT",
    side: "buy",
    type: "limit",
    price: 3,
    amount: 2,
    filled: 1,
    timestamp: 4,
  } as Order;
  assert.deepEqual(ordersOf([order, { ...order, side: undefined }]), [{
    symbol: "BTC/USDT",
    orderId: "7",
    clientOrderId: null,
    side: "buy",
    type: "limit",
    status: "unknown",
    price: "3",
    quantity: "2",
    filledQuantity: "1",
    timeMs: 4,
  }]);
  const fill = { id: "9", order: "7", symbol: "BTC/USDT", side: "sell", price: 3, amount: 2, timestamp: 4 } as Trade;
  assert.deepEqual(fillsOf([{ ...fill, fee: { cost: 0.1, currency: "USDT" } }])[0]?.fee, "0.1");
  const position = { symbol: "BTC/USDT:USDT", contracts: -3, contractSize: 0.1, side: "short", info: {} } as Position;
  assert.deepEqual(positionsOf([position])[0], {
    symbol: "BTC/USDT:USDT",
    side: "short",
    quantity: "0.3",
    entryPrice: null,
    timeMs: null,
  });
});

Deno.test("each class of ccxt's errors is tried again or not, as it deserves", () => {
  const again = [
    "RequestTimeout",
    "ExchangeNotAvailable",
    "OnMaintenance",
    "DDoSProtection",
    "RateLimitExceeded",
    "InvalidNonce",
    "ChecksumError",
    "OperationFailed",
    "BadResponse",
    "NullResponse",
    "NetworkError",
    "UnsubscribeError",
    "ExchangeClosedByUser",
    "ExchangeError",
  ] as const;
  const never = [
    "AuthenticationError",
    "PermissionDenied",
    "AccountSuspended",
    "InsufficientFunds",
    "InvalidOrder",
    "OrderNotFound",
    "BadRequest",
    "BadSymbol",
    "NotSupported",
    "ArgumentsRequired",
    "MarketClosed",
    "RestrictedLocation",
  ] as const;
  const failure = (name: Exclude<keyof typeof errors, "default">) =>
    failureOf(new errors[name]("kraken said so"), FAILING);
  for (const name of again) assert.ok(failure(name) instanceof ExchangeUnavailable, name);
  for (const name of never) assert.ok(failure(name) instanceof ExchangeRefused, name);
  assert.ok(failureOf(new TypeError("Cannot read properties of undefined"), FAILING) instanceof ExchangeUnavailable);
  assert.deepEqual([isAboutTheKey(failure("PermissionDenied")), isAboutTheKey(failure("BadSymbol"))], [true, false]);
  assert.deepEqual([isAboutTheWire(failure("NetworkError")), isAboutTheWire(failure("ChecksumError"))], [true, false]);
});

Deno.test("the exchange's patience is asked for as long as it says, else five seconds", () => {
  const limited = new errors.RateLimitExceeded("kraken too much");
  const waitMs = (headers: unknown) => {
    const failure = failureOf(limited, { ...FAILING, last_response_headers: headers });
    return failure instanceof ExchangeUnavailable ? failure.retryAfterMs : undefined;
  };
  assert.deepEqual([waitMs({ "Retry-After": "7" }), waitMs({ "retry-after": "soon" }), waitMs(undefined)], [
    7_000,
    5_000,
    5_000,
  ]);
});

Deno.test("an error gives the exchange's own words, and no signature", () => {
  const cases: [string, string][] = [
    ['binance {"code":-1121,"msg":"Invalid symbol."}', "Invalid symbol."],
    ['binance {"error":["EGeneral:Too many requests","EService:Busy"]}', "EGeneral:Too many requests, EService:Busy"],
    ['binance {"retCode":10001,"retMsg":"params error"}', "params error"],
    ['binance {"data":{"x":1}}', '{"data":{"x":1}}'],
    ["binance GET https://a.b/c?apiKey=k&signature=abc 503", "GET https://a.b/c 503"],
    ["binance GET x failed (https://a.b/c?signature=abc): dns", "GET x failed (https://a.b/c): dns"],
    ["Connection to wss://a.b:9/ws/SECRET?x=1 timed out", "Connection to wss://a.b:9 timed out"],
    ["binance {broken", "{broken"],
    ["", "Error"],
  ];
  for (const [message, expected] of cases) assert.equal(ownWords(new Error(message), "binance"), expected);
  assert.equal(ownWords(new Error("x".repeat(1_000)), "binance").length, 301);
});

function textOf(whole: bigint, places: number): string {
  const digits = String(whole < 0n ? -whole : whole).padStart(places + 1, "0");
  const cut = digits.length - places;
  return (whole < 0n ? "-" : "") + (places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`);
}

function trimmed(text: string): string {
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short === "-0" ? "0" : short;
}

Deno.test("markets that could not be loaded are loaded by the next who needs them", async () => {
  const exchange = await openExchange({ id: "kraken", environment: "live" });
  let attempts = 0;
  exchange.fetchMarkets = () => {
    if (++attempts === 1) return Promise.reject(new errors.NetworkError("kraken"));
    return Promise.resolve([]);
  };
  exchange.has["fetchCurrencies"] = false;
  await assert.rejects(exchange.loadMarkets(), errors.NetworkError);
  await exchange.loadMarkets();
  await exchange.loadMarkets();
  assert.equal(attempts, 2);
});
