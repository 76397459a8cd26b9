/** Asks that wait for another node. An answer that was lost on the way must not be waited for without end. */
import type { Reply } from "./envelope.ts";
import { fromEnvelope } from "./errors.ts";
import type { Failure } from "./frames.ts";
import type { TimerClock } from "./types.ts";

/** Longer than anybody waits. */
const forgottenAfterMs = 3_600_000;

/** By number, the oldest first. */
export class AskTable {
  readonly #open = new Map<number, { readonly reply: Reply; readonly sinceMs: number }>();
  #last = 0;

  constructor(private readonly clock: TimerClock) {}

  /** Asks that wait, settled ones that have not been cleared away included. */
  get size(): number {
    return this.#open.size;
  }

  add(reply: Reply): number {
    this.#clear();
    this.#open.set(++this.#last, { reply, sinceMs: this.clock.elapsed() });
    return this.#last;
  }

  /** It is answered: nobody else will answer it. */
  take(id: number): Reply | undefined {
    const reply = this.#open.get(id)?.reply;
    this.#open.delete(id);
    return reply;
  }

  fail(id: number, [code, detail, cause]: Failure): void {
    this.take(id)?.fail(code, detail, cause === null ? undefined : fromEnvelope(cause));
  }

  close(): void {
    for (const { reply } of this.#open.values()) reply.fail("noproc", "the system has stopped");
    this.#open.clear();
  }

  /** Asks that have ended otherwise (by their deadline) go as soon as they are the oldest. */
  #clear(): void {
    for (const [id, { reply, sinceMs }] of this.#open) {
      const old = this.clock.elapsed() - sinceMs > forgottenAfterMs;
      if (!reply.settled && !old) return;
      this.#open.delete(id);
      reply.fail("crash", "the other node never answered");
    }
  }
}
