/** Two backtests side by side: their curves, what differs, and every measure of both. */
import { useMemo, useState } from "preact/hooks";
import { DifferencePanel, MeasureTable, type PairProps } from "../components/backtest/compare_tables.tsx";
import { usePlot } from "../components/backtest/equity_charts.tsx";
import { Panel } from "../components/panel.tsx";
import type { BacktestView, RunRow } from "../web/backtest_services.ts";
import { joinedReturns } from "../web/client/backtest/joined_curves.ts";
import { percentText } from "../web/client/backtest/measures.ts";
import { localeOf } from "../web/client/backtest/words.ts";
import { type Language, textsOf } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface CompareProps {
  readonly language: Language;
  readonly a: BacktestView;
  readonly b: BacktestView;
}

export default function BacktestCompare({ language, a, b }: CompareProps) {
  const texts = textsOf(language);
  const { compare: words } = texts.backtests;
  const isUnlike = a.row.symbol !== b.row.symbol || a.row.fromMs !== b.row.fromMs || a.row.toMs !== b.row.toMs;
  return (
    <div class="backtest compare">
      <section class="panel compare-head">
        <Named letter={words.first} row={a.row} class="line-equity" />
        <Named letter={words.second} row={b.row} class="line-second" />
        <a class="button small" href={`/backtest/compare?a=${b.row.id}&b=${a.row.id}`}>{words.swap}</a>
        {isUnlike && <p class="warning">{words.unlike}</p>}
      </section>
      <Curves {...{ a, b, language, texts }} />
      <div class="compare-columns">
        <DifferencePanel {...{ a, b, language, texts }} />
        <MeasureTable {...{ a, b, language, texts }} />
      </div>
    </div>
  );
}

function Named(
  { letter, row, class: name }: { readonly letter: string; readonly row: RunRow; readonly class: string },
) {
  const times = useTimes();
  return (
    <p class="compare-name">
      <strong class={name}>{letter}</strong>
      <a href={`/backtest/${row.id}`}>{row.strategyName} v{row.version}</a>
      <span>{row.symbol} {row.timeframe}</span>
      <span class="quiet">{times.span(row.fromMs, row.toMs)}</span>
    </p>
  );
}

function Curves({ a, b, language, texts }: PairProps) {
  const { compare: words } = texts.backtests;
  const { dateTime, zoneLabel } = useTimes();
  const data = useMemo(() => joinedReturns([a.curve!, b.curve!]), []);
  const [pointed, point] = useState<number | null>(null);
  const percent = (value: number) => percentText(value, localeOf(language), true);
  const holder = usePlot(data, {
    lines: [{ label: words.first, color: "--primary" }, { label: words.second, color: "--warning" }],
    valueText: percent,
    language,
    point,
  });
  const at = pointed ?? data.openMs.length - 1;
  // Where one has no point, its newest one before counts.
  const shown = data.values.map((line) => line.slice(0, at + 1).findLast((value) => value !== null) ?? null);
  return (
    <Panel title={words.curves} class="equity-panel">
      <p class="plot-legend">
        <span class="legend-time">{dateTime(data.openMs[at]!)} {zoneLabel}</span>
        <span class="line-equity">{words.first} {shown[0] == null ? "–" : percent(shown[0])}</span>
        <span class="line-second">{words.second} {shown[1] == null ? "–" : percent(shown[1])}</span>
      </p>
      <div class="plot equity-plot" ref={holder} role="img" aria-label={words.curves} />
    </Panel>
  );
}
