import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candle, CandleClosed } from "../../domain/candle.ts";
import { isCoherent } from "../../domain/coherence.ts";
import {
  beginRepair,
  hearChecked,
  hearClosed,
  hearOpen,
  hearPage,
  hearTime,
  marketSync,
  type Page,
  wireLost,
} from "./market_sync.ts";
import type { MarketSync, SyncStep } from "./sync_step.ts";

const START_MS = Date.UTC(2023, 3, 10);
const minuteMs = (minute: number) => START_MS + minute * 60_000;

function candle(minute: number, close = "1"): Candle {
  const openMs = minuteMs(minute);
  const closeMs = openMs + 59_999;
  return { symbol: "BTC/USDT", timeframe: "1m", openMs, closeMs, open: "1", high: "1", low: "1", close, volume: "1" };
}

function page(minutes: number[], unfinished: number | null, more = false): Page {
  const unfinishedMs = unfinished === null ? null : minuteMs(unfinished);
  const serverMs = unfinishedMs ?? minuteMs((minutes.at(-1) ?? 0) + 1);
  const candles = minutes.map((minute) => candle(minute));
  return { fromMs: START_MS, stored: [], candles, unfinishedMs, more, serverMs };
}

const noted = ({ notes }: SyncStep) =>
  notes.map(({ kind, from, to, count }) => [kind, (from! - START_MS) / 60_000, (to! - START_MS) / 60_000, count]);
const minutesOf = (told: readonly CandleClosed[]) => told.map(({ candle }) => (candle.openMs - START_MS) / 60_000);
const closed = (sync: MarketSync, minute: number) => hearClosed(sync, candle(minute), candle(minute).closeMs + 5);
const answered = (sync: MarketSync, answer: Page) => hearPage(sync, sync.repair, answer);

/** A sync that is live and waits for minute 3. */
function live(): MarketSync {
  return answered(beginRepair(marketSync("BTC/USDT")).sync, page([0, 1, 2], 3)).sync;
}

Deno.test("a start publishes REST's candles, then what the wire closed meanwhile, then lives", () => {
  const begun = beginRepair(marketSync("BTC/USDT"));
  assert.equal(begun.fetch, "now");
  const waiting = [3, 4].reduce((sync, minute) => closed(sync, minute).sync, begun.sync);
  const step = answered(waiting, page([0, 1, 2, 3], 4));
  assert.deepEqual(minutesOf(step.publish), [0, 1, 2, 3, 4]);
  assert.equal(step.sync.repairing, false);
  assert.deepEqual(minutesOf(closed(step.sync, 5).publish), [5]);
});

Deno.test("pages are asked for until there is no more", () => {
  const first = answered(beginRepair(marketSync("BTC/USDT")).sync, page([0, 1], null, true));
  assert.deepEqual([minutesOf(first.publish), first.fetch, first.sync.repairing], [[0, 1], "now", true]);
  const second = answered(first.sync, page([2], 3));
  assert.deepEqual([minutesOf(second.publish), second.fetch, second.sync.repairing], [[2], "no", false]);
});

Deno.test("REST wins where both have a candle", () => {
  const waiting = hearClosed(beginRepair(live()).sync, candle(3, "0.5"), minuteMs(4)).sync;
  const [published] = answered(waiting, page([3], 4)).publish;
  assert.equal(published?.candle.close, "1");
});

Deno.test("a repeated candle is dropped and counted", () => {
  const step = closed(closed(live(), 3).sync, 3);
  assert.deepEqual([step.publish, step.doubtedMs, noted(step)], [[], null, [["duplicate", 3, 3, 1]]]);
  assert.equal(step.sync.coherence.duplicates, 1);
});

Deno.test("a repeated candle with other numbers is doubted, in whatever spelling it was told", () => {
  const told = closed(live(), 3).sync;
  assert.equal(hearClosed(told, candle(3, "1.00"), minuteMs(4)).doubtedMs, null);
  assert.equal(hearClosed(told, candle(3, "2"), minuteMs(4)).doubtedMs, minuteMs(3));
});

Deno.test("a doubted candle is corrected when REST tells other numbers, once", () => {
  const told = closed(live(), 3).sync;
  assert.deepEqual(hearChecked(told, candle(3), candle(3, "1.0")).correct, []);
  const step = hearChecked(told, candle(3), candle(3, "2"));
  assert.deepEqual(step.correct, [{ candle: candle(3, "2"), was: candle(3) }]);
  assert.deepEqual(noted(step), [["correction", 3, 3, 1]]);
  assert.match(step.notes[0]!.detail, /close 1 → 2/);
  assert.equal(step.sync.coherence.corrections, 1);
  assert.equal(hearClosed(step.sync, candle(3, "2"), minuteMs(4)).doubtedMs, null);
});

