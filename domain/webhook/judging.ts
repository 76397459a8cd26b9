/** When a signal is too old, and which calls are the same one. Pure. */
import type { WebhookSignal } from "./signal.ts";

/** A signal may have been on its way for so long, ms. */
export const OLDEST_MS = 120_000;
/** A clock elsewhere may be so far ahead, ms. */
export const AHEAD_MS = 60_000;
/** A call that names itself, or says its time, is the same for so long, ms: longer than it could be accepted again. */
export const NAMED_MS = 86_400_000;
/** Of one that says neither, ms: TradingView delivers four times within 30 s, and bars close a minute apart. */
export const UNNAMED_MS = 45_000;

/** By what two calls of a webhook are the same, and for how long, ms. */
export interface CallName {
  readonly text: string;
  readonly withinMs: number;
}

/** Why a signal comes at the wrong time; undefined = it does not. */
export function wrongAge({ timeMs }: WebhookSignal, nowMs: number): string | undefined {
  if (timeMs === null) return undefined;
  const said = new Date(timeMs).toISOString();
  if (nowMs - timeMs > OLDEST_MS) return `time is ${said}, expected at most ${OLDEST_MS / 1_000} s ago`;
  if (timeMs - nowMs > AHEAD_MS) return `time is ${said}, expected no time to come`;
}

/** The id names a call alone; else all that it says does, its time among it. */
export function nameOfCall(signal: WebhookSignal): CallName {
  if (signal.id !== null) return { text: `id ${signal.id}`, withinMs: NAMED_MS };
  const { timeMs } = signal;
  return { text: `content ${JSON.stringify(signal)}`, withinMs: timeMs === null ? UNNAMED_MS : NAMED_MS };
}
