/** Which measures of a run are shown, in which order and in which unit. */
import type { Measures } from "./measures.ts";

/** Quote currency, of 100, days, a plain number, how many. */
export type MeasureUnit = "quote" | "percent" | "days" | "ratio" | "count";

/** What they tell of, each with its measures and their units. */
export const MEASURE_GROUPS = {
  result: {
    finalEquityQuote: "quote",
    returnPercent: "percent",
    buyAndHoldReturnPercent: "percent",
    annualReturnPercent: "percent",
    peakEquityQuote: "quote",
    feesQuote: "quote",
    exposurePercent: "percent",
  },
  risk: {
    maxDrawdownPercent: "percent",
    maxDrawdownDays: "days",
    annualVolatilityPercent: "percent",
    sharpeRatio: "ratio",
    sortinoRatio: "ratio",
    calmarRatio: "ratio",
  },
  trades: {
    trades: "count",
    winners: "count",
    losers: "count",
    winRatePercent: "percent",
    profitFactor: "ratio",
    expectancyQuote: "quote",
    averageWinQuote: "quote",
    averageLossQuote: "quote",
    averageTradePercent: "percent",
    bestTradePercent: "percent",
    worstTradePercent: "percent",
  },
  trust: {
    candles: "count",
    openTrades: "count",
    ambiguousCandles: "count",
    deniedOrders: "count",
  },
} as const satisfies Readonly<Record<string, Partial<Readonly<Record<keyof Measures, MeasureUnit>>>>>;

type Groups = typeof MEASURE_GROUPS;
/** What measures tell of. */
export type MeasureGroup = keyof Groups;
/** A measure that is shown. */
export type MeasureKey = { [G in MeasureGroup]: keyof Groups[G] }[MeasureGroup];

const UNITS: Readonly<Record<MeasureKey, MeasureUnit>> = Object.assign({}, ...Object.values(MEASURE_GROUPS));

/** Each with the measures that tell of it. */
export const MEASURES: readonly { readonly group: MeasureGroup; readonly keys: readonly MeasureKey[] }[] = Object
  .entries(MEASURE_GROUPS).map(([group, of]) => ({
    group: group as MeasureGroup,
    keys: Object.keys(of) as MeasureKey[],
  }));

/** The unit of a measure. */
export function unitOf(key: MeasureKey): MeasureUnit {
  return UNITS[key];
}

const GAINS: ReadonlySet<MeasureKey> = new Set([
  "returnPercent",
  "buyAndHoldReturnPercent",
  "annualReturnPercent",
  "expectancyQuote",
  "averageTradePercent",
  "bestTradePercent",
  "worstTradePercent",
]);

/** Whether it is a gain above 0 and a loss below: those are written with their sign. */
export function isGain(key: MeasureKey): boolean {
  return GAINS.has(key);
}
