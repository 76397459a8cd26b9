/** The answers of assistants that are under way: one a user, so that nobody leaves many running. */

/** A user who stops an answer and asks at once is not refused: the end of the one before it may still be on its way. */
const PATIENCE_MS = 2_000;

/** An answer that has begun. */
export interface Answering {
  /** Ends it, whoever asks for that: its reader, its user, the end of the house. */
  readonly controller: AbortController;
  /** Says that it is over. */
  over(): void;
}

/** All answers of the house. */
export class AnswerDesk {
  readonly #underWay = new Map<string, { readonly controller: AbortController; readonly isOver: Promise<void> }>();
  readonly #patienceMs: number;

  constructor({ patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}) {
    this.#patienceMs = patienceMs;
  }

  /** Begins an answer to a user; null while another one is under way. */
  async begin(userId: string): Promise<Answering | null> {
    const before = this.#underWay.get(userId);
    if (before !== undefined) await within(this.#patienceMs, before.isOver);
    if (this.#underWay.has(userId)) return null;
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const one = { controller: new AbortController(), isOver };
    this.#underWay.set(userId, one);
    const over = () => {
      if (this.#underWay.get(userId) === one) this.#underWay.delete(userId);
      resolve();
    };
    return { controller: one.controller, over };
  }

  /** How many are under way. */
  get size(): number {
    return this.#underWay.size;
  }

  /** Ends all of them, as when the house ends. */
  endAll(): void {
    for (const { controller } of this.#underWay.values()) controller.abort();
  }
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
