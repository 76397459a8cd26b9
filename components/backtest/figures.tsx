/** The measures of a run, by what they tell of, with their help on demand. */
import { useState } from "preact/hooks";
import { measureText, toneOf, type Writing } from "../../web/client/backtest/measures.ts";
import { type MeasureKey, MEASURES } from "../../domain/backtest/measure_list.ts";
import type { Measures } from "../../domain/backtest/measures.ts";
import type { Texts } from "../../web/i18n/mod.ts";
import { Panel } from "../panel.tsx";

/** What is looked at first. */
const FIRST: readonly MeasureKey[] = [
  "returnPercent",
  "buyAndHoldReturnPercent",
  "maxDrawdownPercent",
  "sharpeRatio",
  "profitFactor",
  "winRatePercent",
  "trades",
  "finalEquityQuote",
];

interface FiguresProps {
  readonly stats: Measures;
  readonly writing: Writing;
}

/** A few figures, large. */
export function MainFigures({ stats, writing }: FiguresProps) {
  const { measures } = writing.words;
  return (
    <dl class="main-figures">
      {FIRST.map((key) => (
        <div key={key}>
          <dt title={measures[key].help}>{measures[key].label}</dt>
          <dd class={toneOf(key, stats)}>{measureText(key, stats, writing)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** All of them. */
export function MeasurePanel({ stats, writing, texts }: FiguresProps & { readonly texts: Texts }) {
  const { result: words } = texts.backtests;
  const { groups, measures } = writing.words;
  const [isExplained, setExplained] = useState(false);
  const aside = (
    <button
      type="button"
      class="tool wide"
      aria-pressed={isExplained}
      onClick={() => setExplained((before) => !before)}
    >
      {words.explain}
    </button>
  );
  return (
    <Panel title={words.measures} aside={aside} class={`measures ${isExplained ? "explained" : ""}`}>
      <div class="measure-groups">
        {MEASURES.map(({ group, keys }) => (
          <section key={group}>
            <h3>{groups[group]}</h3>
            <dl>
              {keys.map((key) => (
                <div key={key}>
                  <dt title={measures[key].help}>{measures[key].label}</dt>
                  <dd class={toneOf(key, stats)}>{measureText(key, stats, writing)}</dd>
                  {isExplained && <dd class="measure-help">{measures[key].help}</dd>}
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  );
}
