/** The machine's clock and timers, as the server uses them; a test turns its own. */

/** Where the server gets its time from. */
export interface ServerTime {
  /** UTC ms. */
  now(): number;
  /** Calls again and again; returns the canceller. */
  every(periodMs: number, call: () => void): () => void;
  /** Calls once, after other work that waits; returns the canceller. */
  soon(call: () => void): () => void;
}

/** The machine's own. */
export const machineTime: ServerTime = {
  now: () => Date.now(),
  every(periodMs, call) {
    const timer = setInterval(call, periodMs);
    return () => clearInterval(timer);
  },
  soon(call) {
    const timer = setTimeout(call, 0);
    return () => clearTimeout(timer);
  },
};