Deno.test("a repair reads the candles told last again, and corrects those that REST tells otherwise", () => {
  const wrong = hearClosed(live(), candle(3, "7"), minuteMs(4)).sync;
  const step = answered(beginRepair(wireLost(wrong)).sync, page([2, 3, 4], 5));
  assert.deepEqual(step.correct, [{ candle: candle(3), was: candle(3, "7") }]);
  assert.deepEqual(minutesOf(step.publish), [4]);
});

Deno.test("a start goes on after the stored candles, and corrects the last of them", () => {
  const stored = [candle(0), candle(1, "7")];
  const step = answered(beginRepair(marketSync("BTC/USDT")).sync, {
    ...page([0, 1, 2, 3], 4),
    fromMs: minuteMs(2),
    stored,
  });
  assert.deepEqual(step.publish.map(({ afterMs }) => afterMs), [minuteMs(1), minuteMs(2)]);
  assert.deepEqual(step.correct, [{ candle: candle(1), was: candle(1, "7") }]);
  assert.deepEqual(noted(step), [["correction", 1, 1, 1], ["candle_repair", 2, 3, 2]]);
});

Deno.test("what a first start fetches is history, no repair", () => {
  const begun = beginRepair(marketSync("BTC/USDT")).sync;
  const first = answered(begun, page([0, 1], null, true));
  const { sync, notes } = answered(first.sync, { ...page([2, 3], 4), stored: [candle(0), candle(1)] });
  assert.deepEqual([first.notes, notes, sync.coherence.repairs, sync.coherence.candles], [[], [], 0, 4]);
});

Deno.test("a candle that the wire skipped is fetched before the next one is published", () => {
  const jump = closed(live(), 5);
  assert.deepEqual([jump.publish, jump.fetch, noted(jump)], [[], "now", [["candle_gap", 3, 4, 2]]]);
  const step = answered(jump.sync, page([3, 4, 5], 6));
  assert.deepEqual(minutesOf(step.publish), [3, 4, 5]);
  assert.deepEqual(noted(step), [["late", 3, 4, 2], ["candle_repair", 3, 5, 3]]);
  const { gaps, repairs, missing } = step.sync.coherence;
  assert.deepEqual([gaps, repairs, missing], [1, 3, 0]);
});

Deno.test("minutes that the exchange itself does not have are accepted and counted", () => {
  const step = answered(closed(live(), 80).sync, page([3, 80], 81));
  assert.deepEqual(minutesOf(step.publish), [3, 80]);
  assert.deepEqual(noted(step), [["late", 3, 3, 1], ["halt", 4, 79, 76], ["candle_repair", 3, 80, 2]]);
  assert.equal(step.sync.coherence.missing, 76);
  assert.equal(isCoherent(step.sync.coherence), false);
});

Deno.test("REST's silence is not believed before it shows the candle that the wire has closed", () => {
  const lagging = answered(closed(live(), 5).sync, page([3], null));
  assert.deepEqual([minutesOf(lagging.publish), lagging.fetch], [[3], "soon"]);
  const step = answered(lagging.sync, page([4], 5));
  assert.deepEqual(minutesOf(step.publish), [4, 5]);
});

Deno.test("a close that does not come is asked for five seconds after the end", () => {
  assert.equal(hearOpen(live(), minuteMs(4), minuteMs(4) + 4_999).fetch, "no");
  assert.equal(hearOpen(live(), minuteMs(3), minuteMs(4) - 1).fetch, "no");
  const step = hearOpen(live(), minuteMs(4), minuteMs(4) + 5_000);
  assert.deepEqual([step.fetch, noted(step)], ["now", [["candle_gap", 3, 3, 1]]]);
  assert.deepEqual(minutesOf(answered(step.sync, page([3], 4)).publish), [3]);
  const lagging = answered(step.sync, page([], 4 - 1)).sync;
  assert.deepEqual(noted(hearOpen(lagging, minuteMs(4), minuteMs(4) + 7_000)), [], "noted once");
});

Deno.test("without any sign of a candle REST is asked once a minute of the exchange's time", () => {
  assert.equal(hearTime(live(), minuteMs(4) + 4_999).fetch, "no");
  const step = hearTime(live(), minuteMs(4) + 5_000);
  assert.equal(step.fetch, "now");
  const none = answered(step.sync, page([], null));
  assert.deepEqual([none.sync.repairing, none.notes], [false, []]);
  assert.equal(hearTime(none.sync, minuteMs(5) + 4_999).fetch, "no");
  assert.equal(hearTime(none.sync, minuteMs(5) + 5_000).fetch, "now");
});

