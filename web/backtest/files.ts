/** A backtest as files to be kept and shared: what the command line writes, under a name that says what it is. */
import type { BacktestTrade } from "../../domain/backtest/trade.ts";
import { htmlReport, MOST_LISTED } from "../../backtest/html_report.ts";
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
  const body = file === "trades.csv"
    ? csvOf(backtests, id)
    : file === "backtest.json"
    ? jsonOf(done, await allTrades(backtests, id))
    : htmlOf(done, await backtests.trades(id, 0, MOST_LISTED), language, texts);
  return new Response(body, {
    headers: {
      "content-type": FILES[file],
      "content-disposition": `attachment; filename="${fileName(view.row, file)}"`,
      "cache-control": "no-store",
    },
  });
}

/** Written as it is read: a run may have a million trades. */
function csvOf(backtests: BacktestServices, id: string): ReadableStream<Uint8Array> {
  return ReadableStream.from(csvChunks(backtests, id)).pipeThrough(new TextEncoderStream());
}

/** The header stands before the first. */
async function* csvChunks(backtests: BacktestServices, id: string): AsyncGenerator<string> {
  for (let from = 0;;) {
    const { trades, total } = await backtests.trades(id, from, CHUNK);
    const text = tradesCsv({ trades });
    yield from === 0 ? text : text.slice(text.indexOf("\n") + 1);
    from += trades.length;
    if (from >= total || trades.length === 0) return;
  }
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

function htmlOf(
  view: DoneView,
  { trades, total }: Awaited<ReturnType<BacktestServices["trades"]>>,
  language: Language,
  texts: Texts,
): string {
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
    totalTrades: total,
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
