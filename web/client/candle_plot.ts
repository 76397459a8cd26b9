/** Candles and volume drawn by lightweight-charts, in the colours of the page. */
import {
  CandlestickSeries,
  createChartEx,
  defaultHorzScaleBehavior,
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { decimal, priceDigits } from "../format.ts";
import type { Language } from "../i18n/mod.ts";
import type { Times } from "../times.ts";
import type { ChartCandle } from "./chart_data.ts";
import { tokenColor } from "./theme.ts";
import { zonedScale } from "./time_axis.ts";

/** How many candles are seen at first. */
const SEEN = 120;
/** Pixels a candle takes at least: some thousands fit a phone, so that all is seen where all is asked for. */
const LEAST_SPACING = 0.05;

/** What a chart is made with. */
export interface PlotOptions {
  readonly language: Language;
  /** Its axis and its crosshair write the time so. */
  readonly times: Times;
  /** Told which candle the crosshair is at; null = none. */
  readonly point: (candle: ChartCandle | null) => void;
}

/** A chart in an element. */
export class CandlePlot {
  readonly #chart: IChartApiBase<Time>;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #volume: ISeriesApi<"Histogram">;
  readonly #language: Language;
  #drawn = new Map<number, ChartCandle>();
  #lastTime = 0;

  constructor(holder: HTMLElement, { language, times, point }: PlotOptions) {
    this.#language = language;
    this.#chart = createChartEx(holder, zonedScale(defaultHorzScaleBehavior(), times, language), {
      autoSize: true,
      layout: { attributionLogo: true, fontSize: 11, fontFamily: tokenColor("--font-mono") },
      rightPriceScale: { borderVisible: false },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        rightOffset: 4,
        minBarSpacing: LEAST_SPACING,
      },
      crosshair: { mode: 0 },
      localization: {
        locale: language === "fr" ? "fr-FR" : "en-GB",
        timeFormatter: (time: UTCTimestamp) => times.dateTime(time * 1000),
      },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.2 } });
    this.#chart.subscribeCrosshairMove(({ time }: MouseEventParams) => {
      point(time === undefined ? null : this.#drawn.get(Number(time)) ?? null);
    });
    this.paint();
  }

  /** Takes the colours of the theme. */
  paint(): void {
    const line = tokenColor("--chart-grid");
    this.#chart.applyOptions({
      layout: { background: { color: "transparent" }, textColor: tokenColor("--text-soft") },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: { vertLine: crosshair(), horzLine: crosshair() },
    });
    const [up, down] = [tokenColor("--up"), tokenColor("--down")];
    this.#candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    this.#volume.setData([...this.#drawn.values()].map(volumeBar));
  }

  /** Draws these candles in place of all others, and looks at the newest. */
  show(candles: readonly ChartCandle[]): void {
    this.exchange(candles);
    this.#chart.timeScale().setVisibleLogicalRange({ from: candles.length - SEEN, to: candles.length + 4 });
    this.#chart.priceScale("right").applyOptions({ autoScale: true });
  }

  /** Draws these candles in place of all others, and looks at all of them. */
  showAll(candles: readonly ChartCandle[]): void {
    this.exchange(candles);
    this.#chart.timeScale().fitContent();
    this.#chart.priceScale("right").applyOptions({ autoScale: true });
  }

  /** Draws these candles in place of all others, and looks where it looked. */
  exchange(candles: readonly ChartCandle[]): void {
    this.#drawn = new Map(candles.map((candle) => [candle.time, candle]));
    this.#lastTime = candles.at(-1)?.time ?? 0;
    const digits = priceDigits(String(candles.at(-1)?.close ?? 1));
    const formatter = (value: number) => decimal(value.toFixed(digits), this.#language, digits);
    this.#candles.applyOptions({ priceFormat: { type: "custom", formatter, minMove: 10 ** -digits } });
    this.#candles.setData([...candles]);
    this.#volume.setData(candles.map(volumeBar));
  }

  /** Where prices are drawn, for lines at some of them. */
  get prices(): ISeriesApi<"Candlestick"> {
    return this.#candles;
  }

  /** Draws the newest candle anew, or a newer one; false for an older one, which stays as it was. */
  update(candle: ChartCandle): boolean {
    if (candle.time < this.#lastTime) return false;
    this.#lastTime = candle.time;
    this.#drawn.set(candle.time, candle);
    this.#candles.update({ ...candle });
    this.#volume.update(volumeBar(candle));
    return true;
  }

  /** Takes the chart away. */
  remove(): void {
    this.#chart.remove();
  }
}

function volumeBar(candle: ChartCandle): { time: UTCTimestamp; value: number; color: string } {
  const color = tokenColor(candle.close >= candle.open ? "--up-volume" : "--down-volume");
  return { time: candle.time, value: candle.volume, color };
}

function crosshair(): { color: string; labelBackgroundColor: string } {
  return { color: tokenColor("--text-faint"), labelBackgroundColor: tokenColor("--surface-high") };
}
