/** What a run is told as: a table for people, JSON and CSV for programs. */
import type { Measures } from "../domain/backtest/measures.ts";
import type { MonthReturn } from "../domain/backtest/months.ts";
import type { BacktestResult, BacktestTrade } from "../domain/backtest/trade.ts";
import { isoTime } from "./candle_check.ts";

const COLUMNS = [
  "side",
  "quantity",
  "entryIndex",
  "exitIndex",
  "entryTime",
  "exitTime",
  "entryPrice",
  "exitPrice",
  "fees",
  "profit",
  "exitReason",
] as const;

/** A trade with its times as text. Prices, fees and profit in quote, the quantity in base currency. */
function rowOf({ entryMs, exitMs, ...trade }: BacktestTrade) {
  return { ...trade, entryTime: isoTime(entryMs), exitTime: isoTime(exitMs) };
}

/** What a report tells beside the measures. */
interface ReportedRun {
  readonly trades: readonly BacktestTrade[];
  /** Quote currency; of each candle, or of those that `equityMs` says (open times, UTC ms). */
  readonly equity: Iterable<number>;
  readonly equityMs?: readonly number[];
}

/** `{stats, trades, months, equity}`; the equity has one value a candle, quote currency, unless `equityTime` says of which. */
export function jsonReport(
  stats: Measures,
  { trades, equity, equityMs }: ReportedRun,
  months: readonly MonthReturn[],
): string {
  const rows = trades.map((trade) => {
    const row = rowOf(trade);
    return Object.fromEntries(COLUMNS.map((column) => [column, row[column]]));
  });
  const inFull = JSON.stringify({ stats, trades: rows, months }, null, 1).replace(/\n}$/, "");
  const times = equityMs ? `,\n "equityTime": ${JSON.stringify(equityMs.map(isoTime))}` : "";
  return `${inFull},\n "equity": ${JSON.stringify([...equity])}${times}\n}\n`; // a line a value would be a million lines
}

/** The trades, a line each, under a header. */
export function tradesCsv({ trades }: Pick<BacktestResult, "trades">): string {
  const lines = trades.map((trade) => {
    const row = rowOf(trade);
    return COLUMNS.map((column) => row[column]).join(",");
  });
  return [COLUMNS.join(","), ...lines, ""].join("\n");
}

/** The table that a person reads. */
export function table(title: string, stats: Measures): string {
  const number = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const shown = (value: number | null, unit = "") => value === null ? "–" : `${number.format(value)}${unit}`;
  const rows: [string, string][] = [
    ["candles", `${stats.candles}, ${stats.startTime.slice(0, 16)} to ${stats.endTime.slice(0, 16)}`],
    ["final equity", shown(stats.finalEquityQuote)],
    ["return", shown(stats.returnPercent, " %")],
    ["buy and hold", shown(stats.buyAndHoldReturnPercent, " %")],
    ["annual return", `${shown(stats.annualReturnPercent, " %")} (${stats.tradingDaysPerYear} days a year)`],
    ["annual volatility", shown(stats.annualVolatilityPercent, " %")],
    [
      "Sharpe, Sortino, Calmar",
      [stats.sharpeRatio, stats.sortinoRatio, stats.calmarRatio].map((v) => shown(v)).join(", "),
    ],
    ["max drawdown", `${shown(stats.maxDrawdownPercent, " %")}, longest ${shown(stats.maxDrawdownDays, " days")}`],
    ["exposure", shown(stats.exposurePercent, " %")],
    ["trades", `${stats.trades}: ${stats.winners} won, ${stats.losers} lost, ${stats.openTrades} open`],
    ["win rate", shown(stats.winRatePercent, " %")],
    ["profit factor", shown(stats.profitFactor)],
    ["expectancy", `${shown(stats.expectancyQuote)} a trade, ${shown(stats.averageTradePercent, " %")}`],
    ["fees", shown(stats.feesQuote)],
    ["ambiguous candles", String(stats.ambiguousCandles)],
    ["denied entries", String(stats.deniedOrders)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n");
}
