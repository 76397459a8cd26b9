/** A backtest as files to be kept and shared: what the command line writes, under a name that says what it is. */
import type { BacktestTrade } from "../../domain/backtest/trade.ts";
import { htmlReport } from "../../backtest/html_report.ts";
import { jsonReport, tradesCsv } from "../../backtest/report.ts";
import type { BacktestServices, BacktestView, RunRow } from "../backtest_services.ts";
import { HttpError } from "../fresh/error.ts";
import type { Language, Texts } from "../i18n/mod.ts";
import { parametersText, writingOf } from "../client/backtest/words.ts";

/** What there is of a backtest. */
export const FILES = {
  "trades.csv": "text/csv; charset=utf-8",
  "backtest.json": "application/json; charset=utf-8",
  "report.html": "text/html; charset=utf-8",
} as const;
/** What there is of a backtest. */
export type FileName = keyof typeof FILES;

/** Trades that are fetched at once. */
const CHUNK = 5_000;

/** The file as an answer that a browser stores. @throws {HttpError} 404 for who has no such backtest, 409 until it is done. */
export async function backtestFile(
  backtests: BacktestServices,
  id: string,
  file: FileName,
  { language, texts }: { readonly language: Language; readonly texts: Texts },
): Promise<Response> {
  const view = await backtests.backtest(id);
  const { stats, curve } = view;
  if (stats === null || curve === null) throw new HttpError(409, `The backtest is not done: it is ${view.row.state}`);
  const done = { ...view, stats, curve };
  const trades = await allTrades(backtests, id);
  const body = file === "trades.csv"
    ? tradesCsv({ trades })
    : file === "backtest.json"
    ? jsonOf(done, trades)
    : htmlOf(done, trades, language, texts);
  return new Response(body, {
    headers: {
      "content-type": FILES[file],
      "content-disposition": `attachment; filename="${fileName(view.row, file)}"`,
      "cache-control": "no-store",
    },
  });
}

async function allTrades(backtests: BacktestServices, id: string): Promise<BacktestTrade[]> {
  const all: BacktestTrade[] = [];
  while (true) {
    const { trades, total } = await backtests.trades(id, all.length, CHUNK);
    for (const trade of trades) all.push(trade);
    if (all.length >= total || trades.length === 0) return all;
  }
}

/** One that is done. */
interface DoneView extends BacktestView {
  readonly stats: NonNullable<BacktestView["stats"]>;
  readonly curve: NonNullable<BacktestView["curve"]>;
}

function jsonOf({ stats, curve, months }: DoneView, trades: readonly BacktestTrade[]): string {
  return jsonReport(stats, { trades, equity: curve.equity, equityMs: curve.openMs }, months);
}

function htmlOf(view: DoneView, trades: readonly BacktestTrade[], language: Language, texts: Texts): string {
  const { row, request, months, stats, curve } = view;
  const { terms } = texts.backtests.report;
  const about = [
    [terms.strategy, `${row.strategyName} v${row.version}`],
    [terms.market, row.symbol],
    [terms.candles, row.timeframe],
    [terms.range, `${iso(row.fromMs)} – ${iso(row.toMs)} UTC`],
    ...Object.keys(request.parameters).length > 0
      ? [[terms.parameters, parametersText(request.parameters)] as const]
      : [],
  ] as const;
  const parts = {
    title: `${row.strategyName} v${row.version}, ${row.symbol} ${row.timeframe}`,
    about,
    options: request.options,
    asked: request,
    stats,
    months,
    curve,
    trades,
    totalTrades: trades.length,
  };
  return htmlReport(parts, writingOf(row, language, texts), language);
}

/** `sma-cross-v3-BTC-USDT-1h-2024-01-01-trades.csv`: letters, digits and hyphens alone. */
function fileName({ strategyName, version, symbol, timeframe, fromMs }: RunRow, file: FileName): string {
  const name = `${strategyName}-v${version}-${symbol}-${timeframe}-${iso(fromMs).slice(0, 10)}`;
  const plain = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9-]+/g, "-").replaceAll(/-{2,}/g, "-").replace(/^-/, "");
  return `${plain.slice(0, 120)}-${file}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}
