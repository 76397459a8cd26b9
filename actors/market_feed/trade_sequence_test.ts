import assert from "node:assert/strict";
import fc from "fast-check";
import { type Print, TradeSequence, type TradeStep } from "./trade_sequence.ts";

const START_MS = Date.UTC(2023, 3, 10);

function print(id: number, timeMs = START_MS + id): Print {
  const trade = { symbol: "BTC/USDT", id, price: "100", quantity: "1", timeMs, takerSide: "buy" } as const;
  return { trade, firstId: id, lastId: id };
}

/** The most prints of one page. */
const LIMIT = 1_000;
const page = (trades: Print[]) => ({ trades, more: trades.length >= LIMIT });
const prints = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => print(from + i));
const ids = ({ tell }: TradeStep) => tell.map(({ trade }) => trade.id);
const told = ({ notes }: TradeStep) => notes.map(({ kind, from, to, count }) => [kind, from, to, count]);

/** A sequence that has told print 10. */
function at10(): TradeSequence {
  const sequence = new TradeSequence();
  sequence.hear(print(10));
  return sequence;
}

Deno.test("prints that follow each other are told at once, a repeated one is noted", () => {
  const sequence = at10();
  assert.deepEqual(ids(sequence.hear(print(11))), [11]);
  const step = sequence.hear(print(11));
  assert.deepEqual([ids(step), told(step)], [[], [["duplicate", 11, 11, 1]]]);
});

Deno.test("a hole is fetched before what comes after it is told", () => {
  const sequence = at10();
  const gap = sequence.hear(print(14));
  assert.deepEqual([ids(gap), told(gap), gap.fetch], [[], [["trade_gap", 11, 13, 3]], "now"]);
  assert.deepEqual(ids(sequence.hear(print(15))), []);
  const step = sequence.hearPage(sequence.repair, page(prints(11, 14)));
  assert.deepEqual([ids(step), told(step), step.fetch], [[11, 12, 13, 14, 15], [["trade_repair", 11, 13, 3]], "no"]);
  assert.deepEqual(ids(sequence.hear(print(16))), [16]);
});

Deno.test("prints that come in another order need no REST, and its answer is then ignored", () => {
  const sequence = at10();
  const { repair } = (sequence.hear(print(13)), sequence);
  assert.deepEqual(ids(sequence.hear(print(12))), []);
  const step = sequence.hear(print(11));
  assert.deepEqual([ids(step), told(step)], [[11, 12, 13], [["trade_repair", 11, 11, 1]]]);
  assert.deepEqual(ids(sequence.hearPage(repair, page(prints(11, 13)))), []);
});

Deno.test("a REST that lags is asked again a little later, a full page at once", () => {
  const sequence = at10();
  sequence.hear(print(14));
  const lagging = sequence.hearPage(sequence.repair, page(prints(11, 12)));
  assert.deepEqual([ids(lagging), lagging.fetch], [[11, 12], "soon"]);
  assert.deepEqual(ids(sequence.hearPage(sequence.repair, page(prints(13, 20)))), [13, 14, 15, 16, 17, 18, 19, 20]);
  assert.equal(sequence.hear(print(3_000)).fetch, "now");
  assert.equal(sequence.hearPage(sequence.repair, page(prints(21, 20 + LIMIT))).fetch, "now");
});

Deno.test("what the exchange itself does not have is noted and passed over", () => {
  const sequence = at10();
  sequence.hear(print(14));
  const step = sequence.hearPage(sequence.repair, page([print(11), print(13), print(14)]));
  assert.deepEqual(ids(step), [11, 13, 14]);
  assert.deepEqual(told(step), [["trade_repair", 11, 13, 2], ["trade_gap", 12, 12, 1]]);
});

