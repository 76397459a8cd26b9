/** Searches in real processes: what is found, and what becomes of sets that throw, hang or leave. */
import assert from "node:assert/strict";
import { walk } from "../domain/backtest/backtest_fixture.ts";
import { type CandleColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { measuresOf } from "../domain/backtest/measures.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { runHere } from "./job.ts";
import { Refused } from "./refused.ts";
import { runSweep, type SweepJob, type SweepListener } from "./sweep.ts";

const SMA_CROSS = await Deno.readTextFile(new URL("../strategies/sma_cross.ts", import.meta.url));
const candles = walk(900, 11);
const source = (body: string, before = "") =>
  `import { Strategy } from "aristobot/strategy";\n${before}\nexport default class S extends Strategy {\n${body}\n}\n`;
const FIRST_TO_9 = { n: { from: 1, to: 9, step: 1 } };

const sweep = (
  given: string,
  request: Partial<SweepJob["request"]> = {},
  listener: Partial<SweepListener> = {},
  over: CandleColumns = candles,
) =>
  runSweep({
    source: given,
    candles: over,
    request: {
      parameters: {},
      ranges: FIRST_TO_9,
      search: { by: "grid" },
      objective: "returnPercent",
      windows: 0,
      heldOut: 0,
      options: {},
      ...request,
    },
  }, { processes: 2, ...listener });

const SMA_RANGES = { fast: { from: 3, to: 9, step: 3 }, slow: { values: [12, 20] } };

function smaHere(parameters: Readonly<Record<string, number | string | boolean>>, over: CandleColumns, lead = 0) {
  const result = runHere(BUILT_IN["sma-cross"]!, { parameters, options: {}, lead }, over);
  const equity = result.equity.slice(lead);
  return measuresOf({ ...result, equity, candles: equity.length }, sliceColumns(over, lead), 10_000);
}

Deno.test("every set is judged as a backtest of it alone would be, the best first; the tail is not begun cold", async () => {
  const heard: [number, number][] = [];
  const found = await sweep(SMA_CROSS, { ranges: SMA_RANGES, heldOut: 0.2 }, {
    onProgress: (...steps) => heard.push(steps),
  });
  assert.equal(found.attempts.length, 6);
  assert.equal(found.failed, 0);
  assert.equal(found.heldOutMs, candles.openMs[720]);
  const inSample = sliceColumns(candles, 0, 720);
  for (const { parameters, inSample: judged, outOfSample } of found.attempts) {
    const [alone, tail] = [smaHere(parameters, inSample), smaHere(parameters, candles, 720)];
    assert.deepEqual([judged.returnPercent, judged.sharpeRatio, judged.trades], [
      alone.returnPercent,
      alone.sharpeRatio,
      alone.trades,
    ]);
    assert.deepEqual([outOfSample!.returnPercent, outOfSample!.trades], [tail.returnPercent, tail.trades]);
  }
  const returns = found.attempts.map((attempt) => attempt.inSample.returnPercent!);
  assert.deepEqual(returns, returns.toSorted((a, b) => b - a));
  assert.equal(found.whole!.returnPercent, smaHere(found.attempts[0]!.parameters, candles).returnPercent);
  assert.equal(found.monteCarlo!.maxDrawdownPercent.length, 5);
  assert.deepEqual([heard[0], heard.at(-1)], [[0, 7], [7, 7]]);
});

Deno.test("walking forward judges the best of each first part on its rest, and joins the rests", async () => {
  const found = await sweep(SMA_CROSS, { ranges: SMA_RANGES, windows: 3, search: { by: "random", tries: 4, seed: 5 } });
  assert.equal(found.attempts.length, 4);
  assert.equal(found.windows.length, 3);
  let level = 10_000;
  found.windows.forEach(({ fromMs, splitMs, toMs, parameters, inSample, outOfSample }, at) => {
    const [from, split, to] = [fromMs, splitMs, toMs].map((ms) => ms / 60_000);
    assert.deepEqual([from, split, to], [at * 150, at * 150 + 450, at * 150 + 599]);
    assert.equal(inSample.returnPercent, smaHere(parameters, sliceColumns(candles, 0, split), from).returnPercent);
    assert.equal(
      outOfSample.returnPercent,
      smaHere(parameters, sliceColumns(candles, 0, to! + 1), split).returnPercent,
    );
    for (const other of found.attempts) {
      const its = smaHere(other.parameters, sliceColumns(candles, 0, split), from).returnPercent;
      assert.ok(its <= inSample.returnPercent!);
    }
    level *= 1 + outOfSample.returnPercent! / 100;
  });
  const { equity, openMs } = found.forwardCurve!;
  assert.ok(Math.abs(equity.at(-1)! - level) < 1e-6, `${equity.at(-1)} is not ${level}`);
  assert.deepEqual([openMs[0], openMs.at(-1)], [found.windows[0]!.splitMs, found.windows[2]!.toMs]);
  assert.equal(openMs.length, 450);
});

Deno.test("nothing that a run leaves behind in its module reaches the next", async () => {
  const counts = source(
    `  n = this.parameter("n", 1);
    constructor() { super(); if (++made > 1) throw new Error("made before"); }
    shouldLong() { return this.candles.seen % (3 + this.n) === 0; }
    override shouldExit() { return this.candles.seen % 3 === 0; }`,
    "let made = 0;",
  );
  const found = await sweep(counts, { heldOut: 0.3 }, { processes: 1 });
  assert.deepEqual([found.attempts.length, found.firstError], [9, null]);
});

Deno.test("processes that have run enough are replaced, and no set is lost over it", async () => {
  const some = source("  n = this.parameter('n', 1);\n  shouldLong() { return this.candles.seen === this.n; }");
  const found = await sweep(some, { ranges: { n: { from: 1, to: 450, step: 1 } } }, { processes: 1 }, walk(40, 2));
  assert.deepEqual([found.attempts.length, found.firstError], [450, null]);
  assert.deepEqual(new Set(found.attempts.map(({ parameters }) => parameters.n)).size, 450);
});

Deno.test("a set that throws, leaves or hangs is named, and the others are tried all the same", async () => {
  const wild = source(`  n = this.parameter("n", 1);
    shouldLong() {
      if (this.candles.seen === 50 && this.n === 3) throw new Error("three is too many");
      if (this.candles.seen === 50 && this.n === 5) queueMicrotask(() => { throw new Error("later"); });
      if (this.candles.seen === 50 && this.n === 7) for (;;);
      return this.candles.seen % this.n === 0;
    }`);
  const found = await sweep(wild, {}, { processes: 1, patienceMs: 3_000 });
  assert.deepEqual(found.attempts.map(({ parameters }) => parameters.n).toSorted(), [1, 2, 4, 6, 8, 9]);
  assert.equal(found.failed, 3);
  assert.match(found.firstError!, /^n=3: line 6, column \d+: Error: three is too many/);
  const hangs = await sweep(wild, { ranges: { n: { values: [7, 8] } } }, { processes: 1, patienceMs: 3_000 });
  assert.match(hangs.firstError!, /^n=7: The strategy was silent for 3000 ms and was ended/);
  const leaves = await sweep(wild, { ranges: { n: { values: [5, 8] } } }, { processes: 1 });
  assert.match(leaves.firstError!, /^n=5: The strategy's process ended/);
  assert.equal(leaves.attempts.length, 1);
});

Deno.test("a set that cannot be is told in the strategy's words; where none can, nothing was found", async () => {
  const found = await sweep(SMA_CROSS, { ranges: { fast: { values: [0, -1] } }, windows: 2 });
  assert.deepEqual([found.attempts, found.windows, found.failed], [[], [], 2]);
  assert.deepEqual([found.whole, found.monteCarlo, found.forwardCurve], [null, null, null]);
  assert.match(found.firstError!, /^fast=(0|-1): .*Parameter "fast" is (0|-1); expected a number of at least 1/);
});

Deno.test("process after process is not lost for ever", async () => {
  const leaves = source(`  n = this.parameter("n", 1);
    shouldLong() { queueMicrotask(() => { throw new Error("later"); }); return true; }`);
  const searching = sweep(leaves, { ranges: { n: { from: 1, to: 40, step: 1 } } });
  await assert.rejects(searching, (error) => {
    assert.ok(error instanceof Refused);
    assert.match(error.message, /Cannot go on: 10 processes ended one after the other, the last with n=\d+: /);
    return true;
  });
});

Deno.test("what does not compile, and a search that cannot be, are refused before anything is tried", async () => {
  await assert.rejects(sweep(source("  shouldLong() { return 1 +; }")), (error) => {
    assert.ok(error instanceof SourceRefused);
    assert.match(error.message, /^line 4, column \d+: SyntaxError/);
    return true;
  });
  await assert.rejects(sweep(SMA_CROSS, { windows: 50, heldOut: 0.5 }), /Cannot divide 900 candles for 50 windows/);
  await assert.rejects(
    sweep(SMA_CROSS, { ranges: { fast: { from: 9, to: 1, step: 1 } } }),
    /Cannot search fast from 9/,
  );
});

Deno.test("it can be interrupted at once, whatever the source does", async () => {
  const interrupt = new AbortController();
  const slow = source(`  n = this.parameter("n", 1);
    shouldLong() { if (this.n > 2) for (;;); return false; }`);
  const searching = sweep(slow, {}, {
    signal: interrupt.signal,
    patienceMs: 60_000,
    onProgress: (tried) => tried === 2 && interrupt.abort(new Error("enough")),
  });
  await assert.rejects(searching, /enough/);
  await assert.rejects(sweep(slow, {}, { signal: interrupt.signal }), /enough/);
});

Deno.test("the candles that come later cannot be reached by who tampers with arrays", async () => {
  const spies = source(
    `  n = this.parameter("n", 1);
    shouldLong() { if (longest > 20_000) throw new Error("saw " + longest); return false; }`,
    `let longest = 0;
    const wraps = (name: string) => {
      const own = Reflect.get(Float64Array.prototype, name);
      Object.defineProperty(Object.getPrototypeOf(Float64Array.prototype), name, { value(...given: unknown[]) {
        longest = Math.max(longest, this.buffer.byteLength / 8);
        return own.apply(this, given);
      } });
    };
    for (const name of ["subarray", "slice", "set"]) wraps(name);`,
  );
  const found = await sweep(spies, { ranges: { n: { values: [1, 2] } } }, { processes: 1 }, walk(4_000, 3));
  assert.equal(found.firstError, null);
});

Deno.test("a source that sizes its entries itself is asked, where the options leave it open", async () => {
  const body = `  n = this.parameter("n", 1, { min: 1, max: 9 });
    shouldLong() { return this.candles.seen % 40 === 0; }
    override shouldExit() { return this.candles.seen % 40 === 20; }
    override calculatePositionSize() { return this.n; }`;
  const { attempts } = await sweep(source(body), { ranges: { n: { values: [1, 2] } } });
  const [one, two] = [1, 2].map((n) => attempts.find(({ parameters }) => parameters.n === n)!.inSample.returnPercent!);
  assert.ok(Math.abs(two! / one! - 2) < 1e-9, `${one} and ${two}`);
});
