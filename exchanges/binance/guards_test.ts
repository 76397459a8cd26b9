import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";
import { aggTradeEvent, klineEvent, tradeEvent } from "./events.ts";
import { bookTickerEvent, depthUpdateEvent, partialDepthEvent } from "./events_book.ts";
import { miniTickerEvent, rollingTickerEvent, tickerEvent } from "./events_ticker.ts";
import {
  isAggTrade,
  isBookTicker,
  isDecimalText,
  isDepthUpdate,
  isKline,
  isMiniTicker,
  isPartialDepth,
  isRollingTicker,
  isTicker,
  isTrade,
} from "./guards.ts";

type Payload = Record<string, unknown>;

const print = { E: 1, s: "BTCUSDT", p: "1.5", q: "2", T: 1, m: true };
const level = (): unknown => ["1.5", "2"];
const book = { b: [level(), level()], a: [level()] };
const k = { t: 0, T: 1, i: "1m", f: -1, L: -1, o: "1", c: "2", h: "3", l: "1", v: "0.1", x: true };
const mini = { E: 1, s: "BTCUSDT", c: "1", o: "2", h: "3", l: "4", v: "5", q: "6" };
const details = { p: "-1", P: "-0.5", w: "1", O: 1, C: 2, F: -1, L: -1, n: 0 };
const best = { x: "1", Q: "2", b: "1", B: "2", a: "3", A: "4" };
const CASES: readonly (readonly [string, (of: Payload) => boolean, z.ZodType, Payload])[] = [
  ["aggTrade", isAggTrade, aggTradeEvent, { e: "aggTrade", a: 1, f: 1, l: 2, ...print }],
  ["trade", isTrade, tradeEvent, { e: "trade", t: 1, ...print }],
  ["kline", isKline, klineEvent, { e: "kline", E: 1, s: "BTCUSDT", k }],
  ["bookTicker", isBookTicker, bookTickerEvent, { u: 1, s: "BTCUSDT", b: "1", B: "2", a: "3", A: "4" }],
  ["depthUpdate", isDepthUpdate, depthUpdateEvent, { e: "depthUpdate", E: 1, s: "BTCUSDT", U: 1, u: 2, ...book }],
  ["24hrMiniTicker", isMiniTicker, miniTickerEvent, { e: "24hrMiniTicker", ...mini }],
  ["24hrTicker", isTicker, tickerEvent, { e: "24hrTicker", ...mini, ...details, ...best }],
  ["4hTicker", isRollingTicker, rollingTickerEvent, { e: "4hTicker", ...mini, ...details }],
  ["partialDepth", isPartialDepth, partialDepthEvent, { lastUpdateId: 1, bids: book.b, asks: book.a }],
];

/** What else JSON may hold where something is expected. */
const wrong = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, 1.5, 2 ** 53, "1e5", "", "-", "1.", ".5", "0x1", "-1.25", " 1", [["1"]], [[
    "1",
    "2",
    "3",
  ]]),
);

/** The places of a payload that may go wrong, nested ones as well. */
function places(of: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof of !== "object" || of === null) return [];
  return Object.entries(of).flatMap(([key, value]) => [[...path, key], ...places(value, [...path, key])]);
}

function replaced(of: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(of) as Payload;
  copy[key!] = rest.length === 0 ? value : replaced(copy[key!], rest, value);
  return copy;
}

for (const [name, guard, schema, good] of CASES) {
  Deno.test(`the quick check of ${name} says of every payload what its schema says`, () => {
    assert.ok(guard(good));
    fc.assert(fc.property(fc.constantFrom(...places(good)), wrong, (path, value) => {
      const payload = replaced(good, path, value) as Payload;
      assert.equal(guard(payload), schema.safeParse(payload).success, JSON.stringify(payload));
    }));
    for (const key of Object.keys(good)) {
      const { [key]: _, ...rest } = good;
      assert.equal(guard(rest), schema.safeParse(rest).success, `without ${key}`);
    }
  });
}

Deno.test("the quick check of decimal text says of every text what its schema says", () => {
  const digits = fc.string({ unit: fc.constantFrom("0", "7", "9", ".", "-", "e", " ", "٣", "+"), maxLength: 6 });
  fc.assert(fc.property(fc.oneof(digits, fc.string()), (text) => {
    assert.equal(isDecimalText(text), decimalText.safeParse(text).success, JSON.stringify(text));
  }));
});
