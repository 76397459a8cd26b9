/**
 * Answers that take a while, to questions that are put aside until then, so that their actor hears other messages meanwhile.
 * Equal questions share one answer, and one that has just come serves those that come after it. Pure: times are handed in.
 */
export class SlowAnswers<A> {
  readonly #known = new Map<string, { readonly answer: A; readonly atMs: number }>();
  readonly #awaited = new Set<string>();

  /** @param freshMs for how long an answer serves, ms. */
  constructor(readonly freshMs: number) {}

  /** The answer, where there is a fresh one. */
  get(question: string, nowMs: number): A | undefined {
    const known = this.#known.get(question);
    return known && this.#isFresh(known.atMs, nowMs) ? known.answer : undefined;
  }

  /** Whether the question is to be asked now: nobody waits for its answer yet. */
  begin(question: string): boolean {
    if (this.#awaited.has(question)) return false;
    this.#awaited.add(question);
    return true;
  }

  /** The answer has come, at `nowMs` (UTC). */
  end(question: string, answer: A, nowMs: number): void {
    this.#awaited.delete(question);
    this.tidy(nowMs);
    this.#known.set(question, { answer, atMs: nowMs });
  }

  /** Forgets what is not fresh any more. */
  tidy(nowMs: number): void {
    for (const [question, { atMs }] of this.#known) if (!this.#isFresh(atMs, nowMs)) this.#known.delete(question);
  }

  /** A clock that was set back makes no answer fresh for longer. */
  #isFresh(atMs: number, nowMs: number): boolean {
    return Math.abs(nowMs - atMs) <= this.freshMs;
  }
}
