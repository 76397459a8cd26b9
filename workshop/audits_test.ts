import assert from "node:assert/strict";
import type { Timeframe } from "../domain/timeframe.ts";
import { auditSource } from "./audits.ts";

/** A strategy whose class has this body; `before` stands before the class. */
function source(body: string, before = ""): string {
  return `import { cross, ema, sma, Strategy } from "aristobot/strategy";\n${before}
export default class Mine extends Strategy {\n${body}\n}\n`;
}

function audited(body: string, before = "", timeframe: Timeframe = "1h") {
  return auditSource(source(body, before), timeframe);
}

/**
 * Keeps every array of times and closes that passes by, and finds in it what comes after the newest candle: the candles
 * come to the process in portions.
 */
const PEEK = `
const seen = [];
const subarray = Float64Array.prototype.subarray;
Float64Array.prototype.subarray = function (...range) {
  seen.push(new Float64Array(this.buffer));
  return subarray.apply(this, range);
};
/** The close after that of the candle that opened at \`openMs\`; \`close\` where there is none. */
function after(openMs, close) {
  for (const numbers of seen) {
    const length = numbers.length / 6;
    const at = numbers.indexOf(openMs);
    if (at >= 0 && at + 1 < length && numbers[at + 4 * length] === close) return numbers[at + 4 * length + 1];
  }
  return close;
}`;

Deno.test("who patches arrays to reach the candles of a portion that come later is found", async () => {
  const { lookAhead, warmUp } = await audited(
    `  shouldLong() { return after(this.candles.last("openMs"), this.price) > this.price * 1.005; }
  shouldShort() { return after(this.candles.last("openMs"), this.price) < this.price * 0.995; }`,
    PEEK,
  );
  assert.equal(lookAhead.outcome, "failed", JSON.stringify(lookAhead));
  assert.ok(lookAhead.changed > 0 && lookAhead.firstChangedMs !== null);
  assert.equal(warmUp.outcome, "impossible");
});

Deno.test("who sees the future only when leaving is found too", async () => {
  const { lookAhead } = await audited(
    `  shouldLong() { return this.candles.seen % 50 === 0; }
  shouldExit() { return after(this.candles.last("openMs"), this.price) < this.price; }`,
    PEEK,
  );
  assert.equal(lookAhead.outcome, "failed", JSON.stringify(lookAhead));
});

for (const [what, expression] of [["chance", "Math.random() < 0.02"], ["the clock", "Date.now() % 7 === 0"]] as const) {
  Deno.test(`who decides by ${what} is found`, async () => {
    const { lookAhead } = await audited(`  shouldLong() { return ${expression}; }`);
    assert.equal(lookAhead.outcome, "failed");
    assert.ok(lookAhead.changed > 0);
  });
}

Deno.test("an honest strategy passes both, also one that remembers what it saw", async () => {
  const { lookAhead, warmUp } = await audited(`  highs = [];
  warmUp = 200;
  onCandleClosed() {
    this.highs.push(this.candles.last("high"));
    if (this.highs.length > 20) this.highs.shift();
  }
  shouldLong() { return this.price >= Math.max(...this.highs.slice(0, -1)); }
  shouldExit() { return this.price < sma.length; }`);
  assert.deepEqual([lookAhead.outcome, lookAhead.changed, warmUp.outcome, warmUp.changed], ["passed", 0, "passed", 0]);
  assert.ok(lookAhead.compared > 10_000 && warmUp.compared > 10_000);
});

const EMA_CROSS = (warmUp: number) =>
  `  warmUp = ${warmUp};
  fast = ema(this, 20);
  slow = ema(this, 100);
  turn = cross(this, this.fast, this.slow);
  shouldLong() { return this.turn.up; }
  shouldShort() { return this.turn.down; }`;

Deno.test("averages that have seen too little fail, are told how many candles they need, and pass with that many", async () => {
  const { lookAhead, warmUp } = await audited(EMA_CROSS(1));
  assert.deepEqual([lookAhead.outcome, warmUp.outcome], ["passed", "failed"]);
  assert.ok(warmUp.changed > 0 && warmUp.firstChangedMs !== null);
  const { candlesNeeded } = warmUp;
  assert.ok(candlesNeeded !== null && candlesNeeded > 100 && candlesNeeded < 1_000, String(candlesNeeded));
  assert.equal((await audited(EMA_CROSS(candlesNeeded))).warmUp.outcome, "passed");
});

Deno.test("what never forgets its beginning fails, and no number of candles is told", async () => {
  const { warmUp } = await audited(`  shouldLong() { return this.candles.seen % 100 === 0; }`);
  assert.deepEqual([warmUp.outcome, warmUp.candlesNeeded], ["failed", null]);
});

Deno.test("of what decides nothing, needs too much, or throws, the audits say why they say nothing", async () => {
  const [idle, greedy, broken] = await Promise.all([
    audited("  shouldLong() { return false; }"),
    audited("  warmUp = 5000;\n  shouldLong() { return this.candles.seen % 2 === 0; }"),
    audited("  shouldLong() { return this.candles.seen === 3000 ? this.no.way : false; }"),
  ]);
  assert.deepEqual([idle.lookAhead.outcome, idle.warmUp.outcome], ["impossible", "impossible"]);
  assert.match(idle.lookAhead.reason!, /never wanted to enter/);
  assert.match(greedy.warmUp.reason!, /had not seen enough after \d+ candles/);
  assert.match(broken.lookAhead.reason!, /^line 4, column \d+: TypeError/);
});

Deno.test("a source that is so slow that others would wait for it is not audited to the end", async () => {
  const slow = source(
    "  shouldLong() {\n    let sum = 0;\n    for (let n = 0; n < 1e7; n++) sum += n;\n    return sum < 0;\n  }",
  );
  const { lookAhead, warmUp } = await auditSource(slow, "1h", { budgetMs: 2_000 });
  assert.deepEqual([lookAhead.outcome, warmUp.outcome], ["impossible", "impossible"]);
  assert.equal(lookAhead.reason, "its runs over 6000 candles were not through after 2 s");
});

Deno.test("an audit can be given up", async () => {
  const abort = new AbortController();
  const auditing = auditSource(source(EMA_CROSS(1)), "1h", { signal: abort.signal });
  abort.abort(new Error("given up"));
  await assert.rejects(auditing, /given up/);
});
