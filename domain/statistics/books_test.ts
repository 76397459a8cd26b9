import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal, sumDecimal } from "../decimal.ts";
import { positionOf } from "../position.ts";
import { Books, type Realisation } from "./books.ts";
import { coveredFill } from "./covered_fill.ts";
import type { Execution } from "./execution.ts";
import { byPeriod, executionOf, executions, sumsOf } from "./execution_fixture.ts";
import { PERIODS, periodsBy } from "./periods.ts";
import { selected } from "./selection.ts";

const ALL = {
  ...{ brokerId: null, origin: null, strategyId: null, webhookId: null, symbol: null, fromDay: null, toDay: null },
};

function entered(all: readonly Execution[]): { realised: Realisation[]; books: Books } {
  const books = new Books();
  return { realised: all.map((one) => books.enter(one)), books };
}

Deno.test("what was adopted counts for what a sale earns, and is itself no trade", () => {
  const adopted = executionOf({ clientOrderId: "m-1", quantity: "2", price: "100", fee: "0", isTransfer: true });
  const sold = executionOf({ clientOrderId: "m-2", quantity: "1", price: "130", fee: "1", side: "sell" });
  const released = { ...adopted, clientOrderId: "r-1", side: "sell" as const, quantity: "1" };
  const { realised, books } = entered([adopted, sold, released]);
  const counted = selected(realised, ALL, periodsBy((ms) => ms));
  assert.deepEqual(counted.map(({ clientOrderId, profitQuote }) => [clientOrderId, profitQuote]), [["m-2", "29"]]);
  assert.equal(books.positions()[0]?.quantity, "0");
  assert.equal(sumsOf(counted).winPercent, 100);
});

const buy = (quantity: string, price: string, more: Partial<Execution> = {}) =>
  executionOf({ quantity, price, ...more });
const sell = (quantity: string, price: string, more: Partial<Execution> = {}) =>
  executionOf({ quantity, price, side: "sell", ...more });

Deno.test("a sale earns against what its account paid on average, whichever ticket bought it", () => {
  const { realised } = entered([
    buy("1", "100", { fee: "1" }),
    buy("1", "200", { webhookId: "w1" }),
    sell("1", "250", { fee: "2", webhookId: "w1" }),
  ]);
  assert.deepEqual(realised.map(({ profitQuote }) => profitQuote), [null, null, "97.5"]);
  assert.deepEqual(realised.map(({ origin }) => origin), ["manual", "webhook", "webhook"]);
  assert.deepEqual(realised.map(({ feeQuote }) => feeQuote), ["1", "0", "2"]);
});

Deno.test("a strategy at work keeps its own book, and may be short", () => {
  const own = { activeStrategyId: "a1", strategyId: "s1" };
  const { realised } = entered([buy("1", "100"), sell("1", "150", own), buy("1", "120", own), sell("1", "90")]);
  assert.deepEqual(realised.map(({ profitQuote }) => profitQuote), [null, null, "30", "-10"]);
});

Deno.test("what a ticket sells beyond what was bought here earns nothing that could be counted, and says so", () => {
  const { realised, books } = entered([
    sell("1", "100"),
    buy("1", "100"),
    sell("4", "110", { fee: "4" }),
    buy("1", "50"),
  ]);
  assert.deepEqual(realised.map(({ profitQuote, isUncovered }) => [profitQuote, isUncovered]), [
    [null, true],
    [null, false],
    ["9", true],
    [null, false],
  ]);
  assert.deepEqual(books.positions().map(({ quantity, costQuote }) => [quantity, costQuote]), [["1", "50"]]);
});

