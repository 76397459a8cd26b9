/**
 * Which sources are needed by whom. Markets that are wished together make one source; a market that a source has already is
 * not listened to twice; a source ends when nobody needs any of it. Pure.
 */
import type { Plan, Wish } from "./plan.ts";
import type { Source } from "./source.ts";

/** The sources at work, and who needs them. */
export class Demand<User> {
  readonly #users = new Map<Source, Set<User>>();

  /** All sources at work, the oldest first. */
  sources(): Source[] {
    return [...this.#users.keys()];
  }

  /** Who needs a source. */
  usersOf(source: Source): User[] {
    return [...this.#users.get(source) ?? []];
  }

  /** Notes a need. @returns the sources to begin. */
  want(user: User, { channel, timeframe }: Wish, { symbols, together }: Plan): Source[] {
    const same = this.sources().filter((source) => source.channel === channel && source.timeframe === timeframe);
    const missing = symbols.filter((symbol) =>
      !this.#join(user, same.find((source) => source.symbols.includes(symbol)))
    );
    const lists = symbols.length > 0 ? split(missing, together) : [[]];
    const whole = symbols.length === 0 && this.#join(user, same.find((source) => source.symbols.length === 0));
    const begun = whole ? [] : lists.map((symbols): Source => ({ channel, timeframe, symbols }));
    for (const source of begun) this.#users.set(source, new Set([user]));
    return begun;
  }

  /** Forgets all needs of a user. @returns the sources to end. */
  release(user: User): Source[] {
    return this.sources().filter((source) => {
      const users = this.#users.get(source)!;
      return users.delete(user) && users.size === 0 && this.#users.delete(source);
    });
  }

  /** Forgets a source that ended by itself: whoever wants it again makes a new one. */
  forget(source: Source): void {
    this.#users.delete(source);
  }

  #join(user: User, source: Source | undefined): boolean {
    if (source) this.#users.get(source)!.add(user);
    return source !== undefined;
  }
}

function split<T>(items: readonly T[], together: boolean): (readonly T[])[] {
  if (items.length === 0) return [];
  return together ? [items] : items.map((item) => [item]);
}
