/** A balance as a small line, for a row of a table. */
import type { BalancePoint } from "../../web/bot_services.ts";
import { decimal } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";

const [WIDTH, HEIGHT] = [96, 24];

interface SparklineProps {
  /** Oldest first. */
  readonly curve: readonly BalancePoint[];
  readonly language: Language;
  readonly texts: Texts["bot"];
}

/** Rises and falls with the balance, closing by closing; a word of it for the ear. Nothing where nothing was closed. */
export function Sparkline({ curve, language, texts }: SparklineProps) {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last || curve.length < 2) return null;
  const label = fill(texts.curve, {
    from: decimal(first.balanceQuote, language, 2),
    to: decimal(last.balanceQuote, language, 2),
    count: curve.length - 1,
  });
  const tone = Number(last.balanceQuote) < Number(first.balanceQuote) ? "down" : "up";
  return (
    <svg class={`sparkline ${tone}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={linePoints(curve.map(({ balanceQuote }) => Number(balanceQuote)))} />
    </svg>
  );
}

function linePoints(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = high === low ? 0 : (HEIGHT - 4) / (high - low);
  const step = (WIDTH - 4) / (values.length - 1);
  return values.map((value, index) =>
    `${(2 + index * step).toFixed(1)},${(HEIGHT - 2 - (value - low) * scale).toFixed(1)}`
  )
    .join(" ");
}
