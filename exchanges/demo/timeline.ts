/**
 * Which recorded minute happens at which time of the exchange.
 *
 * The recording is shifted by whole days, so every candle boundary holds. After its last minute it plays backwards,
 * then forwards again, for ever: each pass begins with the minute the one before ended with, mirrored in time, so the
 * price goes on without a jump.
 */
import { MINUTE_MS } from "./recording.ts";

const DAY_MS = 86_400_000;
/** How far into the recording a fresh timeline begins: after the halt of the shipped recordings, with history behind. */
const BEGIN_AT = 0.4;

/** What happens in a minute: a slot of the recording, in which pass, seen forwards or mirrored. */
export interface Place {
  readonly slot: number;
  readonly pass: number;
  readonly mirrored: boolean;
}

/** A span of recorded time: UTC ms, end excluded. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The whole-day shift (ms) that puts `nowMs` 40 % into the span, and less than a day further. */
export function shiftFor(span: Span, nowMs: number): number {
  const aim = span.startMs + BEGIN_AT * (span.endMs - span.startMs);
  return Math.floor((nowMs - aim) / DAY_MS) * DAY_MS;
}

/** Minutes of the exchange, counted from the beginning of its history. */
export class Timeline {
  /** Beginning of the exchange's history, UTC ms. */
  readonly beginMs: number;

  /** @param shiftMs what is added to the recording's times; a whole number of days. */
  constructor(recordingStartMs: number, readonly length: number, readonly shiftMs: number) {
    this.beginMs = recordingStartMs + shiftMs;
  }

  /** The minute that holds `timeMs`; negative before the history begins. */
  indexOf(timeMs: number): number {
    return Math.floor((timeMs - this.beginMs) / MINUTE_MS);
  }

  /** When a minute opens, UTC ms. */
  openMs(index: number): number {
    return this.beginMs + index * MINUTE_MS;
  }

  /** What happens in minute `index` >= 0. */
  place(index: number): Place {
    const pass = Math.floor(index / this.length);
    const within = index - pass * this.length;
    const mirrored = pass % 2 === 1;
    return { slot: mirrored ? this.length - 1 - within : within, pass, mirrored };
  }
}
