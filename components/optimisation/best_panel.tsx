/** The best set: in the sample, out of it, and over the whole range. */
import type { Judged, OptimisationResult } from "../../domain/backtest/optimisation.ts";
import { type Figure, figureName, figureText, setText } from "../../web/client/optimisation/words.ts";
import type { Language, Texts } from "../../web/i18n/mod.ts";
import type { Parameters } from "../../web/workshop_services.ts";
import { Panel } from "../panel.tsx";

const FIGURES: readonly Figure[] = [
  "returnPercent",
  "maxDrawdownPercent",
  "sharpeRatio",
  "sortinoRatio",
  "calmarRatio",
  "profitFactor",
  "trades",
];

interface BestProps {
  readonly result: OptimisationResult;
  readonly searched: readonly string[];
  readonly language: Language;
  readonly texts: Texts;
  readonly isSending: boolean;
  readonly backtest: (parameters: Parameters) => void;
}

/** Its parameters and its figures, side by side. */
export function BestPanel({ result, searched, language, texts, isSending, backtest }: BestProps) {
  const { best: words } = texts.optimisations;
  const best = result.attempts[0];
  if (best === undefined) return null;
  const columns: (readonly [string, Judged])[] = [
    [words.inSample, best.inSample],
    ...best.outOfSample ? [[words.outOfSample, best.outOfSample] as const] : [],
    ...result.whole ? [[words.wholeRange, result.whole] as const] : [],
  ];
  const button = (
    <button
      type="button"
      class="button small primary"
      disabled={isSending}
      onClick={() => backtest(best.parameters)}
    >
      {isSending ? words.backtesting : words.backtest}
    </button>
  );
  return (
    <Panel title={words.title} aside={button} class="search-best">
      <p class="search-set mono">{setText(best.parameters, searched)}</p>
      <table class="cards compact">
        <thead>
          <tr>
            <th scope="col">{texts.backtests.compare.measure}</th>
            {columns.map(([name]) => <th key={name} scope="col" class="number">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <tr key={figure}>
              <th scope="row">{figureName(figure, texts)}</th>
              {columns.map(([name, judged]) => (
                <td key={name} class="number" data-label={name}>{figureText(figure, judged[figure], language)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
