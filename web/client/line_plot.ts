/** Lines over time drawn by uPlot, in the colours of the page. */
import uPlot from "uplot";
import type { Language } from "../i18n/mod.ts";
import type { Times } from "../times.ts";
import { tokenColor } from "./theme.ts";

/** One line. `color` and `area` are tokens, such as `--primary`. */
export interface PlotLine {
  readonly label: string;
  readonly color: string;
  /** What the area between it and 0 is filled with. */
  readonly area?: string;
}

/** What a plot is made with. */
export interface LinePlotOptions {
  readonly lines: readonly PlotLine[];
  /** What its values are written as, beside the axis and at the pointer. */
  readonly valueText: (value: number) => string;
  readonly times: Times;
  readonly language: Language;
  /** Plots with the same key share their pointer. */
  readonly sync?: string;
  /** Told which point the pointer is at; null = none. */
  readonly point?: (index: number | null) => void;
  /** Nothing lies above it. */
  readonly ceiling?: number;
}

/** Times in UTC ms, rising; of each line a value for each, null where it has none. */
export interface PlotData {
  readonly openMs: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** A plot in an element, which it fills. */
export class LinePlot {
  readonly #holder: HTMLElement;
  readonly #options: LinePlotOptions;
  readonly #resize: ResizeObserver;
  #data: uPlot.AlignedData;
  #plot: uPlot | null = null;

  constructor(holder: HTMLElement, data: PlotData, options: LinePlotOptions) {
    this.#holder = holder;
    this.#options = options;
    this.#data = alignedOf(data);
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(holder);
    this.#draw();
  }

  /** Draws these values in place of those before. */
  show(data: PlotData): void {
    this.#data = alignedOf(data);
    this.#plot?.setData(this.#data);
  }

  /** Takes the colours of the theme. */
  paint(): void {
    this.#draw();
  }

  /** Takes the plot away. */
  remove(): void {
    this.#resize.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #draw(): void {
    this.#plot?.destroy();
    this.#plot = new uPlot(settingsOf(this.#options, this.#holder), this.#data, this.#holder);
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.#holder;
    if (width > 0 && height > 0) this.#plot?.setSize({ width, height });
  }
}

function alignedOf({ openMs, values }: PlotData): uPlot.AlignedData {
  return [openMs.map((ms) => ms / 1000), ...values.map((line) => [...line])];
}

function settingsOf(options: LinePlotOptions, { clientWidth, clientHeight }: HTMLElement): uPlot.Options {
  const { lines, valueText, times, language, sync, point, ceiling } = options;
  return {
    width: Math.max(clientWidth, 100),
    height: Math.max(clientHeight, 80),
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), times.zone),
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false }, ...sync && { sync: { key: sync } } },
    scales: {
      y: {
        range: (_, low, high) => {
          const air = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1;
          return [low - air, Math.min(high + air, ceiling ?? Infinity)];
        },
      },
    },
    axes: [
      { ...axis(), values: (_, seconds) => timeTexts(seconds, times, language), space: 90 },
      { ...axis(), size: 74, values: (_, values) => values.map(valueText) },
    ],
    series: [
      {},
      ...lines.map(({ label, color, area }) => ({
        label,
        stroke: tokenColor(color),
        width: 1.5,
        points: { show: false },
        spanGaps: true,
        ...area !== undefined && { fill: tokenColor(area) },
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => point?.(idx ?? null)] },
  };
}

function axis(): uPlot.Axis {
  const grid = { stroke: tokenColor("--chart-grid"), width: 1 };
  return { stroke: tokenColor("--text-soft"), font: `11px ${tokenColor("--font-mono")}`, grid, ticks: { show: false } };
}

/** The day where a mark begins one or marks are days apart, else the time of day; in the reader's zone. */
function timeTexts(seconds: readonly number[], times: Times, language: Language): string[] {
  const apart = (seconds[1] ?? 0) - (seconds[0] ?? 0);
  return seconds.map((second) => {
    const ms = second * 1000;
    const wall = new Date(times.wallMs(ms));
    const isMidnight = times.clockTime(ms) === "00:00";
    if (apart < 86_400 && !isMidnight) return times.clockTime(ms);
    const year = apart > 20 * 86_400 ? { year: "2-digit" as const } : { day: "numeric" as const };
    return wall.toLocaleDateString(language === "fr" ? "fr-FR" : "en-GB", { month: "short", ...year, timeZone: "UTC" });
  });
}
