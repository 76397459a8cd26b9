import assert from "node:assert/strict";
import fc from "fast-check";
import type { LoggedDecision } from "../backtest/decision_log.ts";
import { compareDecisions } from "./decisions.ts";
import { pairFills, type ParityFill } from "./fills.ts";
import { goesByExecutions, parityOf } from "./report.ts";

const MINUTE_MS = 60_000;
const PLAIN = { least: 0, memoryFromMs: Infinity };

const decided = (minute: number, different: Partial<LoggedDecision> = {}): LoggedDecision => ({
  openMs: minute * MINUTE_MS,
  kind: "wait",
  side: null,
  quantity: null,
  stopLoss: null,
  takeProfit: null,
  held: 0,
  ...different,
});
const long = { kind: "enter", side: "long", quantity: 2, stopLoss: 90 } as const;
const filled = (minute: number, different: Partial<ParityFill> = {}): ParityFill => ({
  timeMs: minute * MINUTE_MS,
  side: "buy",
  quantity: 2,
  price: 100,
  fee: 0.2,
  reason: "entry",
  parts: 1,
  ...different,
});

Deno.test("the same decisions agree, those of another size too, and the rest is told apart by what was held", () => {
  const backtest = [
    decided(0),
    decided(1, long),
    decided(2, { ...long, held: 0 }),
    decided(3, { kind: "exit", held: 2 }),
    decided(4, { kind: "exit", held: 2 }),
    decided(5),
  ];
  const live = [
    decided(0),
    decided(1, { ...long, quantity: 2 + 1e-12 }),
    decided(2, { ...long, quantity: 1.9 }),
    decided(3, { held: 0.000001 }),
    decided(4, { held: 1.9 }),
  ];
  const { rows, counts, compared, agreementPercent, first } = compareDecisions(backtest, live, {
    least: 0.00001,
    memoryFromMs: Infinity,
  });
  assert.deepEqual(rows.map(({ match }) => match), ["same", "same", "size", "position", "different", "undecided"]);
  assert.deepEqual(counts, { same: 2, size: 1, position: 1, memory: 0, different: 1, undecided: 1 });
  assert.deepEqual([compared, agreementPercent, first?.openMs], [5, 60, 3 * MINUTE_MS]);
});

Deno.test("entering on another side, or another stop, is no agreement in full", () => {
  const short = { ...long, side: "short" } as const;
  const [row] = compareDecisions([decided(1, long)], [decided(1, short)], PLAIN).rows;
  assert.equal(row!.match, "different");
  assert.equal(
    compareDecisions([decided(1, long)], [decided(1, { ...long, stopLoss: null })], PLAIN).rows[0]!.match,
    "size",
  );
});

Deno.test("who goes by its executions may decide otherwise from the first on that differed, and not before", () => {
  const run = (decisions: readonly LoggedDecision[], fills: readonly ParityFill[]) => ({
    decisions,
    fills,
    profitQuote: 0,
    refusals: [],
  });
  const backtest = run([decided(1, long), decided(4, long), decided(5, long)], [filled(2), filled(5)]);
  const live = run([decided(1), decided(4), decided(5)], [filled(2), filled(5, { parts: 2 })]);
  const matches = (goesByExecutions: boolean) => {
    const terms = { candleMs: MINUTE_MS, close: 100, minQuantity: 0, goesByExecutions };
    return parityOf(backtest, live, terms).decisions.rows.map(({ match }) => match);
  };
  assert.deepEqual(matches(true), ["different", "memory", "memory"]);
  assert.deepEqual(matches(false), ["different", "different", "different"]);
});

Deno.test("a source goes by its executions where it names what it sees of them", () => {
  assert.ok(goesByExecutions("override onFill(fill) { this.last = fill.price; }"));
  assert.ok(goesByExecutions("return this.price > this.position.averagePrice;"));
  assert.ok(!goesByExecutions("shouldLong() { return this.rebalanced; }"));
});

Deno.test("where nothing was compared there is no percentage", () => {
  assert.equal(compareDecisions([decided(0)], [], PLAIN).agreementPercent, null);
  assert.equal(compareDecisions([], [decided(0)], PLAIN).agreementPercent, null);
});

Deno.test("executions are paired by side and time, and what has no partner is told", () => {
  const exit = { side: "sell", reason: "stop-loss", price: 90 } as const;
  const rows = pairFills(
    [filled(1), filled(5, exit), filled(20)],
    [filled(1.1, { price: 101 }), filled(5.9, { ...exit, price: 89.1 }), filled(40, { side: "sell", reason: "user" })],
    MINUTE_MS,
  );
  assert.deepEqual(rows.map(({ cause }) => cause), ["book", "stop", "backtest_only", "live_only"]);
  assert.deepEqual(rows.map(({ worsePercent }) => worsePercent && Math.round(1e6 * worsePercent) / 1e6), [
    1,
    1,
    null,
    null,
  ]);
});

Deno.test("the parts of a difference in profit add up to it, and fees in quote leave no rest", () => {
  const fill = (sides: fc.Arbitrary<"buy" | "sell">) =>
    fc.record({
      minute: fc.nat(30),
      side: sides,
      quantity: fc.double({ min: 0.01, max: 5, noNaN: true }),
      price: fc.double({ min: 50, max: 150, noNaN: true }),
      fee: fc.double({ min: 0, max: 1, noNaN: true }),
    }).map(({ minute, ...rest }) => filled(minute, rest));
  const fills = fc.array(fill(fc.constantFrom("buy", "sell")), { maxLength: 12 }).map((list) =>
    list.toSorted((a, b) => a.timeMs - b.timeMs)
  );
  const profitOf = (list: readonly ParityFill[], close: number) =>
    list.reduce(
      (sum, { side, quantity, price, fee }) => sum + (side === "buy" ? close - price : price - close) * quantity - fee,
      0,
    );
  fc.assert(fc.property(fills, fills, fc.double({ min: 50, max: 150, noNaN: true }), (one, other, close) => {
    const run = (list: readonly ParityFill[]) => ({
      decisions: [],
      fills: list,
      profitQuote: profitOf(list, close),
      refusals: [],
    });
    const { profit, fills: rows } = parityOf(run(one), run(other), {
      candleMs: MINUTE_MS,
      close,
      minQuantity: 0,
      goesByExecutions: false,
    });
    assert.equal(rows.filter(({ backtest }) => backtest).length, one.length);
    assert.equal(rows.filter(({ live }) => live).length, other.length);
    assert.ok(Math.abs(profit.restQuote) < 1e-6, `${profit.restQuote} is left`);
  }));
});
