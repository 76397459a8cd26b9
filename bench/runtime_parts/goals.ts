/** What the runtime is to reach, and the limit beside which each of its figures is read. */
import type { PlaceName, Subject } from "./subjects.ts";

/** The name of this runtime among the contestants. */
export const ours = "this runtime";

/** The contestants that show what the machine could do without any runtime. */
export const limits = {
  mailbox: "hand-written mailbox",
  mailboxTimers: "hand-written mailbox, a timer each",
  port: "raw postMessage, one by one",
  portArrays: "raw postMessage, in arrays",
  portTrip: "raw postMessage, a round trip",
  thread: "raw worker, started and answering",
  pipe: "raw pipe of JSON lines",
  pipeTrip: "raw pipe, a round trip",
  spawn: "raw process, started and answering",
} as const;

/** A goal is reached by the figure, or, on a machine that is slower on the day, by the share of the first limit. */
export interface Goal {
  /** The limits that the figure is compared with. */
  readonly beside?: readonly string[];
  /** At least so many a second, or at most so many milliseconds. */
  readonly figure?: number;
  /** At least this share of the first limit's rate, or at most so many times its milliseconds. */
  readonly share?: number;
}

/**
 * The goals; an entry without figure and share only names the limits.
 *
 * Where both are given the share is what the figure was of the limit on the machine for which it was set: 0.8 of 0.61 M
 * asks, 0.8 of 2.7 M messages, 300 of 135 k asks, 40 of 14.5 ms, 0.6 of 1.02 M messages.
 */
export const goals: Readonly<Record<PlaceName, { readonly [S in Subject]?: Goal }>> = {
  local: {
    tell: { beside: [limits.mailbox], figure: 4_400_000, share: 0.6 },
    ask: { beside: [limits.mailboxTimers, limits.mailbox], figure: 800_000, share: 1.3 },
    ask64: { beside: [limits.mailboxTimers, limits.mailbox] },
  },
  worker: {
    tell: { beside: [limits.portArrays, limits.port], figure: 800_000, share: 0.3 },
    ask: { beside: [limits.port], share: 0.8 },
    ask64: { beside: [limits.port, limits.portArrays], figure: 300_000, share: 2.2 },
    crash: { beside: [limits.portTrip], figure: 1 },
    killed: { beside: [limits.thread] },
    hundred: { beside: [limits.thread], figure: 40, share: 2.8 },
  },
  process: {
    tell: { beside: [limits.pipe], figure: 600_000, share: 0.6 },
    ask: { beside: [limits.pipe] },
    ask64: { beside: [limits.pipe] },
    crash: { beside: [limits.pipeTrip] },
    killed: { beside: [limits.spawn] },
    hung: { figure: 500 },
  },
};
