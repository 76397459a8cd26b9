/** Profit of each period as a bar, up or down from nothing; drawn where the page is made. */
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import type { PartSums } from "../../web/statistics_services.ts";
import { gainText, toneOf } from "./writing.ts";

interface BarsProps {
  /** Oldest first. */
  readonly parts: readonly PartSums[];
  readonly label: string;
  readonly quote: string;
  readonly language: Language;
  readonly texts: Texts["statistics"];
}

/** Space of a bar that stays empty. */
const GAP = 0.2;

/** A picture of the table that stands below it: each bar says its number to the pointer. */
export function ProfitBars({ parts, label, quote, language, texts }: BarsProps) {
  const profits = parts.map(({ sums }) => Number(sums.profitQuote));
  const [high, low] = [Math.max(0, ...profits), Math.min(0, ...profits)];
  const height = high - low || 1;
  return (
    <svg
      class="statistics-bars"
      viewBox={`0 0 ${Math.max(parts.length, 12)} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {parts.map(({ key, sums }, at) => {
        const top = Math.max(profits[at]!, 0);
        const bottom = Math.min(profits[at]!, 0);
        const profit = gainText(sums.profitQuote, quote, language);
        return (
          <rect
            key={key}
            class={toneOf(sums.profitQuote)}
            x={at + GAP / 2}
            width={1 - GAP}
            y={((high - top) / height * 100).toFixed(2)}
            height={((top - bottom) / height * 100).toFixed(2)}
          >
            <title>{fill(texts.bar, { name: key, profit, quote })}</title>
          </rect>
        );
      })}
      <line x1="0" x2={Math.max(parts.length, 12)} y1={high / height * 100} y2={high / height * 100} />
    </svg>
  );
}