Deno.test("after a loss of the wire REST tells what was missed, page by page until it meets the wire", () => {
  const sequence = at10();
  sequence.lost();
  assert.equal(sequence.live().fetch, "now");
  const first = sequence.hearPage(sequence.repair, page(prints(11, 10 + LIMIT)));
  assert.deepEqual([first.tell.length, first.fetch], [LIMIT, "now"]);
  assert.deepEqual(ids(sequence.hear(print(1_015))), []);
  const second = sequence.hearPage(sequence.repair, page(prints(1_011, 1_014)));
  assert.deepEqual([ids(second), second.fetch], [[1_011, 1_012, 1_013, 1_014, 1_015], "no"]);
});

Deno.test("when nothing was missed the next print ends the repair by itself", () => {
  const sequence = at10();
  sequence.lost();
  sequence.live();
  const step = sequence.hear(print(11));
  assert.deepEqual([ids(step), told(step), sequence.repairing], [[11], [], false]);
});

Deno.test("an exchange that started anew may count anew, a print from before the loss may not", () => {
  const sequence = at10();
  sequence.lost();
  sequence.live();
  sequence.hearPage(sequence.repair, page([]));
  assert.deepEqual(ids(sequence.hear(print(9))), []);
  const step = sequence.hear(print(1, START_MS + 100));
  assert.deepEqual([ids(step), told(step)], [[1], [["trade_gap", null, null, 0]]]);
  assert.deepEqual(ids(sequence.hear(print(2, START_MS + 101))), [2]);
});

Deno.test("a hole of too many prints is given up, and said so", () => {
  const sequence = at10();
  const step = sequence.hear(print(60_011));
  assert.deepEqual([ids(step), told(step), step.fetch], [[60_011], [["trade_gap", 11, 60_010, 60_000]], "no"]);
});

Deno.test("prints beyond the bound are not kept while REST is away, and fetched when it is back", () => {
  const sequence = at10();
  for (let id = 12; id <= 20_000; id++) sequence.hear(print(id));
  const out: number[] = [];
  for (let step = sequence.hearPage(sequence.repair, page(prints(11, 12))), pages = 0;; pages++) {
    out.push(...ids(step));
    if (step.fetch === "no" || pages > 20) break;
    step = sequence.hearPage(
      sequence.repair,
      page(prints(sequence.lastId + 1, Math.min(20_000, sequence.lastId + 1_000))),
    );
  }
  assert.deepEqual(out, prints(11, 20_000).map(({ trade }) => trade.id));
});

const world = fc.array(
  fc.record({
    frame: fc.constantFrom("fine", "fine", "fine", "lost", "twice", "later"),
    breaks: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
    lag: fc.integer({ min: 0, max: 3 }),
    answers: fc.boolean(),
  }),
  { minLength: 1, maxLength: 200 },
);

Deno.test("whatever the wire does, every print leaves exactly once and in order", () => {
  fc.assert(
    fc.property(world, (moments) => {
      const sequence = new TradeSequence();
      const out: number[] = [];
      let asked: number | null = null;
      let later: Print | null = null;
      const take = (step: TradeStep) => {
        out.push(...ids(step));
        if (step.fetch !== "no") asked = sequence.repair;
      };
      const answer = (now: number) => {
        if (asked === null) return;
        const repair = asked;
        asked = null;
        take(sequence.hearPage(repair, page(prints(sequence.lastId + 1, now))));
      };
      take(sequence.hear(print(0)));
      for (const [i, { frame, breaks, lag, answers }] of moments.entries()) {
        const id = i + 1;
        if (frame === "twice") take(sequence.hear(print(id)));
        if (frame === "fine" || frame === "twice") take(sequence.hear(print(id)));
        if (later) take(sequence.hear(later));
        later = frame === "later" ? print(id) : null;
        if (answers) answer(Math.max(sequence.lastId, id - lag));
        if (!breaks) continue;
        later = null;
        sequence.lost();
        take(sequence.live());
      }
      sequence.lost();
      take(sequence.live());
      for (let i = 0; i < 10 && asked !== null; i++) answer(moments.length);
      assert.deepEqual(out, prints(0, moments.length).map(({ trade }) => trade.id));
    }),
    { numRuns: 500 },
  );
});
