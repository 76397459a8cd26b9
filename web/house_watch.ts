/** Counts the messages that nobody handled, for the System page. */
import type { Observation } from "../actors/live/tree_report.ts";
import type { DeadLetter, System } from "../actors/runtime/mod.ts";

/** Dead letters that are kept to be shown. */
const LETTERS_KEPT = 12;

/** Watches a system from its start to its end. */
export class HouseWatch {
  #count = 0;
  /** The newest first. */
  #last: readonly DeadLetter[] = [];

  /** Counts until the system ends. */
  async follow(system: Pick<System, "deadLetters">): Promise<void> {
    for await (const letter of system.deadLetters()) {
      this.#count++;
      this.#last = [letter, ...this.#last].slice(0, LETTERS_KEPT);
    }
  }

  /** The tree and the dead letters at this moment. */
  async observe(system: Pick<System, "tree">): Promise<Observation> {
    return { tree: await system.tree(), deadLetters: { count: this.#count, last: this.#last } };
  }
}
