/** Walking forward: what each window chose, and what became of it. */
import type { Objective } from "../../domain/backtest/judge.ts";
import type { ForwardWindow } from "../../domain/backtest/optimisation.ts";
import { type Figure, figureName, figureText, setText, toneOf } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";
import { useTimes } from "../../web/zone.ts";
import { Panel } from "../panel.tsx";

interface ForwardProps {
  readonly windows: readonly ForwardWindow[];
  readonly searched: readonly string[];
  readonly objective: Objective;
  readonly language: Language;
  readonly texts: Texts;
}

/** A row a window, oldest first. */
export function ForwardPanel({ windows, searched, objective, language, texts }: ForwardProps) {
  const { forward: words, attempts: { inSampleOf, outOfSampleOf } } = texts.optimisations;
  const times = useTimes();
  const judged = fill(words.judged, { zone: times.zoneLabel });
  const figures: Figure[] = [...new Set<Figure>([objective, "returnPercent"])];
  const heads = figures.flatMap((figure) =>
    (["inSample", "outOfSample"] as const).map((side) => ({
      figure,
      side,
      name: fill(side === "inSample" ? inSampleOf : outOfSampleOf, { measure: figureName(figure, texts) }),
    }))
  );
  return (
    <Panel title={words.title} aside={<span class="quiet">{words.hint}</span>} class="search-forward">
      <div class="search-scroll">
        <table class="cards compact">
          <thead>
            <tr>
              <th scope="col">{judged}</th>
              <th scope="col">{words.set}</th>
              {heads.map(({ name }) => <th key={name} scope="col" class="number">{name}</th>)}
              <th scope="col" class="number">{figureName("trades", texts)}</th>
            </tr>
          </thead>
          <tbody>
            {windows.map((window) => (
              <tr key={window.splitMs}>
                <td data-label={judged}>{times.span(window.splitMs, window.toMs)}</td>
                <td class="mono" data-label={words.set}>{setText(window.parameters, searched)}</td>
                {heads.map(({ figure, side, name }) => (
                  <td
                    key={name}
                    class={`number ${toneOf(figure as Objective, window[side][figure])}`}
                    data-label={name}
                  >
                    {figureText(figure, window[side][figure], language)}
                  </td>
                ))}
                <td class="number" data-label={figureName("trades", texts)}>
                  {figureText("trades", window.outOfSample.trades, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet search-hint">{words.curve}</p>
    </Panel>
  );
}
