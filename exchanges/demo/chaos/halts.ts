/**
 * When a market stands still: for some minutes nothing is traded (flat candles), then the exchange serves no candles at
 * all. Halts are history: candles over REST, trade ids and whoever asks for the truth know them, also those to come.
 */
import { occurrences } from "./occurrences.ts";
import { hashText } from "../random.ts";
import type { Timeline } from "../timeline.ts";
import type { ChaosPlan } from "./plan.ts";

/** One halt. `fromMs` is the open time of its first minute, UTC ms of the exchange. */
export interface Halt {
  readonly fromMs: number;
  readonly flatMinutes: number;
  readonly missingMinutes: number;
}

/** The halts of a market after `fromMs`, up to `toMs` included, oldest first. */
export type HaltSource = (fromMs: number, toMs: number) => readonly Halt[];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const HALT_SALT = 21;

/** The halts that a plan holds for a market. */
export function plannedHalts(plan: ChaosPlan, marketId: string): HaltSource {
  return (fromMs, toMs) =>
    occurrences(plan.seed, HALT_SALT ^ hashText(marketId), plan.halts, fromMs, toMs).map(({ atMs, random }) => ({
      fromMs: Math.ceil(atMs / MINUTE_MS) * MINUTE_MS,
      flatMinutes: Math.round(plan.flatMinutes * (0.25 + 0.75 * random())),
      missingMinutes: Math.round(plan.missingMinutes * (0.25 + 0.75 * random())),
    }));
}

/** A halt in minutes of the timeline, and how many recorded trades fell to the halts before it. */
interface Span {
  readonly halt: Halt;
  readonly first: number;
  readonly firstMissing: number;
  readonly end: number;
  readonly lostBefore: number;
}

/** All halts of one market. */
export class HaltCalendar {
  #spans: Span[] = [];
  #source: HaltSource | null = null;
  /** Up to here the source was asked, UTC ms. */
  #knownMs = -Infinity;

  /** @param tradesBefore recorded trades before a minute, as if there were no halt. */
  constructor(private readonly timeline: Timeline, private readonly tradesBefore: (index: number) => number) {}

  /** Keeps the halts that have begun up to `nowMs`; those to come are the source's, from the next minute on. */
  replan(source: HaltSource | null, nowMs: number): void {
    this.#learn(nowMs);
    const now = this.timeline.indexOf(nowMs);
    this.#spans = this.#spans.filter(({ first }) => first <= now);
    this.#source = source;
    this.#knownMs = Math.max(this.timeline.openMs(now), this.timeline.beginMs);
  }

  /** Adds halts that have been, oldest first. */
  restore(halts: readonly Halt[]): void {
    for (const halt of halts) this.#add(halt);
  }

  /** What a minute is made by a halt; null = none touches it. */
  at(index: number): "flat" | "missing" | null {
    const span = this.#before(index + 1);
    if (span === undefined || index >= span.end) return null;
    return index < span.firstMissing ? "flat" : "missing";
  }

  /** How many recorded trades before this minute did not happen. */
  lostBefore(index: number): number {
    const span = this.#before(index);
    return span === undefined ? 0 : span.lostBefore + this.#lostIn(span, Math.min(index, span.end));
  }

  /** Halts that begin after `fromMs`, up to `toMs` included. */
  between(fromMs: number, toMs: number): Halt[] {
    this.#learn(toMs);
    return this.#spans.map(({ halt }) => halt).filter((halt) => halt.fromMs > fromMs && halt.fromMs <= toMs);
  }

  #lostIn({ first }: Span, end: number): number {
    return this.tradesBefore(end) - this.tradesBefore(first);
  }

  /** The last halt that begins before the minute. */
  #before(index: number): Span | undefined {
    if (this.#source !== null) this.#learn(this.timeline.openMs(index));
    let [low, high] = [0, this.#spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[middle]!.first < index) low = middle + 1;
      else high = middle;
    }
    return this.#spans[low - 1];
  }

  #learn(untilMs: number): void {
    if (this.#source === null || untilMs <= this.#knownMs) return;
    const aheadMs = untilMs + HOUR_MS;
    for (const halt of this.#source(this.#knownMs, aheadMs)) this.#add(halt);
    this.#knownMs = aheadMs;
  }

  /** A halt that would begin within another is none. */
  #add(halt: Halt): void {
    const last = this.#spans.at(-1);
    const first = this.timeline.indexOf(halt.fromMs);
    if (first < (last?.end ?? 0)) return;
    const firstMissing = first + halt.flatMinutes;
    const lostBefore = last === undefined ? 0 : last.lostBefore + this.#lostIn(last, last.end);
    this.#spans.push({ halt, first, firstMissing, end: firstMissing + halt.missingMinutes, lostBefore });
  }
}
