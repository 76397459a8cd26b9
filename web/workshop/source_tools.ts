/** What can be done with a source that is being written, for whoever writes it. */
import { askLanguage, checkSource, LanguageUnavailable, type Starter } from "../../actors/strategy_languages.ts";
import { allProblems, isSyntax } from "../../workshop/all_problems.ts";
import { loadContained } from "../../workshop/contained_load.ts";
import { type DryJob, type DryResult, runDry } from "../../workshop/dry_run.ts";
import type { Completion, Hover } from "../../workshop/language.ts";
import { HttpError } from "../fresh/error.ts";
import { answered } from "../trading/parts.ts";
import type { CheckedSource } from "../workshop_services.ts";
import { UserTurns } from "./user_turns.ts";

/** Tools for sources; each works in a process of that user's own, or in one for this time alone. */
export interface SourceTools {
  check(userId: string, source: string): Promise<CheckedSource>;
  complete(userId: string, source: string, offset: number): Promise<Completion>;
  hover(userId: string, source: string, offset: number): Promise<Hover | null>;
  dryRun(userId: string, job: DryJob): Promise<DryResult>;
}

/** Processes of sources at once, how many may wait, and how many one user may have asked for. */
const RUNS = { atOnce: 2, waiting: 40, ofOne: 4 } as const;

/** The tools of a running system; one set a house. */
export function sourceTools(starter: () => Starter): SourceTools {
  const runs = new UserTurns(RUNS);
  return {
    check: async (userId, source) => {
      const told = await started(checkSource(starter(), userId, source));
      if (told.some(isSyntax)) return { problems: told, specs: null }; // it cannot be loaded
      const loaded = await runs.take(userId, () => loadContained(source));
      return { problems: allProblems(told, loaded.problem), specs: loaded.specs };
    },
    complete: (userId, source, offset) =>
      started(
        askLanguage(starter(), userId, (language, options) => language.ask("Complete", { source, offset }, options)),
      ),
    hover: (userId, source, offset) =>
      started(
        askLanguage(starter(), userId, (language, options) => language.ask("Hover", { source, offset }, options)),
      ),
    dryRun: (userId, job) => runs.take(userId, () => runDry(job)),
  };
}

/** @throws {HttpError} 503 where no process can be started now, or its user's was just ended; 504 where it is too busy. */
async function started<T>(asking: Promise<T>): Promise<T> {
  try {
    return await answered(asking);
  } catch (cause) {
    if (!(cause instanceof LanguageUnavailable)) throw cause;
    throw new HttpError(503, "Too many workshops are open: try again later", { cause });
  }
}
