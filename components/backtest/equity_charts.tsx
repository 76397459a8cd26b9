/** The equity beside buying and holding, and below it how far it was under its peak. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { EquityCurve } from "../../domain/backtest/curve.ts";
import { drawdownCurve } from "../../domain/backtest/drawdown_curve.ts";
import { amountText, moneyText, percentText, type Writing } from "../../web/client/backtest/measures.ts";
import { LinePlot, type LinePlotOptions, type PlotData } from "../../web/client/line_plot.ts";
import { themeChanges } from "../../web/client/theme.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ChartsProps {
  readonly curve: EquityCurve;
  /** Quote currency at the start. */
  readonly cash: number;
  readonly writing: Writing;
  readonly language: Language;
  readonly texts: Texts;
}

/** Two charts that share their pointer. */
export function EquityCharts({ curve, cash, writing, language, texts }: ChartsProps) {
  const { result: words, report: { charts } } = texts.backtests;
  const { locale } = writing;
  const [pointed, point] = useState<number | null>(null);
  const drawdown = drawdownCurve(curve.equity, cash);
  const at = pointed ?? curve.openMs.length - 1;
  const equity = usePlot({ openMs: curve.openMs, values: [curve.hold, curve.equity] }, {
    lines: [{ label: charts.hold, color: "--text-faint" }, { label: charts.equity, color: "--primary" }],
    valueText: (value) => amountText(Number(value.toPrecision(6)), locale),
    language,
    sync: "equity",
    point,
  });
  const below = usePlot({ openMs: curve.openMs, values: [drawdown] }, {
    lines: [{ label: charts.drawdown, color: "--down", area: "--down-volume" }],
    valueText: (value) => percentText(value, locale),
    language,
    sync: "equity",
    ceiling: 0,
  });
  const { dateTime, zoneLabel } = useTimes();
  return (
    <Panel title={charts.equity} aside={<span class="quiet">{words.equityHint}</span>} class="equity-panel">
      <p class="plot-legend">
        <span class="legend-time">{dateTime(curve.openMs[at]!)} {zoneLabel}</span>
        <span class="line-equity">{charts.equity} {moneyText(curve.equity[at]!, writing)}</span>
        <span class="line-hold">{charts.hold} {moneyText(curve.hold[at]!, writing)}</span>
        <span class="line-drawdown">{charts.drawdown} {percentText(drawdown[at]!, locale)}</span>
      </p>
      <div class="plot equity-plot" ref={equity} role="img" aria-label={`${charts.equity}. ${words.equityHint}`} />
      <div class="plot drawdown-plot" ref={below} role="img" aria-label={`${charts.drawdown}. ${words.drawdownHint}`} />
    </Panel>
  );
}

/** A plot in the element that the answer is the reference of. */
export function usePlot(data: PlotData, options: Omit<LinePlotOptions, "times">) {
  const times = useTimes();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (holder.current === null) return;
    const plot = new LinePlot(holder.current, data, { ...options, times });
    const stopTheme = themeChanges.subscribe(() => plot.paint());
    return () => {
      stopTheme();
      plot.remove();
    };
  }, [data.openMs]);
  return holder;
}
