/** What the house offers to a user who wants to know what trading has brought. */
import type { Authors } from "../db/executions.ts";
import type { Realisation } from "../domain/statistics/books.ts";
import type { CurvePoint } from "../domain/statistics/profit_curve.ts";
import type { Selection } from "../domain/statistics/selection.ts";
import type { Sums } from "../domain/statistics/sums.ts";

/** What is asked for. */
export interface StatisticsQuery extends Selection {
  /** Amounts of different currencies are never added up; null = the one that was traded in most often. */
  readonly quote: string | null;
  /** The zone that days, months and hours are those of; an IANA name. */
  readonly zone: string;
}

/** What the executions of a part come to. */
export interface PartSums {
  /** A day `2026-12-31`, a month `2026-12`, an hour `00` to `23`, a symbol, or the id of an account or author. */
  readonly key: string;
  readonly sums: Sums;
}

/** The statistics of what was asked for, in one quote currency. */
export interface StatisticsView {
  /** Null = nothing was ever executed. */
  readonly quote: string | null;
  /** Quote currencies that were traded in, the most frequent first. */
  readonly quotes: readonly string[];
  /** Markets of that quote currency. */
  readonly symbols: readonly string[];
  readonly authors: Authors;
  readonly sums: Sums;
  readonly curve: readonly CurvePoint[];
  /** What the account was worth, where one is chosen or there is only one; null = none is chosen. */
  readonly balance: { readonly quote: string; readonly points: readonly CurvePoint[] } | null;
  /** The last ones, oldest first; without those on which nothing was executed. */
  readonly days: readonly PartSums[];
  readonly months: readonly PartSums[];
  readonly hours: readonly PartSums[];
  /** By id of the strategy or webhook; `manual` = by hand. */
  readonly byAuthor: readonly PartSums[];
  readonly byBroker: readonly PartSums[];
  readonly bySymbol: readonly PartSums[];
  /** The last executions, newest first. */
  readonly last: readonly Realisation[];
  /** Sales of what was not bought here. */
  readonly uncovered: number;
}

/** Statistics. A broker, strategy or webhook that is not the user's own: {HttpError} 404. */
export interface StatisticsServices {
  overview(query: StatisticsQuery): Promise<StatisticsView>;
  /** Every execution that is asked for, of all quote currencies where none is named, oldest first; and the names in it. */
  executions(query: StatisticsQuery): Promise<{ readonly rows: readonly Realisation[]; readonly authors: Authors }>;
}
