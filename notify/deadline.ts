/** The time that a message may take. */
import type { Sending } from "./delivery.ts";

/**
 * Does what `work` does until it takes too long, or is given up; the signal that it is handed says so.
 * @throws {Error} in words, where it takes too long. @throws {unknown} the sending's own reason where that gives it up.
 */
export async function withinLimits<T>(
  { limits: { totalMs }, signal }: Pick<Sending, "limits" | "signal">,
  work: (ends: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const giveUp = () => deadline.abort(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp);
  const timer = setTimeout(() => deadline.abort(new Error(`it took longer than ${totalMs / 1_000} s`)), totalMs);
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

/** The promise, unless the signal comes first. */
export function beforeTheEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return Promise.race([promise, ended]).finally(() => signal.removeEventListener("abort", end));
}
