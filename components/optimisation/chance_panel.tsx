/** What might have become of the best set's trades with other luck. */
import type { MonteCarlo } from "../../domain/backtest/optimisation.ts";
import { moneyText, percentText, type Writing } from "../../web/client/backtest/measures.ts";
import { count } from "../../web/format.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

/** Those that a search keeps. */
const PERCENTILES = [5, 25, 50, 75, 95];

interface ChanceProps {
  readonly monteCarlo: MonteCarlo;
  readonly writing: Writing;
  readonly language: Language;
  readonly texts: Texts;
}

/** Percentiles of the fall and of the end. */
export function ChancePanel({ monteCarlo, writing, language, texts }: ChanceProps) {
  const { chance: words } = texts.optimisations;
  const { shuffles, maxDrawdownPercent, finalEquityQuote, halvedShare } = monteCarlo;
  const { locale, quote } = writing;
  const below = PERCENTILES.map((percent) => fill(words.below, { percent }));
  const rows = [
    [words.drawdown, maxDrawdownPercent.map((value) => percentText(value, locale))],
    [`${words.equity} (${quote})`, finalEquityQuote.map((value) => moneyText(value, { locale, quote: "" }))],
  ] as const;
  const hint = fill(words.hint, { shuffles: count(shuffles, language) });
  return (
    <Panel title={words.title} aside={<span class="quiet">{hint}</span>} class="search-chance">
      <table class="cards compact">
        <thead>
          <tr>
            <th scope="col">{words.percentile}</th>
            {below.map((text) => <th key={text} scope="col" class="number">{text}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, at) => <td key={at} class="number" data-label={below[at]}>{value}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class={halvedShare > 0 ? "caution" : "quiet"}>
        {halvedShare > 0 ? fill(words.halved, { share: percentText(halvedShare * 100, locale) }) : words.neverHalved}
      </p>
    </Panel>
  );
}
