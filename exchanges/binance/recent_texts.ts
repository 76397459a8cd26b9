/** Remembers what was heard lately, so that what comes over two connections is told once. Pure. */
export class RecentTexts {
  readonly #texts = new Set<string>();

  /** @param limit how many are remembered; the oldest are forgotten first. */
  constructor(readonly limit: number) {}

  /** Whether it was not heard lately. */
  isNew(text: string): boolean {
    if (this.#texts.has(text)) return false;
    this.#texts.add(text);
    if (this.#texts.size > this.limit) this.#texts.delete(this.#texts.values().next().value!);
    return true;
  }
}
