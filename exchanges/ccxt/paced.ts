/**
 * Hands the frames of sockets to ccxt one by one. ccxt wakes who waits for the next update and forgets those that come before
 * he asks again; in Deno several frames of one packet would come so close that he misses all but the first.
 */
import { setImmediate } from "node:timers";

/** More frames than this wait for nobody: they are handed over at once, and what ccxt has kept of them is told with the next. */
const MOST_WAITING = 1_024;

/** Wraps a handler so that whoever is woken by one call has asked again before the next. The first call is made at once. */
export function paced<A extends unknown[]>(
  handle: (...args: A) => void,
  failed: (error: unknown, ...args: A) => void,
): (...args: A) => void {
  const waiting: A[] = [];
  let isPaused = false;
  const make = (args: A) => {
    try {
      handle(...args);
    } catch (error) {
      failed(error, ...args);
    }
  };
  const next = () => {
    const args = waiting.shift();
    isPaused = args !== undefined;
    if (args === undefined) return;
    make(args);
    while (waiting.length > MOST_WAITING) make(waiting.shift()!);
    setImmediate(next);
  };
  return (...args) => {
    waiting.push(args);
    if (!isPaused) next();
  };
}
