/** The live candle chart: stored candles first, then every change of the open one. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { Panel } from "../components/panel.tsx";
import { type ChartCandle, fetchCandles, toChartCandle } from "../web/client/chart_data.ts";
import { CandlePlot } from "../web/client/candle_plot.ts";
import { watch } from "../web/client/live_connection.ts";
import { connection, keyOf, onEvent, onMissed } from "../web/client/store.ts";
import { themeChanges } from "../web/client/theme.ts";
import { decimal, percent, priceDigits } from "../web/format.ts";
import { fill, type Language, type Texts, textsOf } from "../web/i18n/mod.ts";
import { useTimes } from "../web/zone.ts";

const HISTORY = 500;

interface ChartProps {
  readonly language: Language;
  readonly symbols: readonly Symbol[];
  /** The shortest first. */
  readonly timeframes: readonly Timeframe[];
}

export default function CandleChart({ language, symbols, timeframes }: ChartProps) {
  const { heartbeat: texts } = textsOf(language);
  const [symbol, setSymbol] = useState<Symbol>(symbols[0] ?? "BTC/USDT");
  const [timeframe, setTimeframe] = useState<Timeframe>("1m");
  const [pointed, setPointed] = useState<ChartCandle | null>(null);
  const { holder, last, message } = useCandles(symbol, timeframe, language, setPointed);
  const aside = (
    <>
      <Choice label={texts.symbol} values={symbols} value={symbol} choose={setSymbol} />
      <Choice label={texts.timeframe} values={timeframes} value={timeframe} choose={setTimeframe} />
    </>
  );
  return (
    <Panel title={texts.chart} aside={aside} class="chart">
      <Legend candle={pointed ?? last} {...{ symbol, timeframe, language, texts }} />
      <div class="chart-holder" ref={holder} role="img" aria-label={`${texts.chart} ${symbol} ${timeframe}`}>
        {message && <p class="quiet empty">{message}</p>}
      </div>
    </Panel>
  );
}

/** Draws the candles of a symbol and timeframe, and follows them. */
function useCandles(
  symbol: Symbol,
  timeframe: Timeframe,
  language: Language,
  point: (candle: ChartCandle | null) => void,
) {
  const { heartbeat: texts } = textsOf(language);
  const times = useTimes();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<CandlePlot>(null);
  const [last, setLast] = useState<ChartCandle | null>(null);
  const [message, setMessage] = useState<string | null>(null);

  useEffect(() => {
    if (holder.current === null) return;
    const made = new CandlePlot(holder.current, { language, times, point });
    plot.current = made;
    const stopTheme = themeChanges.subscribe(() => made.paint());
    return () => {
      stopTheme();
      made.remove();
      plot.current = null;
    };
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    let isFirst = true;
    const load = () =>
      void fetchCandles(symbol, timeframe, HISTORY, abort.signal).then((candles) => {
        if (isFirst) plot.current?.show(candles);
        else plot.current?.exchange(candles);
        isFirst = false;
        setLast(candles.at(-1) ?? null);
        setMessage(candles.length === 0 ? fill(texts.noCandles, { symbol, timeframe }) : null);
      }, (error: Error) => {
        if (!abort.signal.aborted && isFirst) setMessage(fill(texts.chartFailed, { reason: error.message }));
      });
    setMessage(null);
    if (connection.peek() !== "open") load(); // else the next line does
    const end = onMissed(load);
    return () => {
      end();
      abort.abort();
    };
  }, [symbol, timeframe]);

  useEffect(() => {
    const key = keyOf({ symbol, timeframe });
    const follow = ({ candle }: { candle: Parameters<typeof toChartCandle>[0] }) => {
      if (keyOf(candle) !== key) return;
      const drawn = toChartCandle(candle);
      if (plot.current?.update(drawn)) setLast(drawn);
    };
    const ends = [watch(`open:${key}`), onEvent("open-candle", follow), onEvent("candle", follow)];
    return () => ends.forEach((end) => end());
  }, [symbol, timeframe]);

  return { holder, last, message };
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, values, value, choose }: ChoiceProps<T>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {values.map((each) => (
        <button type="button" key={each} aria-pressed={each === value} onClick={() => choose(each)}>{each}</button>
      ))}
    </div>
  );
}

interface LegendProps {
  readonly candle: ChartCandle | null;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly language: Language;
  readonly texts: Texts["heartbeat"];
}

function Legend({ candle, language, texts }: LegendProps) {
  const { dateTime, zoneLabel } = useTimes();
  if (candle === null) return <p class="legend">&nbsp;</p>;
  const digits = priceDigits(String(candle.close));
  const show = (value: number) => decimal(String(value), language, digits);
  const tone = candle.close >= candle.open ? "up" : "down";
  return (
    <p class="legend">
      <strong class={tone}>{show(candle.close)}</strong>
      <span class={tone}>{percent(String(candle.open), String(candle.close), language)}</span>
      <span class="legend-time">{dateTime(candle.time * 1000)} {zoneLabel}</span>
      {([["open", candle.open], ["high", candle.high], ["low", candle.low], ["close", candle.close]] as const).map(
        ([name, value]) => (
          <span key={name} class="legend-item">
            <i>{texts[name]}</i> {show(value)}
          </span>
        ),
      )}
      <span class="legend-item">
        <i>{texts.volume}</i> {decimal(String(candle.volume), language, 3)}
      </span>
    </p>
  );
}
