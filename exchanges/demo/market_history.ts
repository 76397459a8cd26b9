/**
 * One market of the demo exchange as a pure function of time: its trades and bars at any moment, past or to come.
 *
 * Nothing here moves. Trade ids are counted from the beginning of the history by prefix sums, so history and live
 * play agree, also after a restart.
 */
import { HaltCalendar } from "./chaos/halts.ts";
import { addBar, type Bar, flatBar, tradeBar } from "./bar.ts";
import { hash32, hashText, randomFrom } from "./random.ts";
import { MINUTE_MS, type Recording } from "./recording.ts";
import type { MarketRules } from "./market_rules.ts";
import { minuteTrades, mirrorTrades, tradeCount } from "./minute_trades.ts";
import { Timeline } from "./timeline.ts";
import { product } from "./units.ts";

/** One trade: price in ticks, quantity in steps, `quote` their product, time in UTC ms of the exchange. */
export interface DemoTrade {
  readonly id: number;
  readonly timeMs: number;
  readonly price: number;
  readonly steps: number;
  readonly quote: bigint;
  readonly buyerIsMaker: boolean;
}

const COUNT_SALT = 1;
const PATH_SALT = 2;

/** A recorded market laid on the exchange's time. */
export class MarketHistory {
  readonly rules: MarketRules;
  readonly timeline: Timeline;
  /** When the market stands still on purpose; none until they are planned. */
  readonly halts: HaltCalendar;
  readonly #recording: Recording;
  /** Drawn from the exchange's seed and the symbol: chance of this market alone. */
  readonly seed: number;
  readonly #counts: Uint8Array;
  /** Trades before each slot of a forward pass; one entry more than slots. */
  readonly #before: Float64Array;
  /** Bars of forward and of mirrored slots, made when first asked for, with trade ids counted from the minute's own. */
  readonly #bars: [(Bar | undefined)[], (Bar | undefined)[]] = [[], []];

