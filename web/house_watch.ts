/** Looks at the running system for the System page, and keeps the last messages that nobody handled. */
import { z } from "zod";
import { type Observation, type TreeReport, treeReport } from "../actors/live/tree_report.ts";
import type { DeadLetter, System } from "../actors/runtime/mod.ts";

/** Dead letters that are kept to be shown. */
const LETTERS_KEPT = 20;
const TEXT_LENGTH = 160;
const LAST_DATE_MS = 8.64e15;

const text = z.string().transform((all) => all.slice(0, TEXT_LENGTH));
/** A letter may come out of a process that runs code of strangers; one of another shape is counted but not shown. */
const letterSchema = z.object({
  to: text,
  kind: text,
  why: z.enum(["noproc", "overflow", "invalid", "crash", "killed", "stopped", "dropped"]),
  atMs: z.number().min(0).max(LAST_DATE_MS),
});

/** Watches a system from its start to its end. */
export class HouseWatch {
  /** The newest first. */
  #last: readonly DeadLetter[] = [];

  /** Keeps the last dead letters until the system ends. */
  async follow(system: Pick<System, "deadLetters">): Promise<void> {
    for await (const letter of system.deadLetters()) {
      const { data } = letterSchema.safeParse(letter);
      if (data) this.#last = [data, ...this.#last].slice(0, LETTERS_KEPT);
    }
  }

  /** The tree and the dead letters at this moment. */
  async observe(system: Pick<System, "tree" | "counts">): Promise<Observation> {
    return { tree: await system.tree(), deadLetters: { count: system.counts().dead, last: this.#last } };
  }

  /** The same as a list, without rates. */
  async report(system: Pick<System, "tree" | "counts" | "clock">): Promise<TreeReport> {
    return treeReport(await this.observe(system), system.clock.now(), null);
  }
}