Deno.test("a fee in base currency is sold along: what is held covers both or a share of both", () => {
  const held = positionOf("BTC/USDT", [{ side: "buy", fill: executionOf({ quantity: "1" }) }]);
  const whole = executionOf({ quantity: "0.9", fee: "0.1", feeCurrency: "BTC" });
  assert.equal(coveredFill(held, "sell", whole), whole);
  const part = coveredFill(held, "sell", executionOf({ quantity: "1.8", fee: "0.2", feeCurrency: "BTC" }));
  assert.deepEqual([part?.quantity, part?.fee], ["0.9", "0.1"]);
});

Deno.test("a fee in a third currency is refused rather than counted as something that it is not", () => {
  assert.throws(() => new Books().enter(buy("1", "100", { fee: "1", feeCurrency: "BNB" })), /BNB/);
});

Deno.test("profit, fees and value by day, month, hour, author and account are those of the books to the last digit", () => {
  fc.assert(fc.property(executions, (all) => {
    const { realised, books } = entered(all);
    const whole = sumsOf(realised);
    assert.equal(whole.profitQuote, sumDecimal(books.positions().map(({ realisedQuote }) => realisedQuote)));
    const periodOf = periodsBy((ms) => ms + 5.75 * 3_600_000);
    const cuts: Iterable<readonly Realisation[]>[] = [
      ...PERIODS.map((period) => byPeriod(realised, period, periodOf).values()),
      ...["strategyId", "brokerId", "webhookId", "origin"].map((key) =>
        Map.groupBy(realised, (one) => one[key as "brokerId"]).values()
      ),
    ].map((groups) => [...groups]);
    for (const groups of cuts) {
      const sums = [...groups].map(sumsOf);
      assert.equal(sumDecimal(sums.map(({ profitQuote }) => profitQuote)), whole.profitQuote);
      assert.equal(sumDecimal(sums.map(({ feeQuote }) => feeQuote)), whole.feeQuote);
      assert.equal(sumDecimal(sums.map(({ valueQuote }) => valueQuote)), whole.valueQuote);
      assert.equal(sums.reduce((count, { executions }) => count + executions, 0), all.length);
    }
  }));
});

Deno.test("what a strategy earned by these books is what its own fills lead to", () => {
  fc.assert(fc.property(executions, (all) => {
    const { realised } = entered(all);
    for (const activeStrategyId of ["a1", "a2", "a3"]) {
      const own = all.filter((one) => one.activeStrategyId === activeStrategyId);
      const ledger = positionOf("BTC/USDT", own.map((fill) => ({ side: fill.side, fill })));
      const earned = realised.filter((_, at) => all[at]!.activeStrategyId === activeStrategyId);
      assert.equal(sumsOf(earned).profitQuote, ledger.realisedQuote);
    }
  }));
});

Deno.test("tickets never sell more than their account has bought, and no money appears or vanishes for the rest", () => {
  fc.assert(fc.property(executions, (drawn) => {
    const all = drawn.filter(({ activeStrategyId }) => activeStrategyId === null);
    for (const { quantity, costQuote } of entered(all).books.positions()) {
      assert.ok(new Decimal(quantity).gte(0), quantity);
      if (new Decimal(quantity).isZero()) assert.equal(costQuote, "0");
    }
  }));
});

Deno.test("a selection and its rest are the whole", () => {
  fc.assert(fc.property(executions, fc.nat({ max: 8 }), (all, days) => {
    const { realised } = entered(all);
    const periodOf = periodsBy((ms) => ms);
    const day = new Date(Date.UTC(2026, 2, 28 + days)).toISOString().slice(0, 10);
    const after = new Date(Date.UTC(2026, 2, 29 + days)).toISOString().slice(0, 10);
    const until = selected(realised, { ...ALL, toDay: day }, periodOf);
    const since = selected(realised, { ...ALL, fromDay: after }, periodOf);
    assert.deepEqual([...until, ...since], realised);
    const byOrigin = (["strategy", "webhook", "manual"] as const).map((origin) =>
      selected(realised, { ...ALL, origin }, periodOf).length
    );
    assert.equal(byOrigin.reduce((count, one) => count + one, 0), all.length);
  }));
});
