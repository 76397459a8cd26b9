/** Candles with the signals of a dry run on them. */
import { createSeriesMarkers, type ISeriesMarkersPluginApi, type Time } from "lightweight-charts";
import { useEffect, useRef } from "preact/hooks";
import { CandlePlot } from "../../web/client/candle_plot.ts";
import { toChartCandle } from "../../web/client/chart_data.ts";
import { themeChanges, tokenColor } from "../../web/client/theme.ts";
import { markersOf } from "../../web/client/workshop/dry_run_marks.ts";
import type { Tried } from "../../web/client/workshop/use_dry_run.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";

interface ChartProps {
  readonly tried: Tried;
  readonly language: Language;
  readonly words: Texts["workshop"]["dryRun"];
}

/** A picture; what can be read in it stands in the list below. */
export function DryRunChart({ tried, language, words }: ChartProps) {
  const times = useTimes();
  const holder = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ plot: CandlePlot; markers: ISeriesMarkersPluginApi<Time> } | null>(null);
  const latest = useRef(tried);
  latest.current = tried;
  const mark = () =>
    drawn.current?.markers.setMarkers(markersOf(latest.current.run.marks, words, {
      up: tokenColor("--up"),
      down: tokenColor("--down"),
      exit: tokenColor("--text-soft"),
    }));
  useEffect(() => {
    if (holder.current === null) return;
    const plot = new CandlePlot(holder.current, { language, times, point: () => {} });
    drawn.current = { plot, markers: createSeriesMarkers(plot.prices) };
    const stopTheme = themeChanges.subscribe(() => {
      plot.paint();
      mark();
    });
    return () => {
      stopTheme();
      plot.remove();
      drawn.current = null;
    };
  }, []);
  useEffect(() => {
    drawn.current?.plot.show(tried.run.candles.map(toChartCandle));
    mark();
    holder.current?.scrollIntoView({ block: "nearest" }); // whoever asked wants to see it
  }, [tried]);
  const { symbol, timeframe } = tried;
  return <div class="dry-run-chart" ref={holder} role="img" aria-label={fill(words.chart, { symbol, timeframe })} />;
}
