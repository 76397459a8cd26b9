/** Lines over time as an SVG: a chart that needs no script. */

/** One line of a chart; its class says its colour. */
export interface ChartLine {
  readonly values: readonly number[];
  readonly className: string;
  /** Whether the area between it and the chart's top or bottom is filled. */
  readonly isFilled?: boolean;
}

/** What a chart shows. */
export interface ChartPicture {
  /** For who cannot see it. */
  readonly label: string;
  /** UTC ms, rising; each line has a value for each. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly height: number;
  /** Nothing lies above it. */
  readonly ceiling?: number;
  /** What stands beside a horizontal line of the grid. */
  readonly valueText: (value: number) => string;
}

const WIDTH = 960;
const LEFT = 84;
const BOTTOM = 22;
const TOP = 6;
const ROWS = 4;
const COLUMNS = 6;
/** Columns that lie closer than this would share a day. */
const SHORT_STEP_MS = 86_400_000;

/** Draws it; an empty text where there are fewer than two points. */
export function svgChart({ label, times, lines, height, ceiling = Infinity, valueText }: ChartPicture): string {
  if (times.length < 2) return "";
  const [low, highest] = rangeOf(lines);
  const high = Math.min(highest, ceiling);
  const [first, last] = [times[0]!, times.at(-1)!];
  const x = (ms: number) => LEFT + (ms - first) / (last - first || 1) * (WIDTH - LEFT);
  const y = (value: number) => TOP + (high - value) / (high - low) * (height - TOP - BOTTOM);
  const rows = steps(low, high, ROWS).map((value) =>
    `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
    `<text class="value" x="${LEFT - 8}" y="${at(y(value) + 4)}">${escapeHtml(valueText(value))}</text>`
  );
  const timeText = (last - first) / COLUMNS < SHORT_STEP_MS ? minuteOf : dayOf;
  const columns = steps(first, last, COLUMNS).map((ms, index, all) => {
    const anchor = index === 0 ? "start" : index === all.length - 1 ? "end" : "middle";
    return `<text class="time" text-anchor="${anchor}" x="${at(x(ms))}" y="${height - 5}">${timeText(ms)}</text>`;
  });
  const drawn = lines.map(({ values, className, isFilled }) => {
    const points = values.map((value, index) => `${at(x(times[index]!))},${at(y(value))}`).join(" ");
    const floor = at(y(Math.min(Math.max(0, low), high)));
    const area = isFilled
      ? `<polygon class="area ${className}" points="${at(x(first))},${floor} ${points} ${at(x(last))},${floor}"/>`
      : "";
    return `${area}<polyline class="line ${className}" points="${points}"/>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">${
    [...rows, ...columns, ...drawn].join("")
  }</svg>`;
}

/** Text that may stand in a page and in an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The lowest and the highest value of all lines, with some air; never the same. */
function rangeOf(lines: readonly ChartLine[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of lines) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const air = (high - low) * 0.04 || Math.abs(high) * 0.01 || 1;
  return [low - air, high + air];
}

/** Evenly from `from` to `to`, both included. */
function steps(from: number, to: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, index) => from + (to - from) * index / count);
}

function at(coordinate: number): string {
  return coordinate.toFixed(1);
}

function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(5, 16).replace("T", " ");
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