Deno.test("what was told is confirmed by REST every half hour, and corrected where the wire was wrong", () => {
  const wrong = hearClosed(live(), candle(3, "7"), minuteMs(4)).sync;
  const later = Array.from({ length: 29 }, (_, i) => 4 + i).reduce((sync, n) => closed(sync, n).sync, wrong);
  assert.equal(hearTime(later, minuteMs(33) - 1).fetch, "no");
  const step = hearTime(later, minuteMs(33));
  assert.equal(step.fetch, "now");
  const confirmed = answered(step.sync, page(Array.from({ length: 33 }, (_, n) => n), 33));
  assert.deepEqual(confirmed.correct, [{ candle: candle(3), was: candle(3, "7") }]);
  assert.deepEqual([confirmed.publish, confirmed.sync.repairing], [[], false]);
});

Deno.test("an answer to an earlier repair is ignored", () => {
  const first = beginRepair(live()).sync;
  const second = beginRepair(wireLost(first)).sync;
  const step = hearPage(second, first.repair, page([3], 4));
  assert.deepEqual([step.publish, step.sync], [[], second]);
});

Deno.test("a candle that comes long after its end makes the market incoherent, history does not", () => {
  assert.ok(isCoherent(live().coherence));
  assert.ok(isCoherent(closed(live(), 3).sync.coherence));
  const late = hearPage(beginRepair(live()).sync, 2, { ...page([3], 4), serverMs: minuteMs(6) });
  assert.deepEqual(noted(late), [["late", 3, 3, 1], ["candle_repair", 3, 3, 1]]);
  assert.equal(isCoherent(late.sync.coherence), false);
});

Deno.test("a candle that the wire told in time is not late, however long REST takes to confirm the ones before", () => {
  const waiting = closed(beginRepair(live()).sync, 3).sync;
  const step = answered(waiting, { ...page([3], 4), serverMs: minuteMs(6) });
  assert.deepEqual(step.publish.map(({ candle: { openMs }, atMs }) => [openMs, atMs! - minuteMs(4)]), [[
    minuteMs(3),
    4,
  ]]);
  assert.deepEqual(noted(step), [["candle_repair", 3, 3, 1]]);
  assert.ok(isCoherent(step.sync.coherence));
});

/** What the world does to a feed, minute by minute. */
const world = fc.array(
  fc.record({
    /** The minute does not exist. */
    halted: fc.boolean(),
    /** Its frame is lost, doubled, or fine. */
    frame: fc.constantFrom("fine", "fine", "fine", "lost", "twice"),
    /** The wire breaks after it. */
    breaks: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    /** How many minutes REST lags behind when it is asked next. */
    lag: fc.integer({ min: 0, max: 2 }),
    answers: fc.boolean(),
  }),
  { minLength: 1, maxLength: 80 },
);

Deno.test("whatever the wire does, every candle that exists leaves exactly once and in order", () => {
  fc.assert(
    fc.property(world, (minutes) => {
      const exists = minutes.map(({ halted }, minute) => ({ minute, exists: !halted || minute % 5 === 0 }))
        .filter(({ exists }) => exists).map(({ minute }) => minute);
      const out: number[] = [];
      let asked: { repair: number; fromMs: number } | null = null;
      let sync = marketSync("BTC/USDT");
      const take = (step: SyncStep) => {
        sync = step.sync;
        for (const { candle, afterMs } of step.publish) {
          assert.equal(afterMs, out.length === 0 ? null : minuteMs(out.at(-1)!));
          out.push((candle.openMs - START_MS) / 60_000);
        }
        if (step.fetch !== "no") asked = { repair: sync.repair, fromMs: sync.nextMs ?? START_MS };
      };
      const answer = (now: number) => {
        if (!asked) return;
        const { repair, fromMs } = asked;
        asked = null;
        const rows = exists.filter((minute) => minute <= now && minuteMs(minute) >= fromMs).slice(0, 3);
        const last = rows.at(-1);
        const finished = rows.filter((minute) => minute < now || minute !== last);
        const more = rows.length === 3;
        const unfinished = more || finished.length === rows.length ? null : last!;
        take(
          hearPage(sync, repair, page(more ? rows.filter((minute) => minute < now) : finished, unfinished, more)),
        );
      };
      take(beginRepair(sync));
      for (const [minute, { frame, breaks, lag, answers }] of minutes.entries()) {
        if (answers) answer(minute - lag);
        if (!exists.includes(minute)) continue;
        for (let n = { fine: 1, lost: 0, twice: 2 }[frame]; n > 0; n--) take(closed(sync, minute));
        if (!breaks) continue;
        sync = wireLost(sync);
        take(beginRepair(sync));
      }
      const end = minutes.length;
      take(beginRepair(wireLost(sync)));
      for (let i = 0; i <= end && asked; i++) answer(end + 1);
      assert.deepEqual(out, exists);
    }),
    { numRuns: 500 },
  );
});
