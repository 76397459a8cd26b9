/** The asker's side of an ask: a promise that settles exactly once. */
import { check } from "./check.ts";
import type { Schema } from "./types.ts";
import type { Expiring } from "./deadlines.ts";
import type { Reply } from "./envelope.ts";
import { AskError, type AskErrorCode } from "./errors.ts";

/** Settles by the answer, a failure, the deadline or the caller's signal, whichever comes first. */
export class PendingAsk implements Reply, Expiring {
  settled = false;
  dueMs = 0;
  bucket: { live: number } | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    readonly path: string,
    readonly kind: string,
    readonly timeoutMs: number,
    private readonly answerSchema: Schema | undefined,
    private readonly resolve: (value: unknown) => void,
    private readonly reject: (error: AskError) => void,
  ) {}

  answer(value: unknown, foreign = false): void {
    if (this.settled) return;
    const checked = foreign && this.answerSchema !== undefined ? check(this.answerSchema, value) : undefined;
    if (checked?.success === false) return this.fail("invalid", "the answer does not fit its schema", checked.error);
    this.#settle();
    this.resolve(checked === undefined ? value : checked.data);
  }

  fail(code: AskErrorCode, detail: string, cause?: unknown): void {
    if (this.settled) return;
    this.#settle();
    this.reject(new AskError(code, this.path, this.kind, detail, cause === undefined ? undefined : { cause }));
  }

  expire(): void {
    this.fail("timeout", `no answer within ${this.timeoutMs} ms`);
  }

  /** Gives up when the signal is aborted. */
  abortBy(signal: AbortSignal): void {
    if (signal.aborted) return this.#aborted(signal);
    this.#signal = signal;
    signal.addEventListener("abort", this, { once: true });
  }

  /** The abort event. */
  handleEvent(): void {
    if (this.#signal !== undefined) this.#aborted(this.#signal);
  }

  #aborted(signal: AbortSignal): void {
    this.fail("aborted", "the asker gave up", signal.reason);
  }

  #settle(): void {
    this.settled = true;
    if (this.bucket !== undefined) this.bucket.live--;
    this.#signal?.removeEventListener("abort", this);
  }
}
