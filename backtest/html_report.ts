/** A run as one HTML file to be shared: no script, nothing fetched, nothing but what is handed in. */
import type { EquityCurve } from "../domain/backtest/curve.ts";
import { drawdownCurve } from "../domain/backtest/drawdown_curve.ts";
import { MEASURES } from "../domain/backtest/measure_list.ts";
import type { Measures } from "../domain/backtest/measures.ts";
import { yearsOf } from "../domain/backtest/month_table.ts";
import type { MonthReturn } from "../domain/backtest/months.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import { STYLE } from "./html_style.ts";
import { amountText, filled, measureText, moneyText, percentText, toneOf, type Writing } from "./measure_text.ts";
import { escapeHtml, svgChart } from "./svg_chart.ts";
import { type AskedRange, cautionsOf, type Term, termsOf } from "./terms.ts";

/** Trades that are listed at most: a browser must be able to show them. */
export const MOST_LISTED = 2_000;

/** What a report is made of. */
export interface ReportParts {
  /** `sma-cross v3, BTC/USDT 1h`. */
  readonly title: string;
  /** What was run, before its options: strategy, market, range, parameters. */
  readonly about: readonly Term[];
  readonly options: GivenOptions;
  /** Undefined where a file of candles was run over as it is. */
  readonly asked?: AskedRange;
  readonly stats: Measures;
  readonly months: readonly MonthReturn[];
  readonly curve: EquityCurve;
  /** The first of them; more than are listed are passed over. */
  readonly trades: readonly BacktestTrade[];
  readonly totalTrades: number;
}

/** Makes the file. `language` of its words: `en`, `fr`. */
export function htmlReport(parts: ReportParts, writing: Writing, language: string): string {
  const { title, stats, options, curve } = parts;
  const { words, locale } = writing;
  const chart = {
    times: curve.openMs,
    valueText: (value: number) => amountText(Number(value.toPrecision(4)), locale),
  };
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="range">${escapeHtml(`${day(stats.startTime)} – ${day(stats.endTime)}`)}</p>
${cautions(cautionsOf(stats, options, writing, parts.asked))}
${MEASURES.map((group) => figures(group, stats, writing)).join("\n")}
<h2>${escapeHtml(words.charts.equity)}</h2>
<p class="legend"><span class="equity">${escapeHtml(words.charts.equity)}</span> <span class="hold">${
    escapeHtml(words.charts.hold)
  }</span></p>
${
    svgChart({
      ...chart,
      label: words.charts.equity,
      height: 300,
      lines: [{ values: curve.hold, className: "hold" }, { values: curve.equity, className: "equity" }],
    })
  }
<h2>${escapeHtml(words.charts.drawdown)}</h2>
${
    svgChart({
      ...chart,
      label: words.charts.drawdown,
      height: 150,
      ceiling: 0,
      valueText: (value) => percentText(value, locale),
      lines: [{
        values: drawdownCurve(curve.equity, stats.startEquityQuote),
        className: "drawdown",
        isFilled: true,
      }],
    })
  }
${monthTable(parts.months, writing)}
${termTable([...parts.about, ...termsOf(options, writing)], words.terms.title)}
${tradeTable(parts, writing)}
<footer>${escapeHtml(words.madeBy)} ${escapeHtml(words.utc)}</footer>
</body>
</html>
`;
}

function cautions(texts: readonly string[]): string {
  if (texts.length === 0) return "";
  return `<ul class="cautions">${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`;
}

function figures({ group, keys }: typeof MEASURES[number], stats: Measures, writing: Writing): string {
  const { groups, measures } = writing.words;
  const rows = keys.map((key) =>
    `<div><dt title="${escapeHtml(measures[key].help)}">${escapeHtml(measures[key].label)}</dt>` +
    `<dd class="${toneOf(key, stats)}">${escapeHtml(measureText(key, stats, writing))}</dd></div>`
  );
  return `<section><h2>${escapeHtml(groups[group])}</h2><dl>${rows.join("")}</dl></section>`;
}

function monthTable(months: readonly MonthReturn[], { words: { months: words }, locale }: Writing): string {
  const cell = (value: number | null) =>
    value === null
      ? "<td></td>"
      : `<td class="${value > 0 ? "up" : value < 0 ? "down" : ""}">${
        escapeHtml(percentText(value, locale, true))
      }</td>`;
  const rows = yearsOf(months).map(({ year, months: of, total }) =>
    `<tr><th scope="row">${escapeHtml(year)}</th>${of.map(cell).join("")}${cell(total)}</tr>`
  );
  const heads = [words.year, ...words.names.split(" "), words.total].map((name) =>
    `<th scope="col">${escapeHtml(name)}</th>`
  );
  return table(words.title, heads, rows);
}

function termTable(terms: readonly Term[], title: string): string {
  const rows = terms.map(([name, value]) =>
    `<tr><th scope="row">${escapeHtml(name)}</th><td class="words">${escapeHtml(value)}</td></tr>`
  );
  return table(title, [], rows);
}

/** As the rest of the report writes times; that they are UTC stands at its end. */
function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

function tradeTable({ trades, totalTrades }: ReportParts, writing: Writing): string {
  const { words: { trades: words }, locale } = writing;
  if (totalTrades === 0) return `<h2>${escapeHtml(words.title)}</h2><p>${escapeHtml(words.none)}</p>`;
  const heads = [
    words.side,
    words.quantity,
    words.entry,
    words.entryPrice,
    words.exit,
    words.exitPrice,
    words.fees,
    words.profit,
    words.reason,
  ].map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const listed = trades.slice(0, MOST_LISTED);
  const rows = listed.map((trade) => {
    const cells = [
      words[trade.side],
      amountText(trade.quantity, locale),
      minuteOf(trade.entryMs),
      amountText(trade.entryPrice, locale),
      minuteOf(trade.exitMs),
      amountText(trade.exitPrice, locale),
      moneyText(trade.fees, writing),
    ].map((text) => `<td>${escapeHtml(text)}</td>`);
    const tone = trade.profit > 0 ? "up" : trade.profit < 0 ? "down" : "";
    const profit = `<td class="${tone}">${escapeHtml(moneyText(trade.profit, writing, true))}</td>`;
    return `<tr>${cells.join("")}${profit}<td class="words">${escapeHtml(words.reasons[trade.exitReason])}</td></tr>`;
  });
  const shown = filled(words.shown, {
    shown: amountText(listed.length, locale),
    total: amountText(totalTrades, locale),
  });
  const note = listed.length < totalTrades ? `<p>${escapeHtml(shown)}</p>` : "";
  return table(words.title, heads, rows) + note;
}

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.length === 0 ? "" : `<thead><tr>${heads.join("")}</tr></thead>`;
  return `<h2>${escapeHtml(title)}</h2><div class="wide"><table>${head}<tbody>${rows.join("")}</tbody></table></div>`;
}

function day(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
