/** What the pages of the workshop ask of the house. */
import type { Symbol } from "../../../domain/market.ts";
import type { Timeframe } from "../../../domain/timeframe.ts";
import type {
  CheckedSource,
  Completion,
  DryRun,
  Hover,
  Parameters,
  StrategyDependents,
  StrategyDraft,
  StrategyRow,
  StrategyView,
} from "../../workshop_services.ts";
import { type Answer, getJson, postJson } from "../trading/ask.ts";

const HOUSE = "/api/workshop";

/** Where something is asked about a strategy. */
function addressOf(id: string): string {
  return `${HOUSE}/strategies/${id}`;
}

/** The problems of a source, and what it declares. @throws {DOMException} AbortError */
export function checkSource(source: string, signal?: AbortSignal): Promise<Answer<CheckedSource>> {
  return postJson(`${HOUSE}/check`, { source }, signal);
}

/** What can stand at a place. @throws {DOMException} AbortError */
export function completeAt(source: string, offset: number, signal?: AbortSignal): Promise<Answer<Completion>> {
  return postJson(`${HOUSE}/complete`, { source, offset }, signal);
}

/** What stands at a place. @throws {DOMException} AbortError */
export function hoverAt(source: string, offset: number, signal?: AbortSignal): Promise<Answer<Hover | null>> {
  return postJson(`${HOUSE}/hover`, { source, offset }, signal);
}

/** What is tried on candles. */
export interface Trial {
  readonly source: string;
  readonly parameters: Parameters;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
}

/** Runs a source over sample candles. */
export function dryRun(trial: Trial): Promise<Answer<DryRun>> {
  return postJson(`${HOUSE}/dry-run`, trial);
}

/** The user's strategies, by name. */
export function listStrategies(): Promise<Answer<readonly StrategyRow[]>> {
  return getJson(`${HOUSE}/strategies`);
}

export function createStrategy(draft: StrategyDraft): Promise<Answer<{ readonly id: string }>> {
  return postJson(`${HOUSE}/strategies`, draft);
}

export function openStrategy(id: string): Promise<Answer<StrategyView>> {
  return getJson(addressOf(id));
}

export function saveStrategy(id: string, draft: StrategyDraft): Promise<Answer<{ readonly version: number }>> {
  return postJson(addressOf(id), draft);
}

/** The source of a version. */
export function sourceOf(id: string, version: number): Promise<Answer<{ readonly source: string }>> {
  return getJson(`${addressOf(id)}/versions/${version}`);
}

export function duplicateStrategy(id: string): Promise<Answer<{ readonly id: string }>> {
  return postJson(`${addressOf(id)}/duplicate`, {});
}

export function dependentsOf(id: string): Promise<Answer<StrategyDependents>> {
  return getJson(`${addressOf(id)}/dependents`);
}

/** `stop`: those at work are stopped first. */
export function removeStrategy(id: string, stop: boolean): Promise<Answer<unknown>> {
  return postJson(`${addressOf(id)}/remove`, { stop });
}

/** Those at work go on with the newest version. */
export function upgradeStrategy(id: string): Promise<Answer<{ readonly upgraded: number }>> {
  return postJson(`${addressOf(id)}/upgrade`, {});
}

/** The page of a strategy. */
export function workshopAddress(id: string): string {
  return `/strategies/${id}`;
}

/** Where it is backtested. */
export function backtestAddress(id: string): string {
  return `/backtest?strategy=${id}`;
}
