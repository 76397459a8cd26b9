/**
 * Statistics for one user: executions from the database, counted by the pure sums of the domain; a few rows at a time, so that
 * somebody who has traded much holds nobody up.
 */
import { setImmediate } from "node:timers";
import { balanceSnapshotsOf } from "../db/balance_snapshots.ts";
import type { Db } from "../db/db.ts";
import { type Authors, authorsOf, executionsOf } from "../db/executions.ts";
import { Books, type Realisation } from "../domain/statistics/books.ts";
import { type Period, type PeriodOf, PERIODS, periodsBy } from "../domain/statistics/periods.ts";
import { RunningCurve, thinned } from "../domain/statistics/profit_curve.ts";
import { isWithin, selected } from "../domain/statistics/selection.ts";
import { RunningSums } from "../domain/statistics/sums.ts";
import { HttpError } from "./fresh/error.ts";
import type { PartSums, StatisticsQuery, StatisticsServices, StatisticsView } from "./statistics_services.ts";
import { timesOf } from "./times.ts";
import { rowsOf, type Viewer } from "./viewer.ts";

/** What statistics stand on. */
export interface StatisticsParts {
  readonly db: Db;
  /** Whose candles the strategies decide on. */
  readonly exchange: string;
}

/** Days and months that are told at most: the last ones. */
const MOST_DAYS = 90;
const MOST_MONTHS = 120;
/** Points of a curve. */
const MOST_POINTS = 2_000;
/** Executions that a page lists. */
const MOST_LISTED = 50;

/** The services of one user. */
export function statisticsHouse(parts: StatisticsParts, viewer: Viewer): StatisticsServices {
  const asked = async (query: StatisticsQuery) => {
    const authors = await authorsOf(parts.db, rowsOf(viewer));
    mustKnow(authors, query);
    const periodOf = periodsBy(timesOf(query.zone).wallMs);
    const all = await realisationsOf(parts, viewer);
    return { authors, periodOf, all };
  };
  return {
    overview: async (query) => {
      const { authors, periodOf, all } = await asked(query);
      const balance = await balanceOf(parts, viewer, query, authors, periodOf);
      return { ...await overviewOf(query, authors, all, periodOf), balance };
    },
    executions: async (query) => {
      const { authors, periodOf, all } = await asked(query);
      const { quote } = query;
      const rows = selected(all, query, periodOf).filter((one) => quote === null || one.quote === quote);
      return { rows, authors };
    },
  };
}

/** All of them: what was bought at any time decides what a sale has earned. */
async function realisationsOf({ db, exchange }: StatisticsParts, viewer: Viewer): Promise<Realisation[]> {
  const books = new Books();
  const all: Realisation[] = [];
  for await (const piece of executionsOf(db, rowsOf(viewer), exchange)) {
    for (const one of piece) all.push(books.enter(one));
  }
  return all;
}

/** Of the account that is chosen, or the only one, in the days that are asked for. */
async function balanceOf(
  { db }: StatisticsParts,
  viewer: Viewer,
  query: StatisticsQuery,
  { brokers }: Authors,
  periodOf: PeriodOf,
): Promise<StatisticsView["balance"]> {
  const brokerId = query.brokerId ?? (brokers.length === 1 ? brokers[0]!.id : null);
  if (brokerId === null) return null;
  const snapshots = (await balanceSnapshotsOf(db, rowsOf(viewer), brokerId)).filter(({ timeMs }) =>
    isWithin(query, timeMs, periodOf)
  );
  const points = snapshots.map(({ timeMs, valueQuote }) => ({ timeMs, quote: valueQuote }));
  return { quote: snapshots[0]?.quote ?? "", points: thinned(points, MOST_POINTS) };
}

/** Rows that are counted at once: everything else waits as long. */
const SLICE = 250;

async function overviewOf(
  query: StatisticsQuery,
  authors: Authors,
  all: readonly Realisation[],
  periodOf: PeriodOf,
): Promise<Omit<StatisticsView, "balance">> {
  const quotes = byFrequency(all.map(({ quote }) => quote));
  const quote = query.quote ?? quotes[0] ?? null;
  const ofQuote = all.filter((one) => one.quote === quote);
  const [whole, curve, last] = [new RunningSums(), new RunningCurve(), [] as Realisation[]];
  const parts = PARTS.map(([name, keyOf]) => ({ name, keyOf, sums: new Map<string, RunningSums>() }));
  let uncovered = 0;
  for (let from = 0; from < ofQuote.length; from += SLICE) {
    for (const one of selected(ofQuote.slice(from, from + SLICE), query, periodOf)) {
      whole.enter(one);
      curve.enter(one);
      for (const { keyOf, sums } of parts) enterPart(sums, keyOf(one, periodOf), one);
      if (last.push(one) > MOST_LISTED) last.shift();
      if (one.isUncovered) uncovered++;
    }
    await othersTurn();
  }
  const sumsOf = async (wanted: Part) => await sumsOfEach(parts.find(({ name }) => name === wanted)!.sums);
  return {
    quote,
    quotes,
    symbols: byFrequency(ofQuote.map(({ symbol }) => symbol)),
    authors,
    sums: whole.sums,
    curve: curve.points(MOST_POINTS),
    days: sorted(await sumsOf("day")).slice(-MOST_DAYS),
    months: sorted(await sumsOf("month")).slice(-MOST_MONTHS),
    hours: sorted(await sumsOf("hour")),
    byAuthor: await sumsOf("author"),
    byBroker: await sumsOf("broker"),
    bySymbol: await sumsOf("symbol"),
    last: last.toReversed(),
    uncovered,
  };
}

type Part = Period | "author" | "broker" | "symbol";

/** By what the rows are told apart. */
const PARTS: readonly (readonly [Part, (one: Realisation, periodOf: PeriodOf) => string])[] = [
  ...PERIODS.map((period) =>
    [period, ({ timeMs }: Realisation, periodOf: PeriodOf) => periodOf(period, timeMs)] as const
  ),
  ["author", ({ origin, strategyId, webhookId }) => strategyId ?? webhookId ?? origin],
  ["broker", ({ brokerId }) => brokerId],
  ["symbol", ({ symbol }) => symbol],
];

function enterPart(parts: Map<string, RunningSums>, key: string, one: Realisation): void {
  const sums = parts.get(key) ?? new RunningSums();
  parts.set(key, sums);
  sums.enter(one);
}

async function sumsOfEach(parts: ReadonlyMap<string, RunningSums>): Promise<PartSums[]> {
  const told: PartSums[] = [];
  let passed = 0;
  for (const [key, running] of parts) {
    const sums = running.sums;
    told.push({ key, sums });
    passed += 1 + sums.closings;
    if (passed < SLICE) continue;
    passed = 0;
    await othersTurn();
  }
  return told;
}

/** In the order of the periods. */
function sorted(parts: readonly PartSums[]): PartSums[] {
  return parts.toSorted((a, b) => a.key < b.key ? -1 : 1);
}

/** Lets sockets, timers and other isolates get their turn. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function byFrequency(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1)).map(([name]) => name);
}

/** @throws {HttpError} 404 for what is none of the user's. */
function mustKnow({ brokers, strategies, webhooks }: Authors, query: StatisticsQuery): void {
  const wanted = [
    ["broker", query.brokerId, brokers],
    ["strategy", query.strategyId, strategies],
    ["webhook", query.webhookId, webhooks],
  ] as const;
  for (const [what, id, known] of wanted) {
    if (id === null || known.some((one) => one.id === id)) continue;
    throw new HttpError(404, `You have no ${what} "${id}" that has ordered anything`);
  }
}
