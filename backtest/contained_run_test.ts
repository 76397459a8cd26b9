/** Users' sources in their process: what they print and throw comes out; what is hostile is ended. */
import assert from "node:assert/strict";
import { walk } from "../domain/backtest/backtest_fixture.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { type Listener, runContained } from "./contained_run.ts";
import { Refused } from "./refused.ts";

const candles = walk(2_000, 7);
const source = (body: string, before = "") =>
  `import { Strategy } from "aristobot/strategy";\n${before}\nexport default class S extends Strategy {\n${body}\n}\n`;
const run = (body: string, listener: Listener = {}, before = "") =>
  runContained({ source: source(body, before), parameters: {}, options: {}, candles }, listener);

const refusal = async (running: Promise<unknown>) => {
  try {
    await running;
  } catch (error) {
    if (error instanceof SourceRefused || error instanceof Refused) return error;
    throw error;
  }
  return assert.fail("it should have been refused");
};

Deno.test("a run tells its trades, what it declares, and how far it is", async () => {
  const heard: number[] = [];
  const body = `  n = this.parameter("n", 3, { min: 1, max: 9, label: "every" });
    shouldLong() { return this.candles.seen % (2 * this.n) === 0; }
    override shouldExit() { return this.candles.seen % this.n === 0; }`;
  const { result, specs } = await run(body, { onProgress: (count) => heard.push(count) });
  assert.deepEqual(specs, [{ name: "n", default: 3, min: 1, max: 9, label: "every" }]);
  assert.equal(result.candles, 2_000);
  assert.ok(result.trades.length > 100 && result.trades.every(({ side }) => side === "long"));
  assert.ok(heard[0] === 0 && heard.every((count) => count <= 2_000));
});

Deno.test("hooks are called: each closed candle, and each fill with its reason", async () => {
  const printed: string[] = [];
  const body = `  seen = 0;
    override onCandleClosed() { this.seen++; }
    override onFill(fill: { side: string; quantity: number; reason: string }) {
      if (this.seen < 20) console.log(this.seen, fill.side, fill.reason, this.fees.taker, this.market.quantityStep);
    }
    shouldLong() { return this.seen === 5; }
    override shouldExit() { return this.seen === 10; }`;
  await run(body, { onPrint: (text) => printed.push(text) });
  assert.deepEqual(printed, ["5 buy entry 0 1", "10 sell signal 0 1"]);
});

Deno.test("decisions come out one a candle, after those that were only shown", async () => {
  const body = `  shouldLong() { return this.candles.seen % 7 === 0 && this.position.quantity === 0; }
    override shouldExit() { return this.candles.seen % 5 === 0; }
    override calculateStopLoss() { return this.price * 0.99; }`;
  const job = { source: source(body), parameters: {}, options: { canShort: false }, candles, lead: 500, logs: true };
  const { decisions, warmFrom, result } = await runContained(job);
  assert.deepEqual([decisions.length, warmFrom], [1_500, 0]);
  assert.equal(decisions[0]!.openMs, candles.openMs[500]);
  assert.ok(result.trades[0]!.entryIndex > 500, "it entered on what it was only shown");
  const entered = decisions.filter(({ kind }) => kind === "enter");
  assert.ok(
    entered.length > 50 && entered.every(({ held, side, stopLoss }) => held === 0 && side === "long" && stopLoss),
  );
  assert.ok(decisions.some(({ kind, held }) => kind === "exit" && held > 0));
});

Deno.test("an error comes out at the author's own line", async () => {
  const error = await refusal(run("  shouldLong() {\n    return this.nothing.value > 1;\n  }"));
  assert.match(error.message, /^line 5, column \d+: TypeError: .*undefined/);
});

Deno.test("what does not compile, and parameters that do not fit, are refused in words", async () => {
  assert.match((await refusal(run("  shouldLong() { return 1 +; }"))).message, /^line 4, column \d+: SyntaxError/);
  const job = { source: source("shouldLong() { return true; }"), parameters: { x: 1 }, options: {}, candles };
  assert.match((await refusal(runContained(job))).message, /Unknown parameter "x"; the strategy declares none/);
});

Deno.test("a loop without end is ended, with a message to its owner", async () => {
  const error = await refusal(run("  shouldLong() { for (;;); return true; }", { patienceMs: 1_500 }));
  assert.match(error.message, /the strategy was silent for 1500 ms and was ended/);
});

