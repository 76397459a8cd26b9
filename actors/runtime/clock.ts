/** The real clock. */
import { parseDuration } from "./duration.ts";
import type { Duration, TimerClock } from "./types.ts";

/** The longest delay that `setTimeout` takes without firing at once. */
const longestTimerMs = 2_147_483_647;

/** UTC milliseconds from the machine, timers from the event loop. The machine's time of day may be set at any moment. */
export const realClock: TimerClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  timer(delayMs: number, run: () => void): () => void {
    let id: ReturnType<typeof setTimeout> | undefined;
    const wait = (leftMs: number) => {
      const stepMs = Math.min(leftMs, longestTimerMs);
      id = setTimeout(() => leftMs > stepMs ? wait(leftMs - stepMs) : run(), stepMs);
    };
    wait(delayMs);
    return () => clearTimeout(id);
  },
  sleep(duration: Duration, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, duration, signal);
  },
};

/** `sleep` for any clock that has timers. Rejects with the signal's reason when it is aborted. */
export function sleepOn(clock: TimerClock, duration: Duration, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const cancel = clock.timer(parseDuration(duration), () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}
