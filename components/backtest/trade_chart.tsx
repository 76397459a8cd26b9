/** Trades on the candles of their market: those of a page, or one of them from near. */
import { createSeriesMarkers, type ISeriesMarkersPluginApi, type Time } from "lightweight-charts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { RunRow } from "../../web/backtest_services.ts";
import { marksOf, rangeAround } from "../../web/client/backtest/trade_marks.ts";
import { type TradePage, TRADES_PAGE } from "../../web/client/backtest/views.ts";
import { CandlePlot } from "../../web/client/candle_plot.ts";
import { fromNumbers } from "../../web/client/chart_data.ts";
import { themeChanges, tokenColor } from "../../web/client/theme.ts";
import { getJson } from "../../web/client/trading/ask.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ChartProps {
  readonly row: RunRow;
  readonly page: TradePage;
  /** Number of the one trade that is shown, from 1; null = all of the page. */
  readonly shown: number | null;
  readonly showAll: () => void;
  readonly language: Language;
  readonly texts: Texts;
}

interface CandleAnswer {
  readonly timeframe: Timeframe;
  readonly candles: readonly number[][];
}

/** A chart; what can be read in it stands in the table below, too. */
export function TradeChart(props: ChartProps) {
  const { row, shown, showAll, texts } = props;
  const { result: words } = texts.backtests;
  const { holder, message, timeframe } = useTradePlot(props);
  const aside = (
    <>
      <span class="quiet">
        {shown === null ? words.chartHint : fill(words.chartOne, { number: shown })}
        {timeframe !== null && timeframe !== row.timeframe && ` · ${fill(words.chartThinned, { timeframe })}`}
      </span>
      <button type="button" class="button small" disabled={shown === null} onClick={showAll}>{words.chartAll}</button>
    </>
  );
  return (
    <Panel title={words.chart} aside={aside} class="trade-chart-panel">
      <div class="plot trade-marks" ref={holder} role="img" aria-label={`${words.chart} ${row.symbol}`}>
        {message !== null && <p class="quiet empty">{message}</p>}
      </div>
    </Panel>
  );
}

function useTradePlot({ row, page, shown, language, texts }: ChartProps) {
  const { result: words } = texts.backtests;
  const times = useTimes();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<CandlePlot>(null);
  const markers = useRef<ISeriesMarkersPluginApi<Time>>(null);
  const [answer, setAnswer] = useState<CandleAnswer | null>(null);
  const [message, setMessage] = useState<string | null>(words.loading);
  const [painted, setPainted] = useState(0);
  const first = (page.page - 1) * TRADES_PAGE + 1;

  useEffect(() => {
    if (holder.current === null) return;
    const made = new CandlePlot(holder.current, { language, times, point: () => {} });
    plot.current = made;
    markers.current = createSeriesMarkers(made.prices, []);
    const stopTheme = themeChanges.subscribe((count) => {
      made.paint();
      setPainted(count);
    });
    return () => {
      stopTheme();
      made.remove();
      plot.current = null;
    };
  }, []);

  useEffect(() => {
    const trades = shown === null ? page.trades : page.trades.slice(shown - first, shown - first + 1);
    const range = rangeAround(trades, row.timeframe) ?? { fromMs: row.fromMs, toMs: row.toMs };
    const abort = new AbortController();
    const query = { from: range.fromMs, to: range.toMs, most: 3_000 };
    getJson<CandleAnswer>(`/api/backtests/${row.id}/candles`, query, abort.signal).then((told) => {
      if (!told.ok) return setMessage(fill(words.chartFailed, { reason: told.reason }));
      setMessage(told.value.candles.length === 0 ? words.noCandles : null);
      plot.current?.showAll(told.value.candles.map(fromNumbers));
      setAnswer(told.value);
    }, (error: Error) => {
      if (error.name !== "AbortError") throw error;
    });
    return () => abort.abort();
  }, [row.id, page, shown]);

  useEffect(() => {
    if (answer === null) return;
    const drawn = new Set(answer.candles.map(([openMs]) => openMs! / 1000));
    const marks = marksOf(page.trades, first, answer.timeframe).filter(({ time }) => drawn.has(time));
    markers.current?.setMarkers(marks.map((mark) => ({ ...mark, color: tokenColor(mark.color) })));
  }, [answer, painted]);

  return { holder, message, timeframe: answer?.timeframe ?? null };
}
