/** What is kept of a stream: the newest items of each group, each once. Pure. */

/** How items are told apart. */
export interface CacheRules<T> {
  /** Items of one group crowd out each other: those of one symbol, say. Default: all are one group. */
  readonly groupOf?: (item: T) => string;
  /** Items of equal key are the same one in its newer and older form. */
  readonly keyOf: (item: T) => string;
  /** How many of each group {@linkcode SlidingCache.items} shows. */
  readonly limit: number;
  /** How many of each group are remembered, so that what comes again is known; default: `limit`. */
  readonly memory?: number;
}

/** The newest items of each group. An item that comes again takes the place of its older form. */
export class SlidingCache<T> {
  readonly #groups = new Map<string, Map<string, T>>();
  readonly #rules: Required<CacheRules<T>>;

  constructor(rules: CacheRules<T>) {
    const { limit, memory = limit } = rules;
    if (!(limit > 0)) throw new RangeError(`Cannot keep ${limit} items: expected at least 1`);
    this.#rules = { groupOf: () => "", ...rules, memory: Math.max(limit, memory) };
  }

  /** How many items {@linkcode SlidingCache.items} shows. */
  get size(): number {
    const { limit } = this.#rules;
    return this.#groups.values().reduce((sum, { size }) => sum + Math.min(size, limit), 0);
  }

  /** Takes items in; gives those that are new or other than before. */
  add(items: readonly T[]): T[] {
    return items.filter((item) => this.#put(item));
  }

  /** What is kept: group by group, in each the first heard first. */
  items(): T[] {
    const { limit } = this.#rules;
    return [...this.#groups.values()].flatMap((group) => [...group.values().drop(Math.max(0, group.size - limit))]);
  }

  /** Gives what is kept, and forgets it. */
  take(): T[] {
    const items = this.items();
    this.#groups.clear();
    return items;
  }

  #put(item: T): boolean {
    const { groupOf, keyOf, memory } = this.#rules;
    const group = this.#groupOf(groupOf(item));
    const key = keyOf(item);
    const before = group.get(key);
    if (before !== undefined && isSame(before, item)) return false;
    group.set(key, item);
    if (group.size > memory) group.delete(group.keys().next().value!);
    return true;
  }

  #groupOf(name: string): Map<string, T> {
    let group = this.#groups.get(name);
    if (!group) this.#groups.set(name, group = new Map());
    return group;
  }
}

/** Whether two items hold the same values; nested ones count as different. */
function isSame<T>(a: T, b: T): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const names = Object.keys(a) as (keyof T)[];
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
