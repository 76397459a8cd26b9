/** What was not as regular as it should be in a market feed: the entries of its auditable log, and the sums of them. */
import { z } from "zod";
import { candle } from "./candle.ts";
import { symbol } from "./market.ts";
import { timeframe } from "./timeframe.ts";

/**
 * Kinds of entries. `candle_gap`, `trade_gap`: the wire skipped some; `candle_repair`, `trade_repair`: they were fetched
 * and told in order; `halt`: the exchange itself has none there; `correction`: a closed candle came again with other
 * numbers; `duplicate`, `late`: told twice, told after the tolerance; `wire_lost`, `wire_live`: the connection;
 * `book_gap`, `book_resync`: the order book lost its thread, and has it again.
 */
export const incidentKind = z.enum([
  "candle_gap",
  "candle_repair",
  "trade_gap",
  "trade_repair",
  "halt",
  "correction",
  "duplicate",
  "late",
  "wire_lost",
  "wire_live",
  "book_gap",
  "book_resync",
]);
/** Kind of an entry. */
export type IncidentKind = z.infer<typeof incidentKind>;

/** One entry. Times UTC ms. */
export const feedIncident = z.object({
  exchange: z.string(),
  kind: incidentKind,
  /** Null where it concerns the whole connection. */
  symbol: symbol.nullable(),
  timeframe: timeframe.nullable(),
  /** When it was noticed. */
  atMs: z.int(),
  /** What it concerns: open times of candles (both ends included) or ids of trades; null where neither fits. */
  from: z.int().nullable(),
  to: z.int().nullable(),
  /** How many candles, trades, or frames. */
  count: z.int().nonnegative(),
  /** In words, the exchange's own where there are any. */
  detail: z.string(),
});
/** One entry of the audit log. */
export type FeedIncident = z.infer<typeof feedIncident>;

/** Upper bounds (included), ms, of the buckets of {@linkcode coherence.lateness}; the last bucket has none. */
export const LATENESS_BOUNDS_MS = [50, 100, 250, 500, 1_000, 2_500, 5_000, 30_000] as const;

/** How regular the closed candles of one market and timeframe were since the start. */
export const coherence = z.object({
  symbol,
  timeframe,
  /** Candles published. */
  candles: z.int(),
  gaps: z.int(),
  repairs: z.int(),
  /** Candles that the exchange does not have. */
  missing: z.int(),
  duplicates: z.int(),
  corrections: z.int(),
  late: z.int(),
  /** How many candles came how late after their end (exchange time), one count a bucket of {@linkcode LATENESS_BOUNDS_MS} and one for what is later. */
  lateness: z.array(z.int()).length(LATENESS_BOUNDS_MS.length + 1),
});
/** How regular the candles of one market and timeframe were. */
export type Coherence = z.infer<typeof coherence>;

/** A closed candle turned out to be other than it was told; what is stored is replaced, and this says so. */
export const candleCorrected = z.object({ candle, was: candle });
/** A closed candle turned out to be other than it was told. */
export type CandleCorrected = z.infer<typeof candleCorrected>;
