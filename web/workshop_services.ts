/** What the house offers to a user who writes strategies. */
import type { Candle } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import type { Problem, Verdict } from "../domain/strategy_verdict.ts";
import type { Origin } from "../domain/strategy_version.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import type { ParameterSpec, ParameterValue } from "../strategies/parameter.ts";

export type { Origin, ParameterSpec, ParameterValue, Problem, Verdict };

/** Chosen values of parameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A strategy in a list. */
export interface StrategyRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly timeframe: Timeframe;
  /** Number of its newest version, from 1. */
  readonly version: number;
  /** Of its newest version; null = not found out yet. */
  readonly verdict: Verdict | null;
  /** How many times it is at work, and how many backtests of it are kept. */
  readonly atWork: number;
  /** Of those at work, how many run an older version. */
  readonly outdated: number;
  readonly backtests: number;
  readonly updatedMs: number;
}

/** A version in the list of versions, newest first. */
export interface VersionRow {
  readonly number: number;
  readonly origin: Origin;
  readonly createdMs: number;
  readonly verdict: Verdict | null;
}

/** A strategy that is open in the workshop. */
export interface StrategyView extends StrategyRow {
  readonly source: string;
  /** Values that its user chose; the rest has its defaults. */
  readonly parameters: Parameters;
  readonly versions: readonly VersionRow[];
}

/** What a user saves. */
export interface StrategyDraft {
  readonly name: string;
  readonly description: string;
  readonly timeframe: Timeframe;
  readonly source: string;
  readonly parameters: Parameters;
  readonly origin: Origin;
}

/** What a check of a source found at once. */
export interface CheckedSource {
  readonly problems: readonly Problem[];
  /** What it declares; null where it could not be loaded. */
  readonly specs: readonly ParameterSpec[] | null;
}

/** Something that can stand at a place of a source. */
export interface CompletionOption {
  readonly label: string;
  readonly kind: "class" | "function" | "method" | "property" | "variable" | "keyword" | "constant" | "type";
  /** Its signature. */
  readonly detail: string;
  /** Its documentation. */
  readonly info: string;
}

/** What can stand at a place; `from`: where the word there begins (offset in UTF-16 units). */
export interface Completion {
  readonly from: number;
  readonly options: readonly CompletionOption[];
}

/** What stands at a place. */
export interface Hover {
  readonly from: number;
  readonly to: number;
  readonly signature: string;
  readonly documentation: string;
}

/** A signal or an execution of a dry run, to be drawn on its candle. */
export interface DryRunMark {
  readonly openMs: number;
  readonly kind: "enter-long" | "enter-short" | "exit";
  /** Why it was left: `signal`, `stop-loss`, `take-profit`, `end`; null for entries. */
  readonly reason: string | null;
  readonly price: number;
}

/** A run over sample candles. */
export interface DryRun {
  readonly candles: readonly Candle[];
  readonly marks: readonly DryRunMark[];
  readonly trades: number;
  readonly returnPercent: number;
  /** What it printed, at most some hundred lines. */
  readonly printed: readonly string[];
  readonly tookMs: number;
  /** Why it did not come to its end, with the author's own line; null = it did. */
  readonly error: Problem | null;
}

/** What hangs on a strategy. */
export interface StrategyDependents {
  readonly atWork: readonly { readonly id: string; readonly symbol: Symbol; readonly broker: string }[];
  readonly backtests: number;
  readonly orders: number;
}

/** The workshop. Each strategy id must be the user's own: else {HttpError} 404. */
export interface WorkshopServices {
  /** By name. */
  list(): Promise<readonly StrategyRow[]>;
  open(id: string): Promise<StrategyView>;
  /** @throws {HttpError} 409 where the user has another one of that name, 400 for one that is too long or empty. */
  create(draft: StrategyDraft): Promise<{ readonly id: string }>;
  /** A source that differs is a new version, which is audited behind the answer; the live event `verdict` tells how. */
  save(id: string, draft: StrategyDraft): Promise<{ readonly version: number }>;
  /** The source of a version. @throws {HttpError} 404 where there is none. */
  version(id: string, number: number): Promise<string>;
  duplicate(id: string): Promise<{ readonly id: string }>;
  dependents(id: string): Promise<StrategyDependents>;
  /** @throws {HttpError} 409 while it is at work and `stop` is not said; what it holds stays, with its exits. */
  remove(id: string, stop: boolean): Promise<void>;
  /** Those at work go on with the newest version, and keep their positions; how many did. @throws {HttpError} 409 with the reason. */
  upgrade(id: string): Promise<{ readonly upgraded: number }>;
  check(source: string): Promise<CheckedSource>;
  complete(source: string, offset: number): Promise<Completion>;
  hover(source: string, offset: number): Promise<Hover | null>;
  dryRun(of: {
    readonly source: string;
    readonly parameters: Parameters;
    readonly symbol: Symbol;
    readonly timeframe: Timeframe;
  }): Promise<DryRun>;
}
