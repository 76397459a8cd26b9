/** What stands in the workshop and may not be saved yet; pure. */
import type { Origin, Parameters, StrategyDraft, StrategyView, Verdict, VersionRow } from "../../workshop_services.ts";

/** What a user edits. */
export type Draft = Omit<StrategyDraft, "origin">;

/** What is saved of a strategy. */
export function draftOf({ name, description, timeframe, source, parameters }: Draft): Draft {
  return { name, description, timeframe, source, parameters };
}

/** Whether two drafts say the same; the order of parameters says nothing. */
export function isSame(a: Draft, b: Draft): boolean {
  return a.source === b.source && a.name === b.name && a.description === b.description &&
    a.timeframe === b.timeframe && sorted(a.parameters) === sorted(b.parameters);
}

function sorted(parameters: Parameters): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * Who wrote what is to be saved. What an assistant wrote stays its own while it is only changed: a strategy that was not
 * written by its user is held to more before it may trade.
 */
export function originOf(versions: readonly VersionRow[], taken: Origin | null): Origin {
  if (taken !== null) return taken;
  return versions[0]?.origin === "assistant" ? "assistant" : "user";
}

/** A view with verdicts by version number that were heard of since it was asked for. */
export function withVerdicts(view: StrategyView, heard: ReadonlyMap<number, Verdict>): StrategyView {
  const versions = view.versions.map((row) => ({ ...row, verdict: heard.get(row.number) ?? row.verdict }));
  return { ...view, versions, verdict: heard.get(view.version) ?? view.verdict };
}