Deno.test("memory without end, on the heap or beside it, is ended", async () => {
  const patient = { patienceMs: 60_000 }; // a busy machine collects garbage for long before it gives up
  const heap = run(
    "  shouldLong() { for (let i = 0; i < 1e5; i++) all.push({ i }); return false; }",
    patient,
    "const all: unknown[] = [];",
  );
  assert.match((await refusal(heap)).message, /too much memory|of heap/);
  const arrays = run(
    "  shouldLong() { all.push(new Uint8Array(4e6).fill(1)); return false; }",
    patient,
    "const all: unknown[] = [];",
  );
  assert.match((await refusal(arrays)).message, /took too much memory|RangeError: Array buffer allocation failed/);
});

Deno.test("it reaches no file, no network, no process and no environment", async () => {
  const tries = [
    "Deno.readTextFileSync('/etc/passwd')",
    "Deno.env.toObject()",
    "Deno.kill(Deno.pid, 'SIGKILL')",
    "fetch('http://127.0.0.1:9')",
    "process.exit(0)",
    "new Worker('data:text/javascript,')",
    "localStorage.setItem('x', 'y')",
    "prompt('who?')",
  ];
  for (const attempt of tries) {
    const { message } = await refusal(run(`  shouldLong() { ${attempt}; return false; }`));
    const name = attempt.match(/[A-Z]?[a-z]+[A-Z]?[a-z]*(?=[.(])/)![0];
    assert.match(message, new RegExp(`^line 4, column \\d+: ReferenceError: ${name} is not defined$`), attempt);
  }
});

Deno.test("it can import nothing that is not its own text, however the name is put together", async () => {
  for (const name of ["zod", "node:fs", "npm:zod", "file:///etc/passwd", "http://127.0.0.1:9/x"]) {
    const hidden = `[${[...name].map((letter) => JSON.stringify(letter))}].join("")`;
    for (
      const imports of [`await import(${hidden});`, `await eval("impo" + "rt(" + JSON.stringify(${hidden}) + ")");`]
    ) {
      const { message } = await refusal(run("  shouldLong() { return false; }", {}, imports));
      assert.equal(message.split("TypeError: ")[1], `Cannot import "${name}": there is nothing to import here`);
    }
  }
});

/** What its process writes next is this instead. */
const speaks = (bytes: string) =>
  `  shouldLong() { Uint8Array.prototype.subarray = () => new Uint8Array([${bytes}]); return false; }`;

Deno.test("who makes its process speak otherwise, or fall silent, gets no result", async () => {
  const forgeries: [string, RegExp][] = [
    ["0, 0, 0, 2, 99, 1, 1", /A frame of kind 99 is unknown/],
    ["255, 255, 255, 255, 4", /A frame of 4294967295 bytes is announced/],
    ["0, 0, 0, 1, 6, 123", /Cannot take what the strategy's process says/],
    ["0, 0, 0, 2, 6, 123, 125", /Cannot take what the strategy's process says: .*cash/],
    ["0, 0, 0, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0", /1 numbers are no trades/],
  ];
  for (const [bytes, message] of forgeries) assert.match((await refusal(run(speaks(bytes)))).message, message);
  const breaks = "  shouldLong() { JSON.stringify = () => { throw new Error('gone'); }; return false; }";
  assert.match((await refusal(run(breaks))).message, /the strategy's process ended: error: .*gone/);
});

Deno.test("who only talks does not come further, and is ended", async () => {
  const talks = "  shouldLong() { for (;;) console.log('still here'); }";
  assert.match((await refusal(run(talks, { patienceMs: 2_000 }))).message, /silent for 2000 ms/);
});

Deno.test("what it leaves running at its end is not waited for", async () => {
  const { result } = await run("  shouldLong() { return true; }", {}, "setInterval(() => {}, 1_000);");
  assert.equal(result.trades.length, 1);
});

Deno.test("what it prints is cut", async () => {
  let [count, longest] = [0, 0];
  await run("  shouldLong() { console.log('x'.repeat(100_000)); return false; }", {
    onPrint: (text) => [count, longest] = [count + 1, Math.max(longest, text.length)],
  });
  assert.deepEqual([count, longest], [200, 500]);
});

Deno.test("it can be interrupted at once", async () => {
  const interrupt = new AbortController();
  const body =
    "  shouldLong() { if (this.candles.seen === 600) console.log('now'); for (let i = 0; i < 1e6; i++); return false; }";
  const running = run(body, { signal: interrupt.signal, onPrint: () => interrupt.abort(new Error("enough")) });
  await assert.rejects(running, /enough/);
  await assert.rejects(run("  shouldLong() { return true; }", { signal: interrupt.signal }), /enough/);
});

Deno.test("a source that sizes its entries itself is asked, where the options leave it open", async () => {
  const body = `  shouldLong() { return this.candles.seen === 5; }
    override calculatePositionSize() { return 2; }`;
  const { result } = await run(body);
  assert.equal(result.trades[0]?.quantity, 2);
});
