import assert from "node:assert/strict";
import fc from "fast-check";
import { CandleBuilder, type Print } from "./candle_builder.ts";
import { Decimal } from "./decimal.ts";
import { ExactSum } from "./exact_sum.ts";

const START_MS = Date.UTC(2023, 3, 10);
const at = (timeMs: number, price: string, quantity = "1"): Print => ({ timeMs: START_MS + timeMs, price, quantity });

Deno.test("a candle of trades has the first, highest, lowest and last price and the exact volume", () => {
  const builder = new CandleBuilder("BTC/USDT", "1m");
  for (const trade of [at(1, "10", "0.1"), at(2, "12", "0.2"), at(3, "9", "0.0"), at(59_999, "11.50", "0.3")]) {
    assert.deepEqual(builder.add(trade), []);
  }
  const [closed] = builder.add(at(60_000, "20"));
  assert.deepEqual(closed, {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs: START_MS,
    closeMs: START_MS + 59_999,
    open: "10",
    high: "12",
    low: "9",
    close: "11.50",
    volume: "0.6",
  });
});

Deno.test("minutes without a trade are flat at the close before them", () => {
  const builder = new CandleBuilder("BTC/USDT", "1m");
  builder.add(at(0, "10"));
  const closed = builder.add(at(3 * 60_000, "11"));
  assert.deepEqual(closed.map(({ open, volume }) => [open, volume]), [["10", "1"], ["10", "0"], ["10", "0"]]);
});

Deno.test("a trade of an ended bucket is counted, not folded", () => {
  const builder = new CandleBuilder("BTC/USDT", "1m");
  builder.add(at(60_000, "10"));
  assert.deepEqual(builder.add(at(59_999, "99")), []);
  assert.deepEqual([builder.lateTrades, builder.open?.high], [1, "10"]);
});

Deno.test("prices that floats cannot tell apart are ordered exactly", () => {
  const builder = new CandleBuilder("SHIB/BTC", "1m");
  const [low, middle, high] = ["0.30000000000000000001", "0.30000000000000000002", "0.30000000000000000003"];
  for (const price of [middle!, high!, low!, middle!]) builder.add(at(1, price));
  assert.deepEqual([builder.open?.high, builder.open?.low], [high, low]);
});

Deno.test("a builder goes on from the exchange's view of the open candle", () => {
  const builder = new CandleBuilder("BTC/USDT", "1m");
  const candle = { symbol: "BTC/USDT", timeframe: "1m" as const, openMs: START_MS, closeMs: START_MS + 59_999 };
  builder.resume({ ...candle, open: "10", high: "12", low: "9", close: "11", volume: "5" });
  builder.add(at(30_000, "13", "0.5"));
  assert.deepEqual([builder.open?.open, builder.open?.high, builder.open?.volume], ["10", "13", "5.5"]);
  builder.resume({ ...candle, open: "8", high: "8", low: "8", close: "8", volume: "0" });
  builder.add(at(30_000, "7", "0.5"));
  assert.deepEqual([builder.open?.open, builder.open?.high, builder.open?.low], ["7", "7", "7"]);
});

Deno.test("an exact sum equals the sum of the decimals, whatever their size", () => {
  const number = fc.oneof(
    fc.nat(1_000_000_000).map((units) => (units / 1e8).toFixed(8)),
    fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String),
    fc.tuple(fc.nat(99), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n })).map(([a, b]) =>
      `${a}.${`${b}`.padStart(18, "0")}`
    ),
    fc.constantFrom("90071992.54740991", "45035996.27370496", "0", "0.00000001", "-1.5"),
  );
  fc.assert(fc.property(fc.array(number, { maxLength: 50 }), (numbers) => {
    const sum = new ExactSum();
    for (const text of numbers) sum.add(text);
    assert.equal(sum.text(), numbers.reduce((total, text) => total.plus(text), new Decimal(0)).toFixed());
  }));
});

Deno.test("an exact sum refuses what is no number", () => {
  for (const text of ["", "1.2.3", "abc"]) assert.throws(() => new ExactSum().add(text), Error, text);
});
