/** Lines at prices of a chart: orders, stops and targets; those that may be moved are dragged by the pointer. */
import { type CreatePriceLineOptions, type IPriceLine, type ISeriesApi, LineStyle } from "lightweight-charts";
import { Decimal, type DecimalText } from "../../../domain/decimal.ts";
import { tokenColor } from "../theme.ts";

/** A line to be drawn. */
export interface ChartLine {
  readonly id: string;
  readonly price: DecimalText;
  readonly label: string;
  readonly tone: "buy" | "sell" | "stop" | "target";
  /** Whether it can be dragged. */
  readonly isMovable: boolean;
}

/** How near the pointer must be, px. */
const REACH = 7;
const COLORS = { buy: "--up", sell: "--down", stop: "--danger", target: "--success" } as const;

interface LineOptions {
  readonly priceStep: DecimalText;
  /** The line was let go at another price, in the market's steps. */
  readonly drop: (id: string, price: DecimalText) => void;
}

/** The nearest price in the market's steps; never below one step. */
export function nearestStep(price: number, step: DecimalText): DecimalText {
  if (Number(step) === 0) return new Decimal(price).toSignificantDigits(8, Decimal.ROUND_HALF_UP).toFixed();
  return Decimal.max(new Decimal(price).toNearest(step, Decimal.ROUND_HALF_UP), step).toFixed();
}

/** The lines of one chart. */
export class ChartLines {
  readonly #drawn = new Map<string, { line: ChartLine; drawn: IPriceLine }>();
  readonly #abort = new AbortController();
  #dragged: { id: string; price: DecimalText } | null = null;

  constructor(
    private readonly holder: HTMLElement,
    private readonly prices: ISeriesApi<"Candlestick">,
    private readonly options: LineOptions,
  ) {
    // Before the chart itself, which would move the whole picture.
    const settings = { capture: true, signal: this.#abort.signal };
    holder.addEventListener("pointerdown", (event) => this.#grab(event), settings);
    holder.addEventListener("pointermove", (event) => this.#drag(event), settings);
    holder.addEventListener("pointerup", (event) => this.#release(event), settings);
    holder.addEventListener("pointercancel", () => this.#letGo(), settings);
    for (const name of ["mousedown", "touchstart", "touchmove", "mousemove"] as const) {
      holder.addEventListener(name, (event) => this.#keep(event), { ...settings, passive: false });
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#letGo(), settings);
  }

  /** Draws these lines in place of those before; a line that is being dragged stays in the hand. */
  show(lines: readonly ChartLine[]): void {
    for (const { drawn } of this.#drawn.values()) this.prices.removePriceLine(drawn);
    this.#drawn.clear();
    for (const line of lines) {
      const held = this.#dragged?.id === line.id ? this.#dragged.price : line.price;
      this.#drawn.set(line.id, { line, drawn: this.prices.createPriceLine(drawingOf({ ...line, price: held })) });
    }
  }

  /** Takes the lines and their listeners away. */
  remove(): void {
    this.#abort.abort();
    this.#drawn.clear();
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    const line = this.#lineAt(event);
    if (line === null) return;
    this.#dragged = { id: line.id, price: line.price };
    this.holder.setPointerCapture(event.pointerId);
    event.stopPropagation();
  }

  #drag(event: PointerEvent): void {
    if (this.#dragged === null) {
      this.holder.style.cursor = this.#lineAt(event) === null ? "" : "ns-resize";
      return;
    }
    event.stopPropagation();
    const at = this.prices.coordinateToPrice(this.#yOf(event));
    const grabbed = this.#drawn.get(this.#dragged.id);
    if (at === null || at <= 0 || grabbed === undefined) return;
    this.#dragged.price = nearestStep(at, this.options.priceStep);
    grabbed.drawn.applyOptions(drawingOf({ ...grabbed.line, price: this.#dragged.price }));
  }

  #release(event: PointerEvent): void {
    if (this.#dragged === null) return;
    event.stopPropagation();
    const { id, price } = this.#dragged;
    const before = this.#drawn.get(id)?.line.price;
    this.#letGo();
    if (before !== undefined && Number(before) !== Number(price)) this.options.drop(id, price);
  }

  /** The line goes back to where its order stands: moving it is for the user to confirm. */
  #letGo(): void {
    const held = this.#dragged;
    this.#dragged = null;
    const back = held && this.#drawn.get(held.id);
    back?.drawn.applyOptions(drawingOf(back.line));
  }

  #keep(event: Event): void {
    if (this.#dragged === null) return;
    event.stopPropagation();
    if (event.cancelable) event.preventDefault();
  }

  #lineAt(event: PointerEvent): ChartLine | null {
    const y = this.#yOf(event);
    const near = [...this.#drawn.values()].filter(({ line }) => line.isMovable)
      .map(({ line }) => ({ line, far: Math.abs((this.prices.priceToCoordinate(Number(line.price)) ?? -1e6) - y) }))
      .sort((a, b) => a.far - b.far)[0];
    return near && near.far <= (event.pointerType === "touch" ? 2 * REACH : REACH) ? near.line : null;
  }

  #yOf(event: PointerEvent): number {
    return event.clientY - this.holder.getBoundingClientRect().top;
  }
}

function drawingOf({ price, label, tone, isMovable }: ChartLine): CreatePriceLineOptions {
  const color = tokenColor(COLORS[tone]);
  return {
    price: Number(price),
    color,
    lineWidth: 1,
    lineStyle: isMovable ? LineStyle.Solid : LineStyle.Dashed,
    axisLabelVisible: true,
    axisLabelColor: color,
    axisLabelTextColor: tokenColor("--background"),
    title: label,
  };
}
