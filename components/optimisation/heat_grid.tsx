/** A table whose cells are coloured by what they say. */
import type { Objective } from "../../domain/backtest/judge.ts";
import { type Heat, strengthOf } from "../../web/client/optimisation/heat.ts";
import { figureText, nothingOf, placeText, toneOf } from "../../web/client/optimisation/words.ts";
import { fill, type Language, type Texts } from "../../web/i18n/mod.ts";

interface GridProps {
  readonly heat: Heat;
  /** Names of the parameters. */
  readonly x: string;
  readonly y: string;
  readonly objective: Objective;
  readonly language: Language;
  readonly texts: Texts;
}

/** A row a value of `y`, a column a value of `x`; the number stands in each cell, so that nobody need tell colours apart. */
export function HeatGrid({ heat, x, y, objective, language, texts }: GridProps) {
  const { heat: words } = texts.optimisations;
  const nothing = nothingOf(objective);
  return (
    <div class="search-scroll">
      <table class="heat">
        <thead>
          <tr>
            <th class="heat-corner mono">
              {y} <span aria-hidden="true">↓</span> {x} <span aria-hidden="true">→</span>
            </th>
            {heat.x.map((place) => <th key={placeText(place)} scope="col">{placeText(place)}</th>)}
          </tr>
        </thead>
        <tbody>
          {heat.y.map((row, at) => (
            <tr key={placeText(row)}>
              <th scope="row">{placeText(row)}</th>
              {heat.x.map((column, across) => {
                const value = heat.cells[at]![across]!;
                const text = figureText(objective, value, language);
                const said = { x: `${x} = ${placeText(column)}`, y: `${y} = ${placeText(row)}`, value: text };
                return (
                  <td
                    key={placeText(column)}
                    class={toneOf(objective, value)}
                    style={{ "--strength": value === null ? "0" : strengthOf(value, nothing, heat).toFixed(3) }}
                    title={fill(words.cell, said)}
                  >
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
