/** The candles of the market, live, with the lines of orders on them. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DecimalText } from "../../domain/decimal.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import { CandlePlot } from "../../web/client/candle_plot.ts";
import { gaps } from "../../web/client/store.ts";
import { themeChanges } from "../../web/client/theme.ts";
import { fetchCandles, followCandles } from "../../web/client/trading/candle_feed.ts";
import { type ChartLine, ChartLines } from "../../web/client/trading/chart_lines.ts";
import type { MarketModel } from "../../web/client/trading/market_model.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ChartProps {
  readonly brokerId: string;
  readonly model: MarketModel;
  readonly timeframe: Timeframe;
  readonly timeframes: readonly Timeframe[];
  readonly lines: readonly ChartLine[];
  readonly language: Language;
  readonly texts: Texts["trading"];
  readonly choose: (timeframe: Timeframe) => void;
  readonly drop: (id: string, price: DecimalText) => void;
}

/** A chart; what can be read in it stands in the lists below, too. */
export function PriceChart(props: ChartProps) {
  const { model, timeframe, timeframes, texts, choose } = props;
  const { chart: words } = texts;
  const { holder, message } = usePlot(props);
  const aside = (
    <div class="choice" role="group" aria-label={words.timeframe}>
      {timeframes.map((each) => (
        <button
          type="button"
          key={each}
          aria-pressed={each === timeframe}
          onClick={() => choose(each)}
        >
          {each}
        </button>
      ))}
    </div>
  );
  return (
    <Panel title={words.title} aside={aside} class="trade-chart">
      <div
        class="trade-plot"
        ref={holder}
        role="img"
        aria-label={`${words.title} ${model.facts.market.symbol} ${timeframe}. ${words.hint}`}
      >
        {message && <p class="quiet empty">{message}</p>}
      </div>
    </Panel>
  );
}

function usePlot({ brokerId, model, timeframe, lines, language, texts: { chart: words }, drop }: ChartProps) {
  const times = useTimes();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<CandlePlot>(null);
  const drawn = useRef<ChartLines>(null);
  const [message, setMessage] = useState<string | null>(words.loading);
  const { market } = model.facts;
  const shown = useRef(lines);
  shown.current = lines;
  const dropped = useRef(drop);
  dropped.current = drop;

  useEffect(() => {
    if (holder.current === null) return;
    const made = new CandlePlot(holder.current, { language, times, point: () => {} });
    plot.current = made;
    const stopTheme = themeChanges.subscribe(() => {
      made.paint();
      drawn.current?.show(shown.current);
    });
    return () => {
      stopTheme();
      made.remove();
      plot.current = null;
    };
  }, []);

  useEffect(() => {
    if (holder.current === null || plot.current === null) return;
    const made = new ChartLines(holder.current, plot.current.prices, {
      priceStep: market.priceStep,
      drop: (id, price) => dropped.current(id, price),
    });
    drawn.current = made;
    made.show(shown.current);
    return () => {
      made.show([]);
      made.remove();
      drawn.current = null;
    };
  }, [market.symbol]);

  useEffect(() => drawn.current?.show(lines), [lines]);

  useEffect(() => {
    setMessage(words.loading);
    plot.current?.show([]);
    return followCandles({
      model,
      timeframe,
      fetch: (signal) => fetchCandles(brokerId, market.symbol, timeframe, signal),
      show: (candles, isFirst) => {
        if (isFirst) plot.current?.show(candles);
        else plot.current?.exchange(candles);
        setMessage(candles.length === 0 ? fill(words.none, { symbol: market.symbol, timeframe }) : null);
      },
      update: (candle) => plot.current?.update(candle),
      fail: (reason) => setMessage(fill(words.failed, { reason })),
    });
  }, [brokerId, market.symbol, timeframe, gaps.value]);

  return { holder, message };
}
