/** Answers that are held back on purpose, until they are due. Owns no timer. */

/** Held answers, by when they are due. */
export class LateAnswers {
  #held: { readonly dueMs: number; readonly send: () => void }[] = [];

  /** Sends now, or holds it back until `dueMs` of the machine's clock. */
  add(dueMs: number, nowMs: number, send: () => void): void {
    if (dueMs <= nowMs) send();
    else this.#held.push({ dueMs, send });
  }

  /** Sends what is due. To be called often. */
  release(nowMs: number): void {
    if (this.#held.length === 0) return;
    const due = this.#held.filter(({ dueMs }) => dueMs <= nowMs);
    this.#held = this.#held.filter(({ dueMs }) => dueMs > nowMs);
    for (const { send } of due) send();
  }
}
