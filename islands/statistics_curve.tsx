/** A curve of statistics over time: realised profit, or what an account is worth. */
import { useState } from "preact/hooks";
import { usePlot } from "../components/backtest/equity_charts.tsx";
import { Panel } from "../components/panel.tsx";
import { digitsOf, gainText } from "../components/statistics/writing.ts";
import type { CurvePoint } from "../domain/statistics/profit_curve.ts";
import { decimal } from "../web/format.ts";
import type { Language } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

interface CurveProps {
  readonly title: string;
  readonly hint: string;
  /** At least one, oldest first. */
  readonly points: readonly CurvePoint[];
  readonly quote: string;
  /** A profit is written with its sign. */
  readonly isGain: boolean;
  readonly language: Language;
}

export default function StatisticsCurve({ title, hint, points, quote, isGain, language }: CurveProps) {
  const [pointed, point] = useState<number | null>(null);
  const [data] = useState(() => ({
    openMs: points.map(({ timeMs }) => timeMs),
    values: [points.map(({ quote }) => Number(quote))],
  }));
  const holder = usePlot(data, {
    lines: [{ label: title, color: "--primary" }],
    valueText: (value) => decimal(value.toPrecision(6) as `${number}`, language),
    language,
    point,
  });
  const { dateTime, zoneLabel } = useTimes();
  const at = points[pointed ?? points.length - 1]!;
  const amount = isGain ? gainText(at.quote, quote, language) : decimal(at.quote, language, digitsOf(quote));
  return (
    <Panel title={title} aside={<span class="quiet">{hint}</span>}>
      <p class="plot-legend">
        <span class="legend-time">{dateTime(at.timeMs)} {zoneLabel}</span>
        <span class="line-equity">{`${amount} ${quote}`}</span>
      </p>
      <div class="plot statistics-plot" ref={holder} role="img" aria-label={`${title}. ${hint}`} />
    </Panel>
  );
}
