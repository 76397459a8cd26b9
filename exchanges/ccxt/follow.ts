/** Keeps one source flowing: asks for the next update again and again, and after a failure waits, ever longer. */
import { setImmediate } from "node:timers";
import { backoffMs } from "../../domain/backoff.ts";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";

/** More updates than this in one turn of the event loop are no stream: something answers without waiting for any. */
const MOST_AT_ONCE = 1_000;

/** The wire of a connection is lost for all its streams at once; they come back together, so that one dial serves all. */
export class Outage {
  #untilMs = -Infinity;
  /** How many there were. */
  count = 0;

  /** When to try again, if a failure at `nowMs` would like to wait so long. */
  retryAtMs(nowMs: number, waitMs: number): number {
    if (nowMs >= this.#untilMs) {
      this.count++;
      this.#untilMs = nowMs + waitMs;
    }
    return this.#untilMs;
  }
}

/** What a source needs to be followed. */
export interface Following<T> {
  /** The next update; may never come. */
  readonly next: () => Promise<T>;
  readonly heard: (update: T) => void;
  /** It failed; null = for good. */
  readonly failed: (failure: ExchangeUnavailable | ExchangeRefused, retryInMs: number | null) => void;
  readonly failureOf: (error: unknown) => ExchangeUnavailable | ExchangeRefused;
  /** Whether a refusal may be the fault of one broken frame: then it is asked once more. */
  readonly mayBeMistaken: (refusal: ExchangeRefused) => boolean;
  /** How long to wait between two updates; absent for a stream. */
  readonly everyMs?: () => number;
  /** The outage that a failure belongs to; undefined = it concerns this source alone. */
  readonly outageOf: (failure: Error) => Outage | undefined;
  readonly clock: { elapsed(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  readonly random: () => number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Follows until the signal, or until the exchange refuses (twice, where once may be a mistake). Never rejects. */
export async function follow<T>(of: Following<T>): Promise<void> {
  const { signal, clock } = of;
  const mustWait = turnLimit();
  const pause = (ms: number) => clock.sleep(ms, signal).catch(() => {}); // rejects only when the signal ends it
  for (let failures = 0; !signal.aborted;) {
    try {
      const update = await of.next();
      if (signal.aborted) return;
      mustWait();
      failures = 0;
      of.heard(update);
      if (of.everyMs) await pause(of.everyMs());
    } catch (error) {
      if (signal.aborted) return;
      const failure = of.failureOf(error);
      if (failure instanceof ExchangeRefused && (failures > 0 || !of.mayBeMistaken(failure))) {
        return of.failed(failure, null);
      }
      const waitMs = waitAfter(failure, failures++, of);
      of.failed(failure, waitMs);
      await pause(waitMs);
    }
  }
}

function waitAfter<T>(failure: ExchangeUnavailable | ExchangeRefused, failures: number, of: Following<T>): number {
  const retryAfterMs = failure instanceof ExchangeRefused ? null : failure.retryAfterMs;
  const ownMs = Math.max(retryAfterMs ?? 0, backoffMs(failures, of.random()));
  const nowMs = of.clock.elapsed();
  const retryAtMs = of.outageOf(failure)?.retryAtMs(nowMs, ownMs);
  return retryAtMs === undefined ? ownMs : Math.max(retryAtMs - nowMs, retryAfterMs ?? 0);
}

/** Counts calls in one turn of the event loop. @throws {ExchangeUnavailable} when they are too many: the thread would hang. */
function turnLimit(): () => void {
  let calls = 0;
  return () => {
    if (calls++ === 0) setImmediate(() => calls = 0);
    if (calls > MOST_AT_ONCE) {
      throw new ExchangeUnavailable("the exchange's class answers without waiting for an update");
    }
  };
}