  constructor(recording: Recording, shiftMs: number, seed: number) {
    this.rules = recording.rules;
    this.timeline = new Timeline(recording.startMs, recording.length, shiftMs);
    this.#recording = recording;
    this.seed = hash32(seed, hashText(recording.rules.id));
    [this.#counts, this.#before] = countTrades(recording, this.seed);
    this.halts = new HaltCalendar(this.timeline, (index) => this.#recordedBefore(index));
  }

  /** Whether the exchange serves this minute: it has begun to exist and was not lost to a halt. */
  exists(index: number): boolean {
    if (index < 0 || this.halts.at(index) === "missing") return false;
    return this.#recording.has(this.timeline.place(index).slot);
  }

  /** The trades of a minute in order; none where it is silent, lost or before the beginning. */
  trades(index: number): DemoTrade[] {
    if (!this.exists(index) || this.halts.at(index) !== null) return [];
    const { slot, mirrored } = this.timeline.place(index);
    const forward = minuteTrades(
      this.#recording.row(slot)!,
      this.#counts[slot]!,
      randomFrom(hash32(this.seed, PATH_SALT, slot)),
    );
    const trades = mirrored ? mirrorTrades(forward) : forward;
    const openMs = this.timeline.openMs(index);
    const firstId = this.firstId(index);
    return trades.map(({ offsetMs, price, steps, buyerIsMaker }, place) => ({
      id: firstId + place,
      timeMs: openMs + offsetMs,
      price,
      steps,
      quote: product(price, steps),
      buyerIsMaker,
    }));
  }

  /** Id of the first trade in minute `index` >= 0, or of the next trade where it has none. Ids begin at 1. */
  firstId(index: number): number {
    return 1 + this.#recordedBefore(index) - this.halts.lostBefore(index);
  }

  /** The minute that holds the trade with this id (>= 1). */
  minuteOfTrade(id: number): number {
    for (let index = this.#minuteOfRecorded(id);;) {
      const behindHalts = this.#minuteOfRecorded(id + this.halts.lostBefore(index + 1));
      if (behindHalts === index) return index;
      index = behindHalts;
    }
  }

  /** Everything in `[fromMs, toMs)`, or null where no served minute overlaps it. A silent stretch is flat. */
  bar(fromMs: number, toMs: number): Bar | null {
    const first = Math.max(0, this.timeline.indexOf(fromMs));
    const last = this.timeline.indexOf(toMs - 1);
    let bar: Bar | null = null;
    for (let index = first; index <= last; index++) {
      if (!this.exists(index)) continue;
      bar ??= flatBar(this.closeBefore(Math.max(fromMs, this.timeline.beginMs)));
      const openMs = this.timeline.openMs(index);
      const whole = openMs >= fromMs && openMs + MINUTE_MS <= toMs;
      if (this.halts.at(index) !== null) continue;
      if (whole) addBar(bar, this.#minuteBar(index));
      else this.#addPart(bar, index, fromMs, toMs);
    }
    return bar;
  }

  /** Price of the last trade before `timeMs`, in ticks; the very first price when there is none. */
  closeBefore(timeMs: number): number {
    const index = this.timeline.indexOf(timeMs);
    const earlier = this.trades(index).findLast((trade) => trade.timeMs < timeMs);
    if (earlier !== undefined) return earlier.price;
    for (let minute = index - 1; minute >= 0; minute--) {
      const { slot, mirrored } = this.timeline.place(minute);
      if (this.#counts[slot] === 0 || this.halts.at(minute) !== null) continue;
      return this.#recording.row(slot, mirrored)!.close;
    }
    return this.#recording.row(0)!.open;
  }

  /** The middle of the recorded minutes' volumes, in steps: what is usual on this market. */
  usualMinuteSteps(): number {
    return this.#recording.medianSteps;
  }

  get #perPass(): number {
    return this.#before[this.timeline.length]!;
  }

  /** Trades of the recording before minute `index` >= 0. */
  #recordedBefore(index: number): number {
    const { slot, pass, mirrored } = this.timeline.place(index);
    return pass * this.#perPass + (mirrored ? this.#perPass - this.#before[slot + 1]! : this.#before[slot]!);
  }

  /** The minute that holds the recording's trade of this number, counted from 1. */
  #minuteOfRecorded(number: number): number {
    const pass = Math.floor((number - 1) / this.#perPass);
    let [low, high] = [pass * this.timeline.length, (pass + 1) * this.timeline.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#recordedBefore(middle) < number) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #minuteBar(index: number): Bar {
    const { slot, mirrored } = this.timeline.place(index);
    const bars = this.#bars[mirrored ? 1 : 0];
    const bar = bars[slot] ??= foldTrades(this.trades(index), this.#closeOf(index));
    if (bar.count === 0) return bar;
    const firstId = this.firstId(index);
    return { ...bar, firstId, lastId: firstId + bar.count - 1 };
  }

  #addPart(bar: Bar, index: number, fromMs: number, toMs: number): void {
    for (const trade of this.trades(index)) {
      if (trade.timeMs >= fromMs && trade.timeMs < toMs) addBar(bar, tradeBar(trade));
    }
  }

  /** Recorded close of a served minute, in ticks. */
  #closeOf(index: number): number {
    const { slot, mirrored } = this.timeline.place(index);
    return this.#recording.row(slot, mirrored)!.close;
  }
}

function foldTrades(trades: readonly DemoTrade[], close: number): Bar {
  const bar = flatBar(close);
  for (const trade of trades) addBar(bar, tradeBar(trade));
  return bar;
}

function countTrades(recording: Recording, seed: number): [Uint8Array, Float64Array] {
  const counts = new Uint8Array(recording.length);
  const before = new Float64Array(recording.length + 1);
  const { medianSteps } = recording;
  for (let slot = 0; slot < recording.length; slot++) {
    const row = recording.row(slot);
    if (row !== undefined) counts[slot] = tradeCount(row, medianSteps, randomFrom(hash32(seed, COUNT_SALT, slot)));
    before[slot + 1] = before[slot]! + counts[slot]!;
  }
  return [counts, before];
}
