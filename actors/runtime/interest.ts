/** What the subscribers in one host hear. */

/** Topics, and of each the keys; `null` stands for all of them. */
export class Interest {
  readonly #keys = new Map<string, Set<string | null>>();

  get topics(): readonly string[] {
    return [...this.#keys.keys()];
  }

  hears(topic: string, key: string | undefined): boolean {
    const keys = this.#keys.get(topic);
    return keys !== undefined && (keys.has(null) || (key !== undefined && keys.has(key)));
  }

  hearsAny(topic: string): boolean {
    return this.#keys.has(topic);
  }

  change(topic: string, key: string | null, wanted: boolean): void {
    const keys = this.#keys.get(topic) ?? new Set<string | null>();
    if (wanted) keys.add(key);
    else keys.delete(key);
    if (keys.size > 0) this.#keys.set(topic, keys);
    else this.#keys.delete(topic);
  }

  clear(): void {
    this.#keys.clear();
  }
}
